from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import BadInput
from desktop.settings import RANGES, Settings, SettingsFile, SettingsNotKept
from desktop.types import EngineWishes, Sampling


def test_at_first_everything_is_as_the_engine_has_it() -> None:
    assert Settings().sampling == Sampling()
    assert Settings().wishes == EngineWishes()
    assert Settings().is_sensible()


def test_a_value_is_set_as_it_is_typed_and_nothing_typed_is_the_usual() -> None:
    changed = Settings().with_value("temperature", " 0.7 ").with_value("context", "4096")
    changed = changed.with_value("instruction", "  Answer in French.\n").with_value("gpu", "false")
    changed = changed.with_value("kv_cache", "q8_0")
    assert changed == Settings("Answer in French.", 0.7, context=4096, gpu=False, kv_cache="q8_0")
    assert changed.sampling == Sampling(temperature=0.7)
    assert changed.wishes == EngineWishes(4096, None, False, "q8_0")
    back = changed.with_value("context", "").with_value("temperature", "").with_value("gpu", "true")
    assert back.with_value("instruction", " ").with_value("kv_cache", "") == Settings()


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("temperature", "2.1", "Temperature is a number from 0 to 2."),
        ("temperature", "warm", "Temperature is a number from 0 to 2."),
        ("temperature", "nan", "Temperature is a number from 0 to 2."),
        ("max_tokens", "12.5", "Longest answer is a whole number from 16 to 8,192."),
        ("context", "100", "Window is a whole number from 512 to 131,072."),
        ("threads", "0", "Threads is a whole number from 1 to 256."),
        ("seed", "-1", "Seed is a whole number from 0 to 4,294,967,295."),
        (
            "instruction",
            "x" * 4001,
            "Your instruction is longer than 4,000 letters: shorten it.",
        ),
        ("kv_cache", "q4_0", "What was read is kept as f16 or as q8_0."),
        ("colour", "red", "The page is older than the program: load it again."),
    ],
)
def test_what_is_out_of_range_is_said_with_the_range(name: str, typed: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        Settings().with_value(name, typed)
    assert str(refused.value) == said


@given(st.sampled_from(sorted(RANGES)), st.text(max_size=12))
def test_whatever_is_typed_is_taken_within_the_range_or_refused(name: str, typed: str) -> None:
    try:
        changed = Settings().with_value(name, typed)
    except BadInput:
        return
    assert changed.is_sensible()


def test_settings_are_there_after_a_restart(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    wanted = Settings("Be brief.", 0.3, max_tokens=64, threads=2, gpu=False, kv_cache="q8_0")
    file.keep(wanted)
    assert SettingsFile(tmp_path / "settings.json").now == file.now == wanted
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    "kept",
    ["", "{", "[]", '{"temperature": 9}', '{"temperature": "hot"}', '{"top_p": NaN}',
     '{"context": 1}', '{"kv_cache": "q2"}', '{"gpu": "perhaps"}', '{"instruction": 7}', "null"],
)  # fmt: skip
def test_nonsense_is_as_good_as_nothing(tmp_path: Path, kept: str) -> None:
    (tmp_path / "settings.json").write_text(kept, encoding="utf-8")
    assert SettingsFile(tmp_path / "settings.json").now == Settings()


def test_what_cannot_be_written_is_not_set(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "gone" / "settings.json")
    with pytest.raises(SettingsNotKept, match="could not be written"):
        file.keep(replace(Settings(), temperature=1.0))
    assert file.now == Settings()


def test_the_embedding_model_is_a_whole_path_or_the_one_that_comes_along() -> None:
    assert Settings().encoder_folder is None
    changed = Settings().with_value("encoder", " /models/e5 ")
    assert changed == Settings(encoder="/models/e5")
    assert changed.encoder_folder == Path("/models/e5")
    assert Settings().with_value("encoder", "~/e5").encoder_folder == Path.home() / "e5"
    assert changed.with_value("encoder", "") == Settings()
    with pytest.raises(BadInput, match="Type the whole path of the embedding model's folder"):
        Settings().with_value("encoder", "models/e5")
