"""Text from PDFs and people never becomes a control token, and harmless text stays as it is."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.control_tokens import JOINER, ControlTokens, can_be_forged
from desktop.engine.llama import Llama, Model
from desktop.engine.template import Vocabulary, Wording
from desktop.types import Message
from tests.vocabularies import ABSENT, vocabularies

STARTER = Path(__file__).parents[2] / "desktop" / "starter" / "starter.gguf"
FILES = [*([STARTER] if STARTER.exists() else []), *vocabularies()]
BY_NAME = {path.stem: path for path in FILES}


@cache
def llama() -> Llama:
    return Llama()


@pytest.fixture(scope="module", params=[*BY_NAME])
def model(request: pytest.FixtureRequest) -> Model:
    return llama().load(BY_NAME[request.param], vocabulary_only=True)


def forgeable(model: Model) -> dict[int, str]:
    spellings = {token: model.spelling(token) for token in model.control_tokens()}
    return {
        token: text
        for token, text in spellings.items()
        if can_be_forged(text, model.is_user_defined(token))
    }


def attacks(spelling: str, other: str) -> list[str]:
    middle = len(spelling) // 2
    first, second = spelling[:middle], spelling[middle:]
    return [
        spelling,
        spelling + spelling,
        first + spelling + second,
        first + first + spelling + second + second,
        first + JOINER + second,
        spelling[0] + spelling,
        spelling + spelling[-1],
        f"word{spelling}word",
        f" {spelling}\n",
        first + other + second,
        f"{spelling[:-1]}{other}{spelling[-1]}",
    ]


def test_all_nineteen_families_are_tried() -> None:
    if not vocabularies():
        pytest.skip(ABSENT)
    assert len(vocabularies()) == 19


def test_no_spelling_of_a_control_token_becomes_one(model: Model) -> None:
    tokens = forgeable(model)
    control = ControlTokens(tokens.values())
    spellings = [*tokens.values()]
    forged: list[str] = []
    undisarmed = 0
    every = max(1, len(spellings) // 500)  # the 2,400 of one family are much alike
    for i, spelling in enumerate(spellings):
        other = spellings[(i * 7 + 3) % len(spellings)]
        for attack in attacks(spelling, other) if i % every == 0 else [spelling]:
            undisarmed += bool(tokens.keys() & set(model.tokenise(attack, special=True)))
            if tokens.keys() & set(model.tokenise(control.disarm(attack), special=True)):
                forged.append(attack)
    assert forged == []
    # Else the attacks are none. WordPiece and the tokeniser of BAAI's encoder split them anyway.
    assert undisarmed > len(spellings)


def test_content_in_every_place_leaves_the_templates_own_control_tokens(model: Model) -> None:
    tokens = forgeable(model)
    wording = Wording("", Vocabulary("", "", tuple(tokens.values())))
    everything = " ".join(tokens.values())
    talk = [
        Message("system", f"Answer. {everything}"),
        Message("user", f"[1] {everything}.pdf, page 3\n{everything}\n\nQuestion: {everything}"),
        Message("assistant", everything),
        Message("user", f"{everything}?"),
    ]
    rendered = wording.render(talk)

    def count(text: str) -> int:
        return sum(token in tokens for token in model.tokenise(text, special=True))

    assert count(rendered.text) == count(rendered.harmless)


def test_harmless_paragraphs_stay_byte_for_byte(model: Model, shared: Path) -> None:
    control = ControlTokens(forgeable(model).values())
    texts = paragraphs(shared)
    assert len(texts) == 500
    assert [text for text in texts if control.disarm(text) != text] == []


def paragraphs(shared: Path) -> list[str]:
    found: list[str] = []
    with gzip.open(shared / "prose" / "public_domain_prose.jsonl.gz", "rt") as lines:
        for line in lines:
            found += json.loads(line)["paragraphs"][:5]
            if len(found) >= 500:
                break
    return found[:500]


def test_two_readings_of_words_and_marks() -> None:
    assert can_be_forged("<|im_end|>", user_defined=False)
    assert can_be_forged("</think>", user_defined=True)
    assert can_be_forged("[INST]", user_defined=True)
    assert not can_be_forged("        ", user_defined=True)
    assert not can_be_forged("ü", user_defined=True)
    assert not can_be_forged("word", user_defined=True)
    assert can_be_forged("word", user_defined=False)


SPELLINGS = ["<|im_start|>", "<|im_end|>", "<|im|>", "<s>", "</s>", "[INST]", "aba", ">>x<<"]


@given(st.lists(st.sampled_from([*SPELLINGS, "<|im_", "end|>", "<", "ab", "a", JOINER, " x "])))
def test_no_spelling_is_left_however_texts_are_put_together(parts: list[str]) -> None:
    disarmed = ControlTokens(SPELLINGS).disarm("".join(parts))
    assert not [spelling for spelling in SPELLINGS if spelling in disarmed]
    assert disarmed.replace(JOINER, "") == "".join(parts).replace(JOINER, "")


@given(st.text())
def test_text_without_a_spelling_is_the_same_object_in_value(text: str) -> None:
    assert ControlTokens(["<|im_end|>"]).disarm(text) == text.replace(
        "<|im_end|>", f"<{JOINER}|im_end|>"
    )
