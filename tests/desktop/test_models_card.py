from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.models import Kind, ModelCard, read_card
from desktop.starter import HOUSE_STYLE, STARTER
from tests.desktop.tiny_gguf import Shape, write_adapter, write_model


def test_a_model_is_described_by_its_header(tmp_path: Path) -> None:
    path = write_model(tmp_path / "small.gguf", Shape(kind="Q8_0", context=2048))
    card = read_card(path)
    assert card == ModelCard(
        path, Kind.MODEL, "Tiny", path.stat().st_size, "llama", "Q8_0", card.parameters, 2048
    )
    assert 200_000 < card.parameters < path.stat().st_size


def test_what_comes_along_is_usable() -> None:
    starter, house_style = read_card(STARTER), read_card(HOUSE_STYLE)
    assert (starter.kind, starter.quantization) == (Kind.MODEL, "Q8_0")
    assert (house_style.kind, house_style.quantization) == (Kind.ADAPTER, "F16")
    assert 6_000_000 < starter.parameters < 9_000_000


def test_a_file_that_does_not_say_how_it_is_quantized_is_looked_into(tmp_path: Path) -> None:
    shape = Shape(kind="Q4_0", embedding_kind="Q4_0")
    assert read_card(write_model(tmp_path / "m.gguf", shape)).quantization == "Q4_0"
    assert read_card(write_adapter(tmp_path / "a.gguf")).quantization == "F16"


def test_a_bad_file_is_one_clear_sentence(tmp_path: Path) -> None:
    model = write_model(tmp_path / "whole.gguf")
    (tmp_path / "cut.gguf").write_bytes(model.read_bytes()[:-5000])
    (tmp_path / "pdf.gguf").write_bytes(b"%PDF-1.7 and so on")
    (tmp_path / "folder.gguf").mkdir()
    write_model(tmp_path / "encoder.gguf", Shape(causal=False))
    problems = {path.name: read_card(path).problem for path in tmp_path.glob("*.gguf")}
    problems["gone.gguf"] = read_card(tmp_path / "gone.gguf").problem
    assert problems.pop("whole.gguf") == ""
    assert "cut short" in problems["cut.gguf"]
    assert "is not a GGUF file" in problems["pdf.gguf"]
    assert "There is no file" in problems["folder.gguf"] and "gone" in problems["gone.gguf"]
    assert "it compares texts and writes none" in problems["encoder.gguf"]
    assert all(said.count(".  ") == 0 and said.endswith(".") for said in problems.values())


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=600))
def test_no_bytes_make_it_raise(tmp_path_factory: object, data: bytes) -> None:
    path = Path(str(tmp_path_factory.mktemp("m"))) / "x.gguf"  # type: ignore[attr-defined]
    path.write_bytes(b"GGUF\x03\0\0\0" + data)
    assert read_card(path).kind is Kind.UNUSABLE
