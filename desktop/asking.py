"""From a question to its answers: what is asked, of which documents, and of which engine.

Waits for the model where it has to. Knows nothing of conversations or of the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, replace

from desktop.apart import Apart, apart_name
from desktop.comparison import Asked, Finds, compare, read_ahead
from desktop.engines import Answers, ReadsAhead, Runs
from desktop.errors import BadInput
from desktop.loading import LoadingParts
from desktop.modes import Mode
from desktop.settings import Settings
from desktop.shelf import Shelf
from desktop.snapshot import Comparison
from desktop.types import Answerer, ComparisonEvent, Retrieved
from indexer import IndexerError, Passage, SearchResult

_WARMER = 0.7  # temperature; usual for answers that may differ


@dataclass(frozen=True, slots=True)
class Model:
    """What answers. `load` loads it, and says what became of that to `loading`."""

    engine: Runs
    weights: Callable[[], Answerer]  # those that it answers with now
    loading: LoadingParts
    load: Callable[[], None]


class Asking:
    """What the next question comes to, and who answers it."""

    def __init__(self, shelf: Shelf, model: Model, settings: Callable[[], Settings]) -> None:
        self._shelf = shelf
        self._model = model
        self._settings = settings

    def asked(self, question: str, modes: tuple[Mode, ...], seed: int | None = None) -> Asked:
        """The question as it would be asked now. Raises BadInput where it cannot be."""
        if not modes:
            raise BadInput("No mode is chosen: switch at least one on.")
        usable = self._shelf.choice.chosen()
        if usable and not usable.documents and any(mode.reads_passages for mode in modes):
            raise BadInput(
                "No document may be used: tick at least one in the library, or switch the modes "
                "off that read passages."
            )
        settings = self._settings()
        sampling = settings.sampling if seed is None else replace(settings.sampling, seed=seed)
        asked = Asked(question, modes, sampling, chosen=usable, instruction=settings.instruction)
        return asked.of(self._model.weights())

    def again(self, comparison: Comparison, modes: tuple[Mode, ...]) -> Asked:
        """The same question over the same passages, with a seed that no lane of it had yet.

        Where always the most likely token is chosen, another seed would change nothing: then it is
        asked warmer. Raises BadInput where it cannot be asked.
        """
        seeds = [lane.answer.stats.seed for lane in comparison.lanes if lane.answer is not None]
        asked = self.asked(comparison.question, modes, max([comparison.seed, *seeds]) + 1)
        warmer = asked.sampling.temperature or _WARMER
        asked = replace(
            asked,
            sampling=replace(asked.sampling, temperature=warmer),
            chosen=comparison.chosen,
        )
        read = comparison.retrieved
        if read is None:
            return asked
        return replace(asked, found=read.result, most_read=read.read, read=read.passages)

    def answer(self, asked: Asked) -> Generator[ComparisonEvent, None, None]:
        """The events of a question, once the model is there."""
        yield from self._compared(asked, self._model.engine)

    def answer_apart(self, asked: Asked) -> Generator[ComparisonEvent, None, None]:
        """The events of a question that stands in no conversation here, as another program's."""
        asked = asked.of(self._model.weights())
        yield from self._compared(asked, Apart(self._model.engine))

    def read_ahead(self, asked: Asked) -> Generator[object, None, None]:
        """Reads what would stand before the answers, where the model is there and can."""
        engine = self._model.engine
        if engine.info is not None and isinstance(engine, ReadsAhead):
            yield from read_ahead(asked, self._searched(asked), engine)

    def stop(self, only: Mode | None = None) -> None:
        """End what is being answered: one mode's lane, or all."""
        for mode in Mode if only is None else (only,):
            self._model.engine.stop(mode.value)

    def stop_apart(self) -> None:
        """End what other programs are being answered."""
        for mode in Mode:
            self._model.engine.stop(apart_name(mode.value))

    def _compared(self, asked: Asked, engine: Answers) -> Generator[ComparisonEvent, None, None]:
        model = self._model
        if model.engine.info is None:
            model.loading.wait("model")
        if model.engine.info is None:
            model.load()  # it ended, or did not load: what was wrong may have been mended
            if model.engine.info is None:
                raise BadInput(model.loading.wait("model").sentence)
        unread = self._shelf.still_reading(asked.chosen)
        with closing(compare(asked, self._searched(asked), engine)) as events:
            for event in events:
                if isinstance(event, Retrieved) and event.candidates and asked.found is None:
                    yield replace(event, note=" ".join(filter(None, (unread, event.note))))
                else:
                    yield event

    def _searched(self, asked: Asked) -> Finds | None:
        if not any(mode.reads_passages for mode in asked.modes):
            return None
        try:
            among = self._shelf.among(asked.chosen)
        except IndexerError as failure:
            return _Closed(failure)
        return among if self._shelf.documents() else None


class _Closed:
    """A library that could not be opened."""

    def __init__(self, why: IndexerError) -> None:
        self._why = why

    def search(self, question: str, k: int = 8) -> SearchResult:
        """Raises IndexerError."""
        raise self._why

    def widened(self, passage_id: int, before: int = 1, after: int = 1) -> Passage:
        """Raises IndexerError."""
        raise self._why
