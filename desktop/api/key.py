"""The key that programs have to show: made once, kept in a file that only its user can read."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from desktop.errors import BadInput

_BYTES = 32  # 256 bits
_KEY = re.compile(r"quire-[A-Za-z0-9_-]{43}")
_OTHERS = 0o077  # what groups and strangers may do with a file


def api_key(path: Path) -> str:
    """The key in the file; a new one where there is none, or where others could have read it.

    Raises BadInput where the file cannot be read or written.
    """
    try:
        kept = _kept(path)
        return kept if kept is not None else _made(path)
    except OSError as error:
        raise BadInput(
            f"The key cannot be kept in {path} ({error.strerror}): choose another folder with "
            "--home."
        ) from error


def _kept(path: Path) -> str | None:
    if not path.exists() or (os.name == "posix" and path.stat().st_mode & _OTHERS):
        return None
    text = path.read_text(encoding="utf-8", errors="replace").strip()
    return text if _KEY.fullmatch(text) else None


def _made(path: Path) -> str:
    """A new key, in its place at once or not at all."""
    key = f"quire-{secrets.token_urlsafe(_BYTES)}"
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"{key}\n")
    fresh.replace(path)
    return key
