"""Servers that are dead, slow, or lie: each is one sentence, and costs no other lane."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import closing
from typing import Any, TypeVar

import pytest

from desktop.errors import BadInput, EngineDied, ServerFailed
from desktop.served import ServedEngine
from desktop.served.calls import Patience
from desktop.served.loop import Loop
from desktop.types import Delta, LaneEnded, Sampling, Served, Stop
from tests.desktop.mock_server import DONE, Behaviour, Body, Dies, MockServer, chunk, event
from tests.desktop.test_served_engine import ask, engine, lane, refusal, server, told

__all__ = ["engine", "server"]  # fixtures
QUICK = Patience(connect=5, look=5, silence=0.3)
T = TypeVar("T")


# ── what goes wrong ─────────────────────────────────────────────────────────────────────────


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def test_no_server_is_a_sentence() -> None:
    nobody = Served(f"http://127.0.0.1:{_free_port()}/v1")
    assert f"No server answers at {nobody.address}: start it" in refusal(nobody, ServerFailed)


def test_a_key_that_is_asked_for_and_shown(server: MockServer) -> None:
    server.behaviour.key = "secret"
    said = refusal(Served(server.url), ServerFailed)
    assert re.search(r"asks for a key: type .* QUIRE_MODEL_KEY", said)
    with ServedEngine(Served(server.url, key="secret")) as engine:
        assert ask(engine)[0] == "one two three "
    assert "secret" not in repr(Served(server.url, key="secret"))


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (404, "usually ends in /v1"),
        (429, "busy"),
        (503, "loading"),
        (307, "sends elsewhere"),
        (500, "status 500"),
        (418, "status 418"),
    ],
)
def test_a_status_is_a_sentence(server: MockServer, status: int, said: str) -> None:
    server.behaviour.status = status
    assert said in refusal(Served(server.url), ServerFailed)


@pytest.mark.parametrize(
    "models",
    [b"<html>Hello</html>", b"", [], {}, {"data": 5}, {"data": [{"name": "x"}]},
     {"data": [{"id": 7}]},
     b"[" * 100_000, b'{"data": [' + b'{"id": "x"},' * 500_000 + b"{}]}"],
    ids=range(9),
)  # fmt: skip
def test_nonsense_instead_of_models_is_a_sentence(server: MockServer, models: Any) -> None:
    server.behaviour.models = models
    assert re.search("is not OpenAI's protocol", refusal(Served(server.url), ServerFailed))


def test_a_server_without_models_is_a_sentence(server: MockServer) -> None:
    server.behaviour.models = {"data": []}
    assert re.search("has no model: load one there", refusal(Served(server.url), BadInput))


def _breaks_off(body: Body) -> Iterator[bytes]:
    yield chunk("one ")


def _ends_without_a_reason(body: Body) -> Iterator[bytes]:
    yield chunk("one ")
    yield DONE


def _dies(body: Body) -> Iterator[bytes]:
    yield chunk("one ")
    raise Dies


def _garbage(body: Body) -> Iterator[bytes]:
    yield chunk("one ")
    yield event(b"{not JSON")


def _wrong_shape(body: Body) -> Iterator[bytes]:
    yield chunk("one ")
    yield event(b'{"choices": "many"}')


def _own_error(body: Body) -> Iterator[bytes]:
    yield chunk("one ")
    yield event(b'{"error": {"message": "out of\\nmemory\\u0007", "code": 500}}')


def _endless_line(body: Body) -> Iterator[bytes]:
    yield chunk("one ")
    while True:
        yield b"x" * 65536


@pytest.mark.parametrize(
    ("says", "error"),
    [
        (_breaks_off, "broke off in the middle"),
        (_ends_without_a_reason, "answers several questions at once"),
        (_dies, "broke off in the middle"),
        (_garbage, "is not OpenAI's protocol"),
        (_wrong_shape, "is not OpenAI's protocol"),
        (_own_error, "says: out of memory."),
        (_endless_line, "is not OpenAI's protocol"),
    ],
)
def test_what_goes_wrong_on_the_way_ends_the_lane_with_a_sentence(
    server: MockServer, engine: ServedEngine, says: Any, error: str
) -> None:
    server.behaviour.says = says
    text, end = ask(engine)
    heard = {"one "} if says is not _dies else {"one ", ""}  # a reset discards what was not read
    assert (text in heard, end.stop) == (True, Stop.ERROR)
    assert error in end.error and end.error.endswith(".")
    server.behaviour = Behaviour()
    assert ask(engine)[0] == "one two three "


@pytest.mark.parametrize("kind", ["text/html", "", "application/octet-stream"])
def test_another_kind_of_answer_is_a_sentence(
    server: MockServer, engine: ServedEngine, kind: str
) -> None:
    server.behaviour.kind = kind
    assert "is not OpenAI's protocol" in ask(engine)[1].error


def test_a_server_that_refuses_the_question_is_quoted(
    server: MockServer, engine: ServedEngine
) -> None:
    engine.load()
    server.behaviour.status = 400
    server.behaviour.says = lambda body: iter([b'{"error": {"message": "the window is full"}}'])
    assert "refuses (status 400): the window is full." in ask(engine)[1].error


def test_a_server_that_says_nothing_is_not_waited_for_for_ever(server: MockServer) -> None:
    may_end = threading.Event()

    def silent(body: Body) -> Iterator[bytes]:
        yield chunk("one ")
        may_end.wait(60)

    server.behaviour.says = silent
    with ServedEngine(Served(server.url), QUICK) as engine:
        text, end = ask(engine)
    may_end.set()
    assert (text, end.stop) == ("one ", Stop.ERROR)
    assert "said nothing for 0.3 seconds" in end.error


def test_a_server_that_never_ends_is_cut_off(server: MockServer, engine: ServedEngine) -> None:
    def endless(body: Body) -> Iterator[bytes]:
        while True:
            yield chunk("word " * 100)

    server.behaviour.says = endless
    text, end = ask(engine, Sampling(max_tokens=10))
    assert end.stop is Stop.LENGTH
    assert len(text) < 2000
    assert server.hung_up.wait(20)


def test_one_lane_may_fail_and_the_others_go_on(server: MockServer) -> None:
    server.behaviour.models = {"data": [{"id": "base"}, {"id": "tuned"}]}

    def says(body: Body) -> Iterator[bytes]:
        yield chunk("one ")
        if body["model"] == "tuned":
            raise Dies
        yield chunk("two", finish="stop")
        yield DONE

    server.behaviour.says = says
    with ServedEngine(Served(server.url, "base", "tuned")) as engine:
        heard = told(engine.answer([lane("rag", "x"), lane("tuned", "x", True)], Sampling()))
    assert heard["rag"][0] == "one two"
    assert {name: end.stop for name, (_, end) in heard.items()} == {
        "rag": Stop.END,
        "tuned": Stop.ERROR,
    }


def test_a_tuned_lane_without_a_tuned_model_is_a_sentence(engine: ServedEngine) -> None:
    heard = told(engine.answer([lane("tuned", "x", tuned=True)], Sampling()))
    assert "--tuned-model-name" in heard["tuned"][1].error


def test_a_server_that_died_is_looked_for_again() -> None:
    first = MockServer()
    with ServedEngine(Served(first.url)) as engine:
        assert ask(engine)[0] == "one two three "
        first.close()
        assert "No server answers" in ask(engine)[1].error
        with pytest.raises(ServerFailed, match="No server answers"):
            ask(engine)
        again = MockServer(first.port)
        assert ask(engine)[0] == "one two three "
        again.close()


# ── stopping ────────────────────────────────────────────────────────────────────────────────


class Held:
    """A server's answer whose rest waits, for ever if need be."""

    def __init__(self, server: MockServer, first: str = "one ") -> None:
        self.asked = threading.Event()
        self.may_go_on = threading.Event()
        self._first = first
        server.behaviour.says = self._says

    def _says(self, body: Body) -> Iterator[bytes]:
        if self._first:
            yield chunk(self._first)
        self.asked.set()
        while not self.may_go_on.wait(0.01):
            yield b": still here\n\n"
        yield chunk("two", finish="stop")
        yield DONE


