"""Pictures of a document's pages, with a passage marked, from wherever its file is now.

Holds the passwords of locked documents, in memory only. Knows nothing of how a page is drawn.
"""

from __future__ import annotations

from indexer.errors import Encrypted, LibraryError, PasswordNeeded
from indexer.marking import Mark
from indexer.page_picture import page_png
from indexer.store import Store
from indexer.types import Document, Marked
from indexer.whereabouts import Whereabouts

_SMALLEST = 1  # pixels: enough to see whether a page can be drawn


class PageImages:
    """The pages of one library's documents. Safe to use from several threads."""

    def __init__(self, store: Store, whereabouts: Whereabouts) -> None:
        self._store = store
        self._whereabouts = whereabouts
        self._passwords: dict[int, str] = {}  # by document; never written anywhere

    def remember(self, document_id: int, password: str) -> None:
        """Keep a password that opened the document, until the program ends."""
        self._passwords[document_id] = password

    def password(self, document_id: int) -> str | None:
        """The password that opened the document, if any was given since the program began."""
        return self._passwords.get(document_id)

    def unlock(self, document: Document, password: str) -> None:
        """Keep the password if it opens the document. Raises PasswordNeeded where it does not,
        Moved where the file is gone."""
        path = self._whereabouts.file_of(document)
        try:
            page_png(path, 1, _SMALLEST, None, password, document.name)
        except Encrypted as error:
            raise PasswordNeeded(
                f"The password does not open {document.name}: try another."
            ) from error
        self.remember(document.document_id, password)

    def image(self, document: Document, page: int, passages: Marked, width: int) -> bytes:
        """A page as PNG, `width` pixels wide, with the words marked from the first to the last of
        the passages.

        Raises PasswordNeeded, Moved, or another ReadError where it cannot be drawn.
        """
        path = self._whereabouts.file_of(document)
        ids = [passages] if isinstance(passages, int) else list(passages or ())
        mark = self._mark(document.document_id, page, ids) if ids else None
        password = self.password(document.document_id)
        try:
            return page_png(path, page, width, mark, password, document.name)
        except Encrypted as error:
            raise PasswordNeeded(
                f"{document.name} is locked: give its password to see its pages. Quire keeps it "
                "in memory only, until it is closed."
            ) from error

    def _mark(self, document_id: int, page: int, passages: list[int]) -> Mark | None:
        found = self._store.passages(sorted(passages))
        if not found:
            raise LibraryError("The passage is gone: its document was removed or replaced.")
        first, last = found[0], found[-1]
        if first.document_id != document_id or not first.page <= page <= last.last_page:
            return None
        text = self._store.page_texts(document_id, page, page)[0]
        start = first.start if page == first.page else 0
        end = last.end if page == last.last_page else len(text)
        return Mark(text, start, end)
