r"""A formula in TeX's notation as MathML, which every browser draws without a script or a font.

The only file that imports latex2mathml. What it makes is not trusted: it undoes its own escaping,
and TeX can ask for links, styles and sizes. So the tree is built anew of harmless tags and
attributes, and every text in it escaped. Knows nothing of where a formula stands in an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from xml.etree.ElementTree import Element

from markupsafe import Markup, escape

_LONGEST = 1000  # characters
_DEEPEST = 40  # groups in groups; the converter calls itself for each
_TAGS = frozenset(
    "math mrow mi mn mo mtext mspace msup msub msubsup mfrac msqrt mroot mover munder munderover "
    "mtable mtr mtd mstyle mpadded mphantom menclose mmultiscripts mprescripts none".split()
)
_WORDS = frozenset(
    "display mathvariant stretchy fence form separator accent accentunder movablelimits largeop "
    "symmetric columnalign displaystyle scriptlevel notation columnlines rowlines".split()
)
_SIZES = frozenset(
    "lspace rspace minsize maxsize linethickness columnspacing rowspacing width height "
    "depth".split()
)
_WORD = re.compile(r"[a-z0-9 -]{1,60}", re.I)
_SIZE = re.compile(r"\d{0,2}(\.\d{1,4})?(em|ex|px|pt)?")
# A macro of a macro of a macro grows without end; and these act on the page, not on the formula.
_REFUSED = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|def|let|DeclareMathOperator|href|style|class|require)"
    r"(?![a-zA-Z])"
)


@lru_cache(maxsize=512)  # an answer that streams is drawn again with every word
def formula(tex: str, block: bool) -> Markup | None:
    """The formula, on a line of its own or in one; None where it is none that can be drawn."""
    if len(tex) > _LONGEST or _depth(tex) > _DEEPEST or _REFUSED.search(tex):
        return None
    from latex2mathml.converter import convert_to_element

    try:
        tree = convert_to_element(tex, display="block" if block else "inline")
        inner = Markup("").join(map(_shown, tree))
    except Exception:  # it has a dozen classes of its own, and also raises whatever comes along
        return None
    return Markup('<math dir="ltr" display="{}" alttext="{}">{}</math>').format(
        "block" if block else "inline", tex, inner
    )


def _depth(tex: str) -> int:
    """How many groups, roots and fences may stand in one another at most."""
    deepest = depth = 0
    for mark in re.findall(r"\\.|[{}]|\\(?:left|begin)", tex):
        depth += {"{": 1, "}": -1}.get(mark, 0)
        deepest = max(deepest, depth)
    return deepest + tex.count(r"\left") + tex.count(r"\begin")


def _shown(element: Element) -> Markup:
    inner = Markup("").join([escape(unescape(element.text or "")), *map(_shown, element)])
    tail = escape(unescape(element.tail or ""))
    if element.tag not in _TAGS:
        return inner + tail
    attributes = Markup("").join(
        Markup(' {}="{}"').format(name, value) for name, value in _harmless(element)
    )
    return Markup("<{0}{1}>{2}</{0}>{3}").format(Markup(element.tag), attributes, inner, tail)


def _harmless(element: Element) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        if (name in _WORDS and _WORD.fullmatch(value)) or (
            name in _SIZES and _SIZE.fullmatch(value)
        ):
            yield name, value
