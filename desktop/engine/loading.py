"""From files and wishes to a loaded child: what it is ordered to load, and what it says of that.

Knows headers and this machine's memory and processor; the loading itself is the child's.
"""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import psutil

from desktop.engine.check import Files, fit_to_memory, largest_groups, reading_steps
from desktop.engine.fingerprint import fingerprint
from desktop.engine.fitting import Fitted
from desktop.engine.frames import LoadOrder
from desktop.engine.gguf_header import GgufHeader
from desktop.engine.line import Line
from desktop.errors import AdapterMismatch, EngineDied, ModelError, ModelRefused
from desktop.types import ModelInfo
from indexer import Frame

ASIDE_BYTES = 256 * 1024 * 1024  # for each set of weights: what was computed and is not in use
CHILD_BYTES = 60 * 1024 * 1024  # of a child beside its weights
NEARLY = 0.97  # loaded: the rest is measuring
SMALL_MODEL_BYTES = 64 * 1024 * 1024


CARD_FAILED = (
    "The graphics card's driver ended the process that loaded the model: the processor answers."
)


class CardFailed(Exception):
    """The process that loaded died as a graphics card came into use."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person may wish; None: fitted."""

    context: int | None = None  # tokens of one lane
    threads: int | None = None
    drafts: bool = True
    gpu: bool = True


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where it is kept what was measured of models and computed for standing instructions."""

    folder: Path
    measures: bool = True  # a model that was not measured yet; else the usual settings are used

    @property
    def fitted(self) -> Path:
        """The file of what was measured."""
        return self.folder / "fitted.json"

    @property
    def states(self) -> Path:
        """The folder of what was computed."""
        return self.folder / "states"


def order_for(
    files: Files, strength: float, settings: Settings, kept: Keeping | None = None
) -> LoadOrder:
    """What the child is to load, fitted to memory, and to the processor where that is kept. Raises
    ModelRefused."""
    fit = fit_to_memory(files, settings.context)
    base_step, tuned_step = reading_steps(files)
    base_group, tuned_group = largest_groups(files)
    adapter, merged = files.adapter, files.merged
    base_key, tuned_key = _states_key(files, files.base), _states_key(files, adapter or merged)
    return LoadOrder(
        base=str(files.base.path),
        adapter=str(adapter.path) if adapter else "",
        merged=str(merged.path) if merged else "",
        strength=strength,
        context=fit.context,
        sequences=fit.sequences,
        threads=_threads_to_try(files, settings),
        usual_threads=settings.threads or usual_threads(files.base.file_bytes),
        fits=kept is not None and kept.measures,
        fitted=None,
        gpu_layers=files.base.number("block_count") + 1 if settings.gpu else 0,
        cache_type=files.cache,
        largest_group=base_group,
        largest_tuned_group=tuned_group,
        drafts=settings.drafts,
        step=base_step,
        tuned_step=tuned_step,
        states=str(kept.states) if kept else "",
        states_key=base_key if kept else "",
        tuned_states_key=f"{base_key} {tuned_key} {strength:g}" if kept and base_key else "",
        aside_bytes=ASIDE_BYTES,
    )


def ask_to_load(line: Line, order: LoadOrder, files: Files) -> Frame:
    """Have the child load; gives what it said. Raises ModelRefused, AdapterMismatch, or CardFailed
    where it died with a graphics card."""
    name, on_card = files.base.path.name, False
    answer: Frame = {}
    try:
        for answer in line.ask(order.frame()):
            on_card = on_card or "on_card" in answer
    except EngineDied as died:
        if on_card:
            raise CardFailed from died
        raise ModelRefused(
            f"{name} ended the process that loaded it: it is damaged, or too large for the "
            "memory. Choose another model."
        ) from died
    if "refused" in answer:
        raise _refusal(answer, files)
    return answer


def usual_threads(model_bytes: int) -> int:
    """One thread for a small model, else one for each physical core that this process may use.

    QUIRE_THREADS overrides. Measured: a step of an 8 MB model takes 0.5 ms on one thread and 0.4 to
    10 on two, as the waiting for each other is longer than the work.
    """
    told = _told_threads()
    if told:
        return told
    return 1 if model_bytes <= SMALL_MODEL_BYTES else _cores()


def fitting_key(files: Files, order: LoadOrder) -> str:
    """What a measurement holds for: these weights, this machine, this llama.cpp, these wishes; ""
    where the file cannot be read any more."""
    try:
        weights = fingerprint(files.base)
    except OSError:
        return ""
    machine = (
        platform.machine(), platform.processor(), psutil.cpu_count(),
        metadata.version("llama-cpp-python"),
    )  # fmt: skip
    wishes = (order.threads, order.cache_type, order.gpu_layers, files.contexts)
    return " ".join(map(str, (weights, *machine, *wishes)))


def _states_key(files: Files, header: GgufHeader | None) -> str:
    """What a sequence's state holds for, however long the window; "" where that is not known."""
    if header is None:
        return ""
    try:
        weights = fingerprint(header)
    except OSError:
        return ""
    return f"{weights} {files.cache} {metadata.version('llama-cpp-python')}"


