"""What an answer may hold, as a real Chromium draws it: formulas, wide tables, other scripts."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.desktop.browsing import IN_BROWSER, ask, end, finished, opened, stays_silent
from tests.desktop.screen_bench import Bench, passage

pytestmark = IN_BROWSER

FORMULA = (
    r"Sales grew by \(g = \frac{s_1 - s_0}{s_0}\) and \(\text{<img src=x onerror=alert(1)>}\)."
)
ARABIC = "بلغت المبيعات 8.5 مليار دولار أمريكي في نهاية السنة المالية."


def test_a_formula_is_drawn_without_a_font_or_a_script_and_copied_as_it_was_written(
    browser: Browser, tmp_path: Path
) -> None:
    bench = Bench(tmp_path / "uploads", [passage(1, FORMULA)])
    page = opened(browser, bench)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page)
    finished(page)
    fraction = page.locator("#quire-lane-rag mfrac")
    box = fraction.bounding_box()
    top, bottom = (fraction.locator("> *").nth(n).bounding_box() for n in (0, 1))
    assert box
    assert top
    assert bottom
    assert top["y"] < bottom["y"], "a fraction stands one above the other"
    assert page.locator("#quire-app .body img").count() == 0
    page.get_by_label("Copy the answer of RAG").click()
    expect(page.locator("#quire-news")).to_have_text("Copied.")
    assert r"g = \frac{s_1 - s_0}{s_0}" in page.evaluate("navigator.clipboard.readText()")
    stays_silent(page)
    end(browser, bench)


def test_words_from_right_to_left_begin_at_the_right(browser: Browser, tmp_path: Path) -> None:
    bench = Bench(tmp_path / "uploads", [passage(1, ARABIC)])
    page = opened(browser, bench)
    ask(page, "ما هي المبيعات؟")
    finished(page)
    paragraph = page.locator("#quire-lane-rag .body p").first
    expect(paragraph).to_have_css("direction", "rtl")
    expect(page.locator("#quire-lane-base .body p").first).to_have_css("direction", "ltr")
    expect(page.locator(".asked")).to_have_css("direction", "rtl")
    stays_silent(page)
    end(browser, bench)
