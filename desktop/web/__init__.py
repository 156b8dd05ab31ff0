"""The page's way to the browser: our server, our guard, our policy. Knows nothing of Gradio."""

from desktop.web.browser import open_browser
from desktop.web.scripts import PageScripts, WithScripts
from desktop.web.server import PageServer
from desktop.web.starting import Starting

__all__ = ["PageScripts", "PageServer", "Starting", "WithScripts", "open_browser"]