def _threads_to_try(files: Files, settings: Settings) -> list[int]:
    told = settings.threads or _told_threads()
    if told:
        return [told]
    cores = _cores()
    few = {1, min(2, cores)}
    is_small = files.base.file_bytes <= SMALL_MODEL_BYTES
    return sorted(few if is_small else {1, max(1, cores // 2), max(1, cores - 1), cores})


def _told_threads() -> int:
    told = os.environ.get("QUIRE_THREADS", "")
    return int(told) if told.isdigit() else 0


def _cores() -> int:
    """Physical ones, as far as this process may use them."""
    cores = psutil.cpu_count(logical=False) or psutil.cpu_count() or 1
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else cores
    return max(1, min(cores, allowed))


def model_info(files: Files, order: LoadOrder, loaded: Frame) -> ModelInfo:
    """The loaded model, as its file and the child describe it."""
    tuned = files.adapter or files.merged
    return ModelInfo(
        name=files.base.name,
        architecture=files.base.architecture,
        file_bytes=files.base.file_bytes,
        trained_context=loaded["trained_context"],
        context=loaded["context"],
        threads=Fitted.read(loaded["fitted"]).threads,
        gpu_layers=loaded["gpu_layers"],
        tuned=tuned.name if tuned else None,
        seconds_to_load=loaded["seconds"],
        fitted=_fitted_sentence(order, loaded),
    )


def _fitted_sentence(order: LoadOrder, loaded: Frame) -> str:
    fitted = Fitted.read(loaded["fitted"])
    window = (
        f"Its window of {loaded['context']:,} tokens is what fits in the free memory "
        f"{order.sequences} times for each set of weights."
    )
    if order.cache_type != "f16":
        window += f" What was read is kept as {order.cache_type}."
    card = fitted.card_sentence if loaded["offloads"] else (
        "This build of llama.cpp finds no graphics card that it can use."
    )  # fmt: skip
    return " ".join(filter(None, (fitted.sentence, window, card, *loaded["notes"])))


def stretched(files: Files, order: LoadOrder) -> tuple[str, ...]:
    """A sentence where the window is longer than the model knows."""
    trained = files.base.trained_context
    if not trained or order.context <= trained:
        return ()
    return (
        f"The window of {order.context:,} tokens is longer than the {trained:,} that the model was "
        "trained with; answers may suffer.",
    )


def _refusal(answer: Frame, files: Files) -> ModelError:
    reason = answer["reason"]
    if answer["refused"] == "adapter" and files.adapter is not None:
        return AdapterMismatch(
            f"{files.adapter.path.name} does not fit {files.base.path.name}: {reason}. "
            "Choose the base model it was made for."
        )
    file = files.merged if answer["refused"] == "merged" and files.merged else files.base
    return ModelRefused(
        f"llama.cpp does not load {file.path.name}: {reason}. Choose another model."
    )
