"""The page: one HTML component of Gradio, dressed in our stylesheet, with two functions to call.

The component's script keeps the page in step with the workbench and sends what a person does.
Knows nothing of servers; the page holds no state that matters.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import gradio as gr
from gradio.utils import get_upload_folder
from markupsafe import Markup

from desktop.ui.calls import Asked, Reply
from desktop.ui.fonts import font_faces
from desktop.ui.frame import frame
from desktop.ui.screen import Screen
from desktop.workbench import Workbench

_UNTIL_OURS = "gradio-app:not(:has(#quire-app)) * { visibility: hidden; }"
"""Gradio's sign for loading is not shown; the page is there in the same moment."""
_STYLES = (
    "quire.css", "thread.css", "evidence.css", "narrow.css", "library.css", "sheets.css",
)  # fmt: skip
_SCRIPTS = (
    "page.js", "morph.js", "files.js", "columns.js", "choosing.js", "differences.js", "evidence.js",
    "asking.js", "conversations.js", "searching.js", "models.js", "servers.js", "downloads.js",
    "settings.js", "ahead.js",
    "look.js", "copying.js", "doings.js",
)  # fmt: skip


def build_page(workbench: Workbench) -> gr.Blocks:
    """The page over a workbench. Gradio's upload folder is where it takes files from."""
    screen = Screen(workbench, lambda: Path(get_upload_folder()))

    async def look(asked: Asked) -> Reply:
        return await screen.look(asked)

    def act(asked: Asked) -> Reply:
        return screen.act(asked)

    with gr.Blocks(title="Quire", fill_width=True, analytics_enabled=False) as page:
        gr.HTML(
            _styled(frame()),
            js_on_load=_script(),
            server_functions=[look, act],
            apply_default_css=False,
            elem_id="quire",
        )
    _quieten(page)
    return cast(gr.Blocks, page)


def _quieten(page: gr.Blocks) -> None:
    """Let Gradio's queue, which nothing here uses, look for work twice a second instead of a
    thousand times. Measured, with nobody asking anything: 3.8 % of a core before, 0.2 % after."""
    page._queue.sleep_when_free = 0.5
    page._queue.progress_update_sleep_when_free = 0.5


def page_theme() -> Any:
    """Gradio's own parts in our colours, none of its fonts; nothing is fetched."""
    theme = gr.themes.Base(
        font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]
    ).set(
        body_background_fill="#f7f5f0",
        body_background_fill_dark="#17191c",
        body_text_color="#1f2328",
        body_text_color_dark="#e8e6e1",
    )
    theme.custom_css = _UNTIL_OURS
    return theme


def _styled(html: Markup) -> str:
    folder = files("desktop.ui")
    sheets = [(folder / name).read_text(encoding="utf-8") for name in _STYLES]
    style = "\n".join([font_faces(), *sheets])
    return str(Markup("<style>{}</style>{}").format(Markup(style), html))


def _script() -> str:
    folder = files("desktop.ui") / "script"
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in _SCRIPTS)
