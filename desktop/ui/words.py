"""Numbers as a person reads them: "4 s left", "1,204", "12 pages". Knows nothing of HTML."""

from __future__ import annotations

from collections.abc import Sequence


def counted(number: int, thing: str) -> str:
    """ "1 page", "1,204 pages"."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def seconds(amount: float) -> str:
    """ "40 ms", "0.2 s", "12 s", "3 min"."""
    if amount < 0.095:
        return f"{amount * 1000:.0f} ms"
    if amount < 9.95:
        return f"{amount:.1f} s"
    if amount < 90:
        return f"{amount:.0f} s"
    return f"{amount / 60:.0f} min"


def megabytes(amount_bytes: int) -> str:
    """ "640 KB", "21 MB", "4.1 GB"."""
    if amount_bytes < 950_000:
        return f"{amount_bytes / 1000:.0f} KB"
    if amount_bytes < 1_000_000_000:
        return f"{amount_bytes / 1_000_000:.0f} MB"
    return f"{amount_bytes / 1_000_000_000:.1f} GB"


def weights_in_words(parameters: int) -> str:
    """ "7 million weights", "1.7 billion weights"."""
    if parameters < 999_500_000:
        return f"{max(parameters / 1e6, 0.1):.{0 if parameters >= 1e6 else 1}f} million weights"
    return f"{parameters / 1e9:.1f} billion weights"


def listed(names: Sequence[str]) -> str:
    """ "RAG", "RAG and Combined", "Base, RAG and Tuned"."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
