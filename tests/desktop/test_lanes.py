"""The lanes in a real Chromium: streaming side by side, stopped, copied, opened."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from indexer import EncoderError, SearchResult
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
from tests.desktop.screen_bench import Bench, passage

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
    expect(switch).to_have_attribute("aria-checked", "true")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "false")
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


@pytest.mark.parametrize("width", [1280, 1000, 400])
def test_an_open_book_lane_says_how_many_of_the_passages_found_it_was_given(
    browser: Browser, bench: Bench, width: int
) -> None:
    page = opened(browser, bench, width)
    ask(page)
    finished(page)
    page.get_by_label("Ask Combined again").click()
    combined = page.locator("#quire-lane-combined footer")
    expect(combined).to_contain_text(re.compile(r"prompt \d+ · 20 reused.*seed \d+"))
    for footer in page.locator(".lanes footer").all():
        assert footer.evaluate("(at) => at.scrollHeight <= at.clientHeight"), "all can be read"
    for mode in ("rag", "combined"):
        expect(page.locator(f"#quire-lane-{mode} footer")).to_contain_text("passages 3 of 3")
    for mode in ("base", "tuned"):
        expect(page.locator(f"#quire-lane-{mode} footer")).not_to_contain_text("passages")
    stays_silent(page)


def test_escape_that_closes_what_is_open_stops_no_answer(browser: Browser, bench: Bench) -> None:
    bench.engine.seconds = 0.1
    page = opened(browser, bench)
    ask(page)
    expect(page.locator("#quire-lane-rag .body")).to_contain_text("Inventories")
    page.locator("#quire-lane-rag .body").click()
    page.keyboard.press("?")
    expect(page.locator("#quire-keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#quire-keys")).to_be_hidden()
    finished(page)
    expect(page.locator("#quire-current")).not_to_contain_text("Stopped")
    stays_silent(page)


def test_a_copied_answer_keeps_its_citations_its_list_and_its_table(
    browser: Browser, tmp_path: Path
) -> None:
    said = "Inventories fell 3 % [1]."
    table = "| Year | Stock |\n|---|---|\n| 2022 | 8.4 |\n| 2023 | **8.5** |"
    text = f"{said}\n\n3. units\n4. prices\n\n- a\n- b\n\n{table}"
    bench = Bench(tmp_path / "uploads", [passage(1, "Inventories fell 3 % in 2023.")])
    bench.engine.says = lambda lane: text
    page = opened(browser, bench)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page)
    finished(page)
    page.get_by_label("Copy the answer of RAG").click()
    expect(page.locator("#quire-news")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(
        f"{said}\n\n3. units\n4. prices\n\n- a\n- b\n\nYear\tStock\n2022\t8.4\n2023\t8.5"
    )
    stays_silent(page)
    end(browser, bench)


def test_a_lane_is_stopped_while_the_model_still_loads(browser: Browser, tmp_path: Path) -> None:
    bench = Bench(tmp_path / "uploads", PASSAGES, loaded=False)
    page = opened(browser, bench)
    ask(page)
    page.get_by_label("Stop RAG").click()
    expect(page.locator("#quire-lane-rag .body")).to_have_text("Stopping…")
    expect(page.get_by_label("Stop RAG")).to_have_count(0)
    bench.engine.may_load.set()
    finished(page)
    expect(page.locator("#quire-lane-rag .body")).to_contain_text("Stopped")
    expect(page.locator("#quire-lane-combined .body")).not_to_contain_text("Stopped")
    stays_silent(page)
    end(browser, bench)


def test_where_nothing_can_be_found_the_closed_book_lanes_answer_all_the_same(
    browser: Browser, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*asked: object) -> SearchResult:
        raise EncoderError("The folder of the embedding model is empty. Choose another folder.")

    monkeypatch.setattr(bench.library, "search", broken)
    page = opened(browser, bench)
    ask(page)
    finished(page, 2)
    for lane in ("rag", "combined"):
        expect(page.locator(f"#quire-lane-{lane} .problem")).to_contain_text("is empty. Choose")
    for lane in ("base", "tuned"):
        expect(page.locator(f"#quire-lane-{lane} .body")).to_contain_text("As far as anybody")
    stays_silent(page)
