"""The page in a real Chromium, under the real guard and policy, over stand-ins below it.

Each test is something that a person would notice.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.desktop.browsing import (
    IN_BROWSER,
    PASSAGES,
    QUESTION,
    ask,
    end,
    finished,
    opened,
    stays_silent,
)
from tests.desktop.screen_bench import LOCKED, PDF, SCANNED, Bench, passage

pytestmark = IN_BROWSER


def test_four_lanes_stream_and_a_tile_opens_the_passage_on_its_page(
    browser: Browser, bench: Bench
) -> None:
    page = opened(browser, bench)
    ask(page)
    finished(page)
    expect(page.locator("#quire-question")).to_have_value("")
    expect(page.locator("#quire-lane-base .unsupported")).to_be_visible()
    page.locator("#quire-lane-combined .cite", has_text="2").click()
    expect(page.locator(".opened h3")).to_contain_text("Annual report.pdf")
    expect(page.locator(".opened")).to_contain_text("page 41")
    expect(page.locator(".opened img.drawn")).to_be_visible()
    expect(page.locator("#quire-lane-combined .cite.on")).to_have_text("2")
    page.get_by_label("Previous passage").click()
    expect(page.locator(".opened")).to_contain_text("page 40")
    page.get_by_label("Page 40 as a picture, larger").click()
    expect(page.locator("#quire-zoom")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#quire-zoom")).to_be_hidden()
    stays_silent(page)


def test_what_the_model_saw_is_shown_for_each_lane(browser: Browser, bench: Bench) -> None:
    page = opened(browser, bench)
    ask(page)
    finished(page)
    page.get_by_role("tab", name="What the model saw").click()
    saw = page.locator("#quire-saw")
    expect(saw).to_contain_text("[1] Annual report.pdf, page 40")
    saw.get_by_role("button", name="Base").click()
    expect(saw).not_to_contain_text("[1] Annual report.pdf")
    expect(saw).to_contain_text(QUESTION)
    stays_silent(page)


def test_escape_stops_everything_and_a_lane_can_be_stopped_alone(
    browser: Browser, bench: Bench
) -> None:
    bench.engine.seconds = 0.15
    page = opened(browser, bench)
    ask(page)
    expect(page.locator("#quire-lane-rag .body")).to_contain_text("Inventories")
    page.get_by_label("Stop Tuned").click()
    expect(page.locator("#quire-lane-tuned .body")).to_contain_text("Stopped")
    expect(page.locator("#quire-lane-rag")).to_contain_text("answering…")
    page.keyboard.press("Escape")
    expect(page.locator(".lanes .body").filter(has_text="Stopped")).to_have_count(4)
    stays_silent(page)


def test_what_is_typed_is_read_ahead_until_that_is_switched_off(
    browser: Browser, bench: Bench
) -> None:
    page = opened(browser, bench)
    page.locator("#quire-question").press_sequentially(QUESTION[:30], delay=5)
    while not bench.engine.read:
        page.wait_for_timeout(20)
    passages = bench.engine.read[-1][1].messages[-1].content
    assert "Annual report.pdf" in passages
    switch = page.locator("[data-do=toggle-ahead]")
    expect(switch).to_have_text("Reads while you type")
    switch.click()
    expect(switch).to_have_text("Reads when you ask")
    read = len(bench.engine.read)
    page.locator("#quire-question").press_sequentially(QUESTION[30:], delay=5)
    page.wait_for_timeout(400)  # longer than fingers rest
    page.keyboard.press("Enter")
    finished(page)
    assert len(bench.engine.read) == read
    stays_silent(page)


def test_toggles_choose_the_lanes_and_are_remembered(browser: Browser, bench: Bench) -> None:
    page = opened(browser, bench)
    for mode in ("tuned", "combined"):
        page.locator(f".mode[data-mode={mode}]").click()
    ask(page)
    finished(page, lanes=2)
    page.reload()
    expect(page.locator(".mode[aria-pressed=true]")).to_have_count(2)
    expect(page.locator(".lanes .lane")).to_have_count(2)
    for mode in ("base", "rag"):
        page.locator(f".mode[data-mode={mode}]").click()
    ask(page)
    expect(page.locator("#quire-problem")).to_have_text(
        "No mode is chosen: switch at least one on."
    )
    expect(page.locator("#quire-question")).to_have_value(QUESTION)


def test_a_conversation_goes_on_and_a_second_tab_sees_it(browser: Browser, bench: Bench) -> None:
    page = opened(browser, bench)
    ask(page)
    finished(page)
    other = opened(browser, bench)
    expect(other.locator(".asked")).to_have_text(QUESTION)
    ask(page, "And cash?")
    expect(other.locator(".asked")).to_have_text("And cash?")
    finished(other)
    expect(other.locator(".earlier summary")).to_have_text(QUESTION)
    other.locator(".earlier summary").click()
    expect(other.locator(".earlier .short")).to_have_count(4)
    other.get_by_role("button", name="New", exact=True).click()
    expect(page.locator(".first h1")).to_be_visible()
    stays_silent(page)
    stays_silent(other)


def test_conversations_are_found_named_deleted_and_brought_back(
    browser: Browser, bench: Bench
) -> None:
    page = opened(browser, bench)
    ask(page)
    finished(page)
    page.get_by_role("button", name="New", exact=True).click()
    ask(page, "How much cash is there?")
    expect(page.locator(".asked")).to_have_text("How much cash is there?")
    finished(page)
    titles = page.locator("#quire-conversation .line")
    expect(titles).to_have_text(["How much cash is there?", QUESTION])
    titles.nth(1).click()
    expect(page.locator(".asked")).to_have_text(QUESTION)
    expect(page.locator("#quire-lane-rag .cite").first).to_be_visible()

    page.get_by_label(f"Rename {QUESTION}").click()
    page.keyboard.type("Stock")
    page.keyboard.press("Enter")
    expect(titles).to_have_text(["How much cash is there?", "Stock"])

    page.get_by_label("Find in conversations").fill("units")
    expect(page.locator("#quire-found .line")).to_have_text(["Stock"])
    page.get_by_label("Find in conversations").fill("")

    page.get_by_label("Delete Stock").click()
    expect(titles).to_have_text(["How much cash is there?"])
    page.get_by_role("button", name="Undo").click()
    expect(titles).to_have_text(["How much cash is there?", "Stock"])
    stays_silent(page)


def test_a_conversation_is_saved_as_a_file(browser: Browser, bench: Bench) -> None:
    page = opened(browser, bench)
    ask(page)
    finished(page)
    for name, holds in (
        ("A page, with pictures of what is cited", "data:image/png;base64,"),
        ("Markdown", "## Why did inventories fall"),
        ("JSON, with every figure", '"first_token_ms"'),
    ):
        page.get_by_label("Save Why did inventories").click()
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        assert download.value.suggested_filename.startswith("Why did inventories fall")
        assert holds in Path(download.value.path()).read_text(encoding="utf-8")
    stays_silent(page)


def test_a_question_can_be_changed_and_the_conversation_goes_on_from_there(
    browser: Browser, bench: Bench
) -> None:
    page = opened(browser, bench)
    ask(page)
    finished(page)
    ask(page, "And cash?")
    expect(page.locator(".asked")).to_have_text("And cash?")
    finished(page)
    page.locator(".earlier summary").click()
    page.locator(".earlier").get_by_label("Change this question").click()
    expect(page.locator("#quire-question")).to_have_value(QUESTION)
    ask(page, "And product units?")
    expect(page.locator(".asked")).to_have_text("And product units?")
    finished(page)
    expect(page.locator(".earlier")).to_have_count(0)
    stays_silent(page)


def test_files_show_how_far_they_are_and_what_became_of_them(
    browser: Browser, empty: Bench, tmp_path: Path
) -> None:
    names = {
        "Report (final).pdf": PDF,
        "contract.pdf": SCANNED,
        "payroll.pdf": LOCKED,
        "letter.pdf": b"Dear all",
    }
    for name, content in names.items():
        (tmp_path / name).write_bytes(content)
    page = opened(browser, empty)
    expect(page.locator(".drop-here")).to_be_visible()
    page.set_input_files("#quire-files", [tmp_path / name for name in names])
    library = page.locator("#quire-library")
    expect(library.locator(".state").first).to_have_text(re.compile(r"page \d+ of 12"))
    expect(library).to_contain_text("12 pages · ready")
    expect(library).to_contain_text("Report (final).pdf")
    expect(library).to_contain_text("12 pages · partly readable: 3 scanned pages")
    expect(library).to_contain_text("letter.pdf is no PDF: its first bytes are not those of one.")
    page.get_by_label("Password of payroll.pdf").fill("wrong")
    page.keyboard.press("Enter")
    expect(library).to_contain_text("The password is not right: enter its password.")
    page.get_by_label("Password of payroll.pdf").fill("sesame")
    page.keyboard.press("Enter")
    expect(library).to_contain_text("4 pages · ready")
    page.get_by_label("Remove contract.pdf").click()
    expect(library.locator("#quire-documents")).not_to_contain_text("contract.pdf")
    expect(library).to_contain_text("“contract.pdf” is removed.")
    page.get_by_role("button", name="Undo").click()
    expect(library.locator("#quire-documents")).to_contain_text("contract.pdf")
    expect(library).not_to_contain_text("is removed")
    page.get_by_label("Take letter.pdf off the list").click()
    expect(library).not_to_contain_text("letter.pdf")
    expect(page.locator(".drop-here")).to_have_count(0)
    stays_silent(page)


def test_the_library_is_searched_while_the_model_still_loads(
    browser: Browser, tmp_path: Path
) -> None:
    bench = Bench(tmp_path / "uploads", PASSAGES, loaded=False)
    page = opened(browser, bench)
    page.locator("#quire-thread").click()
    page.keyboard.press("s")
    page.keyboard.type("product units")
    hits = page.locator("#quire-hits")
    expect(hits.locator(".card")).to_have_count(3)
    expect(hits.locator("mark").first).to_have_text("product")
    expect(page.locator("#quire-documents")).to_be_hidden()
    hits.locator(".card").first.click()
    expect(page.locator(".opened")).to_contain_text("page 41")
    expect(page.locator(".opened img.drawn")).to_be_visible()
    expect(hits.locator(".card.on")).to_have_count(1)
    page.get_by_label("Next passage").click()
    expect(page.locator(".opened blockquote")).not_to_contain_text("product units")
    page.get_by_label("Page", exact=False).and_(page.locator(".opened .page")).click()
    expect(page.locator("#quire-zoom")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_label("Search in the library").fill("")
    expect(hits).to_be_hidden()
    expect(page.locator("#quire-documents")).to_be_visible()
    stays_silent(page)
    end(browser, bench)


def test_documents_are_chosen_and_the_answer_says_which_were_searched(
    browser: Browser, bench: Bench, tmp_path: Path
) -> None:
    for name in ("first.pdf", "second.pdf"):
        (tmp_path / name).write_bytes(PDF)
    page = opened(browser, bench)
    page.set_input_files("#quire-files", [tmp_path / "first.pdf", tmp_path / "second.pdf"])
    ticks = page.locator("#quire-documents .tick")
    expect(ticks).to_have_count(3)
    tick = page.get_by_role("checkbox", name="Use first.pdf")
    expect(tick).to_have_attribute("aria-checked", "true")
    tick.click()
    expect(tick).to_have_attribute("aria-checked", "false")
    used = page.locator("#quire-documents .used")
    expect(used).to_contain_text("The next question uses 2 of 3 documents.")
    page.locator(".row", has_text="second.pdf").hover()
    page.get_by_role("button", name="Use only second.pdf").click()
    expect(used).to_contain_text("uses 1 of 3 documents.")
    ask(page)
    finished(page)
    said = "Only 1 of 3 documents was searched: second.pdf."
    expect(page.locator(".head .note")).to_contain_text(said)
    page.get_by_role("button", name="All passages").click()
    expect(page.locator("#quire-passages")).to_contain_text(said)
    expect(page.locator(".card b")).to_have_text(["second.pdf"])

    page.reload()
    expect(used).to_contain_text("uses 1 of 3 documents.")
    page.get_by_role("button", name="Use all").click()
    expect(used).to_have_count(0)
    expect(page.locator("#quire-documents .tick[aria-checked=true]")).to_have_count(3)
    tick.focus()
    page.keyboard.press("Space")
    expect(tick).to_have_attribute("aria-checked", "false")
    stays_silent(page)


def test_a_file_that_is_being_read_can_be_cancelled(
    browser: Browser, empty: Bench, tmp_path: Path
) -> None:
    (tmp_path / "long.pdf").write_bytes(b"%PDF 900 pages")
    page = opened(browser, empty)
    page.set_input_files("#quire-files", tmp_path / "long.pdf")
    page.get_by_label("Stop reading long.pdf").click()
    expect(page.locator("#quire-library")).not_to_contain_text("long.pdf")
    assert empty.workbench.documents() == ()


def test_files_and_folders_can_be_dropped_anywhere(browser: Browser, empty: Bench) -> None:
    page = opened(browser, empty)
    dropped = page.evaluate_handle(
        """() => { const all = new DataTransfer();
        all.items.add(new File(["%PDF 7 pages"], "dropped.pdf")); return all; }"""
    )
    page.dispatch_event("#quire-thread", "dragenter", {"dataTransfer": dropped})
    expect(page.locator(".over")).to_be_visible()
    page.dispatch_event("#quire-thread", "drop", {"dataTransfer": dropped})
    expect(page.locator(".over")).to_be_hidden()
    expect(page.locator("#quire-library")).to_contain_text("dropped.pdf")
    expect(page.locator("#quire-library")).to_contain_text("7 pages · ready")


def test_what_is_still_loading_is_said_and_the_question_waits(
    browser: Browser, empty: Bench
) -> None:
    page = opened(browser, empty)
    expect(page.locator("#quire-foot")).to_contain_text("Offline · 0 outbound connections")
    expect(page.locator("#quire-foot")).to_contain_text("Loading m.")
    page.locator(".suggestion").first.click()
    expect(page.locator("#quire-question")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#quire-lane-base .body")).to_have_text("Waiting for the model to load.")
    empty.engine.may_load.set()
    expect(page.locator("#quire-lane-base footer")).to_contain_text("first word")
    expect(page.locator("#quire-lane-rag .problem")).to_contain_text("no documents in the library")
    expect(page.locator("#quire-foot")).to_contain_text("Starter model")


@pytest.mark.parametrize("width", [1280, 1000, 400])
def test_a_question_that_is_offered_is_asked_by_a_click_and_the_note_has_room(
    browser: Browser, bench: Bench, width: int
) -> None:
    bench.library.confidence = 0.01
    page = opened(browser, bench, width)
    offered = page.locator(".suggestion").nth(1)
    words = offered.inner_text()
    offered.click()
    expect(page.locator("#quire-current .asked")).to_have_text(words)
    note = page.locator("#quire-current .head .note")
    expect(note).to_contain_text("may not answer this")
    box, asked = note.bounding_box(), page.locator("#quire-current .asked").bounding_box()
    assert box and asked
    assert box["width"] >= 230
    assert box["y"] >= asked["y"] - 1


def test_an_answer_that_streams_moves_nothing_and_keeps_what_is_selected(
    browser: Browser, bench: Bench
) -> None:
    bench.engine.seconds = 0.05
    page = opened(browser, bench)
    page.evaluate(
        """() => { window.shifts = 0; new PerformanceObserver((list) => {
        for (const e of list.getEntries()) if (!e.hadRecentInput) window.shifts += e.value;
        }).observe({ type: "layout-shift" }); }"""
    )
    ask(page)
    body = page.locator("#quire-lane-rag .body")
    expect(body).to_contain_text("Inventories were")
    before = page.locator("#quire-lane-rag").bounding_box()
    page.evaluate(
        """() => { const words = document.querySelector("#quire-lane-rag .body p").firstChild;
        getSelection().setBaseAndExtent(words, 0, words, 11); }"""
    )
    finished(page)
    assert page.locator("#quire-lane-rag").bounding_box() == before
    assert page.evaluate("String(getSelection())") == "Inventories"
    assert page.evaluate("window.shifts") < 0.05


def test_the_page_does_not_hurry_the_program(browser: Browser, bench: Bench) -> None:
    page = opened(browser, bench)
    looks: list[str] = []
    page.on("request", lambda r: looks.append(r.url) if "component_server" in r.url else None)
    page.wait_for_timeout(1000)
    assert len(looks) <= 1
    bench.engine.seconds = 0.05
    ask(page)
    page.wait_for_timeout(1000)
    assert 4 < len(looks) <= 20


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_follow_the_system_and_a_button(
    browser: Browser, bench: Bench, scheme: str
) -> None:
    page = opened(browser, bench, scheme=scheme)
    paper = {"light": "rgb(247, 245, 240)", "dark": "rgb(23, 25, 28)"}
    other = "dark" if scheme == "light" else "light"
    expect(page.locator("#quire-app")).to_have_css("background-color", paper[scheme])
    page.get_by_label("Light or dark").click()
    expect(page.locator("#quire-app")).to_have_css("background-color", paper[other])
    page.reload()
    expect(page.locator("#quire-app")).to_have_css("background-color", paper[other])


def test_narrow_the_columns_are_drawers_and_nothing_is_wider_than_the_window(
    browser: Browser, bench: Bench
) -> None:
    page = opened(browser, bench, width=400)
    expect(page.locator("#quire-library")).to_be_hidden()
    ask(page)
    finished(page)
    boxes = [page.locator(".lanes .lane").nth(n).bounding_box() for n in range(4)]
    assert len({box["x"] for box in boxes if box}) == 1
    page.locator("#quire-lane-rag .cite").first.click()
    expect(page.locator(".opened img.drawn")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".opened")).to_be_hidden()
    page.get_by_label("Library", exact=True).click()
    expect(page.locator("#quire-library")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 400


def test_the_keys_that_the_page_lists_do_what_they_say(browser: Browser, bench: Bench) -> None:
    page = opened(browser, bench)
    page.locator("#quire-thread").click()
    page.keyboard.press("?")
    expect(page.locator("#quire-keys")).to_contain_text("stop all answers")
    page.keyboard.press("Escape")
    expect(page.locator("#quire-keys")).to_be_hidden()
    page.keyboard.press("3")
    expect(page.locator(".mode[data-mode=tuned]")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("[")
    expect(page.locator("#quire-library")).not_to_be_in_viewport()
    page.reload()
    expect(page.locator("#quire-modes .mode")).to_have_count(4)
    expect(page.locator("#quire-library")).not_to_be_in_viewport()
    page.locator("#quire-thread").click()
    page.keyboard.press("[")
    expect(page.locator("#quire-library")).to_be_in_viewport()
    page.keyboard.press("/")
    page.keyboard.type("1 [why]?")
    expect(page.locator("#quire-question")).to_have_value("1 [why]?")
    stays_silent(page)


def test_a_thousand_files_do_not_bury_the_list(
    browser: Browser, empty: Bench, tmp_path: Path
) -> None:
    page = opened(browser, empty)
    paths = [tmp_path / f"{n}.pdf" for n in range(1000)]
    for path in paths:
        path.write_bytes(PDF)
    empty.workbench.add(paths)
    expect(page.locator("#quire-library")).to_contain_text(
        re.compile(r"and 9\d\d more files waiting")
    )
    assert page.locator("#quire-library .row").count() < 40
    page.get_by_role("button", name="Cancel all").click()
    expect(page.locator("#quire-library .row")).to_have_count(0)


def test_a_folder_is_chosen_and_only_its_pdfs_are_taken(
    browser: Browser, empty: Bench, tmp_path: Path
) -> None:
    folder = tmp_path / "reports" / "2023"
    folder.mkdir(parents=True)
    (folder / "year.pdf").write_bytes(PDF)
    (tmp_path / "reports" / "first.PDF").write_bytes(PDF)
    (tmp_path / "reports" / "notes.txt").write_text("not for the library")
    page = opened(browser, empty)
    page.set_input_files("#quire-folder", tmp_path / "reports")
    names = page.locator("#quire-documents .name")
    expect(names).to_have_count(2)
    assert sorted(names.all_inner_texts()) == ["first.PDF", "year.pdf"]
    stays_silent(page)


def test_an_answer_is_copied_as_it_reads(browser: Browser, bench: Bench) -> None:
    page = opened(browser, bench)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page)
    finished(page)
    page.get_by_label("Copy the answer of Tuned").click()
    expect(page.locator("#quire-news")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == (
        "Answer As far as anybody knows, why did inventories fall in fiscal 2023 came to 12 "
        "percent.\n\nConfidence low\n\nNothing in your documents bears this out."
    )


def test_a_program_that_is_gone_is_said_and_the_question_is_not_lost(
    browser: Browser, tmp_path: Path
) -> None:
    bench = Bench(tmp_path / "uploads", PASSAGES)
    page = opened(browser, bench)
    bench.close()
    ask(page)
    problem = page.locator("#quire-problem")
    expect(problem).to_have_text("Quire does not answer. If its window was closed, start it again.")
    expect(page.locator("#quire-question")).to_have_value(QUESTION)
    page.context.close()


def test_everything_can_be_done_by_keyboard_alone(browser: Browser, bench: Bench) -> None:
    page = opened(browser, bench)
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    finished(page)
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('#quire-lane-rag .cite')"):
            break
    shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert shown == "solid"
    page.keyboard.press("Enter")
    expect(page.locator(".opened")).to_contain_text("page 41")
    stays_silent(page)


def test_a_hostile_passage_that_an_answer_repeats_reaches_nobody(
    browser: Browser, tmp_path: Path
) -> None:
    evil = "https://evil.example/"
    hostile = (
        f"Inventories <img src={evil}a><style>@import url({evil}b);</style> "
        f"<svg onload=fetch('{evil}c')></svg> ![chart]({evil}d.png) [click]({evil}e) "
        f"<a href={evil}f ping={evil}g>go</a> <button data-do=new-conversation>x</button> "
        f"<link rel=stylesheet href={evil}h> <iframe src={evil}i></iframe> <script>fetch('{evil}j')"
    )
    bench = Bench(tmp_path / "uploads", [passage(1, hostile)])
    page = opened(browser, bench)
    ask(page)
    finished(page)
    page.locator(".card, #quire-lane-rag .cite").first.click()
    expect(page.locator(".opened blockquote")).to_contain_text("<iframe src=")
    page.get_by_role("tab", name="What the model saw").click()
    expect(page.locator("#quire-saw")).to_contain_text("<iframe src=")
    expect(page.locator("#quire-lane-rag .body")).to_contain_text(
        "<button data-do=new-conversation>"
    )
    assert page.locator("#quire-app :is(iframe, script, link, svg[onload], a)").count() == 0
    page.wait_for_timeout(500)
    stays_silent(page)
    end(browser, bench)


def test_gradio_shows_nothing_of_its_own(browser: Browser, bench: Bench) -> None:
    page = opened(browser, bench)
    words = page.locator("body").inner_text()
    for word in ("Use via API", "Built with Gradio", "Share", "Error"):
        assert word not in words


def test_a_hostile_name_and_a_hostile_question_stay_words(
    browser: Browser, empty: Bench, tmp_path: Path
) -> None:
    name = "<img src=x onerror=alert(1)>.pdf"
    (tmp_path / name).write_bytes(PDF)
    page = opened(browser, empty)
    empty.engine.may_load.set()
    page.set_input_files("#quire-files", tmp_path / name)
    expect(page.locator("#quire-library")).to_contain_text("12 pages · ready")
    ask(page, "<script>alert(1)</script> ![x](https://evil.example/x.png)")
    expect(page.locator("#quire-lane-rag footer")).to_contain_text("first word")
    assert page.evaluate(
        "[...document.images].every((image) => image.closest('.opened, #quire-zoom'))"
    )
    stays_silent(page)
