"""The door to llama.cpp: vocabularies, texts and caches, on the starter and on real families."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import llama_cpp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.engine.answering import Loaded
from desktop.engine.lane import TextOut
from desktop.engine.llama import Aborted, Context, ContextSize, Llama, LlamaFailed, Model, Row
from desktop.engine.sequences import common_prefix
from tests.desktop.tiny_gguf import Shape, write_model
from tests.vocabularies import ABSENT, vocabularies

STARTER = Path(__file__).parents[2] / "desktop" / "starter" / "starter.gguf"
BY_NAME = {path.stem: path for path in vocabularies()}


@cache
def llama() -> Llama:
    return Llama()


@cache
def starter() -> Model:
    if not STARTER.exists():
        pytest.skip("the starter model has not been made yet")
    return llama().load(STARTER)


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    path = write_model(tmp_path_factory.mktemp("llama") / "m.gguf", Shape(kind="Q8_0"))
    made = llama().load(path).context(ContextSize(256, 4, 65, 1))
    yield made
    made.close()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_joined_pieces_are_llama_cpps_own_text(data: st.DataObject) -> None:
    model = starter()
    ids = data.draw(st.lists(st.integers(0, model.tokens - 1), max_size=40))
    out = TextOut()
    pieces = [model.piece(token) for token in ids]
    shown = "".join(map(out.add, pieces)) + out.finish()
    assert shown == b"".join(pieces).decode("utf-8", errors="ignore")
    # llama.cpp takes spaces away before punctuation, as in " ,", which the model did say.
    assert shown.replace(" ", "") == model.decode_text(ids).replace(" ", "")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_a_text_comes_back_from_its_tokens(text: str) -> None:
    model = starter()
    text = text.encode("utf-8", errors="replace").decode()
    tokens = model.tokenise(text, special=False)
    assert b"".join(map(model.piece, tokens)).decode() == text


@pytest.mark.parametrize("name", [*BY_NAME] or [pytest.param("", marks=pytest.mark.skip(ABSENT))])
def test_the_token_that_begins_a_text_stands_there_once(name: str) -> None:
    model = llama().load(BY_NAME[name], vocabulary_only=True)
    loaded = Loaded(model, frozenset())
    bos = model.bos
    if bos is None or not model.adds_bos:
        assert loaded.prompt_tokens("Hello") == model.tokenise("Hello", special=True)
        return
    begin = model.spelling(bos)
    for text in ("Hello", f"{begin}Hello", f"{begin}{begin}Hello"):
        tokens = loaded.prompt_tokens(text)
        assert (tokens[0], tokens.count(bos)) == (bos, 1)


def rows(tokens: list[int], first: int, sequence: int) -> list[Row]:
    last = len(tokens) - 1
    return [Row(t, first + i, sequence, i == last) for i, t in enumerate(tokens)]


def read(context: Context, tokens: list[int], sizes: list[int], sequence: int = 0) -> list[float]:
    context.cut(sequence, 0)
    done = 0
    for size in sizes:
        piece = tokens[done : done + size]
        context.decode(rows(piece, done, sequence))
        done += len(piece)
    assert done == len(tokens)
    logits: list[float] = context.logits(len(piece) - 1).tolist()
    return logits


TOKENS = [(i * 37) % 250 for i in range(120)]


@pytest.mark.parametrize(
    "sizes", [[60, 60], [64, 56], [2] * 60, [3] * 40, [10, 50, 60], [7, 64, 49]]
)
def test_pieces_of_any_size_but_one_give_the_same_to_the_last_bit(
    context: Context, sizes: list[int]
) -> None:
    assert read(context, TOKENS, sizes) == read(context, TOKENS, [65, 55])


def test_lanes_in_one_batch_give_the_same_as_alone(context: Context) -> None:
    alone: list[list[float]] = []
    for sequence in range(4):
        read(context, TOKENS[: 20 + 13 * sequence], [20 + 13 * sequence], sequence)
    for sequence in range(4):
        place = 20 + 13 * sequence
        context.decode([Row(65, place, sequence, True)])
        alone.append(context.logits(0).tolist())
        context.cut(sequence, place)
    for order in ([0, 1, 2, 3], [3, 1, 0, 2], [2, 3]):
        context.decode([Row(65, 20 + 13 * s, s, True) for s in order])
        assert [context.logits(i).tolist() for i in range(len(order))] == [alone[s] for s in order]
        for sequence in order:
            context.cut(sequence, 20 + 13 * sequence)


def test_a_saved_sequence_goes_on_as_the_original(context: Context) -> None:
    read(context, TOKENS, [60, 60])
    state = context.save(0)
    expected = read(context, [*TOKENS, 5, 6], [60, 62])
    assert context.restore(2, state)
    context.decode(rows([5, 6], 120, 2))
    assert context.logits(1).tolist() == expected
    context.cut(2, 0)


def test_damaged_state_is_not_taken(context: Context) -> None:
    read(context, TOKENS, [60, 60])
    assert not context.restore(3, context.save(0)[:50])
    context.cut(3, 0)


def test_a_batch_that_was_called_off_is_cut_and_can_be_read_again(context: Context) -> None:
    expected = read(context, TOKENS, [60, 60])
    context.cut(0, 60)
    context.call_off()
    with pytest.raises(Aborted):
        context.decode(rows(TOKENS[60:], 60, 0))
    context.go_on()
    context.cut(0, 60)
    context.decode(rows(TOKENS[60:], 60, 0))
    assert context.logits(59).tolist() == expected


def test_a_full_cache_is_an_error_and_not_the_end(context: Context) -> None:
    context.cut(1, 0)
    with pytest.raises(LlamaFailed):
        for first in range(0, 300, 60):
            context.decode(rows([7] * 60, first, 1))
    context.cut(1, 0)
    read(context, TOKENS, [60, 60], sequence=1)


def test_a_file_that_is_no_model_is_refused_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "no.gguf"
    path.write_bytes(b"GGUF" + bytes(200))
    with pytest.raises(LlamaFailed) as failure:
        llama().load(path)
    assert "\n" not in str(failure.value)


@given(st.lists(st.integers(0, 3)), st.lists(st.integers(0, 3)))
def test_what_two_prompts_share_is_symmetric(one: list[int], other: list[int]) -> None:
    assert common_prefix(one, other) == common_prefix(other, one)


def test_llama_cpp_may_speak_when_who_listened_is_gone(tmp_path: Path) -> None:
    """Once a freed log function ended the whole process at the next line of llama.cpp's log."""
    (tmp_path / "none.gguf").write_bytes(b"GGUF" + bytes(64))
    Llama()
    gc.collect()
    with pytest.raises(ValueError, match=r"none\.gguf"):
        llama_cpp.Llama(str(tmp_path / "none.gguf"), verbose=False)
