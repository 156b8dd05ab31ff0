"""The versions of a question: what was asked in its place, and how it was answered again.

Each is a branch of the conversation; one can be turned to, and the conversation goes on from there.
Knows nothing of the screen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop.conversation_store import ConversationStore
from desktop.errors import BadInput


@dataclass(frozen=True, slots=True)
class Version:
    """Which of its versions a question is, and its neighbours."""

    number: int  # from 1
    of: int
    before: int | None  # the question's id
    after: int | None


class Versions:
    """The versions of the questions that are kept. `must_be_idle` raises BadInput while a question
    is being answered; `reopen` opens a conversation by its id."""

    def __init__(
        self,
        store: ConversationStore | None,
        must_be_idle: Callable[[], None],
        reopen: Callable[[int], None],
    ) -> None:
        self._store = store
        self._must_be_idle = must_be_idle
        self._reopen = reopen
        self._known: tuple[tuple[int | None, ...], tuple[Version | None, ...]] = ((), ())

    def of_thread(self, ids: tuple[int | None, ...]) -> tuple[Version | None, ...]:
        """Where each question of a conversation stands; asked again and again, it looks anew only
        when a question came or another was turned to. Measured with 200 questions while lanes
        stream: else a twentieth of a core."""
        known, versions = self._known
        if known != ids:
            versions = tuple(map(self.of, ids))
            self._known = (ids, versions)
        return versions

    def of(self, question_id: int | None) -> Version | None:
        """Where the question stands among its versions; None where it is the only one."""
        if self._store is None or question_id is None:
            return None
        ids = self._store.versions(question_id)
        if len(ids) < 2:
            return None
        at = ids.index(question_id)
        before = ids[at - 1] if at > 0 else None
        return Version(at + 1, len(ids), before, ids[at + 1] if at + 1 < len(ids) else None)

    def turn_to(self, question_id: int) -> None:
        """Go on with another version, and what was asked last after it. Raises BadInput."""
        self._must_be_idle()
        conversation_id = self._store.turn_to(question_id) if self._store is not None else None
        if conversation_id is None:
            raise BadInput("This question is not kept any more: look again.")
        self._reopen(conversation_id)
