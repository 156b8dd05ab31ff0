"""Whether an answer says that it does not know, or that the documents do not tell."""

from __future__ import annotations

import re

_DECLINES = re.compile(
    r"(?i)\b(?:do(?:es)? not|don[’']t|doesn[’']t|did not|cannot|can[’']t|could not|no|not|nothing)"
    r"\b[^.!?\n]{0,60}?\b(?:say|says|said|tell|mention\w*|state\w*|contain\w*|provide\w*|specif\w*|"
    r"know|answer\w*|find|found|information|given|stand\w*|described|include\w*)\b"
)


def declines(text: str) -> bool:
    """Whether the text says so: a negation and a word of telling or knowing in one sentence. A
    plain "no" is an answer."""
    return bool(_DECLINES.search(text))
