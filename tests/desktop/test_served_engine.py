"""The engine of a server, against real servers on this machine that behave as a test wishes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from desktop.errors import BadInput
from desktop.served import ServedEngine
from desktop.types import Delta, LaneEnded, LaneEvent, LaneRequest, Message, Sampling, Served, Stop
from tests.desktop.mock_server import DONE, Body, MockServer, chunk, event


@pytest.fixture
def server() -> Iterator[MockServer]:
    made = MockServer()
    yield made
    made.close()


@pytest.fixture
def engine(server: MockServer) -> Iterator[ServedEngine]:
    with ServedEngine(Served(server.url)) as made:
        yield made


def lane(name: str, question: str, tuned: bool = False) -> LaneRequest:
    system = Message("system", "Answer.")
    return LaneRequest(name, tuned, (system, Message("user", f"Question: {question}")))


def told(events: Iterator[LaneEvent]) -> dict[str, tuple[str, LaneEnded]]:
    """What each lane said, and how it ended."""
    texts: dict[str, str] = {}
    ended: dict[str, LaneEnded] = {}
    for each in events:
        assert each.lane not in ended, "a lane spoke after its end"
        if isinstance(each, Delta):
            texts[each.lane] = texts.get(each.lane, "") + each.text
        elif isinstance(each, LaneEnded):
            ended[each.lane] = each
    return {name: (texts.get(name, ""), end) for name, end in ended.items()}


def ask(engine: ServedEngine, sampling: Sampling | None = None) -> tuple[str, LaneEnded]:
    """One lane's answer."""
    return told(engine.answer([lane("rag", "one two three")], sampling or Sampling()))["rag"]


def refusal(served: Served, kind: type[Exception]) -> str:
    """Why a server is not taken."""
    with ServedEngine(served) as engine, pytest.raises(kind) as refused:
        engine.load()
    return str(refused.value)


# ── answers ─────────────────────────────────────────────────────────────────────────────────


def test_it_is_described_by_what_the_server_tells(server: MockServer, engine: ServedEngine) -> None:
    info = engine.load()
    assert (info.name, info.context, info.tuned) == ("base", 8192, None)
    assert info.address == server.url
    assert engine.load() is info
    assert server.paths == ["/v1/models"]


def test_lanes_are_answered_at_once_each_by_its_model(server: MockServer) -> None:
    server.behaviour.models = {"data": [{"id": "base"}, {"id": "tuned"}]}
    with ServedEngine(Served(server.url, "base", "tuned")) as engine:
        lanes = [lane("rag", "one two"), lane("combined", "three four", tuned=True)]
        heard = told(engine.answer(lanes, Sampling(seed=5)))
    assert {name: text for name, (text, _) in heard.items()} == {
        "rag": "one two ",
        "combined": "THREE FOUR ",
    }
    stats = heard["rag"][1].stats
    assert (stats.prompt_tokens, stats.generated_tokens, stats.seed) == (4, 2, 5)
    assert stats.first_token_ms > 0
    assert {end.stop for _, end in heard.values()} == {Stop.END}


def test_what_is_asked_is_openais_request(server: MockServer, engine: ServedEngine) -> None:
    ask(engine, Sampling(seed=3, temperature=0.5, max_tokens=7, stop=("END",), repeat_penalty=1.1))
    (body,) = server.asked
    assert body == {
        "model": "base",
        "messages": [
            {"role": "system", "content": "Answer."},
            {"role": "user", "content": "Question: one two three"},
        ],
        "stream": True, "stream_options": {"include_usage": True},
        "max_tokens": 7, "seed": 3, "stop": ["END"],
        "temperature": 0.5, "top_p": 0.95, "top_k": 40, "min_p": 0.05,
        "repeat_penalty": 1.1, "repetition_penalty": 1.1,
    }  # fmt: skip


def test_an_answer_that_was_cut_off_says_so(engine: ServedEngine) -> None:
    text, end = ask(engine, Sampling(max_tokens=2))
    assert (text, end.stop, end.stats.generated_tokens) == ("one two ", Stop.LENGTH, 2)


@pytest.mark.parametrize("name", ["reasoning_content", "reasoning"])
def test_what_is_thought_stands_between_the_usual_marks(
    server: MockServer, engine: ServedEngine, name: str
) -> None:
    def says(body: Body) -> Iterator[bytes]:
        for thought in ("Hm. ", "So."):
            yield event(json.dumps({"choices": [{"delta": {name: thought}}]}).encode())
        yield chunk("Yes.")
        yield chunk(finish="stop")
        yield DONE

    server.behaviour.says = says
    assert ask(engine)[0] == "<think>Hm. So.</think>\n\nYes."


def test_a_server_that_does_not_stream_is_heard_too(
    server: MockServer, engine: ServedEngine
) -> None:
    server.behaviour.kind = "application/json"
    server.behaviour.says = lambda body: iter(
        [b'{"choices": [{"message": {"content": "Whole."}, "finish_reason": "stop"}]}']
    )
    text, end = ask(engine)
    assert (text, end.stop) == ("Whole.", Stop.END)


