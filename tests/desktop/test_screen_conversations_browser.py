"""Conversations in a real Chromium: gone on with, found, named, deleted, saved, branched."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.desktop.browsing import IN_BROWSER, QUESTION, ask, finished, opened, stays_silent
from tests.desktop.screen_bench import Bench

pytestmark = IN_BROWSER


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
    expect(page.locator("#quire-found .excerpt mark").first).to_have_text("units")
    page.get_by_label("Find in conversations").fill("")

    page.get_by_label("Delete Stock").click()
    expect(titles).to_have_text(["How much cash is there?"])
    page.get_by_role("button", name="Undo").click()
    expect(titles).to_have_text(["How much cash is there?", "Stock"])
    expect(page.locator(".asked")).to_have_text(QUESTION)  # it was open, and is again
    stays_silent(page)


def test_conversations_that_begin_alike_are_told_apart_by_a_number_that_is_never_cut(
    browser: Browser, bench: Bench
) -> None:
    page = opened(browser, bench)
    titles = page.locator("#quire-conversation .line")
    for n in (1, 2):
        ask(page)
        finished(page)
        expect(titles).to_have_count(n)
        page.get_by_role("button", name="New", exact=True).click()
        expect(page.locator(".first h1")).to_be_visible()
    expect(titles).to_have_text([f"{QUESTION}\u00a0(2)", QUESTION])
    number = titles.first.locator(".nth")
    box, line = number.bounding_box(), titles.first.bounding_box()
    assert box
    assert line
    assert box["x"] + box["width"] <= line["x"] + line["width"]
    page.get_by_label(f"Rename {QUESTION} (2)").click()
    expect(page.locator(".renaming")).to_have_value(QUESTION)
    page.keyboard.press("Escape")
    page.get_by_label(f"Delete {QUESTION} (2)").click()
    expect(page.locator("#quire-undo")).to_contain_text("(2)” is deleted.")
    page.get_by_role("button", name="Undo").click()
    expect(titles).to_have_count(2)
    expect(page.locator(".first h1")).to_be_visible()  # nothing was open: nothing is opened
    stays_silent(page)


def test_a_saved_page_shows_what_was_cited_and_how_far_it_is_borne_out(
    browser: Browser, bench: Bench, tmp_path: Path
) -> None:
    page = opened(browser, bench)
    ask(page)
    finished(page)
    page.get_by_label("Save Why did inventories").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="A page, with pictures of what is cited").click()
    kept = tmp_path / "saved.html"
    download.value.save_as(kept)
    saved = page.context.new_page()
    asked: list[str] = []
    saved.on("request", lambda request: asked.append(request.url))
    saved.goto(kept.as_uri())
    expect(saved.locator("section")).to_have_count(4)
    drawn = saved.evaluate("[...document.images].map((image) => image.naturalWidth)")
    assert drawn == [1000, 1000]
    saved.locator("a.cite").first.click()
    assert saved.evaluate("document.querySelector(':target').id") == "passage-1"
    invented = saved.locator("section", has_text="as far as anybody").locator(".unsupported").first
    expect(invented).to_have_css("text-decoration-style", "wavy")
    assert {address.partition(":")[0] for address in asked} <= {"file", "data"}
    lines = saved.locator("section", has_text="Combined").locator("p").first
    expect(lines).to_have_css("white-space", "pre-line")


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

    switch = page.locator("#quire-current .versions")
    expect(switch).to_have_text("2 of 2")  # and what it was before is a click away
    switch.get_by_label("The version before of this question").click()
    expect(page.locator(".asked")).to_have_text("And cash?")
    expect(page.locator(".earlier summary")).to_have_text(QUESTION)
    page.locator(".earlier summary").click()
    expect(page.locator(".earlier .versions")).to_have_text("1 of 2")
    page.locator(".earlier").get_by_label("The next version of this question").click()
    expect(page.locator(".asked")).to_have_text("And product units?")
    expect(page.locator(".earlier")).to_have_count(0)
    stays_silent(page)


def test_an_answer_before_it_was_asked_again_can_be_turned_back_to(
    browser: Browser, bench: Bench
) -> None:
    page = opened(browser, bench)
    bench.engine.says = lambda lane: "The first answer."
    ask(page)
    finished(page)
    said = page.locator("#quire-lane-rag .body p").first
    bench.engine.says = lambda lane: "The second answer."
    page.get_by_label("Ask again in every mode").click()
    expect(said).to_contain_text("The second answer.")
    switch = page.locator("#quire-current .versions")
    expect(switch).to_have_text("2 of 2")
    ask(page, "And cash?")
    expect(page.locator(".asked")).to_have_text("And cash?")
    finished(page)
    page.locator(".earlier summary").click()
    switch = page.locator(".earlier .versions")
    expect(switch).to_have_text("2 of 2")
    switch.get_by_label("The version before of this question").click()
    switch = page.locator("#quire-current .versions")
    expect(switch).to_have_text("1 of 2")
    expect(said).to_contain_text("The first answer.")
    page.reload()
    expect(said).to_contain_text("The first answer.")
    expect(switch).to_have_text("1 of 2")
    stays_silent(page)
