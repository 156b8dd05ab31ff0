"""Uploads under their own names, and nothing from elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import BadInput
from desktop.ui.uploads import clean_name, named_uploads


def test_an_upload_gets_back_the_name_that_its_owner_gave_it(tmp_path: Path) -> None:
    (tmp_path / "a1").mkdir()
    came = tmp_path / "a1" / "Annual report 2023.pdf"
    came.write_bytes(b"%PDF")
    given_name = "Annual report (2023) – Übersicht.pdf"
    [named] = named_uploads(tmp_path, [{"path": str(came), "name": given_name}])
    assert named == tmp_path / "a1" / given_name
    assert named.read_bytes() == b"%PDF"


def test_the_same_file_dropped_twice_is_added_once(tmp_path: Path) -> None:
    came = tmp_path / "same.pdf"
    came.write_bytes(b"%PDF")
    file = {"path": str(came), "name": "same (1).pdf"}
    assert named_uploads(tmp_path, [file, file]) == (tmp_path / "same (1).pdf",)


@pytest.mark.parametrize("path", ["/etc/passwd", "../outside.pdf", "{inside}/../outside.pdf"])
def test_a_path_outside_of_the_uploads_is_refused(tmp_path: Path, path: str) -> None:
    inside = tmp_path / "uploads"
    inside.mkdir()
    (tmp_path / "outside.pdf").write_bytes(b"secret")
    with pytest.raises(BadInput, match="was not dropped here"):
        named_uploads(inside, [{"path": path.format(inside=inside), "name": "x.pdf"}])


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("folder/deep/report.pdf", "report.pdf"),
        ("..\\..\\report.pdf", "report.pdf"),
        ("no suffix", "no suffix.pdf"),
        ("", "unnamed.pdf"),
        ("tab\tand\nline.pdf", "tabandline.pdf"),
        ("right\u202eto left.pdf", "rightto left.pdf"),
    ],
)
def test_a_name_is_only_a_name(given_name: str, kept: str) -> None:
    assert clean_name(given_name) == kept


@given(st.text())
def test_every_name_can_be_written_to_a_disk(name: str) -> None:
    cleaned = clean_name(name)
    assert 0 < len(cleaned.encode()) <= 200
    assert not set(cleaned) & set("/\\\0")
    assert cleaned not in {".", ".."}
