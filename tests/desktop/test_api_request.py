from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.api.refusal import Refusal
from desktop.api.request import ChatRequest, read_request
from desktop.modes import Mode
from desktop.types import Sampling

ALL = tuple(Mode)
HELLO = [{"role": "user", "content": "Hello?"}]


def _read(**fields: Any) -> ChatRequest:
    body = {"model": "quire-rag", "messages": HELLO, **fields}
    return read_request(json.dumps(body).encode(), ALL)


def _refused(**fields: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        _read(**fields)
    return refused.value


def test_what_is_left_out_is_as_on_the_page() -> None:
    request = _read()
    assert (request.mode.value, request.streams, request.wants_usage) == ("rag", False, False)
    assert request.asked.question == "Hello?"
    assert request.asked.sampling == Sampling()


def test_every_knob_that_is_offered_is_turned() -> None:
    request = _read(
        temperature=0.7, top_p=0.5, max_tokens=10, max_completion_tokens=20, seed=-1,
        stop=["\n", "END"], stream=True, stream_options={"include_usage": True},
        n=1, tools=[], user="someone", logprobs=False, presence_penalty=0.0,
        response_format={"type": "text"},
    )  # fmt: skip
    assert request.asked.sampling == Sampling(
        seed=2**32 - 1, temperature=0.7, top_p=0.5, max_tokens=20, stop=("\n", "END")
    )
    assert (request.streams, request.wants_usage) == (True, True)


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"n": 2}, "n"),
        ({"logprobs": True}, "logprobs"),
        ({"frequency_penalty": 0.5}, "frequency_penalty"),
        ({"tools": [{"type": "function"}]}, "tools"),
        ({"temperature": 9}, "temperature"),
        ({"temperature": "hot"}, "temperature"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"stop": ["x"] * 17}, "stop.list[constrained-str]"),
        ({"messages": []}, "messages"),
        ({"messages": "Hello?"}, "messages"),
        ({"messages": [{"role": "tool", "content": "x"}]}, "messages.0.role"),
        ({"messages": [{"role": "assistant", "content": "x"}]}, "messages"),
        ({"messages": [{"role": "system", "content": "x"}]}, "messages"),
        ({"messages": [{"role": "assistant", "content": "x"}, *HELLO]}, "messages"),
        ({"messages": [*HELLO, {"role": "assistant", "content": "x"}]}, "messages"),
        ({"response_format": {"type": "json_object"}}, "response_format.type"),
        ({"model": "gpt-4"}, "model"),
        ({"model": None}, "model"),
    ],
)
def test_what_would_be_answered_differently_is_refused_by_name(
    fields: dict[str, Any], param: str
) -> None:
    refusal = _refused(**fields)
    assert (refusal.param or "").split(".")[0] == param.split(".")[0]
    assert str(refusal).endswith(".")


def test_a_picture_is_refused() -> None:
    picture = [{"type": "image_url", "image_url": {"url": "data:"}}]
    assert "messages.0.content" in str(_refused(messages=[{"role": "user", "content": picture}]))


def test_messages_of_one_speaker_are_one_and_instructions_come_together() -> None:
    request = _read(
        messages=[
            {"role": "system", "content": "Be kind."},
            {"role": "user", "content": "One"},
            {"role": "user", "content": "and a half?"},
            {"role": "developer", "content": "Be brief."},
            {"role": "assistant", "content": None},
            {
                "role": "user",
                "content": [{"type": "text", "text": "T"}, {"type": "text", "text": "wo?"}],
            },
        ]
    )
    asked = request.asked
    assert asked.instruction == "Be kind.\n\nBe brief."
    assert [turn.question for turn in asked.turns] == ["One\n\nand a half?"]
    assert asked.question == "Two?"
    assert [m.role for m in asked.conversation(request.mode, ())] == [
        "system", "user", "assistant", "user",
    ]  # fmt: skip


_VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -1, 2**70, 1e400, 0.5, "", "quire-rag", "\ud800", [], [[]], {}, {"role": ""},
     HELLO, HELLO * 3, [{"role": "user", "content": {}}], [{"role": "user", "content": ""}]]
)  # fmt: skip
_FIELDS = st.sampled_from(
    "model messages temperature top_p max_tokens seed stop stream stream_options n tools".split()
)


@given(st.dictionaries(_FIELDS, _VALUES))
def test_whatever_is_sent_is_read_or_refused(fields: dict[str, Any]) -> None:
    with suppress(Refusal):
        assert isinstance(_read(**fields), ChatRequest)


@given(st.binary(max_size=64))
def test_whatever_the_bytes_are_they_are_refused(body: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        read_request(body, ALL)
    assert refused.value.status == 400
