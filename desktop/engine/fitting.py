"""Which threads and pieces suit a model on a machine, and what batches cost: measured, and said.

The functions that run a batch are passed in, so nothing of llama.cpp is known here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace

from desktop.engine.costs import Costs, measure
from desktop.engine.pieces import PIECE, PIECE_WHILE_ANSWERING
from indexer import Frame

_TIMES = 4
_LONG_SECONDS = 0.06  # for a step: a model so large is measured with fewer and shorter runs
_WORTH_MORE_THREADS = 0.95  # of the time with fewer: what they leave free is of use to others
_QUESTION = (1000, 100)  # tokens read and answered, where one figure has to do
_WORTH_LONG_PIECES = 0.93  # of the time with short ones, which are stopped sooner and tell more


@dataclass(frozen=True, slots=True)
class Runs:
    """What can be run, each giving its seconds. Threads are those of the processor."""

    step: Callable[[int], float]  # a row of one lane, with so many threads
    read: Callable[[int, int], float]  # a prompt piece of so many tokens, with so many threads
    lanes: Callable[[int], float]  # a row of each of so many lanes, with the threads set last
    rows: Callable[[int], float]  # so many rows of one lane, with the threads set last


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was chosen, and the figures that it was chosen by."""

    threads: int  # for a row of one lane
    reading_threads: int  # for more rows
    piece: int  # tokens of a prompt in one batch
    costs: Costs
    step_seconds: tuple[tuple[int, float], ...] = ()  # by threads
    read_rates: tuple[tuple[int, float], ...] = ()  # tokens a second, by threads
    gpu_layers: int = 0  # on the graphics card
    card_gain: float = 0.0  # how many times as fast a question is with the card; 0: not measured

    def frame(self) -> Frame:
        """As a frame."""
        return asdict(self)

    @staticmethod
    def read(frame: Frame) -> Fitted:
        """From a frame. Raises TypeError, KeyError or ValueError where it is none."""
        made = Fitted(
            threads=int(frame["threads"]),
            reading_threads=int(frame["reading_threads"]),
            piece=int(frame["piece"]),
            costs=Costs(**{name: float(cost) for name, cost in frame["costs"].items()}),
            step_seconds=_pairs(frame["step_seconds"]),
            read_rates=_pairs(frame["read_rates"]),
            gpu_layers=int(frame["gpu_layers"]),
            card_gain=float(frame["card_gain"]),
        )
        is_odd = min(made.threads, made.reading_threads) < 1 or made.gpu_layers < 0
        if is_odd or not 1 < made.piece <= PIECE:
            raise ValueError("it is out of range")
        return made

    @property
    def question_seconds(self) -> float:
        """What a usual question takes, as far as it was measured."""
        read, answered = _QUESTION
        rate, step = (
            dict(self.read_rates)[self.reading_threads],
            dict(self.step_seconds)[self.threads],
        )
        return read / rate + answered * step

    @property
    def sentence(self) -> str:
        """What was chosen and why, for the person."""
        if not self.step_seconds:
            return ""
        steps = _compared(self.threads, self.step_seconds, "{:.1f} ms a token", 1000)
        reads = _compared(self.reading_threads, self.read_rates, "{:,.0f} tokens a second", 1)
        two = self.costs.two_lanes
        lanes = "two lanes share a batch" if two < 2 else "two lanes take turns"
        return (
            f"Measured on this machine: it answers with {_threads(self.threads)} ({steps}), reads "
            f"with {_threads(self.reading_threads)} ({reads}) in pieces of {self.piece} tokens, "
            f"and {lanes}, as a batch of two costs {two:.1f} of one."
        )

    @property
    def card_sentence(self) -> str:
        """What a graphics card does for the model, and why."""
        gain, measured = self.card_gain, ""
        if gain:
            times = f"{gain:.1f} times as fast" if gain > 1 else f"{1 / gain:.1f} times as slow"
            measured = f": measured, a question is {times} with it"
        if not self.gpu_layers:
            return f"The graphics card is not used{measured}."
        return f"{self.gpu_layers} layers are on the graphics card{measured}."


def fit(runs: Runs, threads: Sequence[int]) -> Fitted:
    """Measure with each number of threads, in turn; the best run of each counts."""
    ordered = sorted(set(threads))
    runs.step(ordered[-1])  # the first pass over the weights may have to fetch them from the disk
    is_long = runs.step(ordered[-1]) > _LONG_SECONDS
    times, piece = (1, 32) if is_long else (_TIMES, PIECE_WHILE_ANSWERING)
    steps = _best_of(lambda n: runs.step(n), ordered, times)
    reads = _best_of(lambda n: runs.read(piece, n), ordered, 1 if is_long else 2)
    stepping, reading = _fewest_good(steps), _fewest_good(reads)
    long_pieces = not is_long and (
        runs.read(PIECE, reading) / PIECE < reads[reading] / piece * _WORTH_LONG_PIECES
    )
    runs.step(stepping)
    return Fitted(
        threads=stepping,
        reading_threads=reading,
        piece=PIECE if long_pieces or is_long else PIECE_WHILE_ANSWERING,
        costs=measure(runs.lanes, runs.rows),
        step_seconds=tuple(steps.items()),
        read_rates=tuple((n, piece / seconds) for n, seconds in reads.items()),
    )


def faster(card: Fitted, processor: Fitted) -> Fitted:
    """What was measured with a graphics card or without one: that with which a question takes less
    time, and how much that is."""
    gain = processor.question_seconds / card.question_seconds
    return replace(card if gain > 1 else processor, card_gain=gain)


def _best_of(run: Callable[[int], float], threads: Sequence[int], times: int) -> dict[int, float]:
    """Seconds by threads. In turn, so that what else the machine does falls on all alike."""
    runs = [[run(n) for n in threads] for _ in range(times)]
    return {n: min(each[i] for each in runs) for i, n in enumerate(threads)}


def _fewest_good(seconds: dict[int, float]) -> int:
    chosen = min(seconds)
    for n in sorted(seconds):
        if seconds[n] < seconds[chosen] * _WORTH_MORE_THREADS:
            chosen = n
    return chosen


def _compared(chosen: int, figures: Sequence[tuple[int, float]], unit: str, scale: float) -> str:
    """The chosen figure first, the others beside it."""
    own = next(figure for threads, figure in figures if threads == chosen)
    others = [
        f"{figure * scale:,.1f} with {threads}" for threads, figure in figures if threads != chosen
    ]
    said = unit.format(own * scale)
    return f"{said}; {', '.join(others)}" if others else said


def _pairs(figures: Sequence[Sequence[float]]) -> tuple[tuple[int, float], ...]:
    return tuple((int(threads), float(figure)) for threads, figure in figures)


def _threads(count: int) -> str:
    return "1 thread" if count == 1 else f"{count} threads"
