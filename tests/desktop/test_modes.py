from __future__ import annotations

import pytest

from desktop.modes import Mode, modes_named


def test_the_modes_are_a_two_by_two() -> None:
    assert {(mode.reads_passages, mode.uses_adapter) for mode in Mode} == {
        (False, False),
        (True, False),
        (False, True),
        (True, True),
    }


def test_modes_are_named_in_any_order_and_come_in_their_own() -> None:
    assert modes_named("all") == tuple(Mode)
    assert modes_named(" Combined, base,base") == (Mode.BASE, Mode.COMBINED)


@pytest.mark.parametrize("names", ["", ",", "rag,closed"])
def test_a_word_that_is_no_mode_is_named_with_the_choices(names: str) -> None:
    with pytest.raises(ValueError, match=r"is not a mode\. Choose from base, rag, tuned, combined"):
        modes_named(names)
