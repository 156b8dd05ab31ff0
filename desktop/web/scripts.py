"""The page's own JavaScript, written into the page, so that it needs no `eval`.

Gradio's page makes functions out of text while it runs: the code of events (`js=`), the templates
and the code of HTML components. The policy forbids that, because text from a PDF that slips into
such a template would become code. So all those texts are collected once, before a user's word has
been seen; they come with the page as real functions, and `Function` is replaced by a look-up among
them. A text that is not among them is refused, as the policy would have it. Hence a template that
is filled in by double braces never works here, and one that is filled in by `${...}` does.

Knows nothing of Gradio's components; the texts are handed in.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from desktop.web.messages import Application, Message, Receive, Scope, Send

_LOADER_NAMES = "element,trigger,props,server,upload,watch"

_LOOK_UP = r"""
(() => {
  const known = new Map();
  const AsyncFunction = Object.getPrototypeOf(async function () {}).constructor;
  const unquoted = (text) => text.replace(/\\(u[0-9a-fA-F]{4}|[^])/g, (_, c) =>
    c.length > 1 ? String.fromCharCode(parseInt(c.slice(1), 16)) : ({ n: "\n", r: "\r" }[c] ?? c));
  const found = (names, body) => {
    const made = known.get(body);
    if (made) return made(names);
    const constant = /^\s*return "((?:[^"\\]|\\[^])*)";\s*$/.exec(body);
    if (constant) { const text = unquoted(constant[1]); return () => text; }
    throw new EvalError("Code that did not come with the page is refused: " + body.slice(0, 80));
  };
  const instead = (original) => {
    const lookUp = function (...words) {
      const body = String(words.pop() ?? "");
      return found(words.join(",").split(",").filter(Boolean), body);
    };
    lookUp.prototype = original.prototype;
    return lookUp;
  };
  window.Function = instead(Function);
  Object.defineProperty(AsyncFunction.prototype, "constructor",
    { value: instead(AsyncFunction), configurable: false, writable: false });
  const learn = (body, make) => known.set(body, make);
  Object.defineProperty(window, "__quire_learn", { value: learn, configurable: true });
})();
"""
_FORGET = "delete window.__quire_learn;"


@dataclass(frozen=True, slots=True)
class PageScripts:
    """Every text that the page will want to make a function of."""

    events: tuple[str, ...] = ()  # `js=` of events, and of the page itself
    loaders: tuple[str, ...] = ()  # what HTML components run when they appear
    templates: tuple[str, ...] = ()  # HTML and CSS templates of HTML components


class WithScripts:
    """An application whose HTML pages begin with the page's own functions."""

    def __init__(self, application: Application, scripts: PageScripts) -> None:
        self._application = application
        self._opening = f"<head>{script_tags(scripts)}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI has it."""
        if scope["type"] != "http" or scope["path"] != "/":
            await self._application(scope, receive, send)
            return

        async def with_opening(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [pair for pair in message["headers"] if pair[0] != b"content-length"]
                message = {**message, "headers": headers}
            elif message["type"] == "http.response.body":
                body = message.get("body", b"").replace(b"<head>", self._opening, 1)
                message = {**message, "body": body}
            await send(message)

        await self._application(scope, receive, with_opening)


def script_tags(scripts: PageScripts) -> str:
    """The script tags that make the functions. One tag for each, so that a text that is no
    JavaScript spoils only itself."""
    sources = [_LOOK_UP]
    for text in dict.fromkeys(scripts.events):
        sources += _event(text)
    sources += [_loader(text) for text in dict.fromkeys(scripts.loaders)]
    sources += [_template(text) for text in dict.fromkeys((*scripts.templates, "", "${value}"))]
    sources.append(_FORGET)
    return "".join(f"<script>{_inside_tag(source)}</script>" for source in sources)


def _event(text: str) -> list[str]:
    """Gradio first tries the text as an expression and, where that is no JavaScript, as a body."""
    expression = f"return (\n{text.strip().rstrip(';')}\n);"
    bodies = dict.fromkeys((expression, text))
    return [_learn(body, f"() => async function () {{\n{body}\n}}") for body in bodies]


def _loader(text: str) -> str:
    return _learn(text, f"() => function ({_LOADER_NAMES}) {{\n{text}\n}}")


def _template(text: str) -> str:
    """A template's values are known by names that only the page has: hence `with`."""
    body = f"return `{text}`;"
    scope = "Object.fromEntries(names.map((name, i) => [name, values[i]]))"
    return _learn(body, f"(names) => (...values) => {{ with ({scope}) {{ {body} }} }}")


def _learn(body: str, make: str) -> str:
    return f"__quire_learn({json.dumps(body)}, {make});"


def _inside_tag(source: str) -> str:
    """Neither an end of the tag nor a beginning of another may stand within it."""
    return (
        source.replace("</script", r"<\/script")
        .replace("<script", r"\x3cscript")
        .replace("<!--", r"\x3c!--")
    )
