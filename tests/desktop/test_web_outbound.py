"""That nothing leaves the machine: every system call of every process is looked at."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TRACED = ["strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed"),
]


def went_out(trace: str) -> list[str]:
    """The lines of a trace that name an address which is not of this machine."""
    named = re.compile(r'(?:sin_addr=inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"')
    return [
        line
        for line in trace.splitlines()
        for address in named.findall(line)
        if not re.fullmatch(r"127\..*|::1|::ffff:127\..*|0\.0\.0\.0|::", address)
    ]


def test_the_trace_is_read_right() -> None:
    inside = 'connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}'
    outside = [
        'connect(3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("10.0.0.2")}, 16)',
        "sendto(3, x, 1, 0, {sa_family=AF_INET6, inet_pton(AF_INET6, "
        '"2001:db8::1", &sin6_addr)}, 28)',
    ]
    unix = 'connect(3, {sa_family=AF_UNIX, sun_path="/run/nscd/socket"}, 110) = -1 ENOENT'
    assert went_out("\n".join([inside, unix, *outside])) == outside


USE = """
import atexit, json, psutil, subprocess, sys, time
from tests.desktop.wire import let_in, say

def trace(*command):
    program = [sys.executable, "app.py", "--home", {home!r}]
    return [*{traced!r}, {trace!r} + command[0], *program, *command]

def run(*command):
    done = subprocess.run(trace(*command), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr

run("add", {pdf!r})
run("ask", "How long is the notice period?", "--mode", "all", "--max-tokens", "16")
serving = subprocess.Popen(trace("serve"), stdout=subprocess.PIPE, text=True)
atexit.register(serving.wait)
atexit.register(lambda: [one.terminate() for one in psutil.Process(serving.pid).children()])
address = serving.stdout.readline().strip()
port = int(address.split(":")[2].split("/")[0])
headers = let_in(address)
while say(port, "GET /quire/ready", headers, seconds=60).status != 204:
    pass
config = json.loads(say(port, "GET /config", headers).body)
(page,) = [part["id"] for part in config["components"] if part["props"].get("elem_id") == "quire"]

def call(name, asked):
    body = dict(component_id=page, fn_name=name, data=asked, session_hash="a")
    data = json.dumps(body).encode()
    sent = headers | {{"Content-Type": "application/json", "Content-Length": str(len(data))}}
    reply = say(port, "POST /gradio_api/component_server", sent, [data], seconds=60)
    assert reply.status == 200, reply
    return json.loads(reply.body)

call("look", dict())
end = time.monotonic() + 120
question = dict(do="ask", question="How long is the notice period?", modes=["rag"])
while call("act", question)["problem"]:
    assert time.monotonic() < end
    time.sleep(0.5)
while call("look", dict())["running"]:
    assert time.monotonic() < end
    time.sleep(0.2)
print(call("look", dict())["turn"])
"""


@pytest.mark.parametrize("network", ["as it is", "down"])
def test_adding_asking_and_the_page_open_no_connection(
    network: str, handbook: Path, tmp_path: Path
) -> None:
    first = []
    if network == "down":
        first = ["unshare", "-rn", "sh", "-c", 'ip link set lo up && exec "$0" "$@"']
        if subprocess.run([*first, "true"], capture_output=True).returncode != 0:
            pytest.skip("no network namespace can be made here")
    use = USE.format(
        traced=TRACED, trace=str(tmp_path / "trace-"), home=str(tmp_path / "home"),
        pdf=str(handbook),
    )  # fmt: skip
    done = subprocess.run(
        [*first, sys.executable, "-c", textwrap.dedent(use)], cwd=ROOT, text=True,
        capture_output=True, timeout=280, env=os.environ | {"OMP_NUM_THREADS": "2"},
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, "1"), done.stderr[-2000:]
    traces = sorted(tmp_path.glob("trace-*"))
    assert [path.name for path in traces] == ["trace-add", "trace-ask", "trace-serve"]
    text = "\n".join(path.read_text(errors="replace") for path in traces)
    assert "127.0.0.1" in text, json.dumps("nothing was traced")
    assert went_out(text) == []
