"""Scenes as tensors: passages read once, questions side by side, and where heads should look.

The prompt's text comes from `Scene.prompt`; it is cut before the question, so that questions on
the same passages share one reading of them. The cut never changes a token: the vocabulary's
pattern ends a piece there anyway (checked for each scene).
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import torch
from torch import Tensor

from desktop.starter.guides import EASY, FIRST, Choice, Reading, Segment, guides_of, hints_of
from desktop.starter.scenes import Place, Quiz, Scene
from desktop.starter.study import Lesson, Shown
from desktop.starter.tokenizer import END, START, Tokenizer
from desktop.starter.vocabulary import token_texts, word_of, wordless
from desktop.starter.weighing import alike_opening, weighed

OPENING = f"{END}\n{START}assistant\n"
_ASKING = "Question:"
_UNGUIDED = -1
_LAST_WORDS = 3  # tokens of the question that already know which sentence it is about
_LONGEST = 144  # tokens of a segment: an answer cut off there teaches not to end


class Teacher:
    """Turns scenes into lessons, and knows which tokens are the same word."""

    def __init__(
        self,
        tokenizer: Tokenizer,
        heads: int = 4,
        longest: int = _LONGEST,
        openings: Sequence[str] = (),  # of answers; the word after one is a choice
        slips: float = 0.0,  # share of a quotation's tokens that are given wrong, to go on from
        begun: int = 1000,  # tokens of an answer that are taught; few to teach only the choice
    ) -> None:
        self._tokenizer = tokenizer
        self._openings = openings
        self._slips, self._pick = slips, random.Random("slips")
        self._heads = heads
        self._longest, self._begun = longest, begun
        self._kinds = _kinds_of_tokens(tokenizer)

    def read(self, scene: Scene) -> Reading:
        """The part of the scene's prompts that stands before the question."""
        before = shared_part(scene)
        encoded = self._tokenizer.encode_with_offsets(before)
        length = len(encoded.ids)
        reading = Reading(encoded.ids, [-1] * length, [-1] * length, {}, {})
        for one, two, three in zip(encoded.ids, encoded.ids[1:], encoded.ids[2:], strict=False):
            reading.followers.setdefault((one, two), set()).add(three)
        ends = [end for _, end in encoded.offsets]
        token = 0
        position = 0
        for n, source in enumerate(scene.sources):
            position = before.index(f"[{n + 1}] {source.document}, page ", position)
            while ends[token] <= position + 1:
                token += 1
            number = token
            position = before.index("\n", position) + 1
            for s, sentence in enumerate(source.sentences):
                begin = position + source.begins(s)
                while ends[token] <= begin:
                    token += 1
                first = token
                spans: list[tuple[int, int]] = []
                while token < length and ends[token] <= begin + len(sentence):
                    spans.append((token, max(encoded.offsets[token][0] - begin, 0)))
                    reading.starts[token], reading.numbers[token] = first, number
                    token += 1
                reading.sentences[Place(n, s)] = spans
            position += len(source.text)
        return reading

    def segment(self, scene: Scene, quiz: Quiz, reading: Reading) -> Segment:
        """A question, framed as the app does, with its answer; an earlier one before it."""
        segment = Segment()
        self._say(segment, f"\n\n{_ASKING}" if scene.sources else _ASKING)
        if quiz.earlier is not None:
            self._put(segment, scene, quiz.earlier, reading)
            self._say(segment, f"\n{START}user\n{_ASKING}")
        self._put(segment, scene, quiz, reading)
        return segment

    def lesson(
        self, scenes: Sequence[Scene], most_segments: int = 64
    ) -> tuple[Lesson, Tensor, Shown]:
        """The lesson of some scenes, the weight of each target, and the guides.

        The weights are in the order of the targets that count.
        """
        readings = [self.read(scene) for scene in scenes]
        rows = [
            [self.segment(scene, quiz, reading) for quiz in scene.quizzes[:most_segments]]
            for scene, reading in zip(scenes, readings, strict=True)
        ]
        batch = _Batch(readings, rows, self._tokenizer.pad)
        lesson = batch.lesson()
        guides = guides_of(lesson, readings, rows, self._kinds, self._heads)
        return lesson, batch.weights(), Shown(guides, hints_of(lesson, readings, rows))

    def _put(self, segment: Segment, scene: Scene, quiz: Quiz, reading: Reading) -> None:
        self._say(segment, f" {quiz.question}", asked=True, about=quiz.place)
        self._say(segment, OPENING)
        frame = len(self._tokenizer.encode(OPENING))
        if quiz.place is not None:
            for row in range(len(segment.ids) - frame - _LAST_WORDS, len(segment.ids)):
                segment.deciding[row] = Choice(quiz.place, 0)
        spoken = scene.spoken(quiz)
        answer = self._tokenizer.encode_with_offsets(spoken)
        sources = [-1] * len(answer.ids)
        alike = 0
        if quiz.place is not None:
            alike = alike_opening(self._tokenizer, reading, quiz.place)
            spans = reading.sentences[quiz.place]
            lead = len(spoken) - len(scene.answer(quiz))
            offsets = [(max(begin - lead, 0), end - lead) for begin, end in answer.offsets]
            sources = _aligned(offsets, spans, len(spoken) - lead - 4)
            sources[-2] = reading.numbers[spans[0][0]]
        room = min(max(self._longest - len(segment.ids), 4), self._begun)
        ids = [*answer.ids, self._tokenizer.end]
        weights = weighed(ids, sources, alike, reading.followers)
        for opening in self._openings:
            if spoken.startswith(opening):
                begin = next(n for n, (_, end) in enumerate(answer.offsets) if end > len(opening))
                weights[begin] = FIRST
        self._answer(segment, ids[:room], [*sources, -1][:room], weights[:room], quiz.place)
        if quiz.place is not None and not self._openings:
            begin = len(segment.ids) - len(ids[:room])
            for said in range(1, min(alike + 1, len(spans), len(ids[:room]))):
                segment.deciding[begin + said - 1] = Choice(quiz.place, said)
        if quiz.place is not None or self._openings:
            self._slip(segment, len(segment.ids) - len(ids[:room]), reading)

    def _slip(self, segment: Segment, begin: int, reading: Reading) -> None:
        """Give some tokens from `begin` on wrong, said twice or another of the passages'.

        Left to itself, a model that has only seen right words says one wrong word for ever.
        """
        pick = self._pick
        for row in range(begin, len(segment.ids) - 1):
            if pick.random() < self._slips:
                again = pick.random() < 0.5
                segment.ids[row] = segment.ids[row - 1] if again else pick.choice(reading.ids)

    def _say(
        self, segment: Segment, text: str, asked: bool = False, about: Place | None = None
    ) -> None:
        ids = self._tokenizer.encode(text)
        segment.ids += ids
        segment.targets += [-1] * len(ids)
        segment.weights += [0.0] * len(ids)
        segment.sources += [-1] * len(ids)
        segment.asked += [asked] * len(ids)
        segment.about += [about] * len(ids)
        segment.deciding += [None] * len(ids)
        segment.staying += [None] * len(ids)

    def _answer(
        self,
        segment: Segment,
        ids: list[int],
        sources: list[int],
        weights: list[float],
        place: Place | None,
    ) -> None:
        """The answer's tokens, each the target of the row before it."""
        row = len(segment.ids) - 1
        segment.ids += ids
        for values, blank in ((segment.targets, -1), (segment.sources, -1)):
            values += [blank] * len(ids)
        segment.weights += [0.0] * len(ids)
        segment.asked += [False] * len(ids)
        segment.about += [None] * len(ids)
        segment.deciding += [None] * len(ids)
        segment.staying += [None] * len(ids)
        segment.targets[row : row + len(ids)] = ids
        segment.sources[row : row + len(ids)] = sources
        segment.weights[row : row + len(ids)] = weights
        segment.staying[row + 1 : row + len(ids)] = [
            place if weight > EASY and source >= 0 else None
            for weight, source in zip(weights[1:], sources[1:], strict=True)
        ]


