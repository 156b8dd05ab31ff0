"""Which weights a file holds, in a few milliseconds however large it is.

A hash over the header and samples spread over all tensors: two models of one shape differ in nearly
every block, so that any sample tells them apart. It guards against mistaking one model for another,
not against somebody who wants that.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from desktop.engine.gguf_header import GgufHeader

_SAMPLES = 256
_SAMPLE_BYTES = 1024


def fingerprint(header: GgufHeader) -> str:
    """32 hexadecimal digits. Raises OSError where the file cannot be read."""
    found = hashlib.blake2b(digest_size=16)
    found.update(str(header.file_bytes).encode())
    with Path(header.path).open("rb") as file:
        found.update(file.read(header.data_start))
        rest = max(header.file_bytes - header.data_start - _SAMPLE_BYTES, 0)
        for place in sorted({rest * i // (_SAMPLES - 1) for i in range(_SAMPLES)}):
            file.seek(header.data_start + place)
            found.update(file.read(_SAMPLE_BYTES))
    return found.hexdigest()
