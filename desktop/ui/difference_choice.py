"""The choice of the two answers whose differences are marked. The marks are the page's own."""

from __future__ import annotations

from itertools import combinations

from markupsafe import Markup

from desktop.snapshot import Comparison


def difference_choice(comparison: Comparison) -> Markup:
    """A list of every two lanes that answered; nothing while they speak."""
    answered = [lane for lane in comparison.lanes if lane.text]
    if comparison.running or len(answered) < 2:
        return Markup("")
    pairs = [
        Markup('<option value="{} {}">{} and {}</option>').format(
            comparison.key(first),
            comparison.key(second),
            comparison.letter(first) or first.mode.heading,
            comparison.letter(second) or second.mode.heading,
        )
        for first, second in combinations(answered, 2)
    ]
    return Markup(
        '<select class="differences" aria-label="Mark the differences between two answers" '
        'title="Mark the words that only one of two answers has"><option value="">Differences'
        "</option>{}</select>"
    ).format(Markup("").join(pairs))
