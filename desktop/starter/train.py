"""Trains the starter model: `python -m desktop.starter.train --prose FILE --run FOLDER`.

On a GPU where there is one, on the processor otherwise. Saves as it goes and goes on from there;
logs scores on articles that it does not learn from; `export` writes the GGUF.
"""

from __future__ import annotations

import argparse
import dataclasses
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from desktop.starter.averaging import Averaged
from desktop.starter.beginning import begin
from desktop.starter.chain import SHAPE as CHAIN
from desktop.starter.chain import begin_with_chain
from desktop.starter.curriculum import STAGES, Curriculum, Makers, Progress
from desktop.starter.lessons import Teacher
from desktop.starter.model import Decoder, Shape
from desktop.starter.optimizer import Optimizer
from desktop.starter.prose import Article, read_articles
from desktop.starter.prose_scenes import Plan, ProseScenes
from desktop.starter.questions import Rarity, words
from desktop.starter.scenes import Scene
from desktop.starter.scoring import Score, scored
from desktop.starter.study import Lesson, Losses, Shown, lenses_for, study
from desktop.starter.talk import talk_scene
from desktop.starter.tokenizer import Tokenizer
from desktop.starter.vocabulary import Frequency
from desktop.starter.worlds import world_scene

_HELD_OUT = 20  # each so manieth article is only ever asked about in tests
_SHAPE = Shape(vocabulary=8192)
_GUIDED_EVERY = 2  # lessons: guides take a fifth of a lesson's time
_SLIPS = 0.03
_BEGUN = 6  # tokens of an answer where only its beginning is taught
_SAVED_EVERY = 50  # lessons
_SCORED_EVERY = 250


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is told."""

    prose: Path
    run: Path
    minutes: float
    lessons: int = 10**9  # or fewer minutes, if so many are done
    threads: int = 2
    seed: int = 1
    ending: float = 0.6  # the share of the time in which the learning rate falls to 0
    strength: float = 1.0  # of the learning rates; at 1 a trained model unlearned all in minutes
    guidance: float = 0.3  # weight of all guides and hints together, against 1 for the answers
    choosing: float = 0.0  # share of lessons that teach only how answers begin
    averaged: int = 0  # lessons over which the weights that are kept are averaged
    kept: int = 0  # of the first blocks, and then the embedding too: they are not trained
    shape: Shape = _SHAPE
    exams: int = 10  # held-out lessons of each stage


class Trainer:
    """One run, from where its folder says it is."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        settings.run.mkdir(parents=True, exist_ok=True)
        articles = list(read_articles(settings.prose))
        self._learned = [a for n, a in enumerate(articles) if n % _HELD_OUT]
        self._held = [a for n, a in enumerate(articles) if not n % _HELD_OUT]
        self.tokenizer = self._tokenizer_of(self._learned)
        self._rarity = Rarity.of(s for a in self._learned for p in a.paragraphs for s in p)
        self._vocabulary = sorted({w for a in self._learned for w in words(a.text())})
        self._teacher = Teacher(self.tokenizer, settings.shape.heads)
        self._slipping = Teacher(self.tokenizer, settings.shape.heads, slips=_SLIPS)
        self._choosing = Teacher(self.tokenizer, settings.shape.heads, begun=_BEGUN)
        torch.manual_seed(settings.seed)
        self.model = Decoder(settings.shape)
        self._begin()
        self._keep()
        self.model.to(self._device)
        self._study = torch.compile(study) if self._on_gpu else study
        self._lenses = lenses_for(settings.shape).to(self._device)
        self._optimizer = Optimizer(self.model, self._lenses)
        self.step = 0
        self._tokens = 0
        self._curriculum = Curriculum(self._makers(self._learned), settings.seed)
        self._resume()
        self._mean = Averaged(self.model, settings.averaged) if settings.averaged else None
        self._exams = self._held_out_lessons()

    def _begin(self) -> None:
        settings = self._settings
        if settings.shape != CHAIN:
            begin(self.model)
        elif not (settings.run / "state.pt").exists():
            sentences = (s for a in self._learned for p in a.paragraphs for s in p)
            scene = self._makers(self._learned).prose(STAGES[-2].plan, random.Random("sample"))
            sample = scene.prompt(scene.quizzes[0].question)
            frequency = Frequency.of(sentences, self.tokenizer)
            begin_with_chain(self.model, self.tokenizer, frequency, sample)

    def _keep(self) -> None:
        if kept := self._settings.kept:
            for part in (self.model.token_embd, *self.model.blocks()[:kept]):
                part.requires_grad_(False)

    @property
    def _on_gpu(self) -> bool:
        return self._device.type == "cuda"

    def run(self) -> Iterator[str]:
        """Train for the time given; yields a line for the log now and then."""
        begun = time.monotonic()
        seconds = self._settings.minutes * 60
        last = self.step + self._settings.lessons
        while (spent := time.monotonic() - begun) < seconds and self.step < last:
            factor = min(1.0, (1 - spent / seconds) / self._settings.ending, (self.step + 1) / 100)
            score, guides = self._learn(factor * self._settings.strength)
            if self.step % 25 == 0:
                yield self._line(score, guides, time.monotonic() - begun)
            if self.step % _SAVED_EVERY == 0:
                self.save()
            if self.step % _SCORED_EVERY == 0:
                yield from self._examine()
        self.save()
        yield from self._examine()

    def _learn(self, factor: float) -> tuple[Score, list[str]]:
        guidance = self._settings.guidance
        choosing = random.Random(self.step).random() < self._settings.choosing
        at, scenes = self._curriculum.scenes(self.step, choosing)
        teacher = self._choosing if choosing else self._slipping
        lesson, weights, shown = teacher.lesson(scenes)
        if self.step % _GUIDED_EVERY:
            shown = Shown((), shown.hints)
        if not guidance:
            shown = Shown()
        losses = self._losses(lesson, shown)
        weights = weights.to(self._device)
        loss = (losses.answer * weights).sum() / weights.sum()
        shown_loss = losses.guides.sum() + losses.hints.sum()
        torch.autograd.backward(loss + guidance * shown_loss)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self._optimizer.step(factor)
        self.model.zero_grad()
        self._lenses.zero_grad()
        if self._mean is not None:
            self._mean.add(self.model)
        self.step += 1
        self._tokens += lesson.prefix.numel() + lesson.segments.numel()
        score = scored(lesson, losses.right)
        if self._curriculum.learned(at, score.begun):
            self.save()
        return score, [
            f"{guide.layer}.{guide.head}:{value:.2f}"
            for guide, value in zip(shown.guides, losses.guides.tolist(), strict=True)
        ] + [f"={value:.2f}" for value in losses.hints.tolist()]

    def _losses(self, lesson: Lesson, shown: Shown | None = None) -> Losses:
        device = self._device
        lesson = Lesson(*(part.to(device) for part in lesson))
        guides, hints = shown or Shown()
        shown = Shown(
            tuple(g._replace(rows=g.rows.to(device), allowed=g.allowed.to(device)) for g in guides),
            tuple(h._replace(rows=h.rows.to(device), tokens=h.tokens.to(device)) for h in hints),
        )
        with torch.autocast(device.type, torch.bfloat16):
            return self._study(self.model, lesson, shown, self._lenses)

    def _examine(self) -> Iterator[str]:
        for name, lessons in self._exams:
            scores: list[Score] = []
            for lesson in lessons:
                with torch.no_grad():
                    losses = self._losses(lesson)
                scores.append(scored(lesson, losses.right))
            means = [sum(getattr(s, f.name) for s in scores) / len(scores)
                     for f in dataclasses.fields(Score)]  # fmt: skip
            yield "   held out, {}: answers {:.3f} begun {:.3f} tokens {:.3f}".format(name, *means)

    def _line(self, score: Score, guides: Sequence[str], seconds: float) -> str:
        progress = self._curriculum.progress
        return (
            f"{seconds / 60:6.1f} min  lesson {self.step}  tokens {self._tokens / 1e6:.2f}M  "
            f"stage {progress.stage} right {progress.right:.3f}  this {score.answers:.2f} "
            f"{score.begun:.2f} {score.tokens:.3f}  guides {' '.join(guides)}"
        )

    def _makers(self, articles: Sequence[Article]) -> Makers:
        def prose(plan: Plan, pick: random.Random) -> Scene:
            return ProseScenes(articles, self._rarity, pick, self._vocabulary).scene(plan)

        return Makers(prose, world_scene, talk_scene)

    def _held_out_lessons(self) -> list[tuple[str, list[Lesson]]]:
        makers = self._makers(self._held)
        exams: list[tuple[str, list[Lesson]]] = []
        for stage in STAGES[1:]:
            pick = random.Random(f"exam {stage.name}")
            lessons = [
                self._teacher.lesson([makers.prose(stage.plan, pick)])[0]
                for _ in range(self._settings.exams)
            ]
            exams.append((stage.name, lessons))
        return exams

    def _tokenizer_of(self, articles: Sequence[Article]) -> Tokenizer:
        path = self._settings.run / "tokenizer.json"
        if not path.exists():
            Tokenizer.train((a.text() for a in articles), self._settings.shape.vocabulary).save(
                path
            )
        return Tokenizer.load(path)

    def save(self) -> None:
        """Write all of the run's state; a half-written file never takes the place of a whole."""
        path = self._settings.run / "state.pt"
        state: dict[str, Any] = {
            "model": self.model.state_dict(),
            "mean": (self._mean or self.model).state_dict(),
            "shape": dataclasses.asdict(self.model.shape),
            "lenses": self._lenses.state_dict(),
            "optimizer": self._optimizer.state(),
            "progress": dataclasses.asdict(self._curriculum.progress),
            "step": self.step,
            "tokens": self._tokens,
        }
        torch.save(state, path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)

    def _resume(self) -> None:
        path = self._settings.run / "state.pt"
        if not path.exists():
            return
        state = torch.load(path, map_location=self._device, weights_only=True)
        self.model.load_state_dict(state["model"])
        self._lenses.load_state_dict(state["lenses"])
        self._optimizer.restore(state["optimizer"])
        self._curriculum.progress = Progress(**state["progress"])
        self.step, self._tokens = state["step"], state["tokens"]


