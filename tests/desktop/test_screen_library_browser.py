"""The library's panel in a real Chromium: what a person sees of a watched folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.desktop.browsing import IN_BROWSER, opened, stays_silent
from tests.desktop.screen_bench import PDF, Bench

pytestmark = IN_BROWSER


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
    expect(names).to_have_text(["first.pdf"])
    line = page.locator("#quire-watched")
    expect(line).to_contain_text("Watching Reports · 1 PDF")

    (folder / "second.pdf").write_bytes(PDF)
    expect(names).to_have_text(["first.pdf", "second.pdf"])
    (folder / "first.pdf").unlink()
    first = page.locator("#quire-documents .row", has_text="first.pdf")
    expect(first).to_contain_text("No longer in the watched folder.")

    line.get_by_role("button", name="Stop").click()
    expect(line).to_contain_text("Not watching Reports")
    page.reload()
    line.get_by_role("button", name="Watch again").click()
    expect(line).to_contain_text("Watching Reports")
    line.get_by_label("Watch no folder").click()
    expect(line).to_have_text("Watch a folder…")
    expect(names).to_have_count(2)
    stays_silent(page)