def test_one_lane_can_be_stopped_from_another_thread(
    server: MockServer, engine: ServedEngine
) -> None:
    held = Held(server)
    events = engine.answer([lane("rag", "x"), lane("base", "x")], Sampling())
    assert {next(events).lane, next(events).lane} == {"rag", "base"}
    stopper = threading.Thread(target=engine.stop, args=("rag",))
    stopper.start()
    ended = next(events)
    stopper.join()
    assert isinstance(ended, LaneEnded)
    assert (ended.lane, ended.stop) == ("rag", Stop.CANCELLED)
    assert server.hung_up.wait(20)
    held.may_go_on.set()
    assert told(events)["base"][1].stop is Stop.END


def test_stopping_all_ends_every_lane(server: MockServer, engine: ServedEngine) -> None:
    Held(server)
    events = engine.answer([lane("rag", "x"), lane("base", "x")], Sampling())
    next(events)
    engine.stop()
    assert {end.stop for _, end in told(events).values()} == {Stop.CANCELLED}


def test_a_lane_is_stopped_before_the_server_says_anything(
    server: MockServer, engine: ServedEngine
) -> None:
    held = Held(server, first="")

    def stop_when_asked() -> None:
        held.asked.wait(20)
        engine.stop("rag")

    stopper = threading.Thread(target=stop_when_asked)
    stopper.start()
    (ended,) = list(engine.answer([lane("rag", "x")], Sampling()))
    stopper.join()
    assert isinstance(ended, LaneEnded)
    assert ended.stop is Stop.CANCELLED
    assert server.hung_up.wait(20)