def shared_part(scene: Scene) -> str:
    """The scene's prompt up to where the question begins."""
    prompt = scene.prompt("")
    return prompt[: prompt.rindex(f"\n\n{_ASKING}" if scene.sources else _ASKING)]


class _Batch:
    """Readings and their segments, padded to one shape."""

    def __init__(
        self, readings: Sequence[Reading], rows: Sequence[Sequence[Segment]], pad: int
    ) -> None:
        self._readings, self._rows, self._pad = readings, rows, pad
        self._read = max(len(reading.ids) for reading in readings)
        self._many = max(len(row) for row in rows)
        self._long = max(len(segment.ids) for row in rows for segment in row)

    def lesson(self) -> Lesson:
        prefix = torch.full((len(self._readings), self._read), self._pad)
        for b, reading in enumerate(self._readings):
            prefix[b, : len(reading.ids)] = torch.tensor(reading.ids)
        return Lesson(
            prefix,
            torch.tensor([len(reading.ids) for reading in self._readings]),
            self._spread([[s.ids for s in row] for row in self._rows], self._pad),
            self._targets(),
        )

    def weights(self) -> Tensor:
        counts = [[[int(w * 100) for w in s.weights] for s in row] for row in self._rows]
        return (self._spread(counts, 0) / 100)[self._targets() >= 0]

    def _targets(self) -> Tensor:
        return self._spread([[s.targets for s in row] for row in self._rows], -1)

    def _spread(self, values: list[list[list[int]]], blank: int) -> Tensor:
        full = torch.full((len(values), self._many, self._long), blank)
        for b, row in enumerate(values):
            for s, line in enumerate(row):
                full[b, s, : len(line)] = torch.tensor(line)
        return full


def _aligned(
    offsets: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]], length: int
) -> list[int]:
    """For each token of an answer the prefix token that has its first character, or -1.

    The tokens of a character that takes several are told apart by their order.
    """
    found: list[int] = []
    at, last = 0, -1
    for begin, end in offsets:
        if end <= 0 or end > length:  # a space before the sentence, or what comes after it
            found.append(-1)
            continue
        if begin == last and at + 1 < len(spans) and spans[at + 1][1] == begin:
            at += 1
        while spans[at][1] < begin and at + 1 < len(spans) and spans[at + 1][1] <= begin:
            at += 1
        last = begin
        found.append(spans[at][0])
    return found


def _kinds_of_tokens(tokenizer: Tokenizer) -> Tensor:
    """(vocabulary,): tokens of the same stem share a number; punctuation and such have -1."""
    numbers: dict[str, int] = {}
    kinds = torch.full((len(tokenizer),), _UNGUIDED)
    for token, text in enumerate(token_texts(tokenizer)):
        if not wordless(text):
            kinds[token] = numbers.setdefault(word_of(text), len(numbers))
    return kinds
