"""The program with a server in the model's place: real processes, and a server of our own kind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.desktop.mock_server import DONE, Body, Dies, MockServer, chunk

ROOT = Path(__file__).parents[1]
QUESTION = "What is the notice period?"
SENTENCE = "The notice period is three months to the end of a quarter."


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, handbook: Path) -> Path:
    """A home whose library holds the handbook."""
    home = tmp_path_factory.mktemp("home")
    assert _quire(home, "add", str(handbook))[0] == 0
    return home


def _quire(home: Path, *words: str, key: str = "") -> tuple[int, str, str]:
    ran = subprocess.run(
        [sys.executable, "app.py", *words, "--home", str(home)],
        cwd=ROOT, env={**os.environ, "QUIRE_MODEL_KEY": key},
        capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip
    assert "Traceback" not in ran.stderr, ran.stderr
    return ran.returncode, ran.stdout, ran.stderr


@pytest.fixture
def server() -> Iterator[MockServer]:
    made = MockServer()
    made.behaviour.models = {"data": [{"id": "base", "max_model_len": 8192}, {"id": "tuned"}]}
    yield made
    made.close()


def _quotes(body: Body) -> Iterator[bytes]:
    """The sentence that the passages hold, else the question; the tuned model in capitals."""
    above = body["messages"][-1]["content"]
    said = f"{SENTENCE} [1]" if SENTENCE in above else QUESTION
    yield chunk(said.upper() if body["model"] == "tuned" else said)
    yield chunk(finish="stop")
    yield DONE


def test_four_modes_are_answered_by_a_server_over_the_same_passages_and_cited(
    home: Path, server: MockServer
) -> None:
    server.behaviour.says = _quotes
    code, out, err = _quire(
        home, "ask", QUESTION, "--mode", "all", "--json",
        "--model", server.url, "--model-name", "base", "--tuned-model-name", "tuned",
    )  # fmt: skip
    assert code == 0, err
    assert f"The server at {server.url} answers." in err
    answers = json.loads(out)["answers"]
    assert {mode: answer["text"] for mode, answer in answers.items()} == {
        "base": QUESTION,
        "rag": f"{SENTENCE} [1]",
        "tuned": QUESTION.upper(),
        "combined": f"{SENTENCE} [1]".upper(),
    }
    cited = [(c["n"], c["document"], c["page"]) for c in answers["rag"]["citations"]]
    assert cited == [(1, "handbook.pdf", 1)]
    assert [(s["n"], s["score"]) for s in answers["rag"]["support"]] == [(1, 1.0)]
    asked = {
        (body["model"], SENTENCE in body["messages"][-1]["content"]): body["messages"]
        for body in server.asked
    }
    assert set(asked) == {("base", False), ("base", True), ("tuned", False), ("tuned", True)}
    assert asked["base", True] == asked["tuned", True]


def test_a_dead_server_is_a_sentence(home: Path) -> None:
    server = MockServer()

    def dies(body: Body) -> Iterator[bytes]:
        raise Dies
        yield b""

    server.behaviour.says = dies
    words = ("ask", QUESTION, "--mode", "base", "--model", server.url)
    code, out, _ = _quire(home, *words, "--json")
    assert code == 1
    assert "broke off in the middle" in json.loads(out)["answers"]["base"]["error"]
    server.close()
    code, out, err = _quire(home, *words)
    assert (code, out) == (2, "")
    assert err == f"No server answers at {server.url}: start it, or check the address.\n"


@pytest.fixture(scope="module")
def own_server(home: Path) -> Iterator[tuple[str, str]]:
    """Our own program as a server: its address and its key."""
    process = subprocess.Popen(
        [sys.executable, "app.py", "serve", "--api", "--home", str(home)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()
    address = process.stdout.readline().split("  ")[0]
    key = (home / "api-key").read_text().strip()
    head = {"Authorization": f"Bearer {key}"}
    end = time.monotonic() + 120
    while "max_model_len" not in httpx.get(f"{address}/models", headers=head).text:
        assert time.monotonic() < end, "the model is not loaded"
        time.sleep(0.1)
    yield address, key
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)


def test_our_own_program_is_such_a_server(tmp_path: Path, own_server: tuple[str, str]) -> None:
    address, key = own_server
    words = ("ask", QUESTION, "--mode", "base,tuned", "--model", address, "--json",
             "--model-name", "quire-rag", "--tuned-model-name", "quire-combined")  # fmt: skip
    code, _, err = _quire(tmp_path, *words)
    assert (code, "QUIRE_MODEL_KEY" in err) == (2, True)
    code, out, err = _quire(tmp_path, *words, key=key)
    assert code == 0, err
    answers = json.loads(out)["answers"]
    assert "three months" in answers["base"]["text"]
    assert "three months" in answers["tuned"]["text"]
    stats = answers["base"]["stats"]
    assert stats["prompt_tokens"] > 100
    assert stats["generated_tokens"] > 5
