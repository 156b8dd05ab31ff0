from __future__ import annotations

import json
from dataclasses import replace

import pytest

from desktop.asked_with import AskedWith
from desktop.choice import Chosen
from desktop.choices import Choice
from desktop.export import as_json, as_markdown, file_name
from desktop.modes import Mode
from desktop.snapshot import Comparison, LaneView
from desktop.types import Answer, Citation, Cited, Retrieved, Sampling, Stats, Stop
from desktop.ui.exported import as_html
from indexer import Milliseconds, SearchResult
from tests.desktop.fakes import hits, passage


@pytest.fixture
def asked() -> Comparison:
    found = hits(passage(11, "Notice is <b>three</b> months.", page=4), passage(12, "Other."))
    answer = Answer(
        Mode.RAG, "Three <i>months</i> [1].", (Citation(1, 1, "handbook.pdf", 4, "4"),), (),
        Stop.END, Stats(100, 20, 5, 450.0, 31.0, 7),
    )  # fmt: skip
    result = SearchResult("How long?", found, Milliseconds(0, 0, 0, 0, 0))
    cited = tuple(Cited(n, hit) for n, hit in enumerate(found, 1))
    lanes = (
        LaneView(Mode.BASE, "Long.", False),
        LaneView(Mode.RAG, answer.text, False, answer=answer),
    )
    return Comparison("How long?", lanes, Retrieved("How long?", result, cited, 2), False)


def test_markdown_holds_questions_answers_figures_and_passages(asked: Comparison) -> None:
    assert as_markdown("Notice", [asked]) == (
        "# Notice\n\n## How long?\n\n### Base: the model alone\n\nLong.\n\n"
        "### RAG: with passages from your PDFs\n\nThree <i>months</i> [1].\n\n"
        "*first word after 0.5 s, 31 tokens a second, 5 tokens, prompt of 100, seed 7*\n\n"
        "### Passages\n\n"
        "- **[1]** handbook.pdf, page 4: Notice is <b>three</b> months.\n"
        "- **[2]** handbook.pdf, page 1: Other.\n"
    )


def test_a_question_of_some_documents_says_which(asked: Comparison) -> None:
    some = replace(asked, chosen=Chosen((1, 4), ("a.pdf", "b.pdf"), 5))
    said = "Only 2 of 5 documents were searched: a.pdf, b.pdf."
    assert f"## How long?\n\n{said}\n\n###" in as_markdown("Notice", [some])
    assert said in as_html("Notice", [some], lambda cited, page: None)


def test_json_holds_each_question_as_the_command_line_prints_it(asked: Comparison) -> None:
    written = json.loads(as_json("Notice", [asked]))
    assert written["title"] == "Notice"
    (question,) = written["questions"]
    assert question["answers"]["rag"]["citations"][0]["page"] == 4
    assert question["answers"]["rag"]["stats"]["seed"] == 7


def test_html_is_one_file_with_the_cited_pages_inside_and_nothing_to_run(asked: Comparison) -> None:
    html = as_html("<script>alert(1)</script>", [asked], lambda cited, page: b"PNG %d" % cited.n)
    assert "<script" not in html
    assert "<i>months" not in html
    assert html.count("<img") == 1
    assert "data:image/png;base64,UE5HIDE=" in html
    assert "http://" not in html and "https://" not in html


def test_html_shows_the_words_where_the_page_is_gone(asked: Comparison) -> None:
    assert "Notice is &lt;b&gt;three" in as_html("Notice", [asked], lambda cited, page: None)


@pytest.mark.parametrize(
    ("title", "name"),
    [("What is 3M's share?", "What is 3M s share.md"), ("../..", "conversation.md")],
)
def test_a_title_becomes_a_name_that_every_system_takes(title: str, name: str) -> None:
    assert file_name(title, "md") == name


def test_what_was_chosen_is_in_every_form_and_the_modes_are_in_order(asked: Comparison) -> None:
    pair = (Mode.BASE, Mode.RAG)
    turned = replace(
        asked,
        lanes=asked.lanes[::-1],
        unnamed=True,
        choice=Choice(pair, (Mode.RAG,), blind=True),
    )
    said = "You found RAG better, blind."
    markdown = as_markdown("Notice", [turned])
    assert f"{said}\n\n### Passages" in markdown
    assert markdown.index("### Base") < markdown.index("### RAG")
    assert said in as_html("Notice", [turned], lambda cited, page: None)
    (question,) = json.loads(as_json("Notice", [turned]))["questions"]
    assert question["choice"] == {"among": ["base", "rag"], "better": ["rag"], "blind": True}


def test_what_it_was_asked_with_is_in_every_form(asked: Comparison) -> None:
    used = AskedWith(Sampling(temperature=0.4), "Be brief", "Small", "house style", 2048)
    question = replace(asked, asked_with=used)
    assert f"## How long?\n\n*{used.sentence}*\n\n###" in as_markdown("Notice", [question])
    assert used.sentence in as_html("Notice", [question], lambda cited, page: None)
    (written,) = json.loads(as_json("Notice", [question]))["questions"]
    settings = written["settings"]
    assert settings["sampling"]["temperature"] == 0.4
    assert {name: settings[name] for name in ("instruction", "model", "tuned", "context")} == {
        "instruction": "Be brief", "model": "Small", "tuned": "house style", "context": 2048,
    }  # fmt: skip
    assert json.loads(as_json("Notice", [asked]))["questions"][0]["settings"] is None
