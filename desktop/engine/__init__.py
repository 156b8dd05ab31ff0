"""Several answers at once out of llama.cpp, in a process of its own."""

from desktop.engine.engine import Engine

__all__ = ["Engine"]
