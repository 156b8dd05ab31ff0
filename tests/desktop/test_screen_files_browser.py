"""Files on their way in, in a real Chromium: chosen, dropped, followed, cancelled, refused."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.desktop.browsing import IN_BROWSER, opened, stays_silent
from tests.desktop.screen_bench import LOCKED, PDF, SCANNED, Bench

pytestmark = IN_BROWSER


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
    expect(library).to_contain_text("It is no PDF: its first bytes are not those of one.")
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
