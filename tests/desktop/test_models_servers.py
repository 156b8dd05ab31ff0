"""Servers looked at before one is used: a real server, and the fuse against leaving the machine."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.errors import BadInput, ServerFailed
from desktop.models import ServerFile, Servers, ServerView
from desktop.types import Served, Weights
from tests.desktop.mock_server import MockServer

ROOT = Path(__file__).parents[2]
FILES = Weights(Path("m.gguf"))


@pytest.fixture
def server() -> Iterator[MockServer]:
    made = MockServer()
    made.behaviour.models = {"data": [{"id": "one"}, {"id": "two"}]}
    yield made
    made.close()


@pytest.fixture
def servers(tmp_path: Path) -> Servers:
    return Servers(ServerFile(tmp_path / "server.json"))


def test_a_server_says_its_models_and_one_is_named(servers: Servers, server: MockServer) -> None:
    assert servers.view() == ServerView()
    assert servers.look(f"{server.url}/", "", FILES) == ("one", "two")
    assert servers.view() == ServerView(server.url, models=("one", "two"))
    base = servers.named("one", False, FILES)
    assert base == Served(server.url, "one")
    with pytest.raises(BadInput, match="base modes' model first"):
        servers.named("two", True, FILES)
    assert servers.named("two", True, base) == Served(server.url, "one", "two")
    with pytest.raises(BadInput, match="does not list this model any more"):
        servers.named("three", False, FILES)
    assert servers.kept is None  # before one is used
    servers.keep(base)
    assert servers.kept == base
    servers.forget()
    assert (servers.kept, servers.view()) == (None, ServerView())


def test_a_key_is_kept_for_its_address_and_goes_to_no_other(
    servers: Servers, server: MockServer
) -> None:
    server.behaviour.key = "secret"
    with pytest.raises(ServerFailed, match="asks for a key: type the right one beside"):
        servers.look(server.url, "", FILES)
    servers.look(server.url, " secret ", FILES)
    assert servers.view().has_key
    assert "secret" not in repr(servers.view())
    servers.keep(servers.named("one", False, FILES))
    assert servers.look(server.url, "", FILES) == ("one", "two")  # it is known
    other = MockServer()
    try:
        other.behaviour.key = "secret"
        with pytest.raises(ServerFailed, match="asks for a key"):
            servers.look(other.url, "", FILES)
    finally:
        other.close()
    assert servers.view().address == server.url  # what was looked at in vain is not remembered
    with pytest.raises(BadInput, match="signs that no key has"):
        servers.look(server.url, "sëcret", FILES)


@pytest.mark.parametrize(
    ("models", "said"),
    [
        ({"data": []}, "has no model: load one there"),
        ({"error": "what?"}, "is not OpenAI's protocol"),
        (b"<html>", "is not OpenAI's protocol"),
    ],
)
def test_what_is_no_such_server_is_a_sentence(
    servers: Servers, server: MockServer, models: object, said: str
) -> None:
    server.behaviour.models = models
    with pytest.raises((BadInput, ServerFailed), match=said):
        servers.look(server.url, "", FILES)
    with pytest.raises(ServerFailed, match="has nothing at this address: it usually ends in /v1"):
        servers.look(f"{server.url}/more", "", FILES)
    with pytest.raises(BadInput, match="neither with http:// nor"):
        servers.look("127.0.0.1:8080", "", FILES)
    assert servers.view() == ServerView()


def test_where_nobody_answers_is_a_sentence(servers: Servers, server: MockServer) -> None:
    server.close()
    with pytest.raises(ServerFailed, match="No server answers at"):
        servers.look(server.url, "", FILES)


PROGRAM = """
import json, sys
from pathlib import Path
from indexer import outbound, stay_offline
stay_offline()
from desktop.errors import DesktopError
from desktop.models import ServerFile, Servers
from desktop.served import listing
from desktop.served.calls import Patience
from desktop.types import Served, Weights

servers = Servers(ServerFile(Path("/nowhere/server.json")))
listing.list_models.__defaults__ = (Patience(connect=0.3),)
in_use = Served(sys.argv[1]) if len(sys.argv) > 1 else Weights(Path("m.gguf"))
said = ""
try:
    servers.look("http://192.0.2.1:8080/v1", "", in_use)
except DesktopError as error:
    said = str(error)
now = outbound()
print(json.dumps([said.split(" at ")[0], now.permitted, now.refused, now.opened > 0]))
"""


@pytest.mark.parametrize(
    ("in_use", "permitted"),
    [([], ""), (["http://192.0.2.9:80/v1"], "192.0.2.9:80"), (["http://127.0.0.1:9/v1"], "")],
)
def test_only_the_server_in_use_is_let_through_once_another_was_looked_at(
    in_use: list[str], permitted: str
) -> None:
    ran = subprocess.run(  # addresses kept for documents (RFC 5737): nobody is there
        [sys.executable, "-c", PROGRAM, *in_use],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert json.loads(ran.stdout) == ["No server answers", permitted, 0, True]
