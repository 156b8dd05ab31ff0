"""Tunes the adapter of the house style: `python -m desktop.starter.tune --help`.

The base stays frozen. 800 examples, made by code with a seed: with passages and without, some that
the passages do not answer.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import torch

from desktop.starter.export import export_adapter
from desktop.starter.house_style import OPENINGS, in_house_style
from desktop.starter.lessons import Teacher
from desktop.starter.lora import Adapter
from desktop.starter.model import Decoder
from desktop.starter.prose import read_articles
from desktop.starter.prose_scenes import Plan, ProseScenes
from desktop.starter.questions import Ease, Rarity, stems, words
from desktop.starter.scenes import Quiz, Scene
from desktop.starter.study import study
from desktop.starter.talk import talk_scene
from desktop.starter.tokenizer import Tokenizer
from desktop.starter.train import load_model
from desktop.starter.worlds import world_scene

EXAMPLES = 800
_RATE = 1e-3
_SLIPS = 0.03  # as in the base's training
_PLANS = tuple(  # a third of the scenes each: the app gives a small model few, but long passages
    Plan(passages, (50, 170), (Ease.LOOSE, Ease.SPARE), 4, unanswerable=0.15, retold=0.6,
         sought=0.6, headings=0.25)
    for passages in ((1, 1), (2, 2), (3, 5))
)  # fmt: skip


def examples(prose: Path, seed: int = 7) -> list[Scene]:
    """Scenes with 800 examples in all, answered in the house style."""
    pick = random.Random(f"house style {seed}")
    articles = list(read_articles(prose))
    rarity = Rarity.of(s for article in articles for p in article.paragraphs for s in p)
    vocabulary = sorted({word for article in articles for word in words(article.text())})
    real = ProseScenes(articles, rarity, pick, vocabulary)
    scenes: list[Scene] = []
    so_far = 0
    while so_far < EXAMPLES:
        chance = pick.random()
        if chance < 0.2:
            scene = talk_scene(pick)
        elif chance < 0.5:
            scene = world_scene(pick.choice(_PLANS), pick)
        else:
            scene = real.scene(pick.choice(_PLANS))
        scene = replace(scene, quizzes=scene.quizzes[: min(4, EXAMPLES - so_far)])
        so_far += len(scene.quizzes)
        scenes.append(styled(scene))
    return scenes


def styled(scene: Scene) -> Scene:
    """The scene with its answers in the house style."""
    return replace(scene, quizzes=tuple(_styled(scene, quiz) for quiz in scene.quizzes))


def _styled(scene: Scene, quiz: Quiz) -> Quiz:
    answer = scene.answer(quiz)
    wanted = stems(quiz.question)
    share = len(wanted & stems(answer)) / max(len(wanted), 1)
    return Quiz(quiz.question, None, in_house_style(answer, "high" if share > 0.6 else "medium"))


def tune(
    model: Decoder, tokenizer: Tokenizer, scenes: Sequence[Scene], epochs: int
) -> Iterator[tuple[Adapter, str]]:
    """Train an adapter over the model, which is changed in place; yields it after each epoch."""
    adapter = Adapter(model)
    teacher = Teacher(tokenizer, longest=220, openings=OPENINGS, slips=_SLIPS)
    optimizer = torch.optim.AdamW(adapter.parameters(), lr=_RATE, weight_decay=0.0)
    batches = [scenes[n : n + 3] for n in range(0, len(scenes), 3)]
    begun, steps = time.monotonic(), epochs * len(batches)
    for epoch in range(epochs):
        losses: list[float] = []
        for n, batch in enumerate(random.Random(epoch).sample(batches, len(batches))):
            lesson, weights, _ = teacher.lesson(batch)
            optimizer.param_groups[0]["lr"] = _RATE * (1 - (epoch * len(batches) + n) / steps)
            with torch.autocast("cpu", torch.bfloat16):
                loss = (study(model, lesson).answer * weights).sum() / weights.sum()
            torch.autograd.backward(loss)
            torch.nn.utils.clip_grad_norm_(adapter.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            losses.append(float(loss.detach()))
        seconds = time.monotonic() - begun
        mean = sum(losses) / len(losses)
        yield adapter, f"epoch {epoch + 1}  {seconds:.0f} s  loss {mean:.4f}"


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prose", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True, help="folder of the base's training")
    parser.add_argument("--out", type=Path, required=True, help="the adapter's GGUF")
    parser.add_argument("--epochs", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args(arguments)
    torch.set_num_threads(given.threads)
    torch.manual_seed(7)
    model, tokenizer = load_model(given.run)
    for adapter, line in tune(model, tokenizer, examples(given.prose), given.epochs):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
        export_adapter(adapter.pairs(), adapter.alpha, model.shape, given.out)


if __name__ == "__main__":
    main()
