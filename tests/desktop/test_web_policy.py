from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.web import PageServer
from desktop.web.policy import with_nonce
from desktop.web.scripts import PageScripts, script_tags
from tests.desktop.page import small_page
from tests.desktop.wire import Reply, let_in, say

HOSTILE = "</script><script>alert(1)</script><!--<script>"


class Served:
    def __init__(self, uploads: Path) -> None:
        self.server = PageServer(small_page(uploads, title=HOSTILE), uploads)
        self.headers = let_in(self.server.start())

    def get(self, path: str, **more: str) -> Reply:
        return say(self.server.port, f"GET {path}", self.headers | more)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    page = Served(tmp_path_factory.mktemp("home") / "uploads")
    yield page
    page.server.stop()


def _policy(reply: Reply) -> dict[str, list[str]]:
    parts = reply.header("content-security-policy").split("; ")
    return {name: sources for name, *sources in map(str.split, parts)}


def _nonce(reply: Reply) -> str:
    (nonce,) = re.findall(r"'nonce-([^']+)'", reply.header("content-security-policy"))
    return str(nonce)


def test_the_page_may_use_nothing_but_itself(served: Served) -> None:
    reply = served.get("/")
    policy = _policy(reply)
    scripts = policy.pop("script-src")
    assert scripts == ["'self'", f"'nonce-{_nonce(reply)}'", "'strict-dynamic'"]
    assert policy == {
        "default-src": ["'none'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "media-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "manifest-src": ["'self'"],
        "frame-src": ["'none'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }


@pytest.mark.parametrize("path", ["/", "/config", "/theme.css", "/absent", "/gradio_api/upload"])
def test_every_answer_carries_the_policy_refusals_too(served: Served, path: str) -> None:
    for headers in ({}, {"Host": "evil.example"}, {"Cookie": ""}):
        reply = served.get(path, **headers)
        assert "default-src 'none'" in reply.header("content-security-policy")
        assert reply.header("x-content-type-options") == "nosniff"
        assert reply.header("referrer-policy") == "no-referrer"
        assert reply.header("cross-origin-resource-policy") == "same-origin"
        assert reply.header("cross-origin-opener-policy") == "same-origin"
        assert reply.header("x-frame-options") == "DENY"
        assert reply.header("cache-control") == "no-store"
        assert not [name for name, _ in reply.headers if name.startswith("access-control")]
        assert reply.header("server") == ""


def test_the_nonce_is_another_each_time(served: Served) -> None:
    assert len({_nonce(served.get("/")) for _ in range(20)}) == 20


def test_each_script_of_the_page_has_the_nonce_and_a_title_gets_none(served: Served) -> None:
    reply = served.get("/")
    page = reply.body.decode()
    tags = re.findall(r"<script[^>]*>", page)
    assert len(tags) > 6
    assert all(f'<script nonce="{_nonce(reply)}"' in tag for tag in tags)
    assert "<script>alert(1)" not in page
    assert page.count("alert(1)") == page.count("\\u003cscript\\u003ealert(1)") + page.count(
        "&lt;script&gt;alert(1)"
    )


def test_what_changes_with_each_release_may_be_kept_by_the_browser(served: Served) -> None:
    page = served.get("/").body.decode()
    (name,) = re.findall(r'src="\./(assets/index-[^"]+)"', page)
    assert "no-store" not in served.get(f"/{name}").header("cache-control")


def test_only_whole_script_tags_get_a_nonce() -> None:
    page = "<head></head><script>1</script><scripted></scripted><script src=a></script>"
    assert with_nonce(page, "n") == (
        '<head><meta property="csp-nonce" nonce="n"></head><script nonce="n">1</script>'
        '<scripted></scripted><script nonce="n" src=a></script>'
    )


def test_a_text_cannot_end_the_tag_that_it_stands_in() -> None:
    hostile = "'</script><script>alert(1)</script><!-- <script>'"
    tags = script_tags(PageScripts((hostile,), (hostile,), (hostile,)))
    inside = re.findall(r"<script>(.*?)</script>", tags, re.DOTALL)
    assert tags == "".join(f"<script>{text}</script>" for text in inside)
    assert not [text for text in inside if "<script" in text or "<!--" in text]
