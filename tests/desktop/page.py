"""A small page of Gradio's for the tests of the server: what our page uses of it, and no more."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from desktop.ui.mount import mount_page, prepare_gradio
from desktop.web.messages import Application

SERVER_WORD = "said by the server"


T = TypeVar("T")


def _in_a_loop_of_its_own(making: Coroutine[None, None, T]) -> T:
    """What is made while a loop runs, as `Starting` does it; in a thread, as the test's own
    thread may have a loop already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, making).result()


def gradios_routes(uploads: Path) -> set[str]:
    """Every request that Gradio answers, as "METHOD /path/{parameter}"."""

    async def made() -> set[str]:
        return _gradios_routes(uploads)

    return _in_a_loop_of_its_own(made())


def _gradios_routes(uploads: Path) -> set[str]:
    prepare_gradio(uploads)
    import gradio as gr
    from fastapi import FastAPI
    from fastapi.routing import iter_route_contexts

    parent = FastAPI()
    with gr.Blocks(analytics_enabled=False) as blocks:
        gr.Textbox()
    gr.mount_gradio_app(parent, blocks, path="/", run_history=False, ssr_mode=False)
    inner = parent.routes[-1].app  # type: ignore[attr-defined]
    return {
        f"{method} {context.path}"
        for context in iter_route_contexts(inner.routes)
        for method in context.methods or ("ANY",)
    }


def small_page(uploads: Path, answer: str = "an answer", title: str = "Quire") -> Application:
    """A page with a question box that streams, uploads, HTML components, and a chat."""

    async def made() -> Application:
        return _small_page(uploads, answer, title)

    return _in_a_loop_of_its_own(made())


def _small_page(uploads: Path, answer: str, title: str) -> Application:
    prepare_gradio(uploads)
    import gradio as gr

    def stream(question: str) -> Iterator[str]:
        for end in range(1, len(question) + 1):
            time.sleep(0.01)
            yield question[:end]

    def names(files: list[str]) -> str:
        return ", ".join(Path(file).name for file in files)

    def say(word: str) -> str:
        return f"{SERVER_WORD}: {word}"

    with gr.Blocks(title=title, analytics_enabled=False) as blocks:
        question, told = gr.Textbox(label="Question"), gr.Textbox(label="Told")
        gr.Button("Ask").click(stream, question, told)
        gr.Button("Shout").click(None, question, told, js="(text) => text.toUpperCase()")
        files, listed = gr.File(label="PDFs", file_count="multiple"), gr.Textbox(label="Listed")
        files.upload(names, files, listed)
        lane = gr.HTML(
            "waiting",
            html_template="<p id='lane'>${value}</p>"
            "<button id='call'>Call</button><i id='back'></i>",
            css_template="#lane { color: rgb(1, 2, 3) }",
            js_on_load="element.addEventListener('click', async (event) => {"
            " if (event.target.id === 'call')"
            " element.querySelector('#back').textContent = await server.say('hello'); });",
            server_functions=[say],
        )
        braces = gr.HTML("fine", html_template="<p id='braces'>{{value}}</p>")
        chat = gr.Chatbot(label="Chat")
        show = gr.Button("Show")
        show.click(lambda: answer, None, lane)
        show.click(lambda: answer, None, braces)
        show.click(lambda: [{"role": "assistant", "content": answer}], None, chat)
    return mount_page(blocks)
