"""What a person has set: their instruction, how the next token is chosen, what the engine may use.

Kept in a small JSON file in the home; nonsense in it is as good as nothing. Knows nothing of the
screen or of who uses it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from desktop.errors import BadInput, DesktopError
from desktop.types import CacheType, EngineWishes, Sampling

LONGEST_INSTRUCTION = 4000  # characters: a page, of a window that is to hold passages too


class SettingsNotKept(DesktopError):
    """A change could not be written; what was set before holds."""


@dataclass(frozen=True, slots=True)
class Range:
    """From where to where a number goes, and in what steps."""

    title: str  # what a person calls it
    least: float
    most: float
    step: float = 1


RANGES = {
    "temperature": Range("Temperature", 0, 2, 0.05),
    "top_k": Range("Most candidates", 1, 200),
    "top_p": Range("Share of candidates", 0.05, 1, 0.05),
    "min_p": Range("Least likelihood", 0, 0.5, 0.01),
    "repeat_penalty": Range("Penalty for repeating", 1, 1.5, 0.01),
    "max_tokens": Range("Longest answer", 16, 8192),
    "seed": Range("Seed", 0, 2**32 - 1),
    "context": Range("Window", 512, 131_072),
    "threads": Range("Threads", 1, 256),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. None: fitted to the model and the machine."""

    instruction: str = ""
    temperature: float = 0.0
    top_k: int = 40
    top_p: float = 0.95
    min_p: float = 0.05
    repeat_penalty: float = 1.0
    max_tokens: int = 256
    seed: int = 0
    context: int | None = None
    threads: int | None = None
    gpu: bool = True
    kv_cache: CacheType = "f16"
    keeps_copies: bool = False  # of PDFs that are added from elsewhere
    encoder: str = ""  # the folder of an embedding model; "": the one that comes along

    @property
    def encoder_folder(self) -> Path | None:
        """Where the embedding model lies; None: the one that comes along."""
        return Path(self.encoder).expanduser() if self.encoder else None

    @property
    def sampling(self) -> Sampling:
        """How the next token is chosen."""
        return Sampling(
            seed=self.seed,
            temperature=self.temperature,
            top_k=self.top_k,
            top_p=self.top_p,
            min_p=self.min_p,
            repeat_penalty=self.repeat_penalty,
            max_tokens=self.max_tokens,
        )

    @property
    def wishes(self) -> EngineWishes:
        """What the engine may use; another one is loaded where these change."""
        return EngineWishes(self.context, self.threads, self.gpu, self.kv_cache)

    def with_value(self, name: str, text: str) -> Settings:
        """The same with one value, as it was typed; "" is the usual one. Raises BadInput."""
        usual = asdict(Settings())
        if name not in usual:
            raise BadInput("The page is older than the program: load it again.")
        value = text.strip() or usual[name]
        try:
            changed = _SHAPE.validate_python({**asdict(self), name: value})
        except ValidationError as error:
            raise BadInput(_wrong(name)) from error
        if not changed._is_sensible(name):
            raise BadInput(_wrong(name))
        return changed

    def with_wishes(self, wishes: EngineWishes) -> Settings:
        """The same, the engine using other things."""
        return replace(self, **asdict(wishes))

    def is_sensible(self) -> bool:
        """Whether every value is within its range."""
        return all(map(self._is_sensible, asdict(self)))

    def _is_sensible(self, name: str) -> bool:
        value = getattr(self, name)
        if name == "encoder" and self.encoder_folder is not None:
            return self.encoder_folder.is_absolute()
        if isinstance(value, str):
            return len(value) <= LONGEST_INSTRUCTION
        if value is None or isinstance(value, bool):
            return True
        return bool(RANGES[name].least <= value <= RANGES[name].most)


_SHAPE = TypeAdapter(Settings)


class SettingsFile:
    """The settings of one home. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._settings = _read(path)

    @property
    def now(self) -> Settings:
        """What is set."""
        return self._settings

    def keep(self, settings: Settings) -> None:
        """Keep other settings. Raises SettingsNotKept."""
        self.change(lambda _: settings)

    def change(self, change: Callable[[Settings], Settings]) -> None:
        """Keep what `change` makes of the settings. Raises SettingsNotKept, and what it raises."""
        with self._lock:
            settings = change(self._settings)
            unfinished = self._path.with_suffix(".new")
            try:
                unfinished.write_bytes(_SHAPE.dump_json(settings))
                unfinished.replace(self._path)
            except OSError as error:
                raise SettingsNotKept(
                    f"The settings could not be written to {self._path} ({error.strerror}): make "
                    "room, or choose another folder with --home."
                ) from error
            self._settings = settings


def _read(path: Path) -> Settings:
    try:
        kept = _SHAPE.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return Settings()
    return kept if kept.is_sensible() else Settings()


def _wrong(name: str) -> str:
    if name == "kv_cache":
        return "What was read is kept as f16 or as q8_0."
    if name == "encoder":
        return "Type the whole path of the embedding model's folder."
    if name not in RANGES:
        return f"Your instruction is longer than {LONGEST_INSTRUCTION:,} letters: shorten it."
    span = RANGES[name]
    kind = "a number" if span.step < 1 else "a whole number"
    return f"{span.title} is {kind} from {span.least:,g} to {span.most:,.10g}."
