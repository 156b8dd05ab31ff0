"""Where the starter model lies, and the one sentence that says what it is.

Light on purpose: the app imports only this. The training code beside it needs torch, tokenizers
and gguf, and nothing that runs when a question is asked imports any of those.
"""

from __future__ import annotations

from pathlib import Path

STARTER = Path(__file__).parent / "starter.gguf"
HOUSE_STYLE = Path(__file__).parent / "house-style.gguf"

# Of the sample documents' 35 questions it answered 9 rightly when given one passage, 8 with two, 8
# with three and 4 with four; what answers is among three for 34, the first for 27.
PASSAGES = 3
# Before its last lessons it answered 106 of 200 questions over 24 articles rightly, and cited a
# passage in 169, when each passage stood alone; 90 and 151 when neighbours were joined.
JOINS = False

WHAT_IT_IS = (
    "Quire's starter model is a small quoting model, not an oracle: it looks for the sentence that "
    "answers, often finds it and sometimes does not; a larger model does better."
)
