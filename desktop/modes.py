"""The four modes: a 2 x 2 of what is read and whose weights answer.

The only file that knows a single mode by name. Everything else asks a mode its two questions.
"""

from __future__ import annotations

from enum import StrEnum


class Mode(StrEnum):
    """One way of answering. The value is its name on the command line and in JSON."""

    BASE = "base"
    RAG = "rag"
    TUNED = "tuned"
    COMBINED = "combined"

    @property
    def reads_passages(self) -> bool:
        """Whether it answers with the passages before it (open book)."""
        return self in {Mode.RAG, Mode.COMBINED}

    @property
    def uses_adapter(self) -> bool:
        """Whether the tuned weights answer: an adapter over the base, or a merged model."""
        return self in {Mode.TUNED, Mode.COMBINED}

    @property
    def heading(self) -> str:
        """Its name on the screen."""
        return {"rag": "RAG"}.get(self.value, self.value.capitalize())

    @property
    def meaning(self) -> str:
        """What it does, in one line."""
        return {
            Mode.BASE: "the model alone",
            Mode.RAG: "with passages from your PDFs",
            Mode.TUNED: "the tuned model alone",
            Mode.COMBINED: "tuned, with passages",
        }[self]

    @property
    def explanation(self) -> str:
        """What it does, for somebody who has never heard of it."""
        return f"{_READS[self.reads_passages]} {_WEIGHTS[self.uses_adapter]}"


_READS = {
    False: "Closed book: it answers from what the model has learned, without your PDFs.",
    True: "Open book: passages that fit the question are found in your PDFs and given to the model "
    "with it (retrieval-augmented generation, RAG).",
}
_WEIGHTS = {
    False: "Base weights: the model as it came.",
    True: "Tuned weights: the same model trained further, by an adapter (LoRA) or as a merged "
    "model.",
}


def modes_named(names: str) -> tuple[Mode, ...]:
    """The modes that a comma-separated list names, in the order of the 2 x 2; "all": every one.

    Raises ValueError with a sentence that names the first word that is no mode.
    """
    words = {word.strip().lower() for word in names.split(",") if word.strip()}
    if "all" in words:
        return tuple(Mode)
    unknown = words - {mode.value for mode in Mode}
    if unknown or not words:
        choices = ", ".join(mode.value for mode in Mode)
        wrong = sorted(unknown)[0] if unknown else ""
        raise ValueError(f'"{wrong}" is not a mode. Choose from {choices}, or all.')
    return tuple(mode for mode in Mode if mode.value in words)
