"""Finds columns of prose on a page, so that each is read by itself, and leaves tables alone.

Knows geometry only. A gutter that runs between two blocks of prose parts columns; one that runs
between short entries or figures is part of a table, whose rows must stay together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from indexer.runs import Run

_STEP = 2.0  # points between the places where a gutter is looked for
_FEWEST_RUNS = 5  # on each side of a gutter
_FLUSH = 0.5  # share of a column's runs that begin at its left edge
_FULL = 0.35  # share of a column's runs that reach nearly to its right edge
_WORDS = 3.5  # mean words in a run of prose
_FEWEST_ENTRIES = 20  # of an index or a glossary set in columns
_SELDOM = 0.1  # share of rows so drawn that accident explains
_ROW_BY_ROW = 0.5  # share of rows that the file draws across the gutter in one go: a table


def regions(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs in groups to be read one after another; within a group, row by row."""
    gutter = _gutter(runs)
    if gutter is None:
        return [list(runs)] if runs else []
    found: list[list[Run]] = []
    for spanning, band in _bands(runs, gutter):
        left = [run for run in band if run.right <= gutter + _STEP]
        right = [run for run in band if run.right > gutter + _STEP]
        if not spanning and _are_columns(left, right):
            found += [*regions(left), *regions(right), []]
        elif found and found[-1]:
            found[-1] += band
        else:
            found.append(list(band))
    return [region for region in found if region]


def _gutter(runs: Sequence[Run]) -> float | None:
    """Where fewest runs cross and runs stand on both sides; None where no column can end."""
    if len(runs) < 2 * _FEWEST_RUNS:
        return None
    lefts = np.array([run.left for run in runs])
    rights = np.array([run.right for run in runs])
    places = np.arange(lefts.min(), rights.max(), _STEP)[:, None]
    before = (rights <= places + _STEP).sum(axis=1)
    after = (lefts >= places - _STEP).sum(axis=1)
    crossing = len(runs) - before - after
    good = (before >= _FEWEST_RUNS) & (after >= _FEWEST_RUNS)
    if not good.any():
        return None
    fewest = crossing[good].min()
    if fewest > 0.5 * len(runs):
        return None
    best = np.flatnonzero(good & (crossing == fewest))
    return float(places[best[len(best) // 2], 0])


def _bands(runs: Sequence[Run], gutter: float) -> Iterator[tuple[bool, list[Run]]]:
    """The runs from top to bottom, parted into those that cross the gutter and those between."""
    ordered = sorted(runs, key=lambda run: -(run.top + run.bottom))

    def crosses(run: Run) -> bool:
        return run.left < gutter - _STEP and run.right > gutter + _STEP

    for spanning, band in groupby(ordered, crosses):
        yield spanning, list(band)


def _are_columns(left: Sequence[Run], right: Sequence[Run]) -> bool:
    ends = {run.words[-1] for run in left}
    across = sum(run.words[0] - 1 in ends for run in right) / (min(len(left), len(right)) or 1)
    if _is_prose(left) and _is_prose(right):
        return across < _ROW_BY_ROW or (_is_solid(left) and _is_solid(right))
    if across >= _SELDOM:
        return False
    if _is_prose(_row_starts(left)) and _is_prose(_row_starts(right)):
        return True
    return _is_list(left) and _is_list(right)


def _row_starts(runs: Sequence[Run]) -> list[Run]:
    """The first run of each row: in a column that holds a table or a figure too, their cells and
    labels outnumber the lines of prose."""
    starts: list[Run] = []
    for run in sorted(runs, key=lambda run: -(run.top + run.bottom)):
        if not starts or run.top + run.bottom < 2 * starts[-1].bottom:
            starts.append(run)
        elif run.left < starts[-1].left:
            starts[-1] = run
    return starts


def _is_prose(runs: Sequence[Run]) -> bool:
    if len(runs) < _FEWEST_RUNS:
        return False
    words = sum(len(run.words) for run in runs) / len(runs)
    flush, full = _edges(runs)
    return words >= _WORDS and flush >= _FLUSH and full >= _FULL


def _is_solid(runs: Sequence[Run]) -> bool:
    """Prose beyond doubt, whatever the order in which it was drawn."""
    flush, full = _edges(runs)
    words = sum(len(run.words) for run in runs) / len(runs)
    return words >= 1.5 * _WORDS and flush >= 0.8 and full >= 0.7


def _is_list(runs: Sequence[Run]) -> bool:
    """Many short entries from one edge, of words: not a column of a table, that has figures."""
    wordy = sum(len(run.words) > 1 for run in runs)
    return len(runs) >= _FEWEST_ENTRIES and 2 * wordy > len(runs) and _edges(runs)[0] >= _FLUSH


def _edges(runs: Sequence[Run]) -> tuple[float, float]:
    """Share of the runs that begin at the left edge, and that reach nearly to the right one."""
    lefts = np.array([run.left for run in runs])
    rights = np.array([run.right for run in runs])
    height = np.median([run.top - run.bottom for run in runs])
    edge = np.median(lefts[lefts <= np.median(lefts)])
    flush = (np.abs(lefts - edge) < 0.5 * height).mean()
    full = (rights > edge + 0.85 * (rights.max() - edge)).mean()
    return float(flush), float(full)
