from __future__ import annotations

from desktop.contrast import contrasts
from desktop.modes import Mode
from desktop.snapshot import LaneView


def lane(mode: Mode, text: str) -> LaneView:
    return LaneView(mode, text, False)


def test_who_does_not_know_is_named() -> None:
    base = lane(Mode.BASE, "I cannot know that without the documents.")
    tuned = lane(Mode.TUNED, "Answer: I do not know.")
    rag = lane(Mode.RAG, "Three months [1].")
    assert contrasts([base, rag]) == ["Base says not to know."]
    assert contrasts([base, rag, tuned])[0] == "Base and Tuned say not to know."
    assert contrasts([base, tuned])[0] == "None of them knows."


def test_numbers_that_only_one_half_tells_are_set_apart_and_citations_are_none() -> None:
    base = lane(Mode.BASE, "It rose by 12 % in 2023.")
    rag = lane(Mode.RAG, "It was $8.5 billion, of 9,000 stores, in 2023 [1] [42].")
    assert contrasts([base, rag]) == [
        "Numbers only with passages: $8.5 billion, 9,000.",
        "Numbers only without passages: 12 %.",
    ]
    many = lane(Mode.RAG, "11, 22, 33, 44, 55 and 2023")
    assert contrasts([lane(Mode.BASE, "In 2023."), many]) == [
        "Numbers only with passages: 11, 22, 33, 44 …"
    ]
    assert contrasts([rag, lane(Mode.COMBINED, "It was 3.")]) == []


def test_a_form_that_only_tuning_gives_is_named() -> None:
    form = "Answer: It fell.\nEvidence: none\nConfidence: low"
    lanes = [lane(Mode.BASE, "It fell."), lane(Mode.TUNED, form), lane(Mode.COMBINED, form)]
    assert contrasts(lanes) == ["Tuning gave a form: Answer, Evidence, Confidence."]
    assert contrasts([lane(Mode.BASE, form), lane(Mode.TUNED, form)]) == []
    assert contrasts([lane(Mode.BASE, "It fell."), lane(Mode.TUNED, "Note: it fell.")]) == []
    bold = "**Answer** It fell.\n\n**Confidence** low"
    assert contrasts([lane(Mode.RAG, "It fell."), lane(Mode.COMBINED, bold)]) == [
        "Tuning gave a form: Answer, Confidence."
    ]


def test_a_number_of_the_question_tells_nothing() -> None:
    base = lane(Mode.BASE, "Nobody counts cups.")
    rag = lane(Mode.RAG, "The Brio 2 is made for 30 cups [1].")
    assert contrasts([base, rag], "How many cups is the Brio 2 made for?") == [
        "Numbers only with passages: 30."
    ]
