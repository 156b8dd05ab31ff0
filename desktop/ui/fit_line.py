"""One line on whether a model fits the memory that is free, in words and colour."""

from __future__ import annotations

from markupsafe import Markup

from desktop.models import Fits, MemoryFit
from desktop.ui.words import megabytes

_COLOURS = {Fits.FITS: "ready", Fits.TIGHT: "warn", Fits.NOT: "bad"}
_MEANING = {
    Fits.FITS: "It fits the memory that is free, with its usual window.",
    Fits.TIGHT: "It fits with little to spare, or with a shorter window than usual.",
    Fits.NOT: "It needs more memory than is free: close other programs, or choose a smaller one.",
}


def fit_line(fit: MemoryFit) -> Markup:
    """Fits, tight or does not fit, and what it needs."""
    window = f", with a window of {fit.context:,} tokens" if fit.context else ""
    return Markup(
        '<span class="fit" title="{meaning}"><span class="mark {colour}"></span><b>{fits}</b> '
        '<span class="quiet">needs {needed} of memory{window}</span></span>'
    ).format(
        meaning=_MEANING[fit.fits],
        colour=_COLOURS[fit.fits],
        fits=fit.fits.value,
        needed=megabytes(fit.needed_bytes),
        window=window,
    )
