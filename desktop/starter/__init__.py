"""Where the starter model lies, and the one sentence that says what it is.

Light on purpose: the app imports only this. The training code beside it needs torch, tokenizers
and gguf, and nothing that runs when a question is asked imports any of those.
"""

from __future__ import annotations

from pathlib import Path

STARTER = Path(__file__).parent / "starter.gguf"
HOUSE_STYLE = Path(__file__).parent / "house-style.gguf"

# Of the sample documents' 35 questions it answered 8 rightly when given two passages, 7 with one,
# 6 with three, 4 with four and 2 with eight.
PASSAGES = 2

WHAT_IT_IS = (
    "Quire's starter model is a small quoting model, not an oracle: it looks for the sentence that "
    "answers, often finds it and sometimes does not; a larger model does better."
)
