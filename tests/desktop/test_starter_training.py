"""A toy of the starter model goes the whole way: trained, saved, resumed, exported, loaded."""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from llama_cpp import Llama
from numpy.typing import NDArray

from desktop.starter.curriculum import STAGES, Curriculum, Makers, Progress
from desktop.starter.export import export_adapter, export_model
from desktop.starter.lessons import Teacher
from desktop.starter.model import Decoder, Shape, continue_greedily
from desktop.starter.prose_scenes import Plan
from desktop.starter.scenes import Scene
from desktop.starter.study import study
from desktop.starter.talk import talk_scene
from desktop.starter.tokenizer import Tokenizer
from desktop.starter.train import Settings, Trainer, load_model
from desktop.starter.tune import styled, tune
from desktop.starter.worlds import world_scene

TOY = Shape(1500, width=64, head_width=32, heads=2, hidden=96)
LESSONS = 8
PLAN = Plan((1, 2), (20, 40), (), 4, unanswerable=0.2)


def scenes(count: int, seed: int) -> list[Scene]:
    pick = random.Random(seed)
    return [world_scene(PLAN, pick) for _ in range(count)]


def write_prose(path: Path) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        for n, scene in enumerate(scenes(60, seed=3)):
            paragraphs = [source.text for source in scene.sources] * 2
            lines.write(json.dumps({"path": f"article-{n}.md", "paragraphs": paragraphs}) + "\n")


@dataclass(frozen=True)
class Run:
    folder: Path
    first: int  # lessons after the first part
    second: int  # and after going on
    log: tuple[str, ...]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("run")
    write_prose(folder / "prose.jsonl.gz")
    torch.set_num_threads(1)  # more would wait for each other on a busy machine
    settings = Settings(folder / "prose.jsonl.gz", folder, 5, LESSONS, shape=TOY, exams=1)
    first = Trainer(settings)
    log = list(first.run())
    second = Trainer(replace(settings, guidance=0.0, choosing=0.5, averaged=4))
    assert second.step == first.step
    log += list(second.run())
    return Run(folder, first.step, second.step, tuple(log))


@pytest.fixture(scope="module")
def trained(run: Run) -> tuple[Decoder, Tokenizer]:
    return load_model(run.folder)


def llama(model: Path, adapter: Path | None = None) -> Llama:
    lora = None if adapter is None else str(adapter)
    return Llama(
        str(model),
        n_ctx=1024,
        n_threads=1,
        n_threads_batch=1,
        verbose=False,
        logits_all=True,
        lora_path=lora,
    )


def logits(model: Llama, ids: list[int]) -> NDArray[np.float32]:
    model.n_tokens = 0
    model.eval(ids)
    return np.array(model.scores[: len(ids)], dtype=np.float32)


def greedy(model: Llama, ids: list[int], end: int, most: int) -> list[int]:
    model.n_tokens = 0
    model.eval(ids)
    said: list[int] = []
    while len(said) < most and (token := model.sample(temp=0.0)) != end:
        said.append(token)
        model.eval([token])
    return said


def test_blocks_that_are_kept_stay_as_they_are(tmp_path: Path) -> None:
    write_prose(tmp_path / "prose.jsonl.gz")
    torch.set_num_threads(1)
    settings = Settings(
        tmp_path / "prose.jsonl.gz", tmp_path, 5, 2, guidance=0.0, shape=TOY, exams=1, kept=4
    )
    trainer = Trainer(settings)
    before = {name: weight.clone() for name, weight in trainer.model.named_parameters()}
    list(trainer.run())
    after = dict(trainer.model.named_parameters())
    changed = {name for name, weight in before.items() if not torch.equal(weight, after[name])}
    last = tuple(f"blk.{n}." for n in range(4, TOY.layers))
    assert changed
    assert all(name.startswith((*last, "output_norm")) for name in changed)


def test_training_goes_on_where_it_was(run: Run) -> None:
    assert (run.first, run.second) == (LESSONS, 2 * LESSONS)
    assert any("held out" in line for line in run.log)


def test_the_averaged_weights_are_kept_beside_the_latest(run: Run) -> None:
    state = torch.load(run.folder / "state.pt", weights_only=True)
    kept = load_model(run.folder)[0].state_dict()
    assert all(torch.equal(kept[name], mean) for name, mean in state["mean"].items())
    assert any(not torch.equal(kept[name], last) for name, last in state["model"].items())


def test_it_learns(run: Run, trained: tuple[Decoder, Tokenizer]) -> None:
    model, tokenizer = trained
    lesson, _, shown = Teacher(tokenizer, model.shape.heads).lesson(scenes(4, seed=9))
    with torch.no_grad():
        after = study(model, lesson, shown)
        before = study(Decoder(model.shape), lesson, shown)
    assert float(after.answer.mean()) < float(before.answer.mean()) - 0.5
    assert float(after.guides.mean()) < float(before.guides.mean())


