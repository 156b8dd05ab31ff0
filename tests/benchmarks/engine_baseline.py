"""What everybody writes, in a process of its own: one `llama_cpp.Llama` for each set of weights.

And a bare loop of llama.cpp, against which one lane's speed is set.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.types import LaneRequest, Sampling, Weights
from indexer import Channel, Child, Frame


@dataclass(frozen=True, slots=True)
class Case:
    """A model to measure with."""

    name: str
    weights: Weights
    sampling: Sampling
    context: int
    threads: int
    talk_tokens: int  # of the passages for the first turn of a conversation


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds from the question."""

    first_words: dict[str, float]
    texts: dict[str, str]
    total: float

    @property
    def all_first(self) -> float:
        """Until every lane has said something."""
        return max(self.first_words.values(), default=self.total)


def serve_baseline(channel: Channel) -> None:
    """Two Llama objects; each order is answered lane by lane."""
    from llama_cpp import Llama

    order = channel.receive()
    common = {"n_ctx": order["context"], "n_threads": order["threads"],
              "n_threads_batch": order["threads"], "verbose": False}  # fmt: skip
    models = {False: Llama(order["base"], **common)}
    if order["adapter"]:
        models[True] = Llama(order["base"], lora_path=order["adapter"], **common)
    channel.send({"ready": True})
    while True:
        try:
            frame = channel.receive()
        except (EOFError, OSError):
            return
        channel.send(_baseline_answers(models, frame))


def _baseline_answers(models: dict[bool, Any], frame: Frame) -> Frame:
    started = time.perf_counter()
    first: dict[str, float] = {}
    texts: dict[str, str] = {}
    for lane in frame["lanes"]:
        stream = models[lane["tuned"]].create_chat_completion(
            messages=lane["messages"], stream=True, **frame["sampling"]
        )
        for piece in stream:
            text = piece["choices"][0]["delta"].get("content", "")
            if text:
                first.setdefault(lane["lane"], time.perf_counter() - started)
                texts[lane["lane"]] = texts.get(lane["lane"], "") + text
    return {"first": first, "texts": texts, "total": time.perf_counter() - started}


class Baseline:
    """The parent's side of it."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self.child = Child("tests.benchmarks.engine_baseline:serve_baseline")
        adapter = case.weights.adapter
        self.child.send({"base": str(case.weights.base), "adapter": str(adapter or ""),
                         "context": case.context, "threads": case.threads})  # fmt: skip
        self.child.receive()

    def answer(self, lanes: Sequence[LaneRequest]) -> Times:
        """Ask lane by lane."""
        sampling = self._case.sampling
        self.child.send({
            "lanes": [{"lane": lane.lane, "tuned": lane.tuned, "messages": [
                {"role": m.role, "content": m.content} for m in lane.messages
            ]} for lane in lanes],
            "sampling": {"temperature": sampling.temperature, "seed": sampling.seed,
                         "top_k": sampling.top_k, "top_p": sampling.top_p,
                         "min_p": sampling.min_p, "repeat_penalty": 1.0,
                         "max_tokens": sampling.max_tokens},
        })  # fmt: skip
        said = self.child.receive()
        return Times(said["first"], said["texts"], said["total"])


def serve_bare(channel: Channel) -> None:
    """A bare llama_decode loop of one lane: milliseconds a token, the best of three stretches."""
    order = channel.receive()
    from desktop.engine.llama import ContextSize, Llama, Row

    model = Llama().load(Path(order["base"]))
    context = model.context(ContextSize(1024, 1, 64, order["threads"]))
    prompt, tokens = [*range(300, 350)], int(order["tokens"])
    while True:
        try:
            channel.receive()
        except (EOFError, OSError):
            return
        context.cut(0, 0)
        context.decode([Row(t, i, 0, i == 49) for i, t in enumerate(prompt)])
        started = time.perf_counter()
        for i in range(tokens):
            token = int(context.logits(49 if i == 0 else 0).argmax())
            context.decode([Row(token, 50 + i, 0, True)])
        channel.send({"rate": tokens / (time.perf_counter() - started)})
