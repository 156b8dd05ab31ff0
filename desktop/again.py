"""Asks the newest question again with another seed: one lane of it, or all.

The passages stay those that were read before, and so does every other lane. What was said before
stays kept as a branch. Knows nothing of the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from desktop.asking import Asking
from desktop.conversation import Conversation
from desktop.errors import BadInput
from desktop.modes import Mode


class Again:
    """Another answer to the same question. `able` gives the modes that can answer."""

    def __init__(
        self,
        conversation: Conversation,
        asking: Asking,
        able: Callable[[Collection[Mode]], tuple[Mode, ...]],
    ) -> None:
        self._conversation = conversation
        self._asking = asking
        self._able = able

    def ask(self, mode: Mode | None = None) -> None:
        """Ask this lane again, or all; returns at once.

        Raises BadInput where there is no question, it is still being answered, or the mode has no
        weights any more.
        """
        newest = self._conversation.current
        if newest is None:
            raise BadInput("There is no question to ask again: ask one first.")
        modes = [lane.mode for lane in newest.in_order if mode in {None, lane.mode}]
        self._conversation.again(self._asking.again(newest, self._able(modes)))
