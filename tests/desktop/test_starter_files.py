from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import gguf
from jinja2.sandbox import ImmutableSandboxedEnvironment

import desktop.starter
from desktop.starter import HOUSE_STYLE, STARTER, WHAT_IT_IS
from desktop.starter.tokenizer import CHAT_TEMPLATE, framed
from desktop.types import Message

MESSAGES = (
    Message("system", "Answer."),
    Message("user", "Question: Why?"),
    Message("assistant", "So it is. [1]"),
    Message("user", "Question: And then?"),
)


def fields(path: Path) -> dict[str, Any]:
    reader = gguf.GGUFReader(path)
    return {
        name: field.contents()
        for name, field in reader.fields.items()
        if not name.startswith("tokenizer.ggml.") or name.endswith(("model", "pre", "_id", "token"))
    }


def test_the_base_is_small_and_says_what_it_is() -> None:
    assert STARTER.stat().st_size <= 25e6
    said = fields(STARTER)
    assert said["general.architecture"] == "llama"
    assert said["general.type"] == "model"
    assert said["general.name"] == "Quire starter"
    assert said["general.license"] == "apache-2.0"
    assert said["llama.context_length"] >= 2048
    assert said["tokenizer.ggml.model"] == "gpt2"
    assert said["tokenizer.chat_template"] == CHAT_TEMPLATE


def test_the_adapter_is_small_and_fits_the_base() -> None:
    assert HOUSE_STYLE.stat().st_size <= 4e6
    said = fields(HOUSE_STYLE)
    assert said["general.type"] == "adapter"
    assert said["adapter.type"] == "lora"
    assert said["adapter.lora.alpha"] > 0
    weights = {tensor.name: tensor.shape for tensor in gguf.GGUFReader(STARTER).tensors}
    changes = {tensor.name: tensor.shape for tensor in gguf.GGUFReader(HOUSE_STYLE).tensors}
    assert changes
    for name, shape in changes.items():
        base = weights[name.removesuffix(".lora_a").removesuffix(".lora_b")]
        if name.endswith(".lora_a"):
            assert shape[0] == base[0]  # inputs
        else:
            assert shape[1] == base[1]  # outputs


def test_the_template_renders_the_frame_that_the_model_learned() -> None:
    environment = ImmutableSandboxedEnvironment()
    rendered = environment.from_string(CHAT_TEMPLATE).render(
        messages=[{"role": m.role, "content": m.content} for m in MESSAGES],
        add_generation_prompt=True,
    )
    assert rendered == framed(MESSAGES)


def test_the_card_tells_data_licence_scores_and_limits() -> None:
    card = STARTER.with_name("CARD.md").read_text(encoding="utf-8")
    for heading in ("Apache-2.0", "## Data", "## Training", "## Scores", "## Limits"):
        assert heading in card


def test_the_app_s_own_door_to_it_is_light() -> None:
    source = Path(desktop.starter.__file__).read_text(encoding="utf-8")
    imported = {
        node.module for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)
    }
    assert imported == {"__future__", "pathlib"}
    assert "not an oracle" in WHAT_IT_IS
