"""Guesses an answer's next tokens from what stands above it, where answers quote their passages.

Looks up the last three tokens in prompt and answer, and proposes what followed them there, up to
where a sentence ends; and after an opening bracket the number that stands above what was quoted
last. Whether a proposal is right is decided elsewhere; how many were, set against what
checking them costs on this machine, decides whether more or none are made for a while. Goes by
tokens and costs alone and never by the clock, so that the same question is answered the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from desktop.engine.costs import Costs

# A batch of 8 rows, to see whether it is a quotation at all; then 8 or 16, by what they cost.
# Worked out over the starter model's answers to 120 questions that people wrote, with what batches
# cost here, and what a batch of another size than the one before costs beside: 0.63 of the single
# rows' time with 8, 0.64 with 4 first, 0.69 with 16; at a 0.5B model's costs 0.71, 0.72 and 0.66.
# Going on over the end of a sentence, with 16, gave 0.72, and the latest place instead of the
# likest 0.76, where this gives 0.65.
SHORTEST = 7
_LOOKED_UP = 3
_COMPARED = 16  # tokens, to tell which of several places it is that is being quoted
_MOST_PLACES = 8
_MOST_NUMBER = 3  # tokens of a passage's number
_CREDIT = 4.0  # single rows that guessing may lose before it pauses
_PAUSE_TOKENS = 24

Piece = Callable[[int], tuple[bytes, bool]]
"""What a token adds to a text, b"" for a control token, and whether it ends an answer."""


class Drafter:
    """The guesses for one answer."""

    def __init__(self, prompt: Sequence[int], costs: Costs, piece: Piece) -> None:
        self._costs = costs
        self._piece = piece
        self._tokens: list[int] = []
        self._after: dict[tuple[int, ...], int] = {}  # where it goes on after three tokens, latest
        self._earlier: dict[int, int] = {}  # from such a place to the one before it
        self._length = SHORTEST
        self._credit = _CREDIT
        self._paused = 0
        self._quoted: int | None = None  # where the last proposal came from
        self._guessed_end = False
        for token in prompt:
            self.add(token)
        self._end = next((t for t in reversed(self._tokens) if piece(t)[1]), None)

    def add(self, token: int) -> None:
        """The next token of prompt or answer."""
        tokens = self._tokens
        place = len(tokens)
        if place >= _LOOKED_UP:
            key = tuple(tokens[-_LOOKED_UP:])
            earlier = self._after.get(key)
            if earlier is not None:
                self._earlier[place] = earlier
            self._after[key] = place
        tokens.append(token)

    def propose(self, most: int) -> list[int]:
        """What may come next; nothing where there is no clue or guessing has not paid lately."""
        if self._paused:
            self._paused -= 1
            return []
        place = self._place()
        if place is None or most < 1:
            return self._number()[:most] if most > 0 else []
        self._quoted = place
        return self._following(place, min(most, self._length))

    def learn(self, right: int, proposed: int) -> None:
        """How many tokens of a proposal were right. One more was gained, as by a single row."""
        if self._guessed_end and right == proposed - 1:
            self._end = None  # it goes on after a citation
        self._guessed_end = False
        self._length = self._costs.longest_draft if right == proposed else SHORTEST
        gain = right + 1 - self._costs.rows(proposed + 1)
        self._credit = min(self._credit + gain, _CREDIT)
        if self._credit < 0:
            self._credit, self._paused = _CREDIT / 2, _PAUSE_TOKENS

    def skip(self) -> None:
        """Propose nothing for the next token."""
        self._paused = max(self._paused, 1)

    def _place(self) -> int | None:
        """Where what was said last stands above, and goes on: of several places the one that is
        like it for longest."""
        place = self._after.get(tuple(self._tokens[-_LOOKED_UP:]))
        if place is None or place not in self._earlier:
            return place
        best, longest = place, 0
        for _ in range(_MOST_PLACES):
            shared = self._shared(place)
            if shared > longest:
                best, longest = place, shared
            earlier = self._earlier.get(place)
            if earlier is None:
                break
            place = earlier
        return best

    def _shared(self, place: int) -> int:
        """How many tokens before a place are those said last."""
        tokens, end = self._tokens, len(self._tokens)
        most = min(place, _COMPARED)
        return next((n for n in range(most) if tokens[place - 1 - n] != tokens[end - 1 - n]), most)

    def _number(self) -> list[int]:
        """After an opening bracket: the number of the passage quoted last, and the end of the
        answer, where that was not wrong before."""
        if self._quoted is None or not self._text(-1).endswith(b"["):
            return []
        opening = next((i for i in range(self._quoted - 1, 0, -1) if self._heads(i)), None)
        if opening is None:
            return []
        number = self._tokens[opening + 1 : opening + 1 + _MOST_NUMBER]
        closing = next((i for i, t in enumerate(number) if b"]" in self._piece(t)[0]), None)
        if closing is None or self._piece(number[closing])[0] != b"]":
            return number[: closing or 0]
        self._guessed_end = self._end is not None
        return [*number[: closing + 1], *([self._end] if self._end is not None else [])]

    def _heads(self, place: int) -> bool:
        """Whether a bracket opens there that begins a line."""
        text = self._text(place)
        return text.endswith(b"[") and (self._text(place - 1) + text).endswith(b"\n[")

    def _text(self, place: int) -> bytes:
        return self._piece(self._tokens[place])[0]

    def _following(self, place: int, most: int) -> list[int]:
        """What was quoted goes on with: up to the end of its sentence, or line, or turn."""
        following: list[int] = []
        for token in self._tokens[place : place + most]:
            text, ends = self._piece(token)
            starts_anew = following and text[:1].isspace() and self._ends_sentence(following[-1])
            if not text or ends or b"\n" in text or starts_anew:
                break
            following.append(token)
        return following

    def _ends_sentence(self, token: int) -> bool:
        return self._piece(token)[0].endswith((b".", b"!", b"?"))
