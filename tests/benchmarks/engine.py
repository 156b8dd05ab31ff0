"""The engine beside what everybody writes: one `llama_cpp.Llama` a set of weights, mode by mode.

`python -m tests.benchmarks.engine [starter] [random] [first|fourth|follow|quote|decode|memory]...`
prints ratios of runs in turn (A B A B). The random model has the shape of Qwen2.5-0.5B in Q4_0 and
is written first; its text is noise, so it is sampled, as greedy noise runs into loops.
QUIRE_THREADS sets the threads of both sides.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psutil

from desktop.engine import Engine
from desktop.engine.loading import usual_threads
from desktop.types import Delta, LaneEnded, LaneRequest, Message, Sampling, Weights
from indexer import Child
from tests.benchmarks.engine_baseline import Baseline, Case, Times
from tests.benchmarks.engine_questions import CLOSED, QUOTED, Turn, lanes_of, sized_passages
from tests.desktop.tiny_gguf import QWEN_HALF_BILLION, write_adapter, write_model

STARTER = Path(__file__).parents[2] / "desktop" / "starter"
PROMPT_TOKENS = 1200
ANSWER_TOKENS = 128
READING_SECONDS = 6.0  # a person looks at the answers before asking again
TURNS = 4


def timed(engine: Engine, lanes: Sequence[LaneRequest], sampling: Sampling) -> Times:
    """The engine's answers to the lanes."""
    started = time.perf_counter()
    first: dict[str, float] = {}
    texts: dict[str, str] = {}
    for event in engine.answer(lanes, sampling):
        if isinstance(event, Delta):
            first.setdefault(event.lane, time.perf_counter() - started)
            texts[event.lane] = texts.get(event.lane, "") + event.text
        elif isinstance(event, LaneEnded) and event.error:
            sys.stderr.write(f"{event.lane}: {event.error}\n")
    return Times(first, texts, time.perf_counter() - started)


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> str:
    """The medians and their ratio."""
    a, b = statistics.median(ours), statistics.median(theirs)
    return f"{a / b:5.2f}   ({a:.2f} s against {b:.2f} s, {len(ours)} runs in turn)"


def first_question(case: Case, repeats: int) -> Iterator[str]:
    """Four modes, first question, nothing kept from before."""
    ours: list[Times] = []
    theirs: list[Times] = []
    baseline = Baseline(case)
    for i in range(repeats):
        engine = Engine(case.weights, case.context, case.threads)
        engine.load()
        _, passages = sized_passages(engine, 1 + 50 * i, PROMPT_TOKENS)
        lanes = lanes_of(True, [(passages, f"Who built bridge number {i}?", {})])
        ours.append(timed(engine, lanes, case.sampling))
        engine.close()
        theirs.append(baseline.answer(lanes))
    baseline.child.end()
    same = sum(a.texts == b.texts for a, b in zip(ours, theirs, strict=True))
    yield "four modes, first question, wall (0.80)   " + ratio(
        [t.total for t in ours], [t.total for t in theirs]
    )
    yield "every lane's first word (0.60)            " + ratio(
        [t.all_first for t in ours], [t.all_first for t in theirs]
    )
    yield f"runs in which all four texts were the baseline's: {same} of {repeats}"


def fourth_turn(case: Case, repeats: int) -> Iterator[str]:
    """The fourth turn of a conversation; half of what is found is already above."""
    ours: list[float] = []
    theirs: list[float] = []
    for i in range(repeats):
        engine, baseline = Engine(case.weights, case.context, case.threads), Baseline(case)
        lanes, own = _conversation(engine, baseline, case, 1 + 50 * i)
        ours.append(own.total)
        theirs.append(baseline.answer(lanes).total)
        tokens = max(engine.count_tokens([lane.messages for lane in lanes]))
        engine.close()
        baseline.child.end()
    yield f"four modes, fourth turn, wall (0.40)      {ratio(ours, theirs)}"
    yield f"  its longest prompt has {tokens} tokens"


