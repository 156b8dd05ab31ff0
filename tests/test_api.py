"""The program as another program sees it: the official client, real weights, a real PDF."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest

ROOT = Path(__file__).parents[1]
QUESTION: Any = [{"role": "user", "content": "What is the notice period?"}]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, handbook: Path) -> Path:
    """A home whose library holds the handbook."""
    home = tmp_path_factory.mktemp("home")
    command = [sys.executable, "app.py", "add", str(handbook), "--home", str(home)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=280)
    return home


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[openai.OpenAI]:
    """The official client, with the address that the program prints and the key that it keeps."""
    process = _serve(home)
    assert process.stdout is not None
    process.stdout.readline()  # the page's address
    address, _, meaning = process.stdout.readline().strip().partition("  ")
    path = Path(meaning.rpartition("its key is in ")[2])
    with openai.OpenAI(base_url=address, api_key=path.read_text().strip(), max_retries=0) as client:
        yield client
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 0


def _serve(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "app.py", "serve", "--api", "--home", str(home)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_the_four_modes_answer_the_official_client(client: openai.OpenAI) -> None:
    names = [model.id for model in client.models.list()]
    assert names == ["quire-base", "quire-rag", "quire-tuned", "quire-combined"]
    for name in names:
        said = client.chat.completions.create(model=name, messages=QUESTION)
        assert said.choices[0].message.content
        assert said.choices[0].finish_reason == "stop"
        assert said.usage is not None and said.usage.prompt_tokens > 0
        assert said.model_extra is not None
        open_book = name in {"quire-rag", "quire-combined"}
        assert bool(said.model_extra["quire"]["passages"]) == open_book


def test_the_stream_is_the_whole_answer_and_cites_its_page(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="quire-rag", messages=QUESTION)
    text, extra = "", None
    for chunk in client.chat.completions.create(model="quire-rag", messages=QUESTION, stream=True):
        text += chunk.choices[0].delta.content or ""
        extra = (chunk.model_extra or {}).get("quire", extra)
    assert text.strip() == whole.choices[0].message.content
    assert "three months" in text
    assert extra is not None
    assert [(c["document"], c["page"]) for c in extra["citations"]] == [("handbook.pdf", 1)]


def test_a_conversation_goes_on(client: openai.OpenAI) -> None:
    first = client.chat.completions.create(model="quire-rag", messages=QUESTION)
    above = [*QUESTION, {"role": "assistant", "content": first.choices[0].message.content}]
    then = [*above, {"role": "user", "content": "What is the daily allowance for meals?"}]
    said = client.chat.completions.create(model="quire-rag", messages=then)
    assert said.usage is not None and first.usage is not None
    assert said.usage.prompt_tokens > first.usage.prompt_tokens


def test_what_is_refused_is_the_clients_own_error(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match="quire-combined"):
        client.chat.completions.create(model="gpt-4", messages=QUESTION)
    with pytest.raises(openai.BadRequestError, match="leave n at 1"):
        client.chat.completions.create(model="quire-rag", messages=QUESTION, n=2)
    with pytest.raises(openai.AuthenticationError, match="The key is missing or wrong"):
        client.with_options(api_key="other").models.list()


def test_the_key_is_the_same_at_the_next_start_and_is_not_printed(
    client: openai.OpenAI, home: Path
) -> None:
    process = _serve(home)
    assert process.stdout is not None
    printed = process.stdout.readline() + process.stdout.readline()
    address = printed.splitlines()[1].split("  ")[0]
    with client.with_options(base_url=address) as other:
        assert len(list(other.models.list())) == 4
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert client.api_key not in printed
    assert oct((home / "api-key").stat().st_mode & 0o777) == "0o600" or os.name != "posix"


def test_the_program_ends_though_an_answer_is_on_its_way(tmp_path: Path) -> None:
    home = tmp_path / "home"
    process = _serve(home)
    assert process.stdout is not None
    process.stdout.readline()
    address = process.stdout.readline().split("  ")[0]
    key = (home / "api-key").read_text().strip()
    with openai.OpenAI(base_url=address, api_key=key, max_retries=0) as client:
        long: Any = [{"role": "user", "content": "word " * 900}]
        events = client.chat.completions.create(model="quire-base", messages=long, stream=True)
        next(iter(events))
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        events.close()
    assert process.returncode == 0
