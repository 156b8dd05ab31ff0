"""The library's panel in a real Chromium: what a person sees of a watched folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.desktop.browsing import IN_BROWSER, opened, stays_silent
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
