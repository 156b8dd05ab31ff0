"""What a question was asked with, in words."""

from __future__ import annotations

from dataclasses import replace

from desktop.asked_with import AskedWith
from desktop.types import ModelInfo, Sampling

MODEL = ModelInfo("Small", "llama", 1, 4096, 2048, 2, 0, "house style", 0.1)


def test_it_is_one_sentence_with_the_model_once_that_is_known() -> None:
    asked = AskedWith(Sampling(seed=7, temperature=0.4, max_tokens=1024))
    figures = "temperature 0.4; seed 7; at most 1,024 tokens"
    assert asked.sentence == f"Asked with: {figures}."
    known = asked.by(MODEL)
    assert (known.model, known.tuned, known.context) == ("Small", "house style", 2048)
    assert known.sentence == (
        f"Asked with: Small, tuned: house style, a window of 2,048 tokens; {figures}."
    )


def test_a_server_that_answered_is_named_with_its_address() -> None:
    asked = AskedWith(Sampling()).by(replace(MODEL, address="http://127.0.0.1:8080/v1"))
    assert asked.sentence.startswith(
        "Asked with: Small, tuned: house style, answered by the server at "
        "http://127.0.0.1:8080/v1, a window of 2,048 tokens; "
    )


def test_the_persons_instruction_is_in_it() -> None:
    assert AskedWith(Sampling(), "Answer in French.\nBe brief.").sentence == (
        "Asked with: temperature 0; seed 0; at most 256 tokens; instruction: "
        "“Answer in French. Be brief.”."
    )
