"""The few signs on the page's buttons, drawn as SVG, because no font has all of them."""

from __future__ import annotations

from urllib.parse import quote

from markupsafe import Markup

_PATHS = {
    "close": "M4.5 4.5l7 7M11.5 4.5l-7 7",
    "copy": "M6 5.5h6.5v7.5H6zM3.5 10.5V3h6.5",
    "stop": "M4.5 4.5h7v7h-7z",
    "theme": "M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 1 1 0 11",
    "left": "M2.5 3.5h11v9h-11zM6.2 3.5v9",
    "right": "M2.5 3.5h11v9h-11zM9.8 3.5v9",
    "save": "M8 2.5v7.5M4.8 7.2L8 10.4l3.2-3.2M3 13.2h10",
    "pencil": "M3.5 12.5l.6-2.6 6.6-6.6 2 2-6.6 6.6zM9.4 4.6l2 2",
    "check": "M4 8.3l2.8 2.8L12 5.4",
    "blind": "M2 8c3-5.2 9-5.2 12 0-3 5.2-9 5.2-12 0zM3.2 12.8l9.6-9.6",
    "again": "M12.6 9.2a4.8 4.8 0 1 1-1-4.4M12.2 2.4v2.7H9.5",
    "before": "M9.8 4L5.8 8l4 4",
    "after": "M6.2 4l4 4-4 4",
}
_FILLED = {"stop"}


_QUARTERS = (
    ("1", "1", "#5b6b7b"),
    ("9", "1", "#1f7a5c"),
    ("1", "9", "#b26a00"),
    ("9", "9", "#6a4fb3"),
)


def favicon() -> str:
    """The four sheets, as the address of a picture."""
    sheets = "".join(
        f'<rect x="{x}" y="{y}" width="6.5" height="6.5" rx="1.6" fill="{colour}"/>'
        for x, y, colour in _QUARTERS
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16.5 16.5">{sheets}</svg>'
    return "data:image/svg+xml," + quote(svg)


def icon(name: str) -> Markup:
    """The sign, 16 x 16, in the colour of the text around it."""
    fill = "currentColor" if name in _FILLED else "none"
    half = '<path d="M8 2.5a5.5 5.5 0 1 0 0 11z" fill="currentColor"/>' if name == "theme" else ""
    return Markup(
        '<svg viewBox="0 0 16 16" width="16" height="16" fill="{}" stroke="currentColor" '
        'stroke-width="1.4" stroke-linejoin="round" stroke-linecap="round" aria-hidden="true">'
        '{}<path d="{}"/></svg>'
    ).format(fill, Markup(half), _PATHS[name])