def test_a_lesson_s_questions_do_not_see_each_other(trained: tuple[Decoder, Tokenizer]) -> None:
    """Each question scored in a lesson with others as it is alone, read from end to end."""
    model, tokenizer = trained
    teacher = Teacher(tokenizer)
    scene = scenes(1, seed=4)[0]
    lesson, _, _ = teacher.lesson([scene])
    together = study(model, lesson).answer
    alone: list[torch.Tensor] = []
    reading = teacher.read(scene)
    for quiz in scene.quizzes:
        segment = teacher.segment(scene, quiz, reading)
        scores = model(torch.tensor([reading.ids + segment.ids]))[0, len(reading.ids) :]
        targets = torch.tensor(segment.targets)
        kept = targets >= 0
        alone.append(
            torch.nn.functional.cross_entropy(scores[kept], targets[kept], reduction="none")
        )
    torch.testing.assert_close(together, torch.cat(alone), atol=1e-4, rtol=1e-4)


def test_the_export_is_the_same_model(trained: tuple[Decoder, Tokenizer], tmp_path: Path) -> None:
    model, tokenizer = trained
    export_model(model, tokenizer, tmp_path / "exact.gguf", "F32")
    export_model(model, tokenizer, tmp_path / "small.gguf")
    exact, small = llama(tmp_path / "exact.gguf"), llama(tmp_path / "small.gguf")
    for scene in scenes(3, seed=5):
        prompt = scene.prompt(scene.quizzes[0].question) + " naïve — “x” 12,345"
        ids = tokenizer.encode(prompt)
        assert exact.tokenize(prompt.encode(), add_bos=False, special=True) == ids
        expected = model(torch.tensor([ids]))[0].detach().numpy()
        assert np.abs(logits(exact, ids) - expected).max() < 0.02
        assert np.abs(logits(small, ids) - expected).mean() < 0.2
        said = continue_greedily(model, ids, tokenizer.end, 20)
        assert greedy(exact, ids, tokenizer.end, 20) == said
        assert exact.detokenize(said).decode(errors="replace") == tokenizer.decode(said)


def test_the_adapter_is_the_same_change(run: Run, tmp_path: Path) -> None:
    model, tokenizer = load_model(run.folder)
    export_model(model, tokenizer, tmp_path / "base.gguf", "F32")
    taught = [styled(scene) for scene in scenes(12, seed=6)]
    ids = tokenizer.encode(taught[0].prompt(taught[0].quizzes[0].question))
    plain = model(torch.tensor([ids]))[0].detach().numpy()
    steps = list(tune(model, tokenizer, taught, epochs=3))
    adapter = steps[-1][0]
    export_adapter(adapter.pairs(), adapter.alpha, model.shape, tmp_path / "style.gguf")
    expected = model(torch.tensor([ids]))[0].detach().numpy()
    assert np.abs(expected - plain).max() > 0.5
    loaded = llama(tmp_path / "base.gguf", tmp_path / "style.gguf")
    assert np.abs(logits(loaded, ids) - expected).max() < 0.05
    said = continue_greedily(model, ids, tokenizer.end, 12)
    assert greedy(loaded, ids, tokenizer.end, 12) == said


def test_a_stage_ends_only_when_it_is_mastered() -> None:
    makers = Makers(world_scene, world_scene, talk_scene)
    curriculum = Curriculum(makers, seed=0)
    assert not any(curriculum.learned(0, 0.5) for _ in range(1000))
    assert curriculum.progress.stage == 0
    lessons = 0
    while not curriculum.learned(0, 1.0):
        lessons += 1
    assert lessons > 5
    assert curriculum.progress == Progress(stage=1)
    assert not curriculum.learned(0, 1.0)  # revision of an earlier stage proves nothing
    assert curriculum.progress == Progress(stage=1)


def test_the_last_stage_never_ends() -> None:
    makers = Makers(world_scene, world_scene, talk_scene)
    last = len(STAGES) - 1
    curriculum = Curriculum(makers, 0, Progress(stage=last))
    assert not any(curriculum.learned(last, 1.0) for _ in range(1000))


def test_where_only_choosing_is_taught_more_is_asked_on_the_same_passages() -> None:
    curriculum = Curriculum(Makers(world_scene, world_scene, talk_scene), 3, Progress(stage=4))
    for step in range(10):
        (at, plain), (again, many) = curriculum.scenes(step), curriculum.scenes(step, choosing=True)
        assert at == again
        assert sum(len(s.quizzes) for s in many) > 1.5 * sum(len(s.quizzes) for s in plain)
        assert all(quiz.earlier is None for scene in many for quiz in scene.quizzes)


def test_the_same_lesson_number_gives_the_same_scenes() -> None:
    makers = Makers(world_scene, world_scene, talk_scene)
    one, other = Curriculum(makers, 3), Curriculum(makers, 3)
    assert one.scenes(7) == other.scenes(7)
    assert one.scenes(7) != one.scenes(8)
