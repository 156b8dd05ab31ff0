"""Opening the person's own browser, without the token showing in the list of processes.

A browser is started with its address as an argument, which every user of the machine can read. So
it is given a small file that only its user can read, and that leads on.
"""

from __future__ import annotations

import html
import os
import webbrowser
from pathlib import Path

_NAME = "open-quire.html"


def open_browser(address: str, folder: Path) -> bool:
    """Open the address in the browser by way of a private file in `folder`; False where there is
    no browser. The file may be removed once the page was asked for: the folder of uploads, which
    is emptied at the end, is a good place."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / _NAME
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(_page(address))
    return webbrowser.open(path.resolve().as_uri())


def _page(address: str) -> str:
    escaped = html.escape(address, quote=True)
    return (
        '<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer">'
        f'<meta http-equiv="refresh" content="0; url={escaped}"><title>Quire</title>'
        "<p>Quire is opening …</p>"
    )
