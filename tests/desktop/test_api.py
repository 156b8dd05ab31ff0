"""OpenAI's protocol over a served workbench whose library and engine are stand-ins."""

from __future__ import annotations

import json
import threading
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from desktop.api import Api
from desktop.api.application import BODY_BYTES
from desktop.errors import EngineDied
from desktop.modes import Mode
from desktop.types import (
    Delta,
    LaneEnded,
    LaneEvent,
    LaneRequest,
    Sampling,
    Stats,
    Stop,
    Weights,
)  # fmt: skip
from desktop.web import PageServer
from desktop.web.messages import Receive, Scope, Send
from desktop.web.peers import Peers
from desktop.workbench import Parts, Workbench
from tests.desktop.fakes import FakeEngine, FakeLibrary
from tests.desktop.wire import chunked, say

KEY = "quire-key"
NOTICE = "The notice period is three months."


class HeldEngine(FakeEngine):
    """Says a first word, and the rest when it may or when it is stopped; tells when it ended."""

    def __init__(self, dies: bool = False, fails: bool = False) -> None:
        super().__init__()
        self.may_go_on = threading.Event()
        self.ended = threading.Event()
        self._dies, self._fails = dies, fails

    def answer(
        self, lanes: Sequence[LaneRequest], sampling: Sampling
    ) -> Generator[LaneEvent, None, None]:
        """As it says."""
        (lane,) = lanes
        try:
            yield Delta(lane.lane, "First ")
            while not self.may_go_on.wait(0.01) and lane.lane not in self._stopped:
                pass
            if self._dies:
                raise EngineDied("The process with the model in it ended.")
            stop = Stop.ERROR if self._fails else Stop.END
            yield Delta(lane.lane, "last.")
            yield LaneEnded(lane.lane, stop, Stats(3, 0, 2, 1.0, 10.0, 0), "It failed.")
        finally:
            self.ended.set()


@dataclass(frozen=True, slots=True)
class Served:
    """A running server, and what stands under it."""

    port: int
    engine: FakeEngine
    bench: Workbench
    client: httpx.Client  # a program that has the key

    def ask(self, **fields: object) -> httpx.Response:
        """One chat completion; a question to the base mode where nothing else is said."""
        usual = {"model": "quire-base", "messages": [{"role": "user", "content": "Why not?"}]}
        return self.client.post("/chat/completions", json={**usual, **fields})

    def events(self, **fields: object) -> Iterator[Any]:
        """The events of a stream as they come; "[DONE]" as None."""
        body = {"model": "quire-base", "stream": True, **fields}
        body.setdefault("messages", [{"role": "user", "content": "Why not?"}])
        with self.client.stream("POST", "/chat/completions", json=body) as said:
            assert said.headers["content-type"].startswith("text/event-stream")
            for line in said.iter_lines():
                if line:
                    text = line.removeprefix("data: ")
                    yield None if text == "[DONE]" else json.loads(text)


async def _page(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"8")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"the page"})


