"""Models on the screen, in a real Chromium: chosen, added, refused, removed, and their strength."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from desktop.models import ModelChoice
from tests.desktop.browsing import IN_BROWSER
from tests.desktop.model_bench import SHAPE, ModelBench
from tests.desktop.tiny_gguf import write_model

pytestmark = IN_BROWSER


@pytest.fixture
def bench(browser: Browser, tmp_path: Path) -> Iterator[ModelBench]:
    bench = ModelBench(tmp_path)
    yield bench
    for context in browser.contexts:
        context.close()
    bench.workbench.cancel_adding()  # a change: every look that is left comes to its end
    bench.close()


@pytest.fixture
def page(browser: Browser, bench: ModelBench) -> Iterator[Page]:
    """The page, whose console must stay silent."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(bench.address)
    expect(page.locator(".foot [data-do=models]")).to_contain_text("own")
    yield page
    assert complaints == []


def models(page: Page) -> Locator:
    page.get_by_role("button", name="Models", exact=True).click()
    sheet = page.locator("#quire-models")
    expect(sheet.locator(".model")).not_to_have_count(0)
    return sheet


def row(page: Page, name: str) -> Locator:
    return page.locator(".model").filter(has=page.locator(f'.name[title$="{name}.gguf"]'))


def add(page: Page, path: Path) -> None:
    page.get_by_label("Path of a GGUF file").fill(str(path))
    page.get_by_role("button", name="Add", exact=True).click()


def test_each_model_says_what_it_is_and_whether_it_fits(page: Page) -> None:
    sheet = models(page)
    expect(sheet).to_contain_text(re.compile(r"[\d.]+ [GM]B of memory free"))
    own = row(page, "own")
    expect(own.locator(".role")).to_have_text("base")
    expect(own.locator(".facts")).to_contain_text(
        re.compile(r"0\.\d million weights.*Q8_0.*\d+ KB.*window up to 2,048 tokens")
    )
    expect(own.locator(".fit")).to_contain_text(re.compile(r"fits needs \d+ MB of memory"))
    expect(row(page, "style").locator(".role")).to_have_text("adapter")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


def test_a_model_is_added_by_its_path_chosen_and_answers_after_a_reload(
    page: Page, bench: ModelBench
) -> None:
    sheet = models(page)
    add(page, bench.second)
    expect(sheet.locator("#quire-models-said")).to_contain_text("is on the list")
    row(page, "second").get_by_role("button", name="Use Tiny as base").click()
    expect(row(page, "second").locator(".role")).to_have_text("base")
    expect(sheet.locator(".going")).to_have_count(0)
    assert bench.kept.now.choice == ModelChoice(str(bench.second), "house style")
    page.reload()
    expect(page.locator(".foot [data-do=models]")).to_contain_text("second")


def test_a_bad_file_is_one_sentence_where_it_was_given(page: Page, tmp_path: Path) -> None:
    sheet, bad = models(page), tmp_path / "letter.gguf"
    bad.write_bytes(b"Dear Sir or Madam")
    add(page, bad)
    problem = sheet.locator("#quire-models-problem")
    expect(problem).to_have_text(
        "letter.gguf is not a GGUF file. Choose a model that ends in .gguf."
    )
    add(page, tmp_path / "nowhere.gguf")
    expect(problem).to_contain_text("There is no file")


def test_where_a_model_does_not_load_the_last_good_one_is_there_again(
    page: Page, bench: ModelBench
) -> None:
    sheet = models(page)
    add(page, bench.strange)
    row(page, "strange").get_by_role("button", name="Use Tiny as base").click()
    expect(
        sheet.get_by_role("alert").filter(has_text="does not load strange.gguf")
    ).to_contain_text("own is ready again.")
    expect(row(page, "own").locator(".role")).to_have_text("base")
    expect(page.locator(".foot [data-do=models]")).to_contain_text("own")


def test_a_dropped_gguf_is_kept_and_deleted_when_it_is_removed(
    page: Page, bench: ModelBench, tmp_path: Path
) -> None:
    dropped = write_model(tmp_path / "dropped.gguf", SHAPE, seed=9)
    with page.expect_file_chooser() as chooser:
        models(page).get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(dropped)
    expect(row(page, "dropped")).to_be_visible()
    kept = bench.home / "models" / "dropped.gguf"
    assert kept.read_bytes() == dropped.read_bytes()
    remove = row(page, "dropped").get_by_role("button", name="Delete Tiny")
    remove.click()
    expect(row(page, "dropped")).to_be_visible()  # asked first
    remove.click()
    expect(row(page, "dropped")).to_have_count(0)
    assert not kept.exists() and dropped.exists()


def test_the_strength_is_set_by_keyboard_and_kept(page: Page, bench: ModelBench) -> None:
    models(page)
    slider = page.get_by_label("Strength")
    expect(slider).to_have_value("1")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".strength output")).to_have_text("0.95")
    page.keyboard.press("End")
    expect(page.locator(".strength output")).to_have_text("1.50")
    expect(slider).to_have_attribute("value", "1.50")
    page.reload()
    models(page)
    expect(page.get_by_label("Strength")).to_have_value("1.5")
    assert bench.kept.now.choice == ModelChoice("starter model", "house style", strength=1.5)


def test_without_tuned_weights_the_tuned_toggles_say_so(page: Page) -> None:
    models(page)
    page.get_by_role("button", name="Do without").click()
    expect(page.locator("#quire-models .chosen")).to_contain_text("choose an adapter")
    page.keyboard.press("Escape")
    expect(page.locator(".mode[data-mode=tuned]")).to_be_disabled()
    models(page)
    row(page, "style").get_by_role("button", name=re.compile("as adapter")).click()
    expect(row(page, "style").locator(".role")).to_have_text("adapter")
    page.keyboard.press("Escape")
    expect(page.locator(".mode[data-mode=tuned]")).to_be_enabled()
