"""What can go wrong in the indexer, each with the sentence that its reader sees.

IndexerError
├── ReadError                  one file could not be read; the others go on
│   ├── NotPdf  Damaged  NoText  TooLarge  ReadTimeout
│   ├── Encrypted
│   │   └── PasswordNeeded     the document is in the library, and its pages are to be seen
│   └── Moved                  the document is in the library, and its file is elsewhere
├── LibraryError               the library itself
│   ├── LibraryBusy  LibraryDamaged  LibraryTooNew  DiskFull  UnknownDocument
│   └── CollectionError
├── EncoderError               the encoder's files are missing or not what they should be
└── ChildError                 a child process
    ├── ChildDied  ChildSilent
"""

from __future__ import annotations

from indexer.types import Status


class IndexerError(Exception):
    """Something went wrong; `str()` of it is one sentence for a person, with the next step."""


class ReadError(IndexerError):
    """One file could not be read."""

    status: Status = Status.DAMAGED


class NotPdf(ReadError):
    """The file does not hold a PDF, whatever its name says."""

    status = Status.NOT_PDF


class Encrypted(ReadError):
    """The file wants a password, or another than the one given."""

    status = Status.ENCRYPTED


class PasswordNeeded(Encrypted):
    """A document of the library is locked, and its password is not known, or not the one given."""


class Moved(ReadError):
    """A document's file is no longer where it was, or was changed since."""

    def __init__(self, sentence: str, fact: str = "") -> None:
        super().__init__(sentence)
        self.fact = fact or sentence  # without what can be done about it


class Damaged(ReadError):
    """Neither reader could make sense of the file."""

    status = Status.DAMAGED


class NoText(ReadError):
    """The file has pages, but no text on them: scans."""

    status = Status.NO_TEXT


class TooLarge(ReadError):
    """Reading the file would take more memory than is allowed."""

    status = Status.TOO_LARGE


class ReadTimeout(ReadError):
    """Reading the file took longer than is allowed."""

    status = Status.TIMEOUT


class LibraryError(IndexerError):
    """Something is wrong with the library as a whole."""


class LibraryBusy(LibraryError):
    """Another process is writing to the library."""


class LibraryDamaged(LibraryError):
    """The database cannot be read."""


class LibraryTooNew(LibraryError):
    """A later version of the program wrote the library."""


class DiskFull(LibraryError):
    """There is no room to write; what was there before is unharmed."""


class UnknownDocument(LibraryError):
    """No document has the id."""


class CollectionError(LibraryError):
    """There is no collection of that name, or there cannot be one."""


class EncoderError(IndexerError):
    """The encoder's weights are missing, or are not the ones expected."""


class ChildError(IndexerError):
    """A child process did not do its work."""


class ChildDied(ChildError):
    """The child process ended before it was done."""


class ChildSilent(ChildError):
    """The child process did not answer in time."""