def _conversation(
    engine: Engine, baseline: Baseline, case: Case, number: int
) -> tuple[list[LaneRequest], Times]:
    """The fourth turn's lanes, and how long our answers to them took; the baseline has answered
    the turn before, so that it has kept what it keeps."""
    turns: list[Turn] = []
    for turn in range(TURNS):
        share = case.talk_tokens if turn == 0 else case.talk_tokens // 2
        number, passages = sized_passages(engine, number, share)
        turns.append((passages, f"What does turn {turn} say of the bridge?", {}))
        lanes = lanes_of(True, turns)
        ours = timed(engine, lanes, case.sampling)
        if turn == TURNS - 2:
            baseline.answer(lanes)
        if turn < TURNS - 1:
            turns[-1] = (*turns[-1][:2], ours.texts)
            time.sleep(READING_SECONDS)
    return lanes, ours


def follow_up(case: Case, repeats: int) -> Iterator[str]:
    """The first word of a follow-up in one lane, and of a question that was read ahead."""
    warm: list[float] = []
    cold: list[float] = []
    ahead: list[float] = []
    engine = Engine(case.weights, case.context, case.threads)
    for i in range(repeats):
        _, passages = sized_passages(engine, 1 + 50 * i, PROMPT_TOKENS)
        turns: list[Turn] = [(passages, "Who built the bridge?", {})]
        rag = lanes_of(False, turns)[1:]
        answered = timed(engine, rag, case.sampling)
        turns[0] = (passages, "Who built the bridge?", answered.texts)
        more = lanes_of(False, [*turns, ("", "And when?", {})])[1:]
        time.sleep(READING_SECONDS)
        warm.append(timed(engine, more, case.sampling).all_first)
        engine.close()
        cold.append(timed(_loaded(engine), more, case.sampling).all_first)
        engine.close()
        typed = lanes_of(False, [(passages, "Who built the br", {})])[1:]
        timed(_loaded(engine), typed, Sampling(max_tokens=0))
        ahead.append(timed(engine, rag, case.sampling).all_first)
        engine.close()
    yield f"follow-up, passages above, first word (0.10) {ratio(warm, cold)}"
    yield f"read ahead while typing, first word (0.35)   {ratio(ahead, cold)}"


def _loaded(engine: Engine) -> Engine:
    engine.load()
    return engine


def quoting(case: Case, repeats: int) -> Iterator[str]:
    """Decode time with and without guessing ahead, where the answer stands in the passages.

    The starter model was made to quote; noise never does.
    """
    times: dict[bool, list[float]] = {False: [], True: []}
    texts: dict[bool, list[str]] = {False: [], True: []}
    engines = {drafts: Engine(case.weights, case.context, case.threads, drafts)
               for drafts in (False, True)}  # fmt: skip
    for i in range(repeats):
        for drafts, engine in engines.items():
            seconds = 0.0  # of all the answers of a round: they are of different lengths
            for n, (text, question) in enumerate(QUOTED):
                passages = f"[1] record.pdf, page {n + 1}\n{text}"
                rag = lanes_of(False, [(passages, f"{question}{' ' * i}", {})])[1:]
                for event in engine.answer(rag, case.sampling):
                    if isinstance(event, LaneEnded) and event.stats.tokens_per_second:
                        seconds += event.stats.generated_tokens / event.stats.tokens_per_second
                texts[drafts].append(timed(engine, rag, case.sampling).texts.get("rag", ""))
            times[drafts].append(seconds)
    for engine in engines.values():
        engine.close()
    yield f"guessing ahead, decode time (0.65)        {ratio(times[True], times[False])}"
    same = sum(a == b for a, b in zip(texts[True], texts[False], strict=True))
    yield f"  texts that stayed the same: {same} of {len(texts[True])}"


