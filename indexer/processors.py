"""How many processors there are for this process, and how many children that read a file are worth.

Knows nothing of what children do, or of files.
"""

from __future__ import annotations

import os

_FEWEST_PAGES_OF_A_PART = 40  # fewer are read before a child of their own has begun


def processors() -> int:
    """How many this process may run on: fewer than the machine has, where it is kept to some."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def parts_of(pages: int, most: int) -> int:
    """In how many parts a file of so many pages is read, where there may be so many."""
    return max(1, min(most, pages // _FEWEST_PAGES_OF_A_PART))
