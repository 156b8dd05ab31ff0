"""What this machine has for a model: processor, memory, and what llama.cpp can use of it.

llama.cpp itself is asked in a child. Knows nothing of models.
"""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass

import psutil

from desktop.errors import EngineDied
from indexer import Child, ChildError

_SECONDS = 60.0  # a cold disk reads llama.cpp's library slowly


@dataclass(frozen=True, slots=True)
class Machine:
    """What was found."""

    processor: str
    cores: int  # physical
    threads: int  # that this process may use
    features: tuple[str, ...]  # of the processor, that llama.cpp was built to use
    offloads: bool  # whether this build can use a graphics card
    memory_bytes: int
    free_bytes: int


def look_at_machine() -> Machine:
    """What this machine has. Raises EngineDied where llama.cpp cannot be loaded at all."""
    child = Child("desktop.engine.entry:describe")
    try:
        told = child.receive(_SECONDS)
    except ChildError as error:
        raise EngineDied(
            f"llama.cpp does not start on this machine ({error}) Install it anew: "
            "pip install --force-reinstall --no-binary llama-cpp-python llama-cpp-python"
        ) from error
    finally:
        child.end()
    memory = psutil.virtual_memory()
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None
    return Machine(
        processor=f"{platform.system()} {platform.machine()}",
        cores=psutil.cpu_count(logical=False) or psutil.cpu_count() or 1,
        threads=allowed or psutil.cpu_count() or 1,
        features=tuple(str(feature) for feature in told["features"]),
        offloads=bool(told["offloads"]),
        memory_bytes=int(memory.total),
        free_bytes=int(memory.available),
    )
