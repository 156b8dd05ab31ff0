"""Gradio's page as a plain application, with everything off that the program does not want.

The only file that knows how Gradio is started. Knows nothing of what the page shows.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from desktop.web import PageScripts, WithScripts
from desktop.web.messages import Application

if TYPE_CHECKING:
    import gradio

_STUB_WRITER = "gradio.component_meta"


def prepare_gradio(uploads: Path) -> tuple[str, ...]:
    """Set what Gradio reads when it is first imported, and import it.

    Every `GRADIO_` variable of the environment is dropped, because they can open the page to the
    network, to other folders or to a share link; returns the names of those dropped. `uploads` is
    where it keeps files: uploaded ones, and those that the page shows.
    """
    ours = {
        "GRADIO_ANALYTICS_ENABLED": "False",
        "GRADIO_TEMP_DIR": str(uploads.resolve()),
    }
    dropped = sorted(name for name in os.environ if name.startswith("GRADIO_"))
    for name in dropped:
        del os.environ[name]
    os.environ.update(ours)
    with _no_stubs_written():
        importlib.import_module("gradio")
    return tuple(name for name in dropped if name not in ours)


def mount_page(
    blocks: gradio.Blocks,
    theme: gradio.Theme | None = None,
    css: str | None = None,
    js: str | None = None,
) -> Application:
    """The page as an application for `PageServer`. `prepare_gradio` comes first.

    No sharing, no server-side rendering, no run history, no monitoring, no footer, no API page.
    The code of HTML components and of events is collected here: a component that is made later,
    in a `render`, can only use texts that another one has already.
    """
    import fastapi
    import gradio

    parent = fastapi.FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    gradio.mount_gradio_app(
        parent,
        blocks,
        path="/",
        server_name="127.0.0.1",
        footer_links=[],
        run_history=False,
        allowed_paths=[],
        blocked_paths=[],
        show_error=True,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=theme,
        css=css,
        js=js,
    )
    return WithScripts(parent, _scripts(blocks))


def _scripts(blocks: gradio.Blocks) -> PageScripts:
    """Every text of the page that becomes code in the browser."""
    components = list(blocks.blocks.values())
    return PageScripts(
        events=tuple(_event_texts(blocks)),
        loaders=tuple(_texts(components, ("js_on_load",))),
        templates=tuple(_texts(components, ("html_template", "css_template"))),
    )


def _event_texts(blocks: gradio.Blocks) -> Iterator[str]:
    if isinstance(blocks.js, str) and blocks.js:
        yield blocks.js
    for dependency in blocks.get_config_file()["dependencies"]:
        if isinstance(dependency.get("js"), str):
            yield dependency["js"]


def _texts(components: Sequence[Any], names: Sequence[str]) -> Iterator[str]:
    for component in components:
        for name in names:
            text = getattr(component, name, None)
            if isinstance(text, str):
                yield text


@contextmanager
def _no_stubs_written() -> Iterator[None]:
    """Import Gradio without it rewriting the `.pyi` files of its components.

    It parses and rewrites each of them at each import. Measured: 2.1 s with, 1.2 s without.
    """
    finder = _StubWriterFinder()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        if finder in sys.meta_path:
            sys.meta_path.remove(finder)


class _StubWriterFinder(MetaPathFinder):
    """Finds the one module that writes stubs, and takes that function out of it."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != _STUB_WRITER:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def without_writer(module: ModuleType) -> None:
                execute(module)
                module.create_or_modify_pyi = lambda *_: None  # type: ignore[attr-defined]

            spec.loader.exec_module = without_writer  # type: ignore[method-assign]
        return spec
