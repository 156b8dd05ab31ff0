"""One lane: whole characters, stop strings, loops, and why it ends."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.lane import LOOPED, Lane, TextOut, is_loop
from desktop.types import Stop


def lane(max_tokens: int = 1000, window: int = 10_000, stops: tuple[str, ...] = ()) -> Lane:
    return Lane("rag", [1, 2, 3], 0, window, max_tokens, 7, 0.0, stop_strings=stops)


def pieces_of(data: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [data[a:b] for a, b in pairwise(places)]


@given(st.text(), st.lists(st.integers(0, 1000)))
def test_joined_pieces_are_the_whole_decoded(text: str, cuts: list[int]) -> None:
    out = TextOut()
    shown = [out.add(piece) for piece in pieces_of(text.encode(), cuts)]
    assert "".join(shown) + out.finish() == text


@given(st.text(min_size=1), st.integers(1, 3))
def test_a_character_is_shown_whole_or_not_at_all(text: str, size: int) -> None:
    data = text.encode()
    out = TextOut()
    so_far = ""
    for i in range(0, len(data), size):
        so_far += out.add(data[i : i + size])
        assert text.startswith(so_far)


@given(st.binary())
def test_bytes_that_are_no_text_are_left_out(data: bytes) -> None:
    out = TextOut()
    shown = "".join(out.add(data[i : i + 1]) for i in range(len(data))) + out.finish()
    assert shown == data.decode("utf-8", errors="ignore")


STOPS = ("<|im_end|>", "User:", "\n\n\n")


@given(
    st.text(alphabet="<|im_end>User:\n x"),
    st.sampled_from(STOPS),
    st.text(),
    st.lists(st.integers(0, 200)),
)
def test_a_stop_string_is_found_however_it_is_split(
    before: str, stop: str, after: str, cuts: list[int]
) -> None:
    whole = before + stop + after
    first = min(place for place in map(whole.find, STOPS) if place >= 0)
    out = TextOut(STOPS)
    shown = ""
    for piece in pieces_of(whole.encode(), cuts):
        shown += out.add(piece)
        if out.found_stop:
            break
    assert out.found_stop
    # Of several, the one that is complete first counts; none is ever shown.
    assert whole[:first].startswith(shown) or shown == whole[: len(shown)]
    assert not [s for s in STOPS if s in shown]


@given(st.text(alphabet="<|im_ed>Usr:\n x"), st.lists(st.integers(0, 200)))
def test_without_a_stop_string_nothing_is_held_back_at_the_end(text: str, cuts: list[int]) -> None:
    out = TextOut(("<|im_end|>", "User:", "\n\n\n"))
    shown = ""
    for piece in pieces_of(text.encode(), cuts):
        shown += out.add(piece)
    if not out.found_stop:
        assert shown + out.finish() == text


def test_a_lane_ends_at_the_models_own_end() -> None:
    one = lane()
    assert one.take(10, b"Yes", ends=False) == "Yes"
    assert one.stop is None
    assert one.take(2, b"", ends=True) == ""
    assert one.stop == Stop.END


def test_a_lane_ends_at_its_most_tokens_and_at_the_window() -> None:
    one = lane(max_tokens=2)
    one.take(10, b"a", ends=False)
    assert one.stop is None
    one.take(11, b"b", ends=False)
    assert one.stop == Stop.LENGTH
    other = lane(window=4)
    other.take(10, b"a", ends=False)
    assert other.stop == Stop.LENGTH


def test_half_a_character_at_the_end_is_not_shown() -> None:
    one = lane(max_tokens=2)
    assert one.take(10, b"a", ends=False) == "a"
    assert one.take(10, "é".encode()[:1], ends=False) == ""


def test_a_loop_ends_the_lane_and_is_said() -> None:
    one = lane()
    for i in range(900):
        one.take(40 + i % 3, b"la ", ends=False)
        if one.stop:
            break
    assert (one.stop, one.error) == (Stop.LENGTH, LOOPED)
    assert len(one.generated) < 120


@given(st.lists(st.integers(0, 500), min_size=1, max_size=48), st.integers(0, 60))
def test_every_period_up_to_48_is_noticed(period: list[int], lead: int) -> None:
    tokens = [*range(1000, 1000 + lead), *(period * 400)][: lead + 400]
    tokens = tokens[: len(tokens) // 8 * 8]
    assert is_loop(tokens)


def test_lists_tables_and_refrains_are_no_loops() -> None:
    table = [token for row in range(40) for token in (5, row, 5, 6, 5, 7)]
    refrain = [*range(60), *range(60), *range(60)]
    dots = [*range(200), *[9] * 40]
    for tokens in (table, refrain, dots):
        assert not any(is_loop(tokens[:length]) for length in range(len(tokens)))


def test_stats_count_the_time_between_tokens() -> None:
    one = lane()
    empty = one.stats()
    assert (empty.first_token_ms, empty.tokens_per_second, empty.generated_tokens) == (0, 0, 0)
    one.take(10, b"a", ends=False)
    assert one.stats().tokens_per_second == 0
    one.take(11, b"a", ends=False)
    assert one.stats().tokens_per_second > 0
    assert (one.stats().prompt_tokens, one.stats().seed) == (3, 7)
