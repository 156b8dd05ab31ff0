"""The evidence: the passages that were read, and one of them opened on its page.

Knows nothing of how they were found; it repeats what the search said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from desktop.snapshot import Comparison
from desktop.types import Cited
from desktop.ui.icons import icon
from desktop.ui.lost_panel import LOST_PART, lost_place
from desktop.ui.words import counted
from indexer import Hit, Passage

_LETTERS_SHOWN = 220


def passages_panel(comparison: Comparison | None) -> Markup:
    """The passages that stood in the prompt of the newest question, each a card to open."""
    retrieved = comparison.retrieved if comparison is not None else None
    if comparison is None or retrieved is None:
        return Markup(
            '<p class="hint">Passages that an answer rests on appear here, each on its page.</p>'
        )
    searched = comparison.chosen.sentence if comparison.chosen else ""
    if not retrieved.passages:
        return Markup('<p class="hint">{} {}</p>').format(
            retrieved.note or "No passage was found for this question.", searched
        )
    count = retrieved.read
    fit = f"{count} of " if count < retrieved.candidates else ""
    of = counted(retrieved.candidates, "passage")
    return Markup('<p class="quiet">{} {}</p><ol class="cards">{}</ol>').format(
        f"{fit}{of} {'was' if count == 1 else 'were'} read. Open one to see it on its page.",
        searched,
        Markup("").join(_card(cited) for cited in retrieved.passages),
    )


def _card(cited: Cited) -> Markup:
    passage = cited.hit.passage
    return Markup(
        '<li><button type="button" class="card" data-do="open-passage" data-n="{n}">'
        '<span class="n">{n}</span><b>{document}</b><span class="quiet">page {page}{joined}</span>'
        '<span class="words" dir="auto">{text}</span></button></li>'
    ).format(
        n=cited.n,
        document=passage.document,
        page=passage.page_label,
        joined=_joined(" · ", cited),
        text=_short(passage.text),
    )


def _joined(sign: str, cited: Cited) -> str:
    """That it is several passages in one, where it is."""
    return f"{sign}{len(cited.joined)} neighbours as one" if cited.joined else ""


def opened_passage(cited: Cited, numbers: Sequence[int]) -> Markup:
    """Passage `cited`, with a place for the picture of its page, and the way to its neighbours."""
    key, keys = str(cited.n), [str(number) for number in numbers]
    where = _where(cited.hit.passage, cited.hit) + _joined(" · ", cited)
    page = cited.best.page
    return _opened(_Opening(cited.hit.passage, key, key, where, _steps(key, keys), page))


@dataclass(frozen=True, slots=True)
class _Opening:
    """A passage and what stands around it."""

    passage: Passage
    key: str  # what the page asks for it by
    number: str  # that an answer cites it by, or ""
    where: str
    steps: Markup
    at: int  # the page that is shown first, from 1


def _opened(opening: _Opening) -> Markup:
    passage = opening.passage
    return Markup(
        '<div class="opened" data-n="{key}">{steps}<h3>{number}{document}</h3>'
        '<p class="quiet">{where}</p>{turn}'
        '<button type="button" class="page" data-do="zoom" data-n="{key}" '
        'aria-label="Page {page} as a picture, larger" title="Show the page larger">'
        '<img alt="Page {page} of {document}, the passage marked" data-picture="{key}" '
        'data-page="{at}">'
        '<span class="quiet wait">Drawing the page…</span></button>{lost}'
        '<blockquote dir="auto">{text}</blockquote></div>'
    ).format(
        key=opening.key,
        number=Markup('<span class="n">{}</span> ').format(opening.number)
        if opening.number
        else "",
        steps=opening.steps,
        document=passage.document,
        where=opening.where,
        page=passage.page_label,
        text=passage.text,
        at=opening.at,
        turn=_turn(passage, opening.at),
        lost=lost_place(LOST_PART.format(passage.document_id)),
    )


def _turn(passage: Passage, at: int) -> Markup:
    """The way to the other pages that the passage stands on, where there are any."""
    if passage.last_page == passage.page:
        return Markup("")
    return Markup(
        '<div class="steps turn" data-first="{}" data-last="{}"><span class="quiet">{}</span>'
        "<span>{}{}</span></div>"
    ).format(
        passage.page,
        passage.last_page,
        turned_words(passage, at),
        _leaf("before", "Previous page", -1, at == passage.page),
        _leaf("after", "Next page", 1, at == passage.last_page),
    )


def turned_words(passage: Passage, at: int) -> str:
    """Which of its pages is shown."""
    pages = passage.last_page - passage.page + 1
    return f"{at - passage.page + 1} of the {pages} pages that it stands on"


def _leaf(sign: str, name: str, by: int, off: bool) -> Markup:
    return Markup(
        '<button type="button" class="icon" data-do="turn-page" data-by="{}" aria-label="{}" '
        'title="{}"{}>{}</button>'
    ).format(by, name, name, Markup(" disabled") if off else "", icon(sign))


def found_passage(passage: Passage, key: str, keys: Sequence[str]) -> Markup:
    """A passage that a search in the library found, opened; `keys` are those of all it found."""
    steps = _steps(key, keys)
    return _opened(_Opening(passage, key, "", _where(passage), steps, passage.page))


def _steps(n: str, numbers: Sequence[str]) -> Markup:
    at = numbers.index(n) if n in numbers else 0
    before = numbers[at - 1] if at > 0 else None
    after = numbers[at + 1] if at + 1 < len(numbers) else None
    return Markup(
        '<div class="steps"><button type="button" class="link" data-do="all-passages">'
        "All passages</button><span>{}{}</span></div>"
    ).format(_step("before", "Previous passage", before), _step("after", "Next passage", after))


def _step(sign: str, name: str, n: str | None) -> Markup:
    off = Markup(" disabled") if n is None else Markup("")
    return Markup(
        '<button type="button" class="icon" data-do="open-passage" data-n="{}" aria-label="{}" '
        'title="{}"{}>{}</button>'
    ).format(n or "", name, name, off, icon(sign))


def _where(passage: Passage, hit: Hit | None = None) -> str:
    parts = [_pages(passage), passage.section]
    ranks = (("meaning", hit.dense_rank), ("words", hit.keyword_rank)) if hit else ()
    found = [f"{how} #{rank}" for how, rank in ranks if rank is not None]
    if found:
        parts.append("found by " + ", ".join(found))
    return " · ".join(part for part in parts if part)


def _pages(passage: Passage) -> str:
    if passage.last_page == passage.page:
        return f"page {passage.page_label}"
    pages = passage.last_page - passage.page
    return f"page {passage.page_label} and {counted(pages, 'page')} after it"


def _short(text: str) -> str:
    if len(text) <= _LETTERS_SHOWN:
        return text
    return text[:_LETTERS_SHOWN].rsplit(" ", 1)[0] + " …"
