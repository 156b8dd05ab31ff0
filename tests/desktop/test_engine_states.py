"""What is kept on disk of the standing instructions, and that nothing on the disk can do harm."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from desktop.engine import Engine, Keeping
from desktop.engine.states import States
from desktop.types import Delta, LaneEnded, LaneRequest, Message, Sampling, Weights
from tests.desktop.tiny_gguf import Shape, write_adapter, write_model

TOKENS = [*range(40)]
INSTRUCTION = "Answer the question from the passages, and give the number of each passage you use."


def test_a_state_is_found_as_it_was_kept_by_those_it_holds_for(tmp_path: Path) -> None:
    States(tmp_path / "states", "model").keep(TOKENS, b"computed")
    again = States(tmp_path / "states", "model")
    assert (again.find(TOKENS), again.wanted(TOKENS)) == (b"computed", False)
    assert (again.find(TOKENS[:-1]), again.wanted(TOKENS[:-1])) == (None, True)
    assert States(tmp_path / "states", "other model").find(TOKENS) is None


def test_without_a_folder_or_a_key_nothing_is_kept(tmp_path: Path) -> None:
    for states in (States(None, "model"), States(tmp_path, "")):
        states.keep(TOKENS, b"computed")
        assert (states.find(TOKENS), states.wanted(TOKENS)) == (None, False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", [b"", b"short", b"\x00" * 32, b"\x00" * 400])
def test_a_damaged_file_is_as_good_as_none_and_goes(tmp_path: Path, damage: bytes) -> None:
    States(tmp_path, "model").keep(TOKENS, b"computed")
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage)
    states = States(tmp_path, "model")
    assert states.find(TOKENS) is None
    assert list(tmp_path.iterdir()) == []
    assert states.wanted(TOKENS)


def test_the_longest_unused_go_where_there_is_too_much(tmp_path: Path) -> None:
    states = States(tmp_path, "model", most_bytes=300)
    for n in range(3):
        states.keep([n, *TOKENS], bytes(60))
        for file in tmp_path.iterdir():
            os.utime(file, ns=(file.stat().st_mtime_ns - 10**9,) * 2)
    assert states.find([0, *TOKENS])  # used now: the second is the one unused longest
    states.keep([3, *TOKENS], bytes(60))
    assert [states.find([n, *TOKENS]) is not None for n in range(4)] == [True, False, True, True]


def test_a_state_that_is_too_large_is_not_kept_nor_asked_for_again(tmp_path: Path) -> None:
    states = States(tmp_path, "model", most_bytes=100)
    states.keep(TOKENS, bytes(101))
    assert (states.find(TOKENS), states.wanted(TOKENS)) == (None, False)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Weights:
    folder = tmp_path_factory.mktemp("models")
    shape = Shape(kind="Q8_0", context=2048)
    base = write_model(folder / "base.gguf", shape)
    return Weights(base, write_adapter(folder / "adapter.gguf", shape))


def both(question: str) -> list[LaneRequest]:
    messages = (Message("system", INSTRUCTION), Message("user", question))
    return [LaneRequest("rag", False, messages), LaneRequest("combined", True, messages)]


def asked(
    weights: Weights, kept: Path | None, lanes: Sequence[LaneRequest]
) -> tuple[dict[str, str], dict[str, int]]:
    """Texts and reused tokens of an engine that was just started."""
    texts = {lane.lane: "" for lane in lanes}
    reused = {}
    with Engine(weights, context=512, threads=1, kept=Keeping(kept) if kept else None) as engine:
        for event in engine.answer(lanes, Sampling(max_tokens=20)):
            if isinstance(event, Delta):
                texts[event.lane] += event.text
            elif isinstance(event, LaneEnded):
                reused[event.lane] = event.stats.reused_tokens
    return texts, reused


def test_the_instruction_is_read_once_and_changes_no_text(weights: Weights, tmp_path: Path) -> None:
    first = asked(weights, tmp_path, both("How many rooms has the hotel?"))
    assert first == (asked(weights, None, both("How many rooms has the hotel?"))[0],
                     {"rag": 0, "combined": 0})  # fmt: skip
    assert len(list((tmp_path / "states").iterdir())) == 2
    texts, reused = asked(weights, tmp_path, both("And the garden?"))
    assert texts == asked(weights, None, both("And the garden?"))[0]
    # The adapter's batches are taken up at multiples of 64.
    assert reused["combined"] == reused["rag"] // 64 * 64 == 64
    assert reused["rag"] >= len(INSTRUCTION) - 20


@pytest.mark.parametrize("damage", ["cut", "flipped"])
def test_a_damaged_state_does_no_harm(weights: Weights, tmp_path: Path, damage: str) -> None:
    whole = asked(weights, tmp_path, both("How many rooms?"))[0]
    for file in (tmp_path / "states").iterdir():
        data = bytearray(file.read_bytes())
        if damage == "cut":
            del data[len(data) // 2 :]
        else:
            data[len(data) // 2] ^= 0x40
        file.write_bytes(data)
    assert asked(weights, tmp_path, both("How many rooms?")) == (whole, {"rag": 0, "combined": 0})
    assert asked(weights, tmp_path, both("How many rooms?"))[1]["rag"] > 0


def test_a_state_of_another_shape_is_not_taken(weights: Weights, tmp_path: Path) -> None:
    """As by a llama.cpp that writes states another way under the same version."""
    asked(weights, tmp_path, both("How many rooms?"))
    whole = asked(weights, None, both("How many rooms?"))[0]
    import hashlib

    for file in (tmp_path / "states").iterdir():
        state = file.read_bytes()[32:][:50]
        file.write_bytes(hashlib.blake2b(state, digest_size=32).digest() + state)
    assert asked(weights, tmp_path, both("How many rooms?")) == (whole, {"rag": 0, "combined": 0})
