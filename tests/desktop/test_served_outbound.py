"""A server on another machine: the one that was named is let through the fuse, and is counted."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = """
import json, sys
from indexer import outbound, stay_offline
stay_offline()
from desktop.errors import DesktopError
from desktop.served import ServedEngine
from desktop.served.calls import Patience
from desktop.types import Served

said = ""
with ServedEngine(Served(sys.argv[1]), Patience(connect=0.3)) as engine:
    before = outbound()
    try:
        engine.load()
    except DesktopError as error:
        said = str(error)
now = outbound()
print(json.dumps([before.permitted, said, now.permitted, now.refused, now.opened > 0]))
"""


def _load(address: str) -> Any:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, address],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return json.loads(ran.stdout)


def test_a_server_elsewhere_is_let_through_when_it_is_first_needed() -> None:
    address = "http://192.0.2.1:8080/v1"  # kept for documents (RFC 5737): nobody is there
    before, said, permitted, refused, opened = _load(address)
    assert (before, permitted, refused, opened) == ("", "192.0.2.1:8080", 0, True)
    assert said == f"No server answers at {address}: start it, or check the address."


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_a_server_on_this_machine_needs_no_permission(host: str) -> None:
    _, said, permitted, refused, opened = _load(f"http://{host}:9/v1")
    assert (permitted, refused, opened) == ("", 0, False)
    assert "No server answers" in said


def test_a_name_that_nobody_knows_is_a_sentence() -> None:
    _, said, permitted, _, opened = _load("http://nobody.invalid:8080/v1")
    assert (said, permitted, opened) == (
        "The name nobody.invalid is not known here: check the address.",
        "",
        False,
    )