def decode_speed(case: Case, repeats: int) -> Iterator[str]:
    """One lane's tokens a second against the bare loop; neither guesses ahead."""
    bare = Child("tests.benchmarks.engine_baseline:serve_bare")
    bare.send({"base": str(case.weights.base), "threads": case.threads, "tokens": ANSWER_TOKENS})
    engine = Engine(Weights(case.weights.base), 1024, case.threads, drafts=False)
    # The starter model answers few questions without passages in more than 12 tokens; this one it
    # answers in 104.
    lane = LaneRequest("base", False, (CLOSED, Message("user", "List all countries.")))
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(repeats):
        bare.send({"go": True})
        theirs.append(bare.receive()["rate"])
        for event in engine.answer([lane], case.sampling):
            if isinstance(event, LaneEnded):
                ours.append(event.stats.tokens_per_second)
    engine.close()
    bare.end()
    a, b = statistics.median(ours), statistics.median(theirs)
    figures = f"{a / b:5.2f}   ({a:.0f} of {b:.0f} tokens a second)"
    yield f"one lane's decode speed against bare (at least 0.97) {figures}"


def memory(case: Case) -> Iterator[str]:
    """Peak memory of the child with four modes against base alone, caches apart."""
    sizes = []
    for weights in (Weights(case.weights.base), case.weights):
        before = {child.pid for child in psutil.Process().children()}
        engine = Engine(weights, 1024, case.threads)
        engine.load()
        timed(engine, lanes_of(weights.has_tuned, [("", "Who?", {})]), Sampling(max_tokens=8))
        started = (c for c in psutil.Process().children() if c.pid not in before)
        child = max(started, key=_peak_bytes)  # the other one looks after what they share
        contexts = 2 if weights.has_tuned else 1
        sizes.append(_peak_bytes(child) - contexts * _cache_bytes(case))
        engine.close()
    yield f"peak memory, four modes against base alone (1.15) {sizes[1] / sizes[0]:5.2f}   " + (
        f"({sizes[1] / 1e6:.0f} MB against {sizes[0] / 1e6:.0f} MB, caches apart)"
    )


def _peak_bytes(process: psutil.Process) -> int:
    """The most that was resident; where the system does not tell, what is now."""
    status = Path(f"/proc/{process.pid}/status")
    if status.exists():
        told = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(told.split()[1]) * 1024
    now = process.memory_info()
    return int(getattr(now, "peak_wset", now.rss))


def _cache_bytes(case: Case) -> int:
    from desktop.engine.gguf_header import read_header

    return read_header(case.weights.base).cache_bytes_per_token * 1024 * 4


def measure(case: Case, repeats: int, asked: Sequence[str]) -> None:
    """Print the figures asked for of a model; all where none is named."""
    print(f"\n{case.name}: {case.threads} threads, {case.sampling.max_tokens} tokens at most")
    parts: dict[str, Callable[[], Iterator[str]]] = {
        "first": lambda: first_question(case, repeats + 2),
        "fourth": lambda: fourth_turn(case, repeats),
        "follow": lambda: follow_up(case, repeats),
        "quote": lambda: quoting(case, repeats * 2),
        "decode": lambda: decode_speed(case, repeats * 5),
        "memory": lambda: memory(case),
    }
    for name, part in parts.items():
        if name in asked or not asked:
            for line in part():
                print(line, flush=True)


def main(names: Sequence[str]) -> None:
    """Measure what is named: models, figures, or both."""
    asked = [name for name in names if name not in ("starter", "random")]
    if "starter" in names or "random" not in names:
        base = STARTER / "starter.gguf"
        weights = Weights(base, STARTER / "house-style.gguf")
        threads = usual_threads(base.stat().st_size)
        case = Case("starter", weights, Sampling(max_tokens=ANSWER_TOKENS), 2048, threads, 500)
        measure(case, 5, asked)
    if "random" in names or "starter" not in names:
        with tempfile.TemporaryDirectory() as where:
            base = write_model(Path(where) / "random.gguf", QWEN_HALF_BILLION)
            adapter = write_adapter(Path(where) / "adapter.gguf", QWEN_HALF_BILLION, rank=8)
            # Of the tokens that are not letters one in fifty was said, which reads as several.
            sampling = Sampling(seed=1, temperature=1.0, top_k=12, max_tokens=ANSWER_TOKENS)
            threads = usual_threads(base.stat().st_size)
            measure(
                Case(
                    "random 0.5B",
                    Weights(base, adapter),
                    sampling,
                    6144,
                    threads,
                    PROMPT_TOKENS,
                ),
                2,
                asked,
            )


if __name__ == "__main__":
    main(sys.argv[1:])
