from __future__ import annotations

from pathlib import Path

import pytest

from desktop.models import Kept, KeptFile, ModelChoice
from desktop.models.kept import ModelsNotKept


def test_what_is_kept_is_there_after_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "models.json"
    kept = KeptFile(file)
    assert kept.now == Kept()
    kept.add(Path("/m/a.gguf"))
    kept.add(Path("/m/b.gguf"))
    kept.add(Path("/m/a.gguf"))
    kept.choose(ModelChoice("/m/a.gguf", adapter="/m/b.gguf", strength=0.65))
    kept.measured("/m/a.gguf", 36.44)
    kept.measured("/m/b.gguf", 4)
    kept.drop(Path("/m/b.gguf"))
    assert (
        KeptFile(file).now
        == kept.now
        == Kept(
            ModelChoice("/m/a.gguf", "/m/b.gguf", "", 0.65), ("/m/a.gguf",), {"/m/a.gguf": 36.4}
        )
    )
    assert [path.name for path in tmp_path.iterdir()] == ["models.json"]


@pytest.mark.parametrize(
    "kept",
    ["", "{", "[]", "7", '{"choice": {"base": 3}}', '{"choice": {"base": "m", "strength": 1.6}}',
     '{"choice": {"base": "m", "strength": -1}}', '{"tokens_per_second": {"m": NaN}}',
     '{"added": "m"}', "\x00"],
)  # fmt: skip
def test_nonsense_is_as_good_as_nothing(tmp_path: Path, kept: str) -> None:
    (tmp_path / "models.json").write_text(kept, encoding="utf-8")
    assert KeptFile(tmp_path / "models.json").now == Kept()


def test_a_choice_that_cannot_be_written_is_a_sentence_and_a_speed_is_not(tmp_path: Path) -> None:
    kept = KeptFile(tmp_path / "gone" / "models.json")
    with pytest.raises(ModelsNotKept, match="could not be written"):
        kept.choose(ModelChoice("m"))
    assert kept.now == Kept()
    kept.measured("m", 5.0)
