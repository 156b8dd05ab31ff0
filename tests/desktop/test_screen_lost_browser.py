"""A PDF that was moved, in a real Chromium: missed where its page should be, and found again."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desktop.browsing import IN_BROWSER, opened, stays_silent
from tests.desktop.screen_bench import PDF, Bench

pytestmark = IN_BROWSER


@pytest.fixture(autouse=True)
def few_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own are not looked through."""
    for name in ("downloads", "documents", "desktop"):
        where = tmp_path / "user" / name
        monkeypatch.setattr(f"desktop.likely_folders.user_{name}_path", lambda where=where: where)


def added(bench: Bench, path: Path) -> Path:
    path.parent.mkdir(parents=True)
    path.write_bytes(PDF)
    bench.workbench.add([path])
    return path


def open_passage(page: Page) -> None:
    page.fill("#quire-look", "report pages")
    page.locator("#quire-hits .card").first.click()


def test_a_file_that_moved_is_found_again_from_the_page_in_every_tab(
    browser: Browser, empty: Bench, tmp_path: Path
) -> None:
    path = added(empty, tmp_path / "papers" / "report.pdf")
    page = opened(browser, empty)
    expect(page.locator("#quire-documents")).to_contain_text("12 pages · ready")
    path.rename(tmp_path / "report.pdf")
    open_passage(page)
    lost = page.locator(".opened .lost")
    expect(lost).to_contain_text(f"report.pdf is no longer where it was: {path}.")
    expect(page.locator(".opened .page")).to_be_hidden()
    expect(page.locator(".opened blockquote")).to_contain_text("report has 12 pages.")

    empty.library.may_look = threading.Event()
    (tmp_path / "papers" / "other.pdf").write_bytes(b"%PDF 1 pages")
    lost.get_by_role("button", name="Find it").click()
    expect(lost).to_contain_text(f"Looking in {path.parent}: 1 file so far.")
    expect(lost.get_by_role("button", name="Stop looking")).to_be_focused()
    second = opened(browser, empty)
    row = second.locator("#quire-documents .row")
    expect(row).to_contain_text("Looking in")
    page.reload()
    expect(page.locator("#quire-documents .row")).to_contain_text("Looking in")
    open_passage(page)
    expect(lost).to_contain_text("Looking in")
    row.get_by_role("button", name="Stop looking").click()
    expect(lost).to_contain_text("Stopped after 1 file.")

    empty.library.may_look.set()
    lost.get_by_label("Another folder").fill(str(tmp_path / "nowhere"))
    page.keyboard.press("Enter")
    expect(lost).to_contain_text(f"There is no folder {tmp_path / 'nowhere'}: check the path.")
    lost.get_by_label("Another folder").fill(str(path.parent))
    page.keyboard.press("Enter")
    expect(lost).to_contain_text(f"Looked in {path.parent} (1 file): it is not there.")

    open_passage(second)
    second.fill("#quire-look", "")
    row.get_by_label("Another folder").fill(str(tmp_path))
    row.get_by_role("button", name="Find it").click()
    for tab in (page, second):
        expect(tab.locator(".opened img.drawn")).to_be_visible()
        expect(tab.locator(".opened .lost")).to_have_text(
            f"It was found: {tmp_path / 'report.pdf'}"
        )
        stays_silent(tab)


def test_a_file_that_is_put_back_shows_its_page_at_once_when_it_is_looked_for(
    browser: Browser, empty: Bench, tmp_path: Path
) -> None:
    path = added(empty, tmp_path / "papers" / "report.pdf")
    page = opened(browser, empty, width=400)
    page.get_by_role("button", name="Library", exact=True).click()
    expect(page.locator("#quire-documents")).to_contain_text("12 pages · ready")
    path.unlink()
    open_passage(page)
    lost = page.locator(".opened .lost")
    lost.get_by_role("button", name="Find it").click()
    expect(lost).to_contain_text(re.compile("Type another folder|Type one"))
    path.write_bytes(PDF)
    lost.get_by_label("Another folder").fill(str(path.parent))
    page.keyboard.press("Enter")
    expect(page.locator(".opened img.drawn")).to_be_visible()
    stays_silent(page)
