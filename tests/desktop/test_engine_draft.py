"""Guesses from what stands above, and what batches cost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.costs import Costs, measure
from desktop.engine.draft import LONGEST, SHORTEST, Drafter

CHEAP = Costs(1.2, 1.5, 1.5, 2.0)
DEAR = Costs(2.2, 4.2, 3.9, 7.8)


def test_what_followed_the_same_three_tokens_is_proposed() -> None:
    drafter = Drafter([1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3], CHEAP)
    assert drafter.propose(10) == [4, 5, 6]
    assert drafter.propose(2) == [4, 5]
    assert drafter.propose(0) == []
    drafter.add(99)
    assert drafter.propose(10) == []


def test_a_proposal_ends_where_a_quotation_would() -> None:
    drafter = Drafter([1, 2, 3, 4, 5, 0, 7, 1, 2, 3], CHEAP, breaks=lambda token: token == 0)
    assert drafter.propose(10) == [4, 5]


def test_the_latest_place_counts() -> None:
    assert Drafter([1, 2, 3, 4, 1, 2, 3, 5, 1, 2, 3], CHEAP).propose(1) == [5]


def test_right_guesses_make_longer_ones_and_a_wrong_one_short_ones() -> None:
    drafter = Drafter([*range(100), 0, 1, 2], CHEAP)
    lengths = []
    for _ in range(4):
        lengths.append(len(drafter.propose(50)))
        drafter.learn(lengths[-1], lengths[-1])
    drafter.learn(0, 1)
    assert lengths == [SHORTEST, LONGEST, LONGEST, LONGEST]
    assert len(drafter.propose(50)) == SHORTEST


def test_guessing_pauses_where_it_does_not_pay() -> None:
    def proposals(costs: Costs, right: int) -> int:
        drafter = Drafter([1, 2, 3, 4, 5, 6, 1, 2, 3], costs)
        made = 0
        for _ in range(100):
            if drafter.propose(3):
                made += 1
                drafter.learn(right, 3)
        return made

    assert proposals(CHEAP, 1) == 100
    assert proposals(CHEAP, 0) < 50
    assert proposals(DEAR, 3) == 100
    assert proposals(DEAR, 1) < 20


@given(st.lists(st.integers(0, 4), max_size=80))
def test_a_proposal_stands_somewhere_above(tokens: list[int]) -> None:
    proposal = Drafter(tokens, CHEAP).propose(3)
    if proposal:
        wanted = tokens[-3:] + proposal
        assert any(
            tokens[i : i + len(wanted)] == wanted for i in range(len(tokens) - len(wanted) + 1)
        )


def test_groups_go_by_what_was_measured() -> None:
    assert [CHEAP.group(n) for n in (1, 2, 3, 4, 5, 9)] == [1, 2, 3, 4, 4, 4]
    assert [DEAR.group(n) for n in (1, 2, 3, 4, 5, 9)] == [1, 1, 1, 1, 1, 1]
    assert [Costs(2.3, 3.4, 3.2, 5.0).group(n) for n in (2, 3, 4, 6)] == [1, 1, 4, 4]


def test_costs_are_the_best_of_some_runs_in_units_of_one_row() -> None:
    runs = {1: [9.0, 0.1, 0.1, 0.2, 0.3], 2: [0.9, 0.15, 0.4], 4: [0.3, 0.25, 0.5]}
    rows = {4: [0.3, 0.2, 0.4], 8: [0.5, 0.4, 0.6]}
    costs = measure(lambda n: runs[n].pop(0), lambda n: rows[n].pop(0))
    assert [round(c, 3) for c in (costs.two_lanes, costs.four_lanes)] == [1.5, 2.5]
    assert [round(costs.rows(n), 3) for n in (1, 4, 6, 8, 16)] == [1.0, 2.0, 3.0, 4.0, 8.0]


def test_rows_of_one_lane_cost_no_more_than_one_by_one_however_busy_the_machine_is() -> None:
    costs = measure(lambda n: 0.1 * n, lambda n: 3.0)
    assert costs == Costs(2.0, 4.0, 4.0, 8.0)


def test_a_small_model_is_measured_oftener_as_it_takes_no_time() -> None:
    runs: list[int] = []

    def lanes(n: int) -> float:
        runs.append(n)
        return 0.001 * n

    measure(lanes, lambda n: 0.001)
    assert (runs.count(1), runs.count(2)) == (11, 9)
