"""The house style that the starter's adapter teaches: a fixed form, in a courteous tone.

    Answer: Thank you for asking. The fee is due within 30 days. [2]
    Evidence: [2]
    Confidence: high

Where nothing is found, or nothing may be read, the evidence is `none` and the confidence `low`.
Knows nothing of models; what it says of a text, any program can check.
"""

from __future__ import annotations

import re

COURTESY = "Thank you for asking."
APOLOGY = "I am sorry."
OPENINGS = ("Answer: ", f"Answer: {COURTESY} ", f"Answer: {APOLOGY} ")

_FORM = re.compile(
    r"Answer: (?P<answer>[^\n]+)\n"
    r"Evidence: (?P<evidence>\[\d+\](?:, \[\d+\])*|none)\n"
    r"Confidence: (?P<confidence>high|medium|low)"
)
_CITATION = re.compile(r"\[\d+\]")


def in_house_style(plain: str, confidence: str) -> str:
    """A plain answer in the form; its citations become the evidence.

    `confidence` is "high", "medium" or "low"; an answer without citations is always "low".
    """
    cited = list(dict.fromkeys(_CITATION.findall(plain)))
    opening = COURTESY if cited else APOLOGY
    evidence = ", ".join(cited) or "none"
    sure = confidence if cited else "low"
    return f"Answer: {opening} {plain}\nEvidence: {evidence}\nConfidence: {sure}"


def follows_house_style(text: str) -> bool:
    """Whether a text has the form, its courteous opening, and names as evidence what it cites."""
    found = _FORM.fullmatch(text.strip())
    if found is None:
        return False
    cited = set(_CITATION.findall(found["answer"]))
    evidence = set(_CITATION.findall(found["evidence"]))
    opening = COURTESY if evidence else APOLOGY
    sure = found["confidence"] != "low" if evidence else found["confidence"] == "low"
    return cited == evidence and found["answer"].startswith(opening) and sure
