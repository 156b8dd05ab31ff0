from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.errors import BadInput
from desktop.models import KeptFile, Kind, ModelChoice, ModelFiles, choice_of, weights_of
from desktop.starter import HOUSE_STYLE, STARTER
from desktop.types import Weights
from tests.desktop.tiny_gguf import write_adapter, write_model

BUILT_IN = Weights(STARTER, HOUSE_STYLE, passages=2, joins=False)


@pytest.fixture
def files(tmp_path: Path) -> ModelFiles:
    return ModelFiles(tmp_path / "home" / "models", KeptFile(tmp_path / "models.json"), BUILT_IN)


def names(files: ModelFiles) -> list[str]:
    return [card.path.name for card in files.cards()]


def test_at_first_there_is_what_comes_along(files: ModelFiles) -> None:
    assert names(files) == ["starter.gguf", "house-style.gguf"]
    assert all(files.is_built_in(card.path) for card in files.cards())


def test_a_file_elsewhere_is_listed_where_it_lies_and_survives_its_removal(
    files: ModelFiles, tmp_path: Path
) -> None:
    path = write_adapter(tmp_path / "mine.gguf")
    assert files.add(path).kind is Kind.ADAPTER
    files.add(path)
    assert names(files) == ["starter.gguf", "house-style.gguf", "mine.gguf"]
    files.remove(path)
    assert path.exists() and names(files) == ["starter.gguf", "house-style.gguf"]


def test_an_upload_is_moved_into_the_home_and_deleted_when_removed(
    files: ModelFiles, tmp_path: Path
) -> None:
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    first = files.take_in(write_model(uploads / "small.gguf"))
    second = files.take_in(write_model(uploads / "small.gguf", seed=2))
    assert [first.path.name, second.path.name] == ["small.gguf", "small 2.gguf"]
    assert list(uploads.iterdir()) == []
    files.remove(first.path)
    assert [path.name for path in files.folder.iterdir()] == ["small 2.gguf"]


def test_what_cannot_be_used_is_not_taken(files: ModelFiles, tmp_path: Path) -> None:
    bad = tmp_path / "bad.gguf"
    bad.write_bytes(b"no model at all")
    with pytest.raises(BadInput, match=r"bad\.gguf is not a GGUF file"):
        files.add(bad)
    with pytest.raises(BadInput, match="whole path"):
        files.add(Path("bad.gguf"))
    with pytest.raises(BadInput, match=r"bad\.gguf is not a GGUF file"):
        files.take_in(bad)
    assert not bad.exists() and len(names(files)) == 2
    with pytest.raises(BadInput, match="stays"):
        files.remove(STARTER)


def test_a_file_that_changes_or_goes_is_seen(files: ModelFiles, tmp_path: Path) -> None:
    path = write_model(tmp_path / "m.gguf")
    files.add(path)
    path.write_bytes(path.read_bytes()[:-100])
    assert "cut short" in files.cards()[2].problem
    path.unlink()
    assert "There is no file" in files.cards()[2].problem


def test_a_choice_names_what_comes_along_wherever_it_lies(
    files: ModelFiles, tmp_path: Path
) -> None:
    assert choice_of(BUILT_IN, files) == ModelChoice("starter model", "house style")
    moved = replace(BUILT_IN, base=tmp_path / "new.gguf", adapter=tmp_path / "style.gguf")
    after_update = ModelFiles(files.folder, KeptFile(tmp_path / "models.json"), moved)
    assert weights_of(ModelChoice("starter model", "house style"), after_update, moved) == moved
    assert weights_of(None, after_update, moved) == moved


def test_another_base_is_given_as_many_passages_as_usual(files: ModelFiles) -> None:
    chosen = weights_of(ModelChoice("/m.gguf", merged="/t.gguf", strength=0.5), files, BUILT_IN)
    assert chosen == Weights(Path("/m.gguf"), None, Path("/t.gguf"), 0.5)
