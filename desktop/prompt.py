"""The two prompts: closed book and open book, as messages that a chat template can take.

A conversation only grows at its end: passages stay where they were first given and keep their
numbers, one that is found again is not repeated, new ones come with the new question. So whatever
was computed for the turns before stays valid. Knows nothing of tokens or of how many fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from desktop.joining import Widen, joined, one_by_one
from desktop.modes import Mode
from desktop.types import Cited, Message, Turn
from indexer import Hit

NOT_IN_DOCUMENTS = "The documents do not say."

CLOSED_BOOK = "Answer the question in one or two sentences."
OPEN_BOOK = (
    "Answer the question from the passages, in one or two sentences. Quote them, and put the "
    "number of the passage, like [1], after what it says. If the passages do not answer it, say: "
    + NOT_IN_DOCUMENTS
)


def number_passages(
    turns: Sequence[Turn], hits: Sequence[Hit], widen: Widen | None = None
) -> tuple[Cited, ...]:
    """The hits under the numbers they are cited by, in rank order.

    A passage that an earlier turn gave keeps its number and its text, also where it was given as a
    part of a longer one; the others get the next free ones, those that are neighbours together
    one, where something can `widen` them.
    """
    above = [cited for turn in turns for cited in turn.passages]
    known = {number: cited for cited in above for number in cited.ids}
    new = [hit for hit in hits if hit.passage.passage_id not in known]
    made = joined(new, widen) if widen is not None else one_by_one(new)
    following = max((cited.n for cited in above), default=0) + 1
    fresh = [replace(cited, n=n) for n, cited in enumerate(made, following)]
    holders = known | {number: cited for cited in fresh for number in cited.ids}
    numbered: dict[int, Cited] = {}
    for hit in hits:
        cited = holders[hit.passage.passage_id]
        passage = replace(cited.hit.passage, passage_id=hit.passage.passage_id)
        numbered.setdefault(cited.n, replace(cited, hit=replace(hit, passage=passage)))
    return tuple(numbered.values())


def conversation(
    mode: Mode,
    turns: Sequence[Turn],
    question: str,
    passages: Sequence[Cited],
    instruction: str = "",
) -> tuple[Message, ...]:
    """All that stands before a mode's answer: the instruction, earlier turns, the question.

    `passages` are those for this question under their numbers; a closed-book mode leaves them out.
    `instruction` is the person's own and comes after ours.
    Turns that the mode did not answer are left out for it. An answer stands there as the model gave
    it, so that what was computed for it can go on.
    """
    open_book = mode.reads_passages
    own = OPEN_BOOK if open_book else CLOSED_BOOK
    messages = [Message("system", f"{own}\n\n{instruction}" if instruction else own)]
    given: set[int] = set()
    for turn in turns:
        answer = turn.answers.get(mode)
        if answer is None or not answer.text:
            continue
        messages.append(_asked(turn.question, turn.passages if open_book else (), given))
        messages.append(Message("assistant", answer.raw or answer.text))
    messages.append(_asked(question, passages if open_book else (), given))
    return tuple(messages)


def passage_text(cited: Cited) -> str:
    """A passage as the model reads it: its number, where it stands, its words."""
    passage = cited.hit.passage
    return f"[{cited.n}] {passage.document}, page {passage.page_label}\n{passage.text}"


def question_text(question: str) -> str:
    """The question as the model reads it, after the passages."""
    return f"Question: {question}"


def _asked(question: str, passages: Sequence[Cited], given: set[int]) -> Message:
    """The user's turn; adds the passages that it gives to `given` and leaves out those in it."""
    new = [cited for cited in passages if cited.n not in given]
    given.update(cited.n for cited in new)
    parts = [passage_text(cited) for cited in new]
    return Message("user", "\n\n".join([*parts, question_text(question)]))
