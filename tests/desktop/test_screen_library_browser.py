"""The library's panel in a real Chromium: watched, searched, and chosen from."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.desktop.browsing import IN_BROWSER, PASSAGES, ask, end, finished, opened, stays_silent
from tests.desktop.screen_bench import PDF, Bench

pytestmark = IN_BROWSER
PATIENCE_MS = 30_000  # a folder is looked through twice before a file counts


def test_a_folder_is_watched_and_what_comes_into_it_is_added(
    browser: Browser, empty: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.watched_folder._PAUSE_SECONDS", 0.05)
    folder = tmp_path / "Reports"
    folder.mkdir()
    (folder / "first.pdf").write_bytes(PDF)
    page = opened(browser, empty)
    page.get_by_role("button", name="Watch a folder…").click()
    dialog = page.locator("#quire-watch")
    dialog.get_by_label("The folder's whole path").fill("Reports")
    dialog.get_by_role("button", name="Watch").click()
    expect(dialog).to_contain_text("Type the folder's whole path")
    dialog.get_by_label("The folder's whole path").fill(str(folder))
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    names = page.locator("#quire-documents .name")
    expect(names).to_have_text(["first.pdf"], timeout=PATIENCE_MS)
    line = page.locator("#quire-watched")
    expect(line).to_contain_text("Watching Reports · 1 PDF")

    (folder / "second.pdf").write_bytes(PDF)
    expect(names).to_have_text(["first.pdf", "second.pdf"], timeout=PATIENCE_MS)
    (folder / "first.pdf").unlink()
    first = page.locator("#quire-documents .row", has_text="first.pdf")
    expect(first).to_contain_text("No longer in the watched folder.", timeout=PATIENCE_MS)

    line.get_by_role("button", name="Stop").click()
    expect(line).to_contain_text("Not watching Reports")
    page.reload()
    line.get_by_role("button", name="Watch again").click()
    expect(line).to_contain_text("Watching Reports")
    line.get_by_label("Watch no folder").click()
    expect(line).to_have_text("Watch a folder…")
    expect(names).to_have_count(2)
    stays_silent(page)


def test_documents_are_put_together_under_a_name(
    browser: Browser, bench: Bench, tmp_path: Path
) -> None:
    files = [tmp_path / "first.pdf", tmp_path / "second.pdf"]
    for path in files:
        path.write_bytes(PDF)
    page = opened(browser, bench)
    page.set_input_files("#quire-files", files)
    expect(page.locator("#quire-documents .tick")).to_have_count(3)
    naming = page.get_by_label("A name for these documents")
    expect(naming).to_have_count(0)
    page.get_by_role("checkbox", name="Use Annual report.pdf").click()
    naming.fill("Contracts")
    page.keyboard.press("Enter")
    line = page.locator("#quire-collections .line")
    expect(line).to_have_text("Contracts · 2")
    expect(line).to_have_attribute("aria-current", "true")
    expect(naming).to_have_count(0)

    page.get_by_role("button", name="Use all").click()
    expect(line).not_to_have_attribute("aria-current", "true")
    line.click()
    used = page.locator("#quire-documents .used")
    expect(used).to_contain_text("uses 2 of 3 documents")
    page.reload()
    expect(line).to_have_text("Contracts · 2")

    page.locator("#quire-collections .talk").hover()
    page.get_by_label("Rename the collection Contracts").click()
    page.keyboard.type("Papers")
    page.keyboard.press("Enter")
    expect(line).to_have_text("Papers · 2")
    let_go = page.get_by_label("Let the collection Papers go")
    let_go.click()
    expect(line).to_have_text("Papers · 2")
    let_go.click()
    expect(line).to_have_count(0)
    expect(page.locator("#quire-documents .tick")).to_have_count(3)
    stays_silent(page)


def test_what_is_added_to_a_narrowed_choice_is_not_ticked(
    browser: Browser, empty: Bench, tmp_path: Path
) -> None:
    files = [tmp_path / f"{name}.pdf" for name in ("first", "second", "third", "fourth")]
    for path in files:
        path.write_bytes(PDF)
    page = opened(browser, empty)
    page.set_input_files("#quire-files", files[:2])
    ticked = page.locator("#quire-documents .tick[aria-checked=true]")
    expect(ticked).to_have_count(2)
    page.locator("#quire-documents .row", has_text="first.pdf").hover()
    page.get_by_label("Use only first.pdf").click()
    used = page.locator("#quire-documents .used")
    expect(used).to_contain_text("uses 1 of 2 documents")
    page.set_input_files("#quire-files", files[2:3])
    expect(used).to_contain_text("uses 1 of 3 documents")
    expect(ticked).to_have_count(1)
    expect(ticked).to_have_attribute("aria-label", "Use first.pdf")

    used.get_by_role("button", name="Use all").click()
    expect(ticked).to_have_count(3)
    page.set_input_files("#quire-files", files[3:])
    expect(ticked).to_have_count(4)
    expect(used).to_have_count(0)
    stays_silent(page)


def test_a_document_is_read_again(browser: Browser, empty: Bench, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(PDF)
    page = opened(browser, empty)
    empty.workbench.add([path])
    library = page.locator("#quire-library")
    expect(library).to_contain_text("12 pages · ready")
    path.write_bytes(b"%PDF 5 pages")
    library.locator(".row").hover()
    page.get_by_label("Read report.pdf again").click()
    expect(library).to_contain_text("5 pages · ready")
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