def test_a_lane_is_stopped_while_its_request_goes_out(
    server: MockServer, engine: ServedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, begin = Held(server, first=""), Loop.begin
    engine.load()

    def stopped_meanwhile(loop: Loop, work: Coroutine[Any, Any, T]) -> Future[T]:
        running = begin(loop, work)
        held.asked.wait(20)
        engine.stop("rag")
        return running

    monkeypatch.setattr(Loop, "begin", stopped_meanwhile)
    (ended,) = list(engine.answer([lane("rag", "x")], Sampling()))
    assert isinstance(ended, LaneEnded)
    assert ended.stop is Stop.CANCELLED
    assert server.hung_up.wait(20)


def test_closing_the_iterator_hangs_up(server: MockServer, engine: ServedEngine) -> None:
    held = Held(server)
    with closing(engine.answer([lane("rag", "x")], Sampling())) as events:
        assert isinstance(next(events), Delta)
    assert server.hung_up.wait(20)
    held.may_go_on.set()
    assert ask(engine)[0] == "one two"


def test_closing_the_engine_ends_who_waits_and_its_thread(server: MockServer) -> None:
    Held(server)
    engine = ServedEngine(Served(server.url))
    events = engine.answer([lane("rag", "x")], Sampling())
    next(events)
    engine.close()
    assert told(events)["rag"][1].stop is Stop.CANCELLED
    assert "served-engine" not in {thread.name for thread in threading.enumerate()}
    server.behaviour = Behaviour()
    assert ask(engine)[0] == "one two three "
    engine.close()


def test_closing_does_not_wait_for_a_server_that_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        engine = ServedEngine(Served(f"http://127.0.0.1:{mute.getsockname()[1]}/v1"))
        failed: list[str] = []

        def load() -> None:
            try:
                engine.load()
            except EngineDied as error:
                failed.append(str(error))

        loading = threading.Thread(target=load)
        loading.start()
        line, _ = mute.accept()
        assert line.recv(16)  # it has asked by now
        engine.close()
        loading.join(20)
        line.close()
    assert failed == ["Quire has hung up on the server: ask again."]


def test_one_that_is_retired_asks_nothing_more(server: MockServer) -> None:
    engine = ServedEngine(Served(server.url))
    engine.load()
    engine.retire()
    with pytest.raises(EngineDied, match="hung up"):
        engine.load()
    with pytest.raises(EngineDied, match="hung up"):
        ask(engine)
    assert server.paths.count("/v1/models") == 1
