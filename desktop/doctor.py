"""What was found on this machine, check by check, each in a sentence with what to do.

Opens what the program would open and changes nothing. Knows nothing of how it is shown.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from desktop.engine import Machine
from desktop.engine.check import read_files
from desktop.engines import Loads
from desktop.errors import DesktopError
from desktop.home import Home
from desktop.models import Fits, Kind, ModelFiles, fit_of, read_card
from desktop.shelf import Keeps
from desktop.space import free_on_disk, size_of
from desktop.types import Answerer, Served, Weights
from desktop.window import may_have_display
from indexer import IndexerError, bundled_encoder, outbound

_FAST = frozenset({"AVX2", "NEON", "VSX", "RISCV_V"})
"""Without one of these, a model answers several times slower."""
_LITTLE_DISK = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One check."""

    name: str
    good: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Examined:
    """What is looked at."""

    home: Home
    files: ModelFiles
    chosen: Answerer
    machine: Callable[[], Machine]
    library: Callable[[], AbstractContextManager[Keeps]]
    engine: Callable[[Answerer], AbstractContextManager[Loads]]


def examine(examined: Examined) -> Iterator[Finding]:
    """Every check, one after another; each is made when it is asked for."""
    try:
        machine = examined.machine()
        yield from _machine(machine)
        yield _memory(machine, examined.chosen)
    except (DesktopError, IndexerError) as error:
        yield Finding("processor", False, str(error))
    if isinstance(examined.chosen, Served):
        yield _server(examined)
    else:
        yield _chosen(examined.chosen)
    yield _models(examined.files)
    yield _encoder()
    yield _library(examined)
    yield _disk(examined.home)
    yield _window()


def _machine(machine: Machine) -> Iterator[Finding]:
    features = ", ".join(machine.features)
    fast = bool(_FAST & set(machine.features))
    slow = "" if fast else " Without AVX2 or NEON, models answer slowly: choose a small one."
    yield Finding(
        "processor",
        fast,
        f"{machine.processor}, {machine.cores} cores, {machine.threads} threads; llama.cpp uses "
        f"{features or 'none of its features'}.{slow}",
    )
    yield Finding(
        "graphics card",
        True,
        "Models are offloaded to the graphics card."
        if machine.offloads
        else "This build of llama.cpp uses the processor alone, which is enough for small models.",
    )


def _memory(machine: Machine, chosen: Answerer) -> Finding:
    free = f"{_giga(machine.free_bytes)} of {_giga(machine.memory_bytes)} are free"
    if isinstance(chosen, Served):
        return Finding("memory", True, f"{free}.")
    fit = fit_of(read_card(chosen.base), machine.free_bytes)
    if fit is None:
        return Finding("memory", True, f"{free}.")
    needed = f"{chosen.base.name} needs {_giga(fit.needed_bytes)}"
    good = fit.fits is not Fits.NOT
    advice = "." if good else ": close other programs, or choose a smaller model."
    return Finding("memory", good, f"{free}; {needed}{advice}")


def _server(examined: Examined) -> Finding:
    try:
        with examined.engine(examined.chosen) as engine:
            info = engine.load()
    except DesktopError as error:
        return Finding("server", False, str(error))
    tuned = f" and {info.tuned}" if info.tuned else ""
    where = outbound().permitted
    alone = f"; this is another machine, and {where} is all that is let out" if where else ""
    return Finding(
        "server",
        True,
        f"The server at {info.address} has {info.name}{tuned}, with a window of {info.context:,} "
        f"tokens{alone}.",
    )


def _chosen(chosen: Weights) -> Finding:
    try:
        files = read_files(chosen)
    except DesktopError as error:
        return Finding("chosen model", False, str(error))
    tuned = files.adapter or files.merged
    with_it = f" with {tuned.name}" if tuned else ", with nothing that tunes it"
    return Finding("chosen model", True, f"{files.base.name}{with_it}.")


def _models(files: ModelFiles) -> Finding:
    cards = files.cards()
    bad = [card.problem for card in cards if card.kind is Kind.UNUSABLE]
    if bad:
        return Finding("models", False, " ".join(bad))
    adapters = sum(card.kind is Kind.ADAPTER for card in cards)
    told = f"{_counted(len(cards) - adapters, 'model')}, {_counted(adapters, 'adapter')}."
    return Finding("models", True, told)


def _encoder() -> Finding:
    try:
        bundled_encoder()
    except IndexerError as error:
        return Finding("encoder", False, str(error))
    return Finding("encoder", True, "all-MiniLM-L6-v2 is there, its weights the original's.")


def _library(examined: Examined) -> Finding:
    try:
        with examined.library() as library:
            documents = library.documents()
    except IndexerError as error:
        return Finding("library", False, str(error))
    pages = sum(document.pages for document in documents)
    size = size_of(examined.home.library)
    told = f"{_counted(len(documents), 'document')}, {_counted(pages, 'page')}, {_mega(size)}"
    return Finding("library", True, f"{told} in {examined.home.library}.")


def _disk(home: Home) -> Finding:
    free = free_on_disk(home.root)
    good = free > _LITTLE_DISK
    advice = "." if good else ": make room, or choose another folder with --home."
    return Finding("disk", good, f"{_giga(free)} are free where Quire keeps its files{advice}")


def _window() -> Finding:
    if not may_have_display():
        sentence = "There is no display: Quire prints its address for a browser."
        return Finding("window", True, sentence)
    needed = ["webview", *(["PySide6.QtWebEngineWidgets"] if _is_linux() else [])]
    missing = [name for name in needed if not _is_installed(name)]
    if missing:
        sentence = f"{missing[0]} is not installed: Quire opens in the browser instead."
        return Finding("window", False, sentence)
    return Finding("window", True, "A window can open.")


def _is_linux() -> bool:
    return sys.platform.startswith("linux")


def _is_installed(name: str) -> bool:
    """Whether a module is there, without importing it."""
    package = find_spec(name.partition(".")[0])
    if package is None or "." not in name:
        return package is not None
    places = [Path(place) for place in package.submodule_search_locations or []]
    last = name.partition(".")[2]
    return any(next(place.glob(f"{last}.*"), None) is not None for place in places)


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def _giga(count: int) -> str:
    return f"{count / 1e9:.1f} GB"


def _mega(count: int) -> str:
    return f"{count / 1e6:.1f} MB"
