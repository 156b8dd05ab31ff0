"""A person's choice of the better answer to the newest question: made, taken back, counted.

Knows nothing of how a question is answered or shown.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from desktop.choices import Choice
from desktop.conversation import Conversation
from desktop.conversation_store import ConversationStore
from desktop.errors import BadInput
from desktop.modes import Mode
from desktop.snapshot import Comparison


class Choosing:
    """What can be done about the answers of the newest question. `store` is where it lasts."""

    def __init__(self, conversation: Conversation, store: ConversationStore | None) -> None:
        self._conversation = conversation
        self._store = store

    def choose(self, better: Collection[Mode]) -> None:
        """These answers are the better ones; none of them: no answer is good.

        Names that were hidden are shown from now on. Raises BadInput where there is nothing to
        choose among, or something else was chosen.
        """
        store, newest = self._kept(), self._newest()
        among = tuple(lane.mode for lane in newest.in_order if lane.text)
        if len(among) < 2 or not set(better) <= set(among):
            raise BadInput("There are no two answers here to choose among: ask in two modes.")
        chosen = Choice(among, tuple(m for m in among if m in better), newest.hides_names)
        self._conversation.amend(lambda now: store.choose(replace(now, choice=chosen)))

    def show_names(self) -> None:
        """Show which answer is whose without choosing; a choice is taken back. Raises BadInput."""
        store = self._kept()
        self._newest()
        self._conversation.amend(lambda now: store.choose(replace(now, choice=None, unnamed=False)))

    def all(self) -> tuple[Choice, ...]:
        """Every choice that is kept, the oldest first."""
        return self._store.choices() if self._store is not None else ()

    def _kept(self) -> ConversationStore:
        if self._store is None:
            raise BadInput("Conversations are not kept here, and so no choice can be.")
        return self._store

    def _newest(self) -> Comparison:
        newest = self._conversation.current
        if newest is None or newest.question_id is None:
            raise BadInput("There is no answer yet to choose: ask something first.")
        return newest
