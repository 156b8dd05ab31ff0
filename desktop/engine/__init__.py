"""Several answers at once out of llama.cpp, in a process of its own."""

from desktop.engine.engine import Engine
from desktop.engine.loading import Keeping
from desktop.engine.machine import Machine, look_at_machine

__all__ = ["Engine", "Keeping", "Machine", "look_at_machine"]
