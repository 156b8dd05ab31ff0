"""How much each token of an answer counts in the loss: choosing more than copying on.

A choice is the first word, the word where another sentence that began alike goes on differently,
and a word after two that stand elsewhere too, with another after them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desktop.starter.guides import EASY, FIRST, Reading
from desktop.starter.scenes import Place
from desktop.starter.tokenizer import Tokenizer

_NUMBER = 3.0
_PARTING = 8.0
_DOUBLE = 5.0


def alike_opening(tokenizer: Tokenizer, reading: Reading, place: Place) -> int:
    """How many tokens of a sentence another one begins with, at most."""
    spoken = {p: [reading.ids[t] for t, _ in spans] for p, spans in reading.sentences.items()}
    own = spoken.pop(place)
    most = 0
    for other in spoken.values():
        # A first word is another token where a line begins with it.
        if tokenizer.decode(own[:1]).strip() == tokenizer.decode(other[:1]).strip():
            pairs = enumerate(zip(own[1:], other[1:], strict=False), 1)
            most = max(most, next((n for n, (a, b) in pairs if a != b), len(own)))
    return most


def weighed(
    ids: Sequence[int],
    sources: Sequence[int],
    alike: int,
    followers: Mapping[tuple[int, int], set[int]],
) -> list[float]:
    """The weight of each token of an answer; `sources` are -1 where it quotes nothing."""
    quoted = sources[0] >= 0
    found = [FIRST]
    for n in range(1, len(ids)):
        if quoted and n == len(ids) - 3:
            found.append(_NUMBER)
        elif quoted and n <= alike:
            found.append(_PARTING)
        elif n > 1 and len(followers.get((ids[n - 2], ids[n - 1]), ())) > 1:
            found.append(_DOUBLE)
        else:
            found.append(EASY)
    return found
