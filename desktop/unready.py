"""What cannot be found yet, or not as well as it will be, as a sentence for who asks meanwhile.

Knows nothing of how documents are read or embedded.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum


class Work(StrEnum):
    """What is being done to a file."""

    ADDING = "adding"  # it is new, or new bytes under an old name
    READING_AGAIN = "reading again"  # what was read before is searched until that is done
    EMBEDDING_ANEW = "embedding anew"  # its words are searched until that is done


_SAID = {
    Work.ADDING: (
        "{} is still being read: ask again when it is ready.",
        "{} files are still being read: ask again when they are ready.",
    ),
    Work.READING_AGAIN: (
        "{} is being read again: what was read before was searched.",
        "{} documents are being read again: what was read before was searched.",
    ),
    Work.EMBEDDING_ANEW: (
        "{} is being embedded anew: until then it is found by its words only.",
        "{} documents are being embedded anew: until then they are found by their words only.",
    ),
}


def unready_note(going: Sequence[tuple[str, Work]]) -> str:
    """A sentence for each kind of work on the files that are named; "" where there is none."""
    said = []
    for work, (one, several) in _SAID.items():
        names = [name for name, doing in going if doing is work]
        if names:
            said.append(one.format(names[0]) if len(names) == 1 else several.format(len(names)))
    return " ".join(said)