def load_model(run: Path) -> tuple[Decoder, Tokenizer]:
    """The model and tokenizer of a run's folder, on the processor."""
    state = torch.load(run / "state.pt", map_location="cpu", weights_only=True)
    model = Decoder(Shape(**state["shape"]))
    model.load_state_dict(state.get("mean", state["model"]))
    return model.eval(), Tokenizer.load(run / "tokenizer.json")


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prose", type=Path, required=True, help="public_domain_prose.jsonl.gz")
    parser.add_argument("--run", type=Path, required=True, help="folder of this run's state")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ending", type=float, default=0.6)
    parser.add_argument("--strength", type=float, default=1.0)
    parser.add_argument("--guidance", type=float, default=0.3)
    parser.add_argument("--choosing", type=float, default=0.0)
    parser.add_argument("--averaged", type=int, default=0)
    parser.add_argument("--kept", type=int, default=0)
    parser.add_argument("--chain", action="store_true", help="begin with the chain set by hand")
    parser.add_argument("--export", type=Path, help="only write the run's model as this GGUF")
    parser.add_argument("--quantization", default="Q8_0", help="of that GGUF")
    given = vars(parser.parse_args(arguments))
    target, quantization = given.pop("export"), given.pop("quantization")
    if given.pop("chain"):
        # The guides are made for the other shape's heads.
        given |= {"shape": CHAIN, "guidance": 0.0}
    torch.set_num_threads(given["threads"])
    if target is not None:
        from desktop.starter.export import export_model

        export_model(*load_model(given["run"]), target, quantization)
        return
    for line in Trainer(Settings(**given)).run():
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
