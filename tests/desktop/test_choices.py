from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.choices import Choice, duels, standings
from desktop.interval import share
from desktop.modes import Mode

MODES = tuple(Mode)
made = st.lists(
    st.builds(
        lambda among, better: Choice(among, tuple(m for m in among if m in better), True),
        st.sets(st.sampled_from(MODES), min_size=2).map(
            lambda chosen: tuple(m for m in MODES if m in chosen)
        ),
        st.sets(st.sampled_from(MODES)),
    ),
    max_size=20,
)


def test_each_mode_is_counted_where_it_answered() -> None:
    pair = (Mode.BASE, Mode.RAG)
    choices = [
        Choice(pair, (Mode.RAG,), True),
        Choice(pair, pair, True),
        Choice(pair, (), False),
        Choice(MODES, (Mode.RAG, Mode.COMBINED), False),
    ]
    assert [(s.mode, s.chosen) for s in standings(choices)] == [
        (Mode.BASE, share(1, 4)),
        (Mode.RAG, share(3, 4)),
        (Mode.TUNED, share(0, 1)),
        (Mode.COMBINED, share(1, 1)),
    ]
    told = {(d.first, d.second): (d.first_better, d.alike) for d in duels(choices)}
    assert told[pair] == (share(0, 2), 2)
    assert told[Mode.RAG, Mode.COMBINED] == (share(0, 0), 1)
    assert len(told) == 6


def test_without_choices_nothing_is_counted() -> None:
    assert (standings([]), duels([])) == ((), ())


@given(made)
def test_every_choice_is_either_won_or_alike_for_each_pair(choices: list[Choice]) -> None:
    for duel in duels(choices):
        both = [c for c in choices if duel.first in c.among and duel.second in c.among]
        assert duel.first_better.total + duel.alike == len(both)
        assert duel.first_better.count <= len([c for c in both if duel.first in c.better])
