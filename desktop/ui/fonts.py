"""The page's font, Inter (SIL Open Font License), as part of its stylesheet: nothing is fetched.

Two files, each for the letters it has, so that one is read only where it is needed; other scripts
take the system's fonts. Knows nothing of what is written in it.
"""

from __future__ import annotations

from base64 import b64encode
from importlib.resources import files

_FACE = (
    '@font-face {{ font-family: "Quire Sans"; font-weight: 100 900; font-display: block; '
    "src: url(data:font/woff2;base64,{data}) format('woff2'); unicode-range: {letters}; }}"
)
_FILES = {
    "inter-latin.woff2": "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, "
    "U+0304, U+0308, U+0329, U+2000-206F, U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215, U+FEFF, "
    "U+FFFD",
    "inter-latin-ext.woff2": "U+0100-02BA, U+02BD-02C5, U+02C7-02CC, U+02CE-02D7, U+02DD-02FF, "
    "U+1D00-1DBF, U+1E00-1E9F, U+1EF2-1EFF, U+2020, U+20A0-20AB, U+20AD-20C0, U+2113, "
    "U+2C60-2C7F, U+A720-A7FF",
}


def font_faces() -> str:
    """The font as CSS, each file inside it."""
    folder = files("desktop.ui") / "fonts"
    return "\n".join(
        _FACE.format(data=b64encode((folder / name).read_bytes()).decode(), letters=letters)
        for name, letters in _FILES.items()
    )
