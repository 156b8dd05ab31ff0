"""The one program of Quire's that may leave the machine: gets one file from the hub, and ends.

`python -m desktop.download.program REPOSITORY REVISION FILE SHA256 TARGET`. It says on standard
output how far it is, a JSON object a line; it goes on where an earlier one was cut, checks the hash
before the file gets its name, and ends when its standard input does. SHA256 may be "": then it is
the hub's own. Sends no token and no telemetry. The one door to huggingface_hub.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
import threading
import time
from pathlib import Path
from typing import BinaryIO, cast

import httpx2
from huggingface_hub import constants, get_hf_file_metadata, hf_hub_url
from huggingface_hub.errors import (
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.file_download import HfFileMetadata, http_get

from desktop.download.part import part_of

_SPARE_BYTES = 500_000_000  # what stays free on the disk
_PACE_SECONDS = 0.2  # between two words on how far it is
_CHUNK_BYTES = 256 * 1024  # of 10 MB each, as usual, one that was cut would be fetched again
_SHA256 = re.compile("[0-9a-f]{64}")


class Stopped(Exception):
    """It cannot go on; the message is the sentence for the person."""


class Counted:
    """A file that says how far it has been written. Has what `http_get` uses of a file."""

    def __init__(self, file: BinaryIO, size_bytes: int) -> None:
        self._file = file
        self._size = size_bytes
        self._told = 0.0

    def write(self, data: bytes) -> int:
        """Write, and now and then say how far it is."""
        written = self._file.write(data)
        if time.monotonic() - self._told > _PACE_SECONDS:
            self._told = time.monotonic()
            say(done=self._file.tell(), of=self._size)
        return written

    def seek(self, place: int) -> int:
        """Go to a place."""
        return self._file.seek(place)

    def tell(self) -> int:
        """Where it is."""
        return self._file.tell()

    def truncate(self) -> int:
        """Drop what follows."""
        return self._file.truncate()


def main(arguments: list[str]) -> int:
    """Get the file; 0 where it has its name now."""
    repository, revision, file, sha256, target = arguments
    constants.DOWNLOAD_CHUNK_SIZE = _CHUNK_BYTES
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        get(hf_hub_url(repository, file, revision=revision), sha256, Path(target))
    except Stopped as stopped:
        say(problem=str(stopped))
        return 1
    say(finished=True)
    return 0


def get(url: str, sha256: str, target: Path) -> None:
    """Get what is at the address, as the target. Raises Stopped."""
    try:
        metadata = get_hf_file_metadata(url, token=False)
        known = _known_hash(sha256, metadata, target.name)
        part = part_of(target, known)
        _check_room(target, (metadata.size or 0) - (part.stat().st_size if part.exists() else 0))
        _fill(part, metadata)
    except (HfHubHTTPError, httpx2.HTTPError, OSError) as error:
        raise Stopped(_sentence(error, target.name)) from error
    _check_hash(part, known, metadata.size or 0)
    part.replace(target)


def say(**what: object) -> None:
    """One line to the parent."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def _known_hash(sha256: str, metadata: HfFileMetadata, name: str) -> str:
    """The hash that the file must have: the one we know, which the hub's must be too."""
    theirs = metadata.etag if _SHA256.fullmatch(metadata.etag or "") else None
    if sha256 and theirs and theirs != sha256:
        raise Stopped(
            f"The {name} on the hub is not the one that Quire knows: it was not downloaded. "
            "Choose another model."
        )
    known = sha256 or theirs
    if not known:
        raise Stopped(f"The hub does not tell the hash of {name}: it was not downloaded.")
    return known


def _check_room(target: Path, needed: int) -> None:
    free = shutil.disk_usage(target.parent).free
    if needed + _SPARE_BYTES > free:
        raise Stopped(
            f"{target.name} needs {needed / 1e9:.1f} GB more and {free / 1e9:.1f} GB are free on "
            "the disk: make room first."
        )


def _fill(part: Path, metadata: HfFileMetadata) -> None:
    size = metadata.size or 0
    with part.open("ab") as file:
        if size and file.tell() > size:
            file.truncate(0)
        here = file.tell()
        say(done=here, of=size)
        http_get(
            metadata.location,
            cast(BinaryIO, Counted(file, size)),
            resume_size=here,
            expected_size=metadata.size,
        )


def _check_hash(part: Path, known: str, size: int) -> None:
    say(done=size, of=size, checking=True)
    with part.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != known:
        part.unlink()
        raise Stopped(
            "What came is not the file that was asked for (its hash is another): it was deleted. "
            "Download it again."
        )


def _sentence(error: Exception, name: str) -> str:
    if isinstance(error, GatedRepoError):
        return f"The hub gives {name} only to people who signed in: get it with a browser."
    if isinstance(error, (RepositoryNotFoundError, EntryNotFoundError, RevisionNotFoundError)):
        return f"The hub has no {name} any more: choose another model."
    if isinstance(error, HfHubHTTPError):
        return f"The hub refused ({error.response.status_code}). Try again later."
    if isinstance(error, httpx2.ConnectError):
        return "The hub cannot be reached: check the connection, then download it again."
    if isinstance(error, httpx2.HTTPError) or "Consistency check" in str(error):
        return "The connection was cut. Download it again: it goes on where it stopped."
    reason = error.strerror if isinstance(error, OSError) and error.strerror else "no reason given"
    return f"{name} could not be written ({reason}). Make room, or choose another folder."


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
