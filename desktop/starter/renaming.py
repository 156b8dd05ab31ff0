"""Other names and numbers in a sentence, so that none can be learned by heart.

Invented names are spelled from syllables: many tokens each, as the names in a stranger's documents
are. Knows nothing of questions.
"""

from __future__ import annotations

import random
import re

_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_CAPITAL = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)*")
_COMMON = re.compile(r"(?<= )[a-z]{6,12}(?= )")

_INITIALS = "ABCDEFGHIJKLMNOPRSTUVW"
_TITLES = ("St.", "St.", "Dr.", "Mt.", "Prof.", "Mr.", "Mrs.", "Gen.", "Sen.", "Ft.", "U.S.", "No.")
_ONSETS = "b br c ch d dr f fr g gr h j k kl l m n p pr qu r s sh st t th tr v w y z".split()
_VOWELS = "a a a e e e i i i o o o u u ai ea ee ia io ou".split()
_CODAS = " | | | | |n|n|r|r|l|l|s|t|m|ck|nd|rt|ng|th".split("|")


def invented_word(pick: random.Random) -> str:
    """A word that is none, of one to three syllables."""
    parts = [
        pick.choice(_ONSETS) + pick.choice(_VOWELS) + pick.choice(_CODAS).strip()
        for _ in range(pick.choice((1, 1, 2, 2, 2, 3)))
    ]
    return "".join(parts)


def invented_name(pick: random.Random) -> str:
    """One or two invented words with capitals, some with an initial or a title.

    Their full stops end no sentence: a model that never saw such names stopped after "John C.".
    """
    many = pick.choice((1, 1, 2))
    spoken = [invented_word(pick).capitalize() for _ in range(many)]
    if pick.random() < 0.3:
        place, (first, last) = pick.random(), (pick.choice(_INITIALS), pick.choice(_INITIALS))
        if many == 2 and place < 0.5:
            spoken.insert(1, f"{first}.")
        elif place < 0.7:
            spoken.insert(0, pick.choice((f"{first}.", f"{first}.{last}.", f"{first}. {last}.")))
        else:
            spoken.insert(0, pick.choice(_TITLES))
    return " ".join(spoken)


def other_number(number: str, pick: random.Random) -> str:
    """A number, mostly of the same look; a year stays one."""
    if re.fullmatch(r"(1[5-9]|20)\d\d", number):
        return str(pick.randint(1500, 2029))
    if pick.random() < 0.3:
        return pick.choice(
            (f"{pick.randint(1000, 9_999_999):,}", f"{pick.randint(1, 999) / 10}%",
             f"{pick.randint(1, 9999) / 100}", f"{pick.randint(2, 90)} million")
        )  # fmt: skip
    digits = (
        pick.choice("123456789") if n == 0 else pick.choice("0123456789")
        for n in range(sum(c.isdigit() for c in number))
    )
    return "".join(next(digits) if c.isdigit() else c for c in number)


def renamed(sentence: str, pick: random.Random) -> str:
    """The sentence with most numbers and names, and now and then a word, made others."""
    sentence = _NUMBER.sub(lambda m: other_number(m[0], pick), sentence)
    sentence = _CAPITAL.sub(
        lambda m: invented_name(pick) if pick.random() < 0.6 else m[0], sentence
    )
    return _COMMON.sub(lambda m: invented_word(pick) if pick.random() < 0.12 else m[0], sentence)
