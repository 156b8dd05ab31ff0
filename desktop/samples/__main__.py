"""`python -m desktop.samples [FOLDER]`: write the sample PDFs there, or where they are found.

Needs reportlab, which the program itself does not.
"""

from __future__ import annotations

import sys
from pathlib import Path

from desktop.samples import SAMPLES, contract, handbook, manual, note

_TEXTS = Path(__file__).parent / "text"


def write_all(folder: Path) -> tuple[Path, ...]:
    """Write every sample into the folder, which exists; the paths, in the order of SAMPLES."""
    paths = tuple(folder / sample.name for sample in SAMPLES)
    for path, document in zip(paths, (handbook, manual, contract, note), strict=True):
        name = document.__name__.rpartition(".")[2]
        document.write(path, (_TEXTS / f"{name}.txt").read_text(encoding="utf-8"))
    return paths


if __name__ == "__main__":
    write_all(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES[0].parent)
