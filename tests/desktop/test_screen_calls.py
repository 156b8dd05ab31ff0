"""What the page may ask for, without a browser: parts that changed, and doings."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.conversation_store import ConversationStore
from desktop.loading import State
from desktop.modes import Mode
from desktop.settings import SettingsFile
from desktop.types import Weights
from desktop.ui.screen import Screen
from desktop.workbench import Parts, Workbench
from indexer import EncoderError
from tests.desktop.bench_engine import BenchEngine
from tests.desktop.screen_bench import LOCKED, PDF, BenchLibrary, passage

STOCK = passage(1, "Inventories were $8.5 billion as of May 31, 2023, flat on the year.", 40)
UNITS = passage(12, "The decrease in product units reflects actions to clear inventory.", 41)


@pytest.fixture
def workbench() -> Iterator[Workbench]:
    library = BenchLibrary([STOCK, UNITS])
    bench = Workbench(
        Parts(lambda: library, lambda: None, BenchEngine(), Weights(Path("m"), Path("a")))
    )
    bench.start()
    until(lambda: all(part.state is State.READY for part in bench.loading()))
    yield bench
    bench.close()


@pytest.fixture
def keeping(tmp_path: Path) -> Iterator[Workbench]:
    """One that keeps conversations and settings."""
    library = BenchLibrary([STOCK])
    bench = Workbench(
        Parts(
            lambda: library,
            lambda: None,
            BenchEngine(),
            Weights(Path("m"), Path("a")),
            conversations=ConversationStore(tmp_path / "conversations.sqlite"),
            settings=SettingsFile(tmp_path / "settings.json"),
        )
    )
    bench.start()
    until(lambda: all(part.state is State.READY for part in bench.loading()))
    yield bench
    bench.close()


@pytest.fixture
def screen(workbench: Workbench, tmp_path: Path) -> Screen:
    return Screen(workbench, lambda: tmp_path)


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not done():
        assert time.monotonic() < end
        time.sleep(0.01)


def answered(screen: Screen, question: str, *modes: str) -> dict[str, str]:
    """Ask, wait, and give the parts as they then stand."""
    chosen = list(modes) or [mode.value for mode in Mode]
    assert screen.act({"do": "ask", "question": question, "modes": chosen})["problem"] == ""
    until(lambda: not look(screen)["running"])
    return {name: part["html"] for name, part in look(screen)["parts"].items()}


def look(screen: Screen, version: int | None = None, held: dict[str, str] | None = None) -> dict:  # type: ignore[type-arg]
    return asyncio.run(screen.look({"version": version, "held": held or {}}))


def test_a_page_that_holds_everything_gets_nothing_again(screen: Screen) -> None:
    first = look(screen)
    held = {name: part["digest"] for name, part in first["parts"].items()}
    assert look(screen, None, held)["parts"] == {}
    answered(screen, "What were inventories?", "rag")
    changed = look(screen, first["version"], held)["parts"]
    assert "quire-lane-rag" in changed
    assert "quire-documents" not in changed


def test_what_a_person_did_is_seen_at_once_by_every_page(
    screen: Screen, workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.ui.screen.PACE_SECONDS", 30.0)
    monkeypatch.setattr("desktop.ui.screen._PATIENCE_SECONDS", 30.0)
    before = workbench.version
    left_out = {"do": "use", "document": 1, "may": False}

    async def two_look_and_one_acts() -> list[int]:
        seen = {"version": before, "held": {}}
        looking = [asyncio.create_task(screen.look(seen)) for _ in range(2)]
        await asyncio.sleep(0)  # both wait now
        assert await asyncio.to_thread(screen.act, left_out) == {"problem": ""}
        late = screen.look(seen)  # of a third page, which did not look when it was done
        return [reply["version"] for reply in await asyncio.gather(*looking, late)]

    began = time.monotonic()
    assert asyncio.run(two_look_and_one_acts()) == [workbench.version] * 3
    assert workbench.version > before
    assert time.monotonic() - began < 20


def test_an_earlier_question_is_sent_once_however_long_the_conversation(screen: Screen) -> None:
    answered(screen, "What were inventories?")
    answered(screen, "And product units?")
    held = {name: part["digest"] for name, part in look(screen)["parts"].items()}
    assert "quire-turn-1" in held
    answered(screen, "And inventories again?")
    sent = look(screen, None, held)["parts"]
    assert "quire-turn-2" in sent
    assert "quire-turn-1" not in sent


def test_a_lane_shows_its_answer_its_tiles_and_its_figures(screen: Screen) -> None:
    parts = answered(screen, "What were inventories?")
    rag, base = parts["quire-lane-rag"], parts["quire-lane-base"]
    assert 'data-n="1"' in rag
    assert "$8.5 billion" in rag
    for figure in ("first word <b>", "tokens/s <b>36</b>", "prompt <b>", "20 reused", "support"):
        assert figure in rag
    assert 'data-do="open-passage"' not in base
    assert 'class="unsupported"' in base
    assert "Nothing in your documents bears this out." in base


def test_only_the_modes_that_were_chosen_have_a_lane(screen: Screen) -> None:
    parts = answered(screen, "What were inventories?", "rag", "base")
    assert {name for name in parts if name.startswith("quire-lane-")} == {
        "quire-lane-base",
        "quire-lane-rag",
    }
    assert 'class="lanes n2"' in parts["quire-current"]


def test_a_question_that_cannot_be_asked_is_answered_with_a_sentence(screen: Screen) -> None:
    empty = screen.act({"do": "ask", "question": "  ", "modes": ["rag"]})
    assert empty["problem"] == "The question is empty: type what you want to know."
    nothing = screen.act({"do": "ask", "question": "Why?", "modes": []})
    assert nothing["problem"] == "No mode is chosen: switch at least one on."
    assert screen.act({"do": "format-the-disk"})["problem"].startswith("The page is older")


def test_what_a_person_types_is_text_wherever_it_shows(screen: Screen) -> None:
    parts = answered(screen, "<img src=x onerror=alert(1)>")
    answered(screen, "again")
    later = {name: part["html"] for name, part in look(screen)["parts"].items()}
    for html in (*parts.values(), *later.values()):
        assert "<img" not in html
    assert "&lt;img src=x" in later["quire-turn-1"]
    assert "&lt;img src=x" in later["quire-conversation"]


def test_a_passage_opens_with_its_place_its_neighbours_and_its_page(screen: Screen) -> None:
    answered(screen, "What were inventories?")
    opened = screen.act({"do": "passage", "n": 1})["html"]
    assert "page 40 · Liquidity and capital resources · found by meaning #1, words #1" in opened
    assert STOCK.text in opened
    assert 'data-n="2"' in opened
    drawn = screen.act({"do": "picture", "n": 1, "width": 300})
    assert drawn["picture"].startswith("data:image/png;base64,iVBOR")
    gone = screen.act({"do": "passage", "n": 9})
    assert gone == {"problem": "Passage 9 is not part of this conversation any more."}


def test_the_library_is_searched_without_a_model_and_what_it_finds_opens(screen: Screen) -> None:
    found = screen.act({"do": "search", "words": "product units"})
    assert 'data-n="p12"' in found["html"]
    opened = screen.act({"do": "passage", "n": "p12", "among": ["p12", "p1"]})["html"]
    assert UNITS.text in opened
    assert "page 41" in opened
    assert 'data-n="p1"' in opened
    drawn = screen.act({"do": "picture", "n": "p12", "width": 300})
    assert drawn["picture"].startswith("data:image/png;base64,iVBOR")
    empty = screen.act({"do": "search", "words": " "})
    assert empty["problem"] == "The question is empty: type what you want to know."


def test_what_the_model_saw_is_the_prompt_that_the_lane_was_given(
    screen: Screen, workbench: Workbench
) -> None:
    answered(screen, "What were inventories?")
    first = screen.act({"do": "saw", "mode": "rag"})["html"]
    bar = r"instruction \d+.*passages \d+.*question \d+.*answer \d+.*free [\d,]+.*of 2,048 tokens"
    assert re.search(bar, first)
    assert "<h3>Passages and question</h3>" in first
    answered(screen, "And product units?")
    html = screen.act({"do": "saw", "mode": "rag"})["html"]
    assert re.search(r"instruction \d+.*earlier \d+.*question \d+.*answer \d+", html)
    for words in ("What were inventories?", "And product units?", "[1] Annual report.pdf, page 40"):
        assert words in html
    assert html.count("[1] Annual report.pdf, page 40") == 1
    closed = screen.act({"do": "saw", "mode": "base"})["html"]
    assert "[1] Annual report.pdf" not in closed
    assert "<h3>Question</h3>" in closed
    assert "of 2,048 tokens" in closed
    assert not re.search(r"passages \d", closed)


def test_the_instruction_that_was_set_stands_in_what_the_model_saw(
    keeping: Workbench, tmp_path: Path
) -> None:
    assert keeping.desks.settings is not None
    keeping.desks.settings.set("instruction", "Answer in rhyme.")
    screen = Screen(keeping, lambda: tmp_path)
    answered(screen, "What were inventories?", "rag")
    keeping.desks.settings.reset()
    assert "Answer in rhyme." in screen.act({"do": "saw", "mode": "rag"})["html"]


def test_what_each_lane_was_given_is_hidden_with_the_names(
    keeping: Workbench, tmp_path: Path
) -> None:
    screen = Screen(keeping, lambda: tmp_path)
    asked = {"do": "ask", "question": "What were inventories?", "modes": ["base", "rag"]}
    screen.act({**asked, "blind": True})
    until(lambda: not look(screen)["running"])
    seen = {"do": "saw", "mode": "rag"}
    hidden = "What each was given shows when you have chosen."
    assert screen.act(seen)["html"] == f'<p class="quiet">{hidden}</p>'
    assert screen.act({"do": "show-names"})["problem"] == ""
    assert "[1] Annual report.pdf" in screen.act(seen)["html"]


def test_files_are_added_unlocked_and_taken_off_the_list_but_only_those_on_it(
    screen: Screen, workbench: Workbench, tmp_path: Path
) -> None:
    (tmp_path / "plain.pdf").write_bytes(PDF)
    (tmp_path / "locked.pdf").write_bytes(LOCKED)
    files = [{"path": str(tmp_path / name), "name": name} for name in ("plain.pdf", "locked.pdf")]
    assert screen.act({"do": "add", "files": files})["problem"] == ""
    until(lambda: all(progress.report for progress in workbench.files()))
    assert "12 pages · ready" in look(screen)["parts"]["quire-documents"]["html"]
    assert 'placeholder="Password"' in look(screen)["parts"]["quire-adding"]["html"]

    path = str(tmp_path / "locked.pdf")
    assert screen.act({"do": "unlock", "path": path, "password": "sesame"})["problem"] == ""
    until(lambda: len(workbench.documents()) == 3)
    until(lambda: all(progress.report for progress in workbench.files()))
    assert 'placeholder="Password"' not in look(screen)["parts"]["quire-adding"]["html"]

    for doing in ("unlock", "dismiss", "cancel"):
        refused = screen.act({"do": doing, "path": "/etc/passwd"})
        assert refused["problem"] == "This file is not on the list any more: drop it again."
    outside = screen.act({"do": "add", "files": [{"path": "/etc/passwd", "name": "x.pdf"}]})
    assert outside["problem"] == "This file was not dropped here: drop it again."


def test_a_file_that_failed_is_tried_again(
    screen: Screen, workbench: Workbench, tmp_path: Path
) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"Dear all")
    screen.act({"do": "add", "files": [{"path": str(path), "name": "letter.pdf"}]})
    until(lambda: all(progress.report for progress in workbench.files()))
    assert "Try again" in look(screen)["parts"]["quire-adding"]["html"]
    path.write_bytes(PDF)
    assert screen.act({"do": "retry", "path": str(path)})["problem"] == ""
    until(lambda: "letter.pdf" in look(screen)["parts"]["quire-documents"]["html"])


def test_a_removed_document_is_gone_and_removing_it_again_is_said(screen: Screen) -> None:
    assert screen.act({"do": "remove", "document": 1}) == {"problem": ""}
    assert "Annual report.pdf" not in look(screen)["parts"]["quire-documents"]["html"]
    again = screen.act({"do": "remove", "document": 1})
    assert again["problem"] == "This document is not in the library any more."


def test_a_look_waits_for_a_change_and_comes_back_with_it(
    screen: Screen, workbench: Workbench
) -> None:
    seen = look(screen)["version"]

    async def looks() -> float:
        waiting = asyncio.create_task(screen.look({"version": seen, "held": {}}))
        await asyncio.sleep(0.3)
        assert not waiting.done()
        began = time.monotonic()
        workbench.new_conversation()
        await asyncio.wait_for(waiting, 2)
        return time.monotonic() - began

    assert asyncio.run(looks()) < 0.2


def test_a_question_that_fails_says_why_once_and_its_lanes_point_there(
    screen: Screen, workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise EncoderError("The encoder failed twice. Try again.")

    monkeypatch.setattr(BenchLibrary, "search", fails)
    parts = answered(screen, "What were inventories?", "rag", "combined")
    assert "The encoder failed twice. Try again." in parts["quire-current"]
    for mode in ("rag", "combined"):
        assert "Not answered: the reason stands above." in parts[f"quire-lane-{mode}"]
        assert "Stopped" not in parts[f"quire-lane-{mode}"]