class Serving:
    """Serves one engine after another, and takes everything down at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ends: list[Any] = []

    def __call__(
        self, engine: FakeEngine, texts: Sequence[str] = (NOTICE,), tuned: bool = True,
        peers: Peers | None = None,
    ) -> Served:  # fmt: skip
        """A server over the engine."""
        adapter = Path("a.gguf") if tuned else None
        weights = Weights(Path("m.gguf"), adapter, passages=2)
        bench = Workbench(Parts(lambda: FakeLibrary(*texts), lambda: None, engine, weights))
        bench.start()
        server = PageServer(
            _page, self._folder, api=lambda port, known: Api(bench, KEY, port, peers or known)
        )
        server.start()
        client = httpx.Client(
            base_url=f"http://127.0.0.1:{server.port}/v1",
            headers={"Authorization": f"Bearer {KEY}"},
            timeout=60,
            trust_env=False,
        )
        self._ends += [server.stop, bench.close, client.close]
        return Served(server.port, engine, bench, client)

    def end(self) -> None:
        """Stop the servers."""
        while self._ends:
            self._ends.pop(0)()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serving]:
    serving = Serving(tmp_path / "uploads")
    yield serving
    serving.end()


# ── what there is ───────────────────────────────────────────────────────────────────────────


def test_the_four_modes_are_models(serve: Serving) -> None:
    served = serve(FakeEngine())
    served.ask()  # so that the model is loaded
    listed = served.client.get("/models").json()
    names = ["quire-base", "quire-rag", "quire-tuned", "quire-combined"]
    assert [model["id"] for model in listed["data"]] == names
    assert served.client.get("/models/quire-rag").json() == listed["data"][1]
    assert listed["data"][1]["max_model_len"] == 2048


def test_without_tuned_weights_there_are_two(serve: Serving) -> None:
    served = serve(FakeEngine(), tuned=False)
    names = [model["id"] for model in served.client.get("/models").json()["data"]]
    assert names == ["quire-base", "quire-rag"]
    refused = served.ask(model="quire-tuned")
    assert (refused.status_code, refused.json()["error"]["code"]) == (404, "model_not_found")


# ── answers ─────────────────────────────────────────────────────────────────────────────────


def test_an_answer_has_openais_shape_and_its_passages_and_citations_beside(serve: Serving) -> None:
    served = serve(FakeEngine(), [NOTICE, "Inventories were flat.", "Receipts lapse."])
    question = [{"role": "user", "content": "What is the notice period?"}]
    said = served.ask(model="quire-rag", messages=question, seed=7).json()
    assert said["object"] == "chat.completion"
    assert said["model"] == "quire-rag"
    assert said["choices"] == [{
        "index": 0,
        "message": {"role": "assistant", "content": f"{NOTICE} [1]", "refusal": None},
        "logprobs": None,
        "finish_reason": "stop",
    }]  # fmt: skip
    usage = said["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    assert usage["completion_tokens"] == 7
    quire = said["quire"]
    assert [(p["n"], p["text"]) for p in quire["passages"]] == [
        (1, NOTICE),
        (2, "Inventories were flat."),
    ]
    assert [(c["n"], c["document"], c["page"]) for c in quire["citations"]] == [
        (1, "handbook.pdf", 1)
    ]
    assert (quire["mode"], quire["support"][0]["n"], quire["stats"]["seed"]) == ("rag", 1, 7)


@pytest.mark.parametrize("name", ["quire-base", "quire-rag", "quire-tuned", "quire-combined"])
def test_the_pieces_of_a_stream_are_the_whole_answer(serve: Serving, name: str) -> None:
    served = serve(FakeEngine())
    whole = served.ask(model=name).json()
    *chunks, done = served.events(model=name, stream_options={"include_usage": True})
    opening, *pieces, closing, usage = chunks
    assert done is None
    assert opening["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    text = "".join(chunk["choices"][0]["delta"]["content"] for chunk in pieces)
    assert text.strip() == whole["choices"][0]["message"]["content"]
    assert closing["choices"][0]["finish_reason"] == "stop"
    assert closing["quire"]["passages"] == whole["quire"]["passages"]
    assert closing["quire"]["citations"] == whole["quire"]["citations"]
    assert (usage["choices"], usage["usage"]) == ([], whole["usage"])
    assert {(c["id"], c["model"], c["object"]) for c in chunks} == {
        (opening["id"], name, "chat.completion.chunk")
    }


def test_an_answer_that_was_cut_off_says_so(serve: Serving) -> None:
    said = serve(FakeEngine()).ask(max_tokens=1).json()
    assert said["choices"][0]["finish_reason"] == "length"
    assert said["usage"]["completion_tokens"] == 1


def test_earlier_turns_and_instructions_stand_before_the_question(serve: Serving) -> None:
    served = serve(FakeEngine())
    messages = [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "One?"},
        {"role": "assistant", "content": "Yes."},
        {"role": "user", "content": [{"type": "text", "text": "Two?"}]},
    ]
    assert served.ask(messages=messages).status_code == 200
    (lane,) = served.engine.asked[-1]
    system, *rest = lane.messages
    assert system.content.endswith("\n\nBe kind.")
    assert [(m.role, m.content) for m in rest] == [
        ("user", "Question: One?"), ("assistant", "Yes."), ("user", "Question: Two?"),
    ]  # fmt: skip


def test_what_a_model_thinks_is_told_apart_from_what_it_says(serve: Serving) -> None:
    served = serve(FakeEngine())
    asked = [{"role": "user", "content": "x"}]
    engine = served.engine

    def thinking(
        lanes: Sequence[LaneRequest], sampling: Sampling
    ) -> Generator[LaneEvent, None, None]:
        for text in ("<think>\nHm.", "\n</think>\n\n", "Yes."):
            yield Delta(lanes[0].lane, text)
        yield LaneEnded(lanes[0].lane, Stop.END, Stats(1, 0, 3, 1.0, 1.0, 0))

    engine.answer = thinking  # type: ignore[method-assign]
    message = served.ask(messages=asked).json()["choices"][0]["message"]
    assert (message["reasoning_content"], message["content"]) == ("Hm.", "Yes.")
    deltas = [e["choices"][0]["delta"] for e in served.events(messages=asked) if e]
    assert "".join(d.get("content", "") for d in deltas).strip() == "Yes."
    assert "".join(d.get("reasoning_content", "") for d in deltas).strip() == "Hm."


# ── who may ask ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"Authorization": ""}, 401),
        ({"Authorization": "Bearer quire-kex"}, 401),
        ({"Authorization": f"Bearer {KEY} "}, 200),  # HTTP drops the space at the end
        ({"Authorization": f"Basic {KEY}"}, 401),
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1:1"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({}, 200),
    ],
)
def test_only_a_program_with_the_key_is_answered(
    serve: Serving, changed: dict[str, str], status: int
) -> None:
    port = serve(FakeEngine()).port
    headers = {"Host": f"127.0.0.1:{port}", "Authorization": f"Bearer {KEY}", **changed}
    kept = {name: value for name, value in headers.items() if value}
    reply = say(port, "GET /v1/models", kept)
    assert reply.status == status
    assert KEY not in reply.body.decode()


def test_another_users_program_is_not_answered(serve: Serving) -> None:
    class Others(Peers):
        def is_welcome(self, client: tuple[str, int] | None) -> bool:
            return False

    refused = serve(FakeEngine(), peers=Others(1)).ask()
    assert refused.status_code == 403
    assert "another user" in refused.json()["error"]["message"]


def test_the_page_stays_behind_its_own_guard(serve: Serving) -> None:
    port = serve(FakeEngine()).port
    headers = {"Host": f"127.0.0.1:{port}", "Authorization": f"Bearer {KEY}"}
    paths = ["/", "/v1", "/config", "/v2/models", "/x/../v1/models"]
    assert [say(port, f"GET {path}", headers).status for path in paths] == [403] * len(paths)


def test_without_the_wish_there_is_no_such_address(tmp_path: Path) -> None:
    server = PageServer(_page, tmp_path / "uploads")
    server.start()
    headers = {"Host": f"127.0.0.1:{server.port}", "Authorization": f"Bearer {KEY}"}
    status = say(server.port, "GET /v1/models", headers).status
    server.stop()
    assert status == 403


# ── what is refused ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/chat/completions", 405),
        ("POST", "/models", 405),
        ("GET", "/embeddings", 404),
        ("GET", "/models/gpt-4", 404),
        ("GET", "/models/", 404),
        ("POST", "/chat/completions/../../config", 404),
    ],
)
def test_an_address_that_is_not_there_is_a_sentence(
    serve: Serving, method: str, path: str, status: int
) -> None:
    port = serve(FakeEngine()).port
    headers = {
        "Host": f"127.0.0.1:{port}", "Authorization": f"Bearer {KEY}", "Content-Length": "0",
    }  # fmt: skip
    reply = say(port, f"{method} /v1{path}", headers)
    assert reply.status == status
    assert json.loads(reply.body)["error"]["message"].endswith(".")


@pytest.mark.parametrize("length_is_told", [True, False])
def test_a_body_that_is_far_too_large_is_not_read(serve: Serving, length_is_told: bool) -> None:
    port = serve(FakeEngine()).port
    headers = {"Host": f"127.0.0.1:{port}", "Authorization": f"Bearer {KEY}"}
    pieces = [b" " * 65536] * (64 * BODY_BYTES // 65536)
    if length_is_told:
        headers["Content-Length"] = str(sum(map(len, pieces)))
    else:
        headers["Transfer-Encoding"] = "chunked"
    body = pieces if length_is_told else chunked(pieces)
    assert say(port, "POST /v1/chat/completions", headers, body).status == 413


def test_a_question_that_does_not_fit_is_refused_as_clients_expect(serve: Serving) -> None:
    served = serve(FakeEngine(context=64))
    long = [{"role": "user", "content": "word " * 100}]
    for stream in (False, True):
        refused = served.ask(messages=long, stream=stream)
        error = refused.json()["error"]
        assert (refused.status_code, error["code"]) == (400, "context_length_exceeded")


def test_a_library_without_documents_is_a_sentence(serve: Serving) -> None:
    served = serve(FakeEngine(), ())
    for stream in (False, True):
        refused = served.ask(model="quire-rag", stream=stream)
        assert refused.status_code == 400
        assert "no documents" in refused.json()["error"]["message"]


def test_a_model_that_does_not_load_is_a_sentence(serve: Serving) -> None:
    refused = serve(FakeEngine(missing=True)).ask()
    assert refused.status_code == 400
    assert "choose another model" in refused.json()["error"]["message"]


# ── what goes wrong on the way ──────────────────────────────────────────────────────────────


def test_an_engine_that_dies_on_the_way_ends_the_stream_with_an_error(serve: Serving) -> None:
    engine = HeldEngine(dies=True)
    events = serve(engine).events()
    assert next(events)["choices"][0]["delta"]["role"] == "assistant"
    engine.may_go_on.set()
    *_, error, done = events
    assert error["error"]["message"] == "The process with the model in it ended."
    assert (error["error"]["type"], done) == ("server_error", None)


def test_an_engine_that_dies_before_a_whole_answer_is_a_status(serve: Serving) -> None:
    engine = HeldEngine(dies=True)
    engine.may_go_on.set()
    refused = serve(engine).ask()
    assert (refused.status_code, refused.json()["error"]["type"]) == (503, "server_error")


def test_a_lane_that_fails_says_why(serve: Serving) -> None:
    engine = HeldEngine(fails=True)
    engine.may_go_on.set()
    served = serve(engine)
    assert served.ask().json()["error"]["message"] == "It failed."
    assert [e["error"]["message"] for e in served.events() if e and "error" in e] == ["It failed."]


def test_who_hangs_up_ends_the_answer_and_the_next_one_is_answered(serve: Serving) -> None:
    engine = HeldEngine()
    served = serve(engine)
    events = served.events()
    next(events)
    events.close()  # type: ignore[attr-defined]
    assert engine.ended.wait(20)
    engine.may_go_on.set()
    assert served.ask().json()["choices"][0]["message"]["content"] == "First last."


def test_one_is_answered_at_a_time_and_too_many_are_told_so(serve: Serving) -> None:
    engine = HeldEngine()
    served = serve(engine)
    with ThreadPoolExecutor(40) as pool:
        asked = [pool.submit(served.ask) for _ in range(40)]
        while sum(each.done() for each in asked) < 7:  # one is answered, 32 wait
            threading.Event().wait(0.01)
        engine.may_go_on.set()
        statuses = sorted(each.result().status_code for each in asked)
    assert statuses == [200] * 33 + [429] * 7


def test_stopping_on_the_page_stops_no_programs_answer(serve: Serving) -> None:
    served = serve(FakeEngine(seconds_a_word=0.002))
    words = "word " * 200
    events = served.events(messages=[{"role": "user", "content": words}])
    next(events)
    served.bench.stop()
    for mode in Mode:
        served.bench.stop(mode)
    text = "".join(e["choices"][0]["delta"].get("content", "") for e in events if e)
    assert text.count("word") == 200


def test_the_server_ends_though_an_answer_is_on_its_way(serve: Serving) -> None:
    engine = HeldEngine()
    events = serve(engine).events()
    next(events)
    serve.end()
    engine.may_go_on.set()
    assert engine.ended.wait(20)
    with pytest.raises(httpx.TransportError):
        list(events)
