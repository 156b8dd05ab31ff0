"""The one door to pypdf: page labels, outline titles, metadata, and the second reader.

Runs in a child process only. Knows nothing of pdfium, lines or passages.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

import pypdf
from pypdf.errors import PyPdfError

from indexer.errors import Damaged, Encrypted

_Title = tuple[str, ...]  # a title of the outline, after those that it stands under
_LONGEST_TITLE = 200  # characters; an outline title beyond that is no title


@dataclass(frozen=True, slots=True)
class Structure:
    """What a file says of itself. Both tuples are as long as the file has pages."""

    title: str
    labels: tuple[str, ...]  # as printed; the number where the file says none
    sections: tuple[str, ...]  # the one outline title that each page stands under, or ""


class PypdfFile:
    """An open PDF. Raises Encrypted or Damaged where it does not open."""

    def __init__(self, path: Path, password: str | None = None) -> None:
        logging.getLogger("pypdf").setLevel(logging.CRITICAL)
        try:
            self._reader = pypdf.PdfReader(path)
            if self._reader.is_encrypted and not self._reader.decrypt(password or ""):
                raise Encrypted("The file wants a password.")
            self.pages = len(self._reader.pages)
        except Encrypted:
            raise
        except Exception as error:  # pypdf raises nearly anything on a damaged file
            raise Damaged("pypdf cannot open the file.") from error

    @property
    def title(self) -> str:
        """The title in the file's metadata, or ""."""
        try:
            metadata = self._reader.metadata
            return str(metadata.title or "").strip() if metadata else ""
        except Exception:  # as above; a file without a title is still a file
            return ""

    def structure(self) -> Structure:
        """Labels and sections of every page; what is damaged is taken as absent."""
        return Structure(self.title, self._labels(), self._sections())

    def text(self, index: int) -> tuple[str, float, float]:
        """Text, width and height in points of the page at `index`, from 0. Raises Damaged."""
        try:
            page = self._reader.pages[index]
            box = page.cropbox
            text = page.extract_text() or ""
            return text, abs(float(box.width)), abs(float(box.height))
        except Exception as error:  # as above
            raise Damaged(f"pypdf cannot read page {index + 1}.") from error

    def _labels(self) -> tuple[str, ...]:
        numbers = tuple(str(n + 1) for n in range(self.pages))
        try:
            labels = self._reader.page_labels
        except Exception:  # as above
            return numbers
        if len(labels) != self.pages:
            return numbers
        return tuple(label or number for label, number in zip(labels, numbers, strict=True))

    def _sections(self) -> tuple[str, ...]:
        starts: dict[int, list[_Title]] = {}
        try:
            for index, title in self._outline(self._reader.outline, ()):
                starts.setdefault(index, []).append(title)
        except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            pass  # what was read of the outline before stands
        sections, current = [], ""
        for index in range(self.pages):
            titles = starts.get(index, [])
            sections.append(_common(titles) if titles else current)
            current = titles[-1][-1] if titles else current
        return tuple(sections)

    def _outline(self, items: Any, above: _Title) -> Iterator[tuple[int, _Title]]:
        last = above
        for item in items:
            if isinstance(item, list):
                yield from self._outline(item, last)
                continue
            index = self._reader.get_destination_page_number(item)
            title = " ".join(str(item.title or "").split())[:_LONGEST_TITLE]
            if index is not None and 0 <= index < self.pages and title:
                last = (*above, title)
                yield index, last


def _common(titles: list[_Title]) -> str:
    """The title that a whole page stands under on which these begin; "" where they share none."""
    deepest = [
        title
        for title in titles
        if not any(title == other[: len(title)] for other in titles if other != title)
    ]
    levels = zip(*deepest, strict=False)
    shared = [level[0] for level in takewhile(lambda level: len(set(level)) == 1, levels)]
    return shared[-1] if shared else ""
