from __future__ import annotations

import pytest

from desktop.comparison import Asked, compare
from desktop.modes import Mode
from desktop.sureness import unsure
from desktop.types import Retrieved
from indexer import Milliseconds, SearchResult
from tests.desktop.fakes import FakeEngine, hits, passage

HITS = hits(passage(1, "The notice period is three months."))
NOTE = "Your documents may not answer this: nothing in them fits the question well."


def result(confidence: float) -> SearchResult:
    return SearchResult("Who sings?", HITS, Milliseconds(0, 0, 0, 0, 0), confidence)


@pytest.mark.parametrize(("confidence", "says"), [(0.03, NOTE), (0.18, ""), (0.9, ""), (0.0, "")])
def test_only_a_search_that_is_not_sure_says_so(confidence: float, says: str) -> None:
    assert unsure(result(confidence)) == says


def test_a_search_that_found_nothing_has_another_sentence() -> None:
    assert unsure(SearchResult("Who?", (), Milliseconds(0, 0, 0, 0, 0), 0.01)) == ""


def test_the_note_stands_with_the_answers() -> None:
    engine = FakeEngine()
    engine.load()
    asked = Asked("Who sings?", (Mode.RAG,), found=result(0.03))
    (retrieved,) = [e for e in compare(asked, None, engine) if isinstance(e, Retrieved)]
    assert retrieved.note == NOTE
