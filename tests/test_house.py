"""The house rules that a program can check: who may import what, and who may name a mode."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import indexer

ROOT = Path(__file__).parents[1]
SOURCES = sorted(
    [ROOT / "app.py", *(ROOT / "desktop").rglob("*.py"), *(ROOT / "indexer").rglob("*.py")]
)


def _imports(path: Path) -> set[str]:
    """Every module that a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module}
    return names


def _importers(library: str) -> set[str]:
    return {
        str(path.relative_to(ROOT))
        for path in SOURCES
        if any(name.split(".")[0] == library for name in _imports(path))
    }


@pytest.mark.parametrize(
    ("library", "door"),
    [
        ("pypdf", "indexer/structure.py"),
        ("pypdfium2", "indexer/pdfium.py"),
        ("sentence_transformers", "indexer/encoding_child.py"),
        ("llama_cpp", "desktop/engine/llama.py"),
        ("hnswlib", "indexer/hnsw.py"),
        ("webview", "desktop/window.py"),
        ("latex2mathml", "desktop/ui/formula.py"),
        ("huggingface_hub", "desktop/download/program.py"),
        ("httpx", "desktop/served/calls.py"),
    ],
)
def test_each_outside_library_has_one_door(library: str, door: str) -> None:
    assert _importers(library) == {door}


def test_gradio_stays_in_its_folder() -> None:
    assert {Path(name).parent.as_posix() for name in _importers("gradio")} == {"desktop/ui"}


def test_the_indexer_knows_nothing_of_the_desktop() -> None:
    assert not [path for path in _importers("desktop") if path.startswith("indexer/")]


def test_the_desktop_uses_only_what_the_indexer_offers() -> None:
    for path in SOURCES:
        if path.is_relative_to(ROOT / "indexer"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("indexer"):
                assert node.module == "indexer", f"{path} reaches into {node.module}"
                unknown = {alias.name for alias in node.names} - set(indexer.__all__)
                assert not unknown, f"{path} uses {unknown}"


def test_no_code_but_its_own_branches_on_a_single_mode() -> None:
    single = re.compile(r"\bMode\.(BASE|RAG|TUNED|COMBINED)\b")
    starter = ROOT / "desktop" / "starter"  # writes lessons for each mode, and runs in no window
    naming = [
        path
        for path in SOURCES
        if single.search(path.read_text()) and not path.is_relative_to(starter)
    ]
    assert naming == [ROOT / "desktop" / "modes.py"]


def test_every_file_says_what_it_knows() -> None:
    silent = [path for path in SOURCES if not ast.get_docstring(ast.parse(path.read_text()))]
    assert not silent


def test_the_readme_opens_with_what_a_newcomer_needs() -> None:
    lines = (ROOT / "README.md").read_text().splitlines()
    assert lines[0] == "# Quire"
    first_command = next(n for n, line in enumerate(lines, 1) if line.startswith("pip install"))
    assert first_command <= 15
    opening = "\n".join(lines[:25])
    assert "pip install . && python app.py" in opening
    assert 'pip install ".[test]" && pytest' in opening
    picture = re.search(r"!\[[^\]]*\]\(([^)]+)\)", opening)
    assert picture
    assert (ROOT / picture[1]).is_file()
