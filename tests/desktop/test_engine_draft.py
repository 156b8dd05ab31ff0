"""Guesses from what stands above, and what batches cost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.costs import Costs, measure
from desktop.engine.draft import SHORTEST, Drafter

CHEAP = Costs(1.2, 1.5, 1.5, 2.0, 3.0)
DEAR = Costs(2.2, 4.2, 3.9, 7.8, 15.6)


def word(token: int) -> tuple[bytes, bool]:
    """A text for each token: none of them ends anything."""
    return b" w%d" % token, False


def over(tokens: list[int], costs: Costs = CHEAP) -> Drafter:
    return Drafter(tokens, costs, word)


def spelled(prompt: list[str], ends: str = "<end>") -> tuple[Drafter, list[str], dict[str, int]]:
    """A drafter over a prompt given as pieces, the pieces by token, and the tokens by piece."""
    pieces = list(dict.fromkeys([*prompt, ends]))
    number = {piece: token for token, piece in enumerate(pieces)}

    def piece(token: int) -> tuple[bytes, bool]:
        is_end = pieces[token] == ends
        return (b"" if is_end else pieces[token].encode()), is_end

    return Drafter([number[text] for text in prompt], CHEAP, piece), pieces, number


def test_what_followed_the_same_three_tokens_is_proposed() -> None:
    drafter = over([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3])
    assert drafter.propose(20) == [4, 5, 6, 7, 8, 9, 10]
    assert drafter.propose(2) == [4, 5]
    assert drafter.propose(0) == []
    drafter.add(99)
    assert drafter.propose(10) == []


def test_a_proposal_ends_where_a_line_or_a_turn_does() -> None:
    for last in ("\n", "<end>"):
        drafter, pieces, _ = spelled(["a", "b", "c", "d", "e", last, "g", "a", "b", "c"])
        assert [pieces[token] for token in drafter.propose(10)] == ["d", "e"]


def test_a_proposal_ends_with_its_sentence_as_a_citation_may_follow() -> None:
    drafter, pieces, _ = spelled(["a", "b", "c", " d", ".", " The", " next", "a", "b", "c"])
    assert [pieces[token] for token in drafter.propose(10)] == [" d", "."]
    drafter, pieces, _ = spelled(["a", "b", "c", " 3", ".", "4", " billion", "a", "b", "c"])
    assert [pieces[token] for token in drafter.propose(4)] == [" 3", ".", "4", " billion"]


def test_the_likest_place_counts_and_of_those_alike_the_latest() -> None:
    assert over([1, 2, 3, 4, 1, 2, 3, 5, 1, 2, 3]).propose(1) == [5]
    assert over([7, 1, 2, 3, 4, 8, 1, 2, 3, 5, 7, 1, 2, 3]).propose(1) == [4]


PASSAGES = ["\n", "[", "1", "]", "x", "\n", "one", "two", "three", "four", "\n", "[", "2", "]",
            "y", "\n", "five", "six", "seven", "eight", "<end>"]  # fmt: skip


def test_after_a_bracket_comes_the_number_of_what_was_quoted_and_the_end() -> None:
    for words, number in ((["one", "two", "three"], "1"), (["five", "six", "seven"], "2")):
        drafter, pieces, tokens = spelled([*PASSAGES, "\n", *words])
        drafter.propose(10)
        drafter.add(tokens["["])
        proposal = drafter.propose(10)
        assert [pieces[token] for token in proposal] == [number, "]", "<end>"]
        drafter.learn(2, 3)  # it went on: the end is not guessed again
        assert [pieces[token] for token in drafter.propose(10)] == [number, "]"]


def test_a_bracket_is_followed_by_no_number_where_nothing_was_quoted() -> None:
    drafter, _, tokens = spelled([*PASSAGES, "\n"])
    drafter.add(tokens["["])
    assert drafter.propose(10) == []


def test_right_guesses_make_longer_ones_where_those_pay_and_a_wrong_one_short_ones() -> None:
    for costs, longest in ((CHEAP, 15), (DEAR, 7)):
        drafter = over([*range(100), 0, 1, 2], costs)
        lengths = []
        for _ in range(4):
            lengths.append(len(drafter.propose(50)))
            drafter.learn(lengths[-1], lengths[-1])
        drafter.learn(0, 1)
        assert lengths == [SHORTEST, longest, longest, longest]
        assert len(drafter.propose(50)) == SHORTEST


def test_guessing_pauses_where_it_does_not_pay() -> None:
    def proposals(costs: Costs, right: int) -> int:
        drafter = over([1, 2, 3, 4, 5, 6, 1, 2, 3], costs)
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
    proposal = over(tokens).propose(3)
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
    rows = {4: [0.3, 0.2, 0.4], 8: [0.5, 0.4, 0.6], 16: [0.7, 0.9, 0.6]}
    costs = measure(lambda n: runs[n].pop(0), lambda n: rows[n].pop(0))
    assert [round(c, 3) for c in (costs.two_lanes, costs.four_lanes)] == [1.5, 2.5]
    assert [round(costs.rows(n), 3) for n in (1, 4, 6, 8, 12)] == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert round(costs.rows(16), 3) == 6.0


def test_rows_of_one_lane_cost_no_more_than_one_by_one_however_busy_the_machine_is() -> None:
    costs = measure(lambda n: 0.1 * n, lambda n: 3.0)
    assert costs == Costs(2.0, 4.0, 4.0, 8.0, 16.0)


def test_a_small_model_is_measured_oftener_as_it_takes_no_time() -> None:
    runs: list[int] = []

    def lanes(n: int) -> float:
        runs.append(n)
        return 0.001 * n

    measure(lanes, lambda n: 0.001)
    assert (runs.count(1), runs.count(2)) == (11, 9)
