from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.control_tokens import can_be_forged
from desktop.engine.llama import Llama
from desktop.served.harmless import harmless
from tests.vocabularies import ABSENT, vocabularies

KNOWN = """
<s> </s> <unk> <pad> <bos> <eos> <|im_start|> <|im_end|> <|endoftext|> <|eot_id|> <|user|>
<|start_header_id|> <|end_header_id|> <|begin_of_text|> <start_of_turn> <end_of_turn>
<<SYS>> <</SYS>> <｜User｜> <｜Assistant｜> <｜begin▁of▁sentence｜> <｜end▁of▁sentence｜>
<|START_OF_TURN_TOKEN|> <|channel|> [INST] [/INST] [TOOL_CALLS] [AVAILABLE_TOOLS] [/SYSTEM_PROMPT]
[gMASK] <think> </think> <tool_call> <|fim_prefix|> <|reserved_special_token_0|> <unused99>
<0x0A> <|assistant_end|> <turn|> <|turn> >>QUESTION<<
""".split()


@pytest.mark.parametrize("token", KNOWN)
@pytest.mark.parametrize("around", ["{}", "a{}b", "<{}>", "{}{}", "<|{}|>", "[{}]", "{}\n[1] x"])
def test_no_familys_control_token_is_left(token: str, around: str) -> None:
    text = around.replace("{}", token)
    safe = harmless(text)
    assert token not in safe
    assert safe.replace("\u2060", "") == text


@pytest.mark.parametrize(
    "text",
    ["[1] handbook.pdf, page 3", "3 < 4 and 5 > 2", "a <- b", "[12] [iv] [a]", "x[0] <= y[1]",
     "Müller & Söhne <info at example.org>", "A -> B", "», «", "[See page 4]", "<= >="],
)  # fmt: skip
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


@given(st.text())
def test_nothing_but_joiners_is_added(text: str) -> None:
    assert harmless(text).replace("\u2060", "") == text.replace("\u2060", "")


@pytest.mark.skipif(not vocabularies(), reason=ABSENT)
def test_no_control_token_of_a_real_vocabulary_is_left() -> None:
    llama = Llama()
    for path in vocabularies():
        model = llama.load(path, vocabulary_only=True)
        spellings = [
            model.spelling(token)
            for token in model.control_tokens()
            if can_be_forged(model.spelling(token), model.is_user_defined(token))
        ]
        model.close()
        left = [s for s in spellings if s in harmless(f"a{s}b") or s in harmless(f"<{s}{s}>")]
        assert not left, path.name
