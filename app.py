"""The one entry point, and the one place that builds the parts of Quire and hands them to each other.

`python app.py` opens the window; `python app.py --help` lists the commands. A child process
imports this file again, so it imports nothing large before `main`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from indexer import stay_offline

if TYPE_CHECKING:
    from desktop.engine import Engine
    from desktop.home import Home
    from desktop.types import Weights
    from indexer import Library

stay_offline()


class Quire:
    """Builds the parts. See `desktop.commandline.Builder`."""

    def starter(self) -> Weights:
        """The model and adapter that come with the program."""
        from desktop.starter import HOUSE_STYLE, STARTER
        from desktop.types import Weights

        return Weights(STARTER, adapter=HOUSE_STYLE)

    @contextmanager
    def library(self, home: Home) -> Iterator[Library]:
        """The library of a home; its encoder is started by the first text that needs it."""
        from indexer import Library, SentenceEncoder

        encoder = SentenceEncoder()
        try:
            with Library.open(home.library, encoder) as library:
                yield library
        finally:
            encoder.close()

    @contextmanager
    def engine(self, weights: Weights) -> Iterator[Engine]:
        """An engine for the weights, nothing loaded yet."""
        from desktop.engine import Engine

        engine = Engine(weights)
        try:
            yield engine
        finally:
            engine.close()

    def window(self, home: Home, weights: Weights, files: Sequence[Path]) -> None:
        """The window, until it is closed; the browser, or the address, where none can open."""
        from desktop.screen import Screen

        with Screen(home, weights) as screen:
            screen.show(files)

    def serve(self, home: Home, weights: Weights, port: int) -> None:
        """The page without a window, until it is interrupted."""
        from desktop.screen import Screen

        with Screen(home, weights, port) as screen:
            screen.serve()


def main() -> int:
    """Run the command line and return its exit code."""
    from desktop.commandline import run

    return run(Quire(), sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
