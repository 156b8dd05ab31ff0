"""The children's functions, run in this process, with a channel that keeps what they say."""

from __future__ import annotations

from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import pytest

from indexer.child import Channel
from indexer.reading_child import draw_page, read_structure, read_with_pdfium, read_with_pypdf
from tests.indexer import made_pdfs


class Kept(Channel):
    """A channel whose frames stay here."""

    def __init__(self) -> None:
        super().__init__(Pipe()[0], 1)
        self.frames: list[Any] = []

    def send(self, frame: dict[str, Any]) -> None:
        self.frames.append(frame)

    def send_bytes(self, data: bytes | memoryview) -> None:
        self.frames.append(bytes(data))


def page(text: str) -> dict[str, Any]:
    return {
        "page": text,
        "label": "",
        "quality": "fine",
        "width": 612.0,
        "height": 792.0,
        "hidden": 0,
    }


@pytest.mark.parametrize("reader", [read_with_pdfium, read_with_pypdf])
def test_both_readers_say_the_same_of_plain_pages(tmp_path: Path, reader: Any) -> None:
    path = made_pdfs.lines(tmp_path / "a.pdf", [["One page."], ["Two pages."], ["Three pages."]])
    channel = Kept()
    reader(channel, str(path), None, 0, 1)
    opening = {"pages": 3, "title": "untitled"}
    assert channel.frames == [opening, page("One page."), page("Two pages."), page("Three pages.")]


@pytest.mark.parametrize("reader", [read_with_pdfium, read_with_pypdf, read_structure])
def test_failures_are_named(tmp_path: Path, reader: Any) -> None:
    locked = made_pdfs.encrypted(tmp_path / "locked.pdf", "gull")
    (tmp_path / "no.pdf").write_bytes(b"nothing")
    for path, name in ((locked, "encrypted"), (tmp_path / "no.pdf", "damaged")):
        channel = Kept()
        reader(channel, str(path), None, 0, 1)
        assert channel.frames == [{"error": name}]


def test_one_page_that_does_not_load_does_not_cost_the_others(tmp_path: Path) -> None:
    path = made_pdfs.by_hand(
        tmp_path / "a.pdf", b"<</Length 36>>", b"BT /F1 9 Tf 9 9 Td (Words) Tj ET    "
    )
    broken = path.read_bytes().replace(b"/Kids[3 0 R]/Count 1", b"/Kids[3 0 R 9 0 R]/Count 2")
    path.write_bytes(broken)
    channel = Kept()
    read_with_pdfium(channel, str(path), None, 0, 1)
    assert [frame["page"] for frame in channel.frames[1:]] == ["Words", ""]
    assert channel.frames[2]["quality"] == "no_text"


def test_a_pages_picture_comes_after_an_empty_frame(tmp_path: Path) -> None:
    path = made_pdfs.lines(tmp_path / "a.pdf", [["Words."]])
    channel = Kept()
    draw_page(channel, str(path), None, 0, 50, ("Words.", 0, 6))
    assert channel.frames[0] == {}
    assert channel.frames[1].startswith(b"\x89PNG")
    channel = Kept()
    draw_page(channel, str(path), None, 5, 50, ())
    assert channel.frames == [{"error": "damaged"}]
