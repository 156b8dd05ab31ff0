"""The page for those who do not see it, or use no mouse: axe-core's rules, and a walk by keyboard.

axe-core (Deque's, MPL 2.0) comes inside a package of the tests, and runs in the page alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desktop.browsing import (
    IN_BROWSER,
    PASSAGES,
    ask,
    end,
    finished,
    opened,
    stays_silent,
)
from tests.desktop.screen_bench import LOCKED, PDF, SCANNED, Bench, passage

pytestmark = IN_BROWSER

RICH = "Sales: \\(x^2\\)\n\n| Year | Sales |\n|---|--:|\n| 2023 | 8.5 |\n\n```\nx = 1\n```\n\n> So."


def faults(page: Page) -> list[str]:
    """What axe-core calls serious or critical, and where; in dark only the contrast differs."""
    found: list[str] = []
    for scheme, rules in (("light", []), ("dark", ["color-contrast"])):
        page.evaluate("(scheme) => { document.documentElement.dataset.theme = scheme; }", scheme)
        page.wait_for_function("() => document.getAnimations().length === 0")
        found += [f"{scheme}: {fault}" for fault in faults_now(page, rules)]
    return found


def faults_now(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """What these rules, or all, say of the page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate(
        """(rules) => axe.run({ resultTypes: ["violations"],
        ...(rules.length ? { runOnly: { type: "rule", values: rules } } : {}) })""",
        list(rules),
    )
    assert rules or found["passes"], "it has looked at something"
    return [
        f"{fault['id']}: {fault['help']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for fault in found["violations"]
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"]
    ]


def test_axe_sees_a_fault_where_there_is_one(browser: Browser, bench: Bench) -> None:
    page = opened(browser, bench)
    page.evaluate("document.querySelector('#quire-foot').innerHTML = '<button></button>'")
    assert [fault.partition(":")[0] for fault in faults_now(page)] == ["button-name"]


def answered(page: Page) -> None:
    ask(page)
    finished(page)


def asked_twice(page: Page) -> None:
    answered(page)
    ask(page, "And cash?")
    expect(page.locator(".asked")).to_have_text("And cash?")
    finished(page)
    page.locator(".earlier summary").click()


def blind(page: Page) -> None:
    page.get_by_role("button", name="Blind").click()
    ask(page)
    expect(page.locator(".choice")).to_contain_text("Which are better?")


def chosen(page: Page) -> None:
    answered(page)
    page.locator(".choice").get_by_role("button", name="RAG").click()
    page.get_by_role("button", name="Choose these").click()
    page.get_by_role("button", name="All your choices").click()
    expect(page.locator(".standings li")).to_have_count(4)


def seen(page: Page) -> None:
    answered(page)
    page.get_by_role("tab", name="What the model saw").click()
    expect(page.locator("#quire-saw .prompt")).to_be_visible()


def shown_large(page: Page) -> None:
    answered(page)
    page.locator(".cite").first.click()
    page.locator(".opened img.drawn").click()
    expect(page.locator("#quire-zoom")).to_be_visible()


def keys(page: Page) -> None:
    page.get_by_label("Keys", exact=True).first.click()
    expect(page.locator("#quire-keys")).to_be_visible()


def saving(page: Page) -> None:
    answered(page)
    page.get_by_label("Save Why did inventories").click()
    expect(page.locator("#quire-save")).to_be_visible()


def searched(page: Page) -> None:
    page.get_by_label("Search in the library").fill("cash")
    expect(page.locator("#quire-left mark").first).to_be_visible()


STATES: tuple[Callable[[Page], None], ...] = (
    asked_twice, blind, chosen, seen, shown_large, keys, saving, searched,
)  # fmt: skip


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_no_serious_fault(
    browser: Browser, bench: Bench, state: Callable[[Page], None]
) -> None:
    page = opened(browser, bench)
    state(page)
    assert faults(page) == []


def test_axe_finds_no_serious_fault_in_the_first_minute_and_with_files(
    browser: Browser, empty: Bench, tmp_path: Path
) -> None:
    page = opened(browser, empty)
    assert faults(page) == []
    contents = {"a.pdf": PDF, "b.pdf": SCANNED, "c.pdf": LOCKED, "d.pdf": b"Dear all"}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    page.set_input_files("#quire-files", [tmp_path / name for name in contents])
    expect(page.locator("#quire-library")).to_contain_text("It is no PDF")
    expect(page.get_by_label("Password of c.pdf")).to_be_visible()
    assert faults(page) == []


def test_axe_finds_no_serious_fault_narrow_and_in_what_an_answer_may_hold(
    browser: Browser, tmp_path: Path
) -> None:
    bench = Bench(tmp_path / "uploads", [passage(1, RICH), *PASSAGES[1:]])
    page = opened(browser, bench, width=400)
    answered(page)
    assert faults(page) == []
    page.get_by_label("Library", exact=True).click()
    expect(page.locator("#quire-library")).to_be_visible()
    assert faults(page) == []
    end(browser, bench)


def focused(page: Page) -> str:
    """What has the focus, as a person would call it."""
    return str(
        page.evaluate(
            """() => { const at = document.activeElement;
            return at.getAttribute("aria-label") || at.querySelector("b")?.textContent
                || at.title || at.textContent.trim() || at.id; }"""
        )
    )


def to_the_end(page: Page) -> None:
    """Walk on until nothing has the focus: the next step is the first."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            return
    pytest.fail("the walk does not end")


def test_a_walk_by_keyboard_sees_every_control_in_order_and_is_caught_nowhere(
    browser: Browser, bench: Bench
) -> None:
    page = opened(browser, bench)
    answered(page)
    to_the_end(page)
    walked: list[str] = []
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        walked.append(focused(page))
        outline = page.evaluate(
            """() => { const at = getComputedStyle(document.activeElement);
            const box = document.activeElement.closest(".ask, .unlock");
            const edge = box ? getComputedStyle(box).borderColor : "";
            return at.outlineStyle !== "none" || edge; }"""
        )
        assert outline, f"the focus on {walked[-1]} can be seen"
    else:
        pytest.fail(f"the walk does not end: {walked[-20:]}")
    wanted = [
        "Light or dark", "Choose files", "Find in conversations", "Base", "Combined",
        "Change this question", "Ask Base again", "Answer of Base", "Copy the answer of Combined",
        "Mark the differences", "None", "quire-question", "Ask (Enter)", "Evidence",
    ]  # fmt: skip
    places = [
        next((n for n, name in enumerate(walked) if name.startswith(each)), -1) for each in wanted
    ]
    assert -1 not in places, dict(zip(wanted, places, strict=True))
    assert places == sorted(places), dict(zip(wanted, places, strict=True))
    stays_silent(page)


def test_the_help_names_every_key_that_does_something(browser: Browser, bench: Bench) -> None:
    script = Path(__file__).parents[2] / "desktop" / "ui" / "script" / "doings.js"
    block = script.read_text().partition("const keys = {")[2].partition("\n};")[0]
    bound = {line.strip().split(":")[0].strip('"') for line in block.splitlines() if ":" in line}
    page = opened(browser, bench)
    keys(page)
    listed = set(" ".join(page.locator("#quire-keys kbd").all_inner_texts()).split())
    assert bound >= {"/", "?", "[", "]", "b", "r"}
    assert bound - listed == set()
    assert {"Enter", "Shift", "Escape", "1", "4"} <= listed
