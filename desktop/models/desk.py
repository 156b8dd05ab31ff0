"""Where a person chooses what answers: which files and how strongly, or which server.

Loads in the background, and keeps a choice only when it has loaded. Knows nothing of the screen.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median

from desktop.errors import BadInput, DesktopError
from desktop.loading import LoadingParts, State
from desktop.models.card import ModelCard
from desktop.models.choice import choice_of, weights_of, with_file
from desktop.models.exchange import Exchange
from desktop.models.files import ModelFiles
from desktop.models.fit import fit_of, free_memory
from desktop.models.kept import KeptFile
from desktop.models.servers import Servers
from desktop.models.view import ModelRow, ModelsView, Role
from desktop.snapshot import Comparison
from desktop.types import Answerer, EngineWishes, Served, Weights

_PART = "model"


@dataclass(frozen=True, slots=True)
class Around:
    """What the desk needs of the workbench that it stands in."""

    changed: Callable[[], None]
    loading: LoadingParts
    must_be_idle: Callable[[], None]  # raises BadInput while a question is being answered


class ModelDesk:
    """The models of one running program."""

    def __init__(
        self,
        files: ModelFiles,
        kept: KeptFile,
        exchange: Exchange,
        built_in: Weights,
        servers: Servers,
        around: Around,
    ) -> None:
        self._files = files
        self._kept = kept
        self._exchange = exchange
        self._built_in = built_in
        self._servers = servers
        self._around = around
        self._last_files = weights_of(kept.now.choice, files, built_in)
        self._loading = ""
        self._problem = ""
        self._lock = threading.Lock()
        self._drawn = 0

    # ── what there is ─────────────────────────────────────────────────────────────────────

    @property
    def answers(self) -> Answerer:
        """What answers now, or is being loaded."""
        return self._exchange.weights

    @property
    def files(self) -> Weights:
        """The files that answer now; while a server does, those that did before."""
        now = self.answers
        return now if isinstance(now, Weights) else self._last_files

    @property
    def loading(self) -> str:
        """A sentence while one is being loaded, else ""."""
        return self._loading

    @property
    def problem(self) -> str:
        """What went wrong last, in a sentence, else ""."""
        return self._problem

    @property
    def version(self) -> int:
        """Grows with every change; the memory that is free is looked at anew then."""
        return self._drawn

    def view(self) -> ModelsView:
        """The list, the choice, and what is free."""
        free = free_memory()
        rows = tuple(self._row(card, free) for card in self._files.cards())
        server = self._servers.view()
        return ModelsView(
            rows, self.answers, self.files, server, free, self._loading, self._problem
        )

    def look_again(self) -> None:
        """Somebody looks: read the folder and the free memory anew, and forget the last problem."""
        self._problem = ""
        self._note()

    # ── choosing ──────────────────────────────────────────────────────────────────────────

    def choose(self, path: Path, role: Role) -> None:
        """Answer with a file; returns at once, loading in the background.

        Raises BadInput where it cannot begin, and ModelError where the headers tell that it would
        not load.
        """
        self._around.must_be_idle()
        self._choose(with_file(self.files, path, role, self._built_in))

    def choose_files(self) -> None:
        """Answer with the files that did before a server. Raises BadInput where it cannot begin."""
        self._choose(self.files)

    def choose_untuned(self) -> None:
        """Answer without tuned weights. Raises BadInput where it cannot begin."""
        now = self.answers
        if isinstance(now, Served):
            self._choose(replace(now, tuned_name=""))
        else:
            self._choose(replace(now, adapter=None, merged=None))

    def look_at_server(self, address: str, key: str) -> tuple[str, ...]:
        """The models that a server lists; nothing is chosen by it. Takes until it answers. Raises
        BadInput and ServerFailed."""
        self._around.must_be_idle()
        listed = self._servers.look(address, key, self.answers)
        self._note()
        return listed

    def choose_served(self, name: str, tuned: bool) -> None:
        """Answer with a model of the server that was looked at: in the base modes, or in the tuned
        ones. Raises BadInput where it cannot begin."""
        self._choose(self._servers.named(name, tuned, self.answers))

    def forget_server(self) -> None:
        """Forget the server that was used last, with its key. Raises BadInput while it answers."""
        if isinstance(self.answers, Served):
            raise BadInput("The server is in use: choose a model on this machine first.")
        self._servers.forget()
        self._note()

    def load_with(self, wishes: EngineWishes, keep: Callable[[], None]) -> None:
        """Load the same with other wishes; `keep` is called once it has loaded so. Raises BadInput
        where it cannot begin."""
        self._begin(self.answers, wishes, keep)

    def clear(self, wishes: EngineWishes) -> None:
        """Delete every file that is ours, once what comes along is loaded instead. Raises
        BadInput."""
        self._begin(self._built_in, wishes, self._delete_all)

    def set_strength(self, strength: float) -> None:
        """How strongly the adapter tells; nothing is loaded again. Raises BadInput, EngineDied."""
        self._around.must_be_idle()
        self._exchange.set_strength(strength)
        self._keep_choice()
        self._note()

    def measured(self, finished: Comparison) -> None:
        """Keep how fast a finished question's base lanes were, each for itself."""
        speeds = [
            lane.answer.stats.tokens_per_second
            for lane in finished.lanes
            if lane.answer is not None and not lane.mode.uses_adapter
        ]
        told = [speed for speed in speeds if speed > 0]
        if told and isinstance(self.answers, Weights):
            self._kept.measured(self._files.name_of(self.answers.base), median(told))
            self._note()

    # ── the list ──────────────────────────────────────────────────────────────────────────

    def add(self, path: Path) -> ModelCard:
        """Put a file on the list, where it lies. Raises BadInput."""
        return self._noted(self._files.add(path))

    def take_in(self, uploads: Sequence[Path]) -> tuple[ModelCard, ...]:
        """Keep files that came through the page. Raises BadInput."""
        return tuple(self._noted(self._files.take_in(path)) for path in uploads)

    def remove(self, path: Path) -> None:
        """Take a file off the list, deleting it where it is ours. Raises BadInput."""
        used = self.files
        if path in {used.base, used.adapter, used.merged}:
            if used is self.answers:
                raise BadInput(f"{path.name} is in use: choose another first.")
            self._last_files = self._built_in
        self._files.remove(path)
        self._note()

    # ── within ────────────────────────────────────────────────────────────────────────────

    def _row(self, card: ModelCard, free: int) -> ModelRow:
        roles: dict[Path | None, Role] = {}
        if isinstance(used := self.answers, Weights):
            roles = {used.base: Role.BASE, used.adapter: Role.ADAPTER, used.merged: Role.MERGED}
        return ModelRow(
            card=card,
            role=roles.get(card.path),
            fit=fit_of(card, free),
            tokens_per_second=self._files.speed_of(card.path),
            built_in=self._files.is_built_in(card.path),
            mine=self._files.is_mine(card.path),
        )

    def _choose(self, wanted: Answerer) -> None:
        self._last_files = self.files
        self._begin(wanted, self._exchange.wishes, self._keep_choice)

    def _begin(self, wanted: Answerer, wishes: EngineWishes, keep: Callable[[], None]) -> None:
        self._around.must_be_idle()
        with self._lock:
            if self._loading:
                raise BadInput("A model is being loaded: wait until it is there.")
            self._loading = wanted.loading_sentence
        self._problem = ""
        self._say(State.LOADING, self._loading)
        work = partial(self._load, wanted, wishes, keep)
        threading.Thread(target=work, name="exchange", daemon=True).start()

    def _load(self, wanted: Answerer, wishes: EngineWishes, keep: Callable[[], None]) -> None:
        try:
            info = self._exchange.exchange(wanted, wishes)
            keep()
            self._end(State.READY, f"{info.title} is ready.", "")
        except DesktopError as error:
            info_again = self._exchange.info
            if info_again is None:
                self._end(State.FAILED, str(error), str(error))
            else:
                again = f"{info_again.title} is ready again."
                self._end(State.READY, again, f"{error} {again}")

    def _keep_choice(self) -> None:
        now = self.answers
        if isinstance(now, Served):
            self._servers.keep(now)
            self._kept.serve()
        else:
            self._kept.choose(choice_of(now, self._files))

    def _delete_all(self) -> None:
        self._servers.forget()
        self._files.clear()
        self._kept.clear()

    def _end(self, state: State, sentence: str, problem: str) -> None:
        self._loading, self._problem = "", problem
        self._say(state, sentence)

    def _say(self, state: State, sentence: str) -> None:
        self._drawn += 1
        self._around.loading.say(_PART, state, sentence)

    def _note(self) -> None:
        self._drawn += 1
        self._around.changed()

    def _noted(self, card: ModelCard) -> ModelCard:
        self._note()
        return card
