"""Keeps text from PDFs and people from becoming control tokens of a model whose vocabulary is
elsewhere.

Nobody tells which texts that vocabulary reads as control tokens. So wherever something stands that
looks like one, in any family's way of writing them, U+2060 (word joiner, unseen) is put after its
first character. See `desktop.engine.control_tokens`, which knows the vocabulary.
"""

from __future__ import annotations

import re

_JOINER = "\u2060"
_LOOKS_LIKE_ONE = re.compile(
    r"<(?=[|/\w\uff5c][^<>\s]{0,80}>)"  # <s> </s> <|im_end|> <start_of_turn> <｜User｜>
    r"|<(?=<[A-Z/])"  # <<SYS>>
    r"|<(?=[|\uff5c])"  # the beginning of one that holds a space
    r"|\[(?=/?[A-Z][A-Z_]{2,}\])"  # [INST] [/INST] [TOOL_CALLS]
    r"|\[(?=(?:[gs]MASK|PAD[0-9]+)\])"
    r"|>(?=>[A-Z]+<<)"  # >>QUESTION<<
)


def harmless(text: str) -> str:
    """The text with nothing left in it that looks like a control token; else as it was."""
    return _LOOKS_LIKE_ONE.sub(lambda found: found[0] + _JOINER, text)
