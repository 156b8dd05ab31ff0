"""The command `evaluate` over stand-ins: what it writes and says, and that it can be killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from desktop.commandline import run
from desktop.conversation_store import ConversationStore
from desktop.kept_choices import blind_choices
from tests.desktop.evaluating import FakeBuilder

ROOT = Path(__file__).parents[2]
QUESTIONS = (
    "question,answer,document,page,kind\n"
    "What is the notice period?,three months,handbook.pdf,1,answered\n"
    "Who starts machine 7?,Ms Okafor,handbook.pdf,9,answered\n"
    ",lost,,,\n"
    "How much are meals abroad?,61,,,\n"
)


def evaluate(folder: Path, *more: str, builder: FakeBuilder | None = None) -> int:
    words = ["evaluate", str(folder / "set.csv"), "--out", str(folder / "out"), "--home",
             str(folder / "home"), *more]  # fmt: skip
    return run(builder or FakeBuilder(), words)


def test_a_set_is_answered_judged_and_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "set.csv").write_text(QUESTIONS)
    assert evaluate(tmp_path, "--json") == 1  # a row was no question
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert document == json.loads((tmp_path / "out" / "results.json").read_text())
    correct = {name: mode["correct"]["count"] for name, mode in document["modes"].items()}
    assert correct == {"base": 0, "rag": 3, "tuned": 0, "combined": 3}
    assert document["modes"]["rag"]["cites_right"] | {"low": 0, "high": 0} == {
        "count": 1, "total": 2, "low": 0, "high": 0,
    }  # fmt: skip
    assert document["page_found"]["total"] == 2
    assert "Line 4 is no question and is left out: the question is empty." in told.err
    assert "3 of 3 questions" in told.err
    files = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert files == ["answers.jsonl", "report.html", "results.csv", "results.json"]


def test_given_again_nothing_is_asked_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "set.csv").write_text(QUESTIONS)
    evaluate(tmp_path)
    first = (tmp_path / "out" / "results.json").read_text()
    again = FakeBuilder()
    assert evaluate(tmp_path, builder=again) == 1
    assert again.engines == []
    assert "3 of 3 questions were answered before" in capsys.readouterr().err
    assert (tmp_path / "out" / "results.json").read_text() == first


def test_other_settings_into_the_same_folder_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "set.csv").write_text(QUESTIONS)
    evaluate(tmp_path)
    assert evaluate(tmp_path, "--seed", "7") == 2
    assert "choose another --out" in capsys.readouterr().err


def test_without_documents_it_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "set.csv").write_text(QUESTIONS)
    assert evaluate(tmp_path, builder=FakeBuilder(texts=())) == 2
    assert "no documents in the library" in capsys.readouterr().err
    assert evaluate(tmp_path, "--mode", "base", builder=FakeBuilder(texts=())) == 1


def test_a_question_that_fails_is_named_and_asked_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    long = "why " * 6000
    (tmp_path / "set.csv").write_text(f"question,answer\n{long},so\nWho starts machine 7?,Okafor\n")
    assert evaluate(tmp_path, "--mode", "rag") == 1
    assert "Line 2 failed: The question has" in capsys.readouterr().err
    again = FakeBuilder()
    assert evaluate(tmp_path, "--mode", "rag", builder=again) == 1
    assert "1 of 2 questions were answered before" in capsys.readouterr().err
    assert again.engines[0].asked == []  # the one that was right is not asked again


def test_killed_at_any_moment_it_goes_on_where_it_was(tmp_path: Path) -> None:
    journal = tmp_path / "out" / "answers.jsonl"

    def lines() -> list[bytes]:
        return journal.read_bytes().splitlines() if journal.exists() else []

    for least in (4, 9):
        program = [sys.executable, "-m", "tests.desktop.evaluating", str(tmp_path), "0.01"]
        process = subprocess.Popen(program, cwd=ROOT, stderr=subprocess.PIPE)
        end = time.monotonic() + 60
        while len(lines()) < least:
            assert time.monotonic() < end
            assert process.poll() is None, process.communicate()[1]
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    program = [sys.executable, "-m", "tests.desktop.evaluating", str(tmp_path), "0"]
    last = subprocess.run(program, cwd=ROOT, capture_output=True, timeout=60, env=os.environ)
    assert last.returncode == 0, last.stderr
    asked = [json.loads(line)["line"] for line in lines()[1:]]
    assert asked == list(range(2, 22))
    results = json.loads((tmp_path / "out" / "results.json").read_text())
    assert (results["questions"], results["failed"]) == (20, 0)


def test_blind_choices_are_read_beside_a_running_window(tmp_path: Path) -> None:
    path = tmp_path / "conversations.sqlite"
    assert blind_choices(path) == ()
    store = ConversationStore(path)
    assert blind_choices(path) == ()
    store.close()
    path.write_bytes(b"not a database")
    assert blind_choices(path) == ()
