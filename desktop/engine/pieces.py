"""The pieces that a prompt is read in. Knows tokens only as a list, and imports nothing heavy."""

from __future__ import annotations

from collections.abc import Sequence

PIECE = 256  # tokens of a prompt in one batch
PIECE_WHILE_ANSWERING = 64  # the same while other lanes are streaming


def next_piece(tokens: Sequence[int], done: int, most: int) -> list[int]:
    """The next tokens to read: so many, one more where that would be left over by itself."""
    rest = len(tokens) - done
    return list(tokens[done : done + (rest if rest == most + 1 else most)])
