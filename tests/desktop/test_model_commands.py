"""The commands about models and this machine, as a person at a shell uses them."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from app import Quire
from desktop.commandline import run
from desktop.download.offers import Offer, Shape
from desktop.home import Home
from desktop.models import KeptFile, ModelChoice, ServerFile
from desktop.types import Served
from tests.desktop.hub import FILE, REPOSITORY, REVISION, Hub, served
from tests.desktop.tiny_gguf import write_adapter, write_model


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return Home(tmp_path / "home").made().root


def ran(home: Path, *words: str | Path) -> int:
    return run(Quire(), [*map(str, words), "--home", str(home)])


def read(capsys: pytest.CaptureFixture[str]) -> Any:
    captured = capsys.readouterr()
    return json.loads(captured.out)


def test_models_lists_what_there_is_and_what_is_used(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = write_model(home / "mine.gguf")
    kept = KeptFile(Home(home).chosen_model)
    kept.add(mine)
    kept.choose(ModelChoice(str(mine), strength=0.5))
    kept.measured(str(mine), 12.34)
    assert ran(home, "models", "list", "--json") == 0
    listed = read(capsys)
    assert [(m["name"], m["kind"], m["use"]) for m in listed["models"]] == [
        ("Quire starter", "model", ""),
        ("Quire house style", "adapter", ""),
        ("Tiny", "model", "base"),
    ]
    tiny = listed["models"][2]
    assert (tiny["path"], tiny["fits"], tiny["tokens_per_second"]) == (str(mine), "fits", 12.3)
    assert 0 < tiny["needed_bytes"] < listed["free_bytes"]
    assert listed["offers"][0]["key"] == "qwen2.5-0.5b"
    assert not any(offer["is_here"] for offer in listed["offers"])
    assert ran(home, "models") == 0
    assert "Tiny  [base]" in capsys.readouterr().out


def test_models_tells_the_server_that_was_chosen_and_never_its_key(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = "http://127.0.0.1:8080/v1"
    ServerFile(Home(home).server).keep(Served(address, "one", "two", "secret"))
    assert ran(home, "models", "--json") == 0
    assert read(capsys)["server"] is None
    KeptFile(Home(home).chosen_model).serve()
    assert ran(home, "models", "--json") == 0
    told = capsys.readouterr().out
    assert json.loads(told)["server"] == {"address": address, "name": "one", "tuned_name": "two"}
    assert {each["use"] for each in json.loads(told)["models"]} == {""}
    assert "secret" not in told
    assert ran(home, "models") == 0
    assert f"one at {address} answers" in capsys.readouterr().out


def test_a_file_is_checked_and_a_bad_one_is_a_sentence_and_a_code(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    adapter, bad = write_adapter(tmp_path / "a.gguf"), tmp_path / "bad.gguf"
    bad.write_bytes(b"GGUF")
    assert run(Quire(), ["models", "check", str(adapter), "--json"]) == 0
    good = read(capsys)
    assert (good["kind"], good["quantization"], good["fits"]) == ("adapter", "F16", None)
    assert run(Quire(), ["models", "check", str(bad)]) == 1
    assert "bad.gguf is damaged or cut short" in capsys.readouterr().out
    assert run(Quire(), ["models", "check", str(tmp_path / "none.gguf"), "--json"]) == 1
    assert "There is no file" in read(capsys)["problem"]


def test_a_model_is_got_only_where_somebody_agreed(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = write_model(home / "on the hub.gguf").read_bytes()
    with served(Hub(data)) as hub:
        offer = Offer(
            "tiny", "Tiny", "", REPOSITORY, REVISION, FILE, "MIT", len(data), hub.sha256,
            Shape(2, 2, 32, 1024),
        )  # fmt: skip
        monkeypatch.setattr("desktop.model_commands.offer_named", lambda name: offer)
        monkeypatch.setenv("HF_ENDPOINT", hub.address)
        monkeypatch.setattr("sys.stdin", io.StringIO())
        assert ran(home, "models", "get", "tiny") == 2
        assert "agree to it with --yes" in capsys.readouterr().err
        assert hub.requests == []
        assert ran(home, "models", "get", "tiny", "--yes", "--json") == 0
        got = read(capsys)
        assert (got["path"], got["name"]) == (str(home / "models" / FILE), "Tiny")
        assert (home / "models" / FILE).read_bytes() == data
        hub.requests.clear()
        assert ran(home, "models", "get", "tiny") == 0
        assert hub.requests == []
    assert run(Quire(), ["models", "get", "gpt-7"]) == 2


def test_doctor_examines_this_very_machine(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = ran(home, "doctor", "--json")
    told = read(capsys)
    findings = {finding["name"]: finding for finding in told["findings"]}
    assert told["good"] == (code == 0) == all(f["good"] for f in told["findings"])
    assert findings["library"]["good"] and findings["chosen model"]["good"]
    assert "0 documents" in findings["library"]["sentence"]
    assert "llama.cpp uses" in findings["processor"]["sentence"]
    KeptFile(Home(home).chosen_model).choose(ModelChoice("/nowhere/m.gguf"))
    assert ran(home, "doctor") == 1
    assert "!!  chosen model: There is no file" in capsys.readouterr().out
