"""One run of several that went on apart: `python -m desktop.starter.merging RUN RUN --out RUN`.

Runs that began from one state and read different lessons, each on a core of its own, are one again
as the mean of their weights. Two cores with a run each read twice as many tokens as one run on
both. Knows nothing of lessons.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor


def merged(values: Sequence[Any]) -> Any:
    """The mean of several states of one form: tensors of real numbers and what holds them.

    Whatever else they hold must be the same in all, or is taken from the first.
    """
    first = values[0]
    if isinstance(first, Tensor) and first.is_floating_point():
        return torch.stack(list(values)).mean(dim=0)
    if isinstance(first, dict):
        return {key: merged([value[key] for value in values]) for key in first}
    if isinstance(first, list):
        return [merged(each) for each in zip(*values, strict=True)]
    return first


def merge(runs: Sequence[Path], out: Path) -> None:
    """Write the mean of the runs' states to the folder `out`; what was counted is the first's."""
    states = [torch.load(run / "state.pt", map_location="cpu", weights_only=True) for run in runs]
    mean = merged(states)
    mean["model"] = mean["mean"]
    out.mkdir(parents=True, exist_ok=True)
    torch.save(mean, out / "state.pt")
    if out != runs[0]:
        shutil.copy(runs[0] / "tokenizer.json", out)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=Path, nargs="+", help="folders of runs from one state")
    parser.add_argument("--out", type=Path, required=True, help="folder of the run that they make")
    given = parser.parse_args(arguments)
    merge(given.runs, given.out)


if __name__ == "__main__":
    main()
