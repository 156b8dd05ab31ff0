r"""Where formulas stand in a text: between `\(` and `\)`, `\[` and `\]`, two `$$`, two `$`.

A dollar is mostly money, so that what stands between two of them must look like a formula. Knows
nothing of how one is drawn.
"""

from __future__ import annotations

import re

FORMULA = (
    r"\\\((?P<round>.{1,1000}?)\\\)"
    r"|\\\[(?P<square>.{1,1000}?)\\\]"
    r"|\$\$(?P<double>[^$]{1,1000})\$\$"
    r"|(?<![\w$\\])\$(?=[^\s$])(?P<single>(?:\\.|[^$\\\n]){1,200})(?<=\S)\$(?![\d$])"
)
"""As a part of a larger pattern, with re.S."""
_OPENS = re.compile(r" {0,3}(\$\$|\\\[)")
_CLOSES = {"$$": "$$", r"\[": r"\]"}
_TELLS = re.compile(r"[\\^_=]")
_PLAIN = re.compile(r"(?!.*[A-Za-z]{2})(?=.*[A-Za-z])[\w\s+\-*/().,'|!<>]{1,30}")
_WHOLE = re.compile(FORMULA, re.S)


def tex_of(source: str) -> tuple[str, bool] | None:
    """What stands between the marks, and whether it wants a line of its own; None where it does
    not look like a formula."""
    match = _WHOLE.fullmatch(source)
    if match is None:
        return None
    kind = match.lastgroup or ""
    tex = match[kind].strip()
    if kind == "single" and not (_TELLS.search(tex) or _PLAIN.fullmatch(tex)):
        return None
    return (tex, kind in {"square", "double"}) if tex else None


def block_end(text: str, start: int, end: int) -> int | None:
    """Where a formula ends that fills whole lines from the one at `start`, which ends at `end`;
    None where none begins there, or it is not whole yet."""
    opening = _OPENS.match(text, start, end)
    if opening is None:
        return None
    closing = _CLOSES[opening[1]]
    place = text.find(closing, opening.end(), opening.end() + 1000)
    if place < 0:
        return None
    line_end = text.find("\n", place)
    line_end = len(text) if line_end < 0 else line_end
    return line_end if not text[place + 2 : line_end].strip(" .,;") else None
