"""Servers that a person runs: looked at before one is used, and the last one remembered.

Knows nothing of files, of the screen, or of how a server is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from desktop.errors import BadInput
from desktop.models.server_file import ServerFile
from desktop.served import forbid, is_key, list_models, permit, read_address
from desktop.types import Answerer, Served


@dataclass(frozen=True, slots=True)
class ServerView:
    """What is known of the server that was used or looked at last; never its key."""

    address: str = ""  # "": none
    has_key: bool = False
    models: tuple[str, ...] = ()  # those that it listed; none: it was not looked at yet
    is_private: bool = True  # whether nobody on the way can read what is sent there


class Servers:
    """The servers of one running program; one at a time."""

    def __init__(self, file: ServerFile) -> None:
        self._file = file
        self._looked_at = file.now
        self._models: tuple[str, ...] = ()

    @property
    def kept(self) -> Served | None:
        """The one that was used last; None: none was."""
        return self._file.now

    def view(self) -> ServerView:
        """What the screen may see."""
        one = self._looked_at
        if one is None:
            return ServerView()
        private = read_address(one.address).is_private
        return ServerView(one.address, bool(one.key), self._models, private)

    def look(self, address: str, key: str, in_use: Answerer) -> tuple[str, ...]:
        """The models that the server at an address lists; an empty key is the one that is known
        for this very address. Only the server in use may be connected to afterwards.

        Raises BadInput and ServerFailed.
        """
        found, key = read_address(address), key.strip()
        if not is_key(key):
            raise BadInput("The key holds signs that no key has: copy it again.")
        served = Served(found.url, key=key or self._key_for(found.url, in_use))
        try:
            permit(found)
            self._models = list_models(found, served.key)
        finally:
            if isinstance(in_use, Served):
                permit(read_address(in_use.address))
            else:
                forbid()
        self._looked_at = served
        return self._models

    def named(self, name: str, tuned: bool, in_use: Answerer) -> Served:
        """The server that was looked at, one of its models answering the base or the tuned modes.

        Raises BadInput where it has no such model, or none for the base modes yet.
        """
        if self._looked_at is None or name not in self._models:
            raise BadInput("The server does not list this model any more: look at it again.")
        now = in_use if isinstance(in_use, Served) else None
        if now is None or now.address != self._looked_at.address:
            now = None
        if not tuned:
            return replace(self._looked_at, name=name, tuned_name=now.tuned_name if now else "")
        if now is None:
            raise BadInput("Choose the base modes' model first.")
        return replace(self._looked_at, name=now.name, tuned_name=name)

    def keep(self, served: Served) -> None:
        """It is used now, and at the next start. Raises ModelsNotKept."""
        self._file.keep(served)
        self._looked_at = served

    def forget(self) -> None:
        """Forget the last one and its key. Raises ModelsNotKept."""
        self._file.forget()
        self._looked_at, self._models = None, ()

    def _key_for(self, url: str, in_use: Answerer) -> str:
        """A key goes to the address that it was given for, and to no other."""
        known = (self._looked_at, self._file.now, in_use)
        keys = [s.key for s in known if isinstance(s, Served) and s.address == url and s.key]
        return keys[0] if keys else ""
