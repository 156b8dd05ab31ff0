"""What sequences hold, against a context that only remembers what was done to it."""

from __future__ import annotations

from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.engine.llama import Context
from desktop.engine.sequences import Sequences, common_prefix


class RememberingContext:
    """Stands where llama.cpp's context would; every sequence is the tokens put into it."""

    def __init__(self, sequences: int) -> None:
        self.sequences = sequences
        self.held: list[list[int]] = [[] for _ in range(sequences)]

    def cut(self, sequence: int, length: int) -> bool:
        assert length <= len(self.held[sequence])
        del self.held[sequence][length:]
        return True

    def save(self, sequence: int) -> bytes:
        return b"".join(token.to_bytes(4, "big") for token in self.held[sequence])

    def restore(self, sequence: int, state: bytes) -> bool:
        parts = [state[i : i + 4] for i in range(0, len(state), 4)]
        self.held[sequence] = [int.from_bytes(part, "big") for part in parts]
        return True


def sequences_over(
    context: RememberingContext, step: int = 1, budget: int = 10_000, cuts: bool = True
) -> Sequences:
    return Sequences(cast(Context, context), cuts, step, budget)


def run(context: RememberingContext, held: Sequences, lane: str, prompt: list[int]) -> int:
    """Answer a prompt with two tokens; gives how many were reused."""
    number, reused = held.begin(lane, prompt)
    assert context.held[number] == prompt[:reused]
    context.held[number] += [*prompt[reused:], 901]
    held.finish(number, [*prompt, 901], len(prompt))
    return reused


def test_the_same_prompt_again_leaves_two_tokens_to_evaluate() -> None:
    context = RememberingContext(2)
    held = sequences_over(context)
    prompt = [*range(100)]
    assert [run(context, held, "rag", prompt) for _ in range(3)] == [0, 98, 98]


def test_an_answer_is_only_kept_once_it_was_read_like_a_prompt() -> None:
    context = RememberingContext(1)
    held = sequences_over(context)
    prompt = [*range(100)]
    run(context, held, "rag", prompt)
    longer = [*prompt, 901, 902, 903, 904]
    found = held.unread()
    assert found is not None
    number, tokens, done = found
    assert (tokens, context.held[0]) == ([*prompt, 901], prompt[:done])
    context.held[number] += tokens[done:]
    held.was_read(number, tokens)
    assert held.unread() is None
    assert run(context, held, "rag", longer) == 101


def test_without_that_the_answer_is_read_again() -> None:
    context = RememberingContext(1)
    held = sequences_over(context)
    prompt = [*range(100)]
    run(context, held, "rag", prompt)
    assert run(context, held, "rag", [*prompt, 901, 902, 903]) == 100


@pytest.mark.parametrize("step", [1, 16, 64])
def test_prompts_are_taken_up_at_multiples_of_the_step(step: int) -> None:
    context = RememberingContext(1)
    held = sequences_over(context, step=step)
    prompt = [*range(150)]
    run(context, held, "rag", prompt)
    assert run(context, held, "rag", prompt) == 148 // step * step


def test_recurrent_layers_are_kept_whole_or_not_at_all() -> None:
    context = RememberingContext(1)
    held = sequences_over(context, cuts=False)
    prompt = [*range(100)]
    run(context, held, "rag", prompt)
    assert run(context, held, "rag", [*prompt, 901, 5, 6]) == 101
    assert run(context, held, "rag", prompt) == 0
    assert held.unread() is None


def test_conversations_that_gave_way_come_back_from_memory() -> None:
    context = RememberingContext(1)
    held = sequences_over(context)
    one, other = [*range(100)], [*range(500, 600)]
    assert [run(context, held, "rag", p) for p in (one, other, one, other)] == [0, 0, 98, 98]


def test_no_more_is_set_aside_than_the_budget() -> None:
    context = RememberingContext(1)
    held = sequences_over(context, budget=450)  # one prompt is 404 bytes
    talks = [[*range(n * 1000, n * 1000 + 100)] for n in range(3)]
    assert [run(context, held, "rag", p) for p in talks] == [0, 0, 0]
    assert run(context, held, "rag", talks[1]) == 98
    assert run(context, held, "rag", talks[0]) == 0


prompts = st.tuples(
    st.sampled_from(["base", "rag", "tuned"]), st.integers(0, 3), st.integers(2, 120)
)


@settings(max_examples=60)
@given(st.lists(prompts, max_size=12), st.integers(1, 3), st.sampled_from([1, 64]))
def test_what_is_said_to_be_held_is_held(
    asked: list[tuple[str, int, int]], sequences: int, step: int
) -> None:
    context = RememberingContext(sequences)
    held = sequences_over(context, step=step, budget=900)
    for lane, talk, length in asked:
        prompt = [*range(talk * 1000, talk * 1000 + length)]
        assert run(context, held, lane, prompt) <= length - 2  # run() compares what is held


@given(st.lists(st.integers(0, 2)), st.lists(st.integers(0, 2)))
def test_common_prefix(one: list[int], other: list[int]) -> None:
    length = common_prefix(one, other)
    assert one[:length] == other[:length]
    assert one[length : length + 1] != other[length : length + 1] or (
        length == len(one) == len(other)
    )
