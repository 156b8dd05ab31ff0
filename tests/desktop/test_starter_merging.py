from __future__ import annotations

from pathlib import Path

import torch

from desktop.starter.merging import merge


def write_run(folder: Path, latest: float, mean: float) -> Path:
    folder.mkdir()
    (folder / "tokenizer.json").write_text("{}")
    state = {
        "model": {"weight": torch.full((2, 2), latest)},
        "mean": {"weight": torch.full((2, 2), mean)},
        "optimizer": {
            "momenta": [torch.full((2,), latest)],
            "adam": {"step": torch.tensor(latest)},
        },
        "progress": {"stage": 5, "right": 0.5},
        "step": 70,
    }
    torch.save(state, folder / "state.pt")
    return folder


def test_runs_become_one_that_goes_on_from_the_mean_of_their_means(tmp_path: Path) -> None:
    runs = [write_run(tmp_path / "one", 9.0, 1.0), write_run(tmp_path / "two", 5.0, 2.0)]
    merge(runs, tmp_path / "both")
    merged = torch.load(tmp_path / "both" / "state.pt", weights_only=True)
    assert torch.equal(merged.pop("model")["weight"], torch.full((2, 2), 1.5))
    assert torch.equal(merged.pop("mean")["weight"], torch.full((2, 2), 1.5))
    assert torch.equal(merged["optimizer"].pop("momenta")[0], torch.full((2,), 7.0))
    assert merged == {
        "optimizer": {"adam": {"step": torch.tensor(7.0)}},
        "progress": {"stage": 5, "right": 0.5},
        "step": 70,
    }
    assert (tmp_path / "both" / "tokenizer.json").read_text() == "{}"
