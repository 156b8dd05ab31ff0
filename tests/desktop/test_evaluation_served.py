"""A question set put to a server: judged as the answers of a model of ours are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop.home import Home
from desktop.served import ServedEngine
from desktop.types import Answerer, Served
from tests.desktop.evaluating import FakeBuilder
from tests.desktop.mock_server import DONE, Body, Dies, MockServer, chunk
from tests.desktop.test_evaluation_commands import QUESTIONS, evaluate


class ServedBuilder(FakeBuilder):
    """Stand-ins, but for the engine, which asks the server."""

    @contextmanager
    def engine(  # type: ignore[override]
        self, home: Home, weights: Answerer
    ) -> Iterator[ServedEngine]:
        """The real one."""
        assert isinstance(weights, Served)
        with ServedEngine(weights) as engine:
            yield engine


@pytest.fixture
def server() -> Iterator[MockServer]:
    made = MockServer()
    made.behaviour.says = _quotes
    yield made
    made.close()


def _quotes(body: Body) -> Iterator[bytes]:
    """The first passage, or the question."""
    asked = body["messages"][-1]["content"]
    passages = re.findall(r"^\[(\d+)\] [^\n]*\n(.*)$", asked, re.M)
    yield chunk(f"{passages[0][1]} [{passages[0][0]}]" if passages else asked, finish="stop")
    yield DONE


def test_a_server_is_evaluated_as_a_model_is(tmp_path: Path, server: MockServer) -> None:
    (tmp_path / "set.csv").write_text(QUESTIONS)
    words = ("--model", server.url, "--mode", "base,rag")
    assert evaluate(tmp_path, *words, builder=ServedBuilder()) == 1  # a row was no question
    document = json.loads((tmp_path / "out" / "results.json").read_text())
    correct = {name: mode["correct"]["count"] for name, mode in document["modes"].items()}
    assert correct == {"base": 0, "rag": 3}
    report = (tmp_path / "out" / "report.html").read_text()
    assert f"Answered by the server at {server.url}, seed 0" in report


def test_a_server_that_dies_on_the_way_fails_those_questions_by_name(
    tmp_path: Path, server: MockServer, capsys: pytest.CaptureFixture[str]
) -> None:
    def says(body: Body) -> Iterator[bytes]:
        if "machine 7?" in body["messages"][-1]["content"]:
            raise Dies
        yield from _quotes(body)

    server.behaviour.says = says
    (tmp_path / "set.csv").write_text(QUESTIONS)
    words = ("--model", server.url, "--mode", "rag")
    assert evaluate(tmp_path, *words, builder=ServedBuilder()) == 1
    document = json.loads((tmp_path / "out" / "results.json").read_text())
    assert document["modes"]["rag"]["correct"]["count"] == 2
    assert "broke off in the middle" in (tmp_path / "out" / "report.html").read_text()
    server.behaviour.says = _quotes
    assert evaluate(tmp_path, *words, builder=ServedBuilder()) == 1
    document = json.loads((tmp_path / "out" / "results.json").read_text())
    assert document["modes"]["rag"]["correct"]["count"] == 3