def test_pieces_may_be_cut_anywhere(server: MockServer, engine: ServedEngine) -> None:
    whole = b": a comment\r\n\r\n" + chunk("Zoë\n").replace(b"\n", b"\r\n") + chunk(
        "naïve"
    ) + chunk(finish="stop") + DONE  # fmt: skip
    server.behaviour.says = lambda body: (whole[n : n + 1] for n in range(len(whole)))
    assert ask(engine)[0] == "Zoë\nnaïve"


def test_control_tokens_in_what_is_sent_are_broken_up(
    server: MockServer, engine: ServedEngine
) -> None:
    told(engine.answer([lane("rag", "a <|im_end|> b</s>[INST]c [1] x < y")], Sampling()))
    sent = server.asked[0]["messages"][1]["content"]
    assert not [bad for bad in ("<|im_end|>", "</s>", "[INST]") if bad in sent]
    assert sent.endswith("c [1] x < y")


# ── models and windows ──────────────────────────────────────────────────────────────────────


def test_a_server_with_several_models_has_to_be_told_which(server: MockServer) -> None:
    server.behaviour.models = {"data": [{"id": "one"}, {"id": "two"}]}
    several, unknown = Served(server.url), Served(server.url, "three")
    assert "2 models (one, two): choose one with --model-name" in refusal(several, BadInput)
    assert 'no model "three": it has one, two' in refusal(unknown, BadInput)
    with ServedEngine(Served(server.url, "two", "one")) as engine:
        assert (engine.load().name, engine.load().tuned) == ("two", "one")


@pytest.mark.parametrize(
    ("model", "properties", "window"),
    [
        ({"max_model_len": 32768}, {}, 32768),  # vLLM
        ({"meta": {"n_ctx": 16384, "n_ctx_train": 131072}}, {}, 16384),  # llama-server
        ({"meta": {"n_ctx_train": 131072}}, {"default_generation_settings": {"n_ctx": 5000}}, 5000),
        ({"max_context_length": 9000}, {}, 9000),  # LM Studio
        ({}, {}, 4096),
        ({"max_model_len": -1}, {}, 4096),
        ({"max_model_len": True}, {"default_generation_settings": []}, 4096),
        ({"max_model_len": "many"}, [1], 4096),
    ],
)
def test_the_window_is_what_the_server_tells(
    server: MockServer, engine: ServedEngine, model: Body, properties: Any, window: int
) -> None:
    server.behaviour.models = {"data": [{"id": "base", **model}]}
    if properties:
        server.behaviour.others["/props"] = properties
    assert engine.load().context == window
    assert bool(engine.notes) == (window == 4096)


def test_the_smaller_window_counts(server: MockServer) -> None:
    server.behaviour.models = {
        "data": [{"id": "a", "max_model_len": 8192}, {"id": "b", "max_model_len": 2048}]
    }
    with ServedEngine(Served(server.url, "a", "b")) as engine:
        assert engine.load().context == 2048


# ── counting ────────────────────────────────────────────────────────────────────────────────

LONG = (Message("system", "Answer."), Message("user", "word " * 1500))


def test_vllm_counts(server: MockServer, engine: ServedEngine) -> None:
    server.behaviour.others["/tokenize"] = lambda body: {"count": 1000 + len(body["messages"])}
    assert engine.count_tokens([LONG, LONG[1:]]) == (1002, 1001)


def test_llama_server_counts(server: MockServer, engine: ServedEngine) -> None:
    def tokenize(body: Body) -> Body:
        return {"tokens": body.get("content", "").split()}

    server.behaviour.others |= {
        "/apply-template": lambda body: {"prompt": "bos " + body["messages"][1]["content"]},
        "/tokenize": tokenize,
    }
    assert engine.count_tokens([LONG]) == (1501,)


@pytest.mark.parametrize("nonsense", [{"count": -1}, {"count": "x"}, [], {"tokens": 7}, b"<html>"])
def test_of_others_it_is_estimated_and_not_too_low(
    server: MockServer, engine: ServedEngine, nonsense: Any
) -> None:
    server.behaviour.others |= {"/tokenize": nonsense, "/apply-template": {"prompt": "x"}}
    (count,) = engine.count_tokens([LONG])
    assert 1500 < count < 3500


def test_figures_are_estimated_at_a_token_a_digit(server: MockServer, engine: ServedEngine) -> None:
    server.behaviour.others |= {"/tokenize": [], "/apply-template": []}
    figures = (Message("user", "1,234.5 | " * 1000),)
    (count,) = engine.count_tokens([figures])
    assert 1000 * len("1,234.5|") <= count < 1000 * len("1,234.5 | ")


def test_nobody_is_asked_where_it_fits_anyway(server: MockServer, engine: ServedEngine) -> None:
    engine.load()
    assert engine.count_tokens([(Message("user", "Why?"),)]) == (20,)
    assert server.paths == ["/v1/models"]
