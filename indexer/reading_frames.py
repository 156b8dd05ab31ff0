"""What a reading child may say, checked word by word before it becomes a value.

Knows nothing of processes. A frame that breaks a rule raises Damaged: a child that reads hostile
files is not to be believed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

from indexer.child import Frame
from indexer.errors import Damaged, Encrypted, TooLarge
from indexer.types import Page, Quality

_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_LARGEST_POINTS = 20_000_000.0  # the largest page that a PDF can have is 14,400,000 points wide
_LONGEST_LABEL = 40  # characters
_LONGEST_TITLE = 300  # characters


@dataclass(frozen=True, slots=True)
class Labels:
    """Printed label and section of every page."""

    labels: tuple[str, ...]
    sections: tuple[str, ...]


def opening(frame: Frame) -> tuple[int, str]:
    """Number of pages and title from a child's first frame."""
    raise_if_failure(frame)
    return _count(frame, "pages"), _text(frame, "title", _LONGEST_TITLE)


def progress(frame: Frame | None) -> int | None:
    """How many pages are done, or None where the frame is about something else, or none came.

    Raises what the child says it failed with.
    """
    if frame is None:
        return None
    raise_if_failure(frame)
    return _count(frame, "done") if "done" in frame else None


def gist(frame: Frame | None) -> str | None:
    """What the child tells the others that read the file with it, as it wrote it; None where the
    frame is about something else, or none came."""
    return _text(frame, "gist") if frame is not None and "gist" in frame else None


def page(frame: Frame, number: int) -> Page:
    """The page with this number, its label what is printed on it, still without a section."""
    quality = frame.get("quality")
    if quality not in list(Quality):
        raise Damaged("the reading process spoke nonsense")
    return Page(
        number=number,
        label=_text(frame, "label", _LONGEST_LABEL) or str(number),
        section="",
        text=_text(frame, "page"),
        quality=Quality(quality),
        width=_points(frame, "width"),
        height=_points(frame, "height"),
        hidden_characters=_count(frame, "hidden"),
    )


def labels(frame: Frame, pages: int) -> Labels:
    """Labels and sections, exactly one of each for every page."""
    raise_if_failure(frame)
    return Labels(
        tuple(_texts(frame, "labels", pages, _LONGEST_LABEL)),
        tuple(_texts(frame, "sections", pages, _LONGEST_TITLE)),
    )


def raise_if_failure(frame: Frame) -> None:
    """Raise what the child says it failed with."""
    failure = frame.get("error")
    if failure == "encrypted":
        raise Encrypted("the file wants a password")
    if failure == "memory":
        raise TooLarge("the reading process ran out of memory")
    if failure is not None:
        raise Damaged("the reading process failed")


def _count(frame: Frame, key: str) -> int:
    value = frame.get(key)
    if type(value) is not int or value < 0:
        raise Damaged("the reading process spoke nonsense")
    return value


def _points(frame: Frame, key: str) -> float:
    value = frame.get(key)
    if type(value) not in {int, float} or not 0 <= cast(float, value) <= _LARGEST_POINTS:
        raise Damaged("the reading process spoke nonsense")
    return float(cast(float, value))


def _text(frame: Frame, key: str, longest: int | None = None) -> str:
    return _storable(frame.get(key), longest)


def _texts(frame: Frame, key: str, count: int, longest: int) -> list[str]:
    values = frame.get(key)
    if not isinstance(values, list) or len(values) != count:
        raise Damaged("the reading process spoke nonsense")
    return [_storable(value, longest) for value in values]


def _storable(value: object, longest: int | None) -> str:
    if not isinstance(value, str):
        raise Damaged("the reading process spoke nonsense")
    return _UNSTORABLE.sub("", value)[:longest]
