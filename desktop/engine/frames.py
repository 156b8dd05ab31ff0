"""What parent and child say to each other, as frames and back as values.

The only two files that hold frames are the parent's and the child's side; all they know of their
shape is here.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from desktop.types import Delta, LaneEnded, LaneEvent, PromptRead, Sampling, Stats, Stop
from indexer import Frame


@dataclass(frozen=True, slots=True)
class LoadOrder:
    """What the child is to load. Paths as text; "" for none."""

    base: str
    adapter: str
    merged: str
    strength: float
    context: int  # tokens of one lane
    sequences: int
    threads: list[int]  # those that may be chosen from
    usual_threads: int  # where nothing was measured
    fits: bool  # whether it is to be measured which of them suit
    fitted: Frame | None  # what was measured before
    gpu_layers: int
    cache_type: str
    largest_group: int  # lanes of the base weights that one batch may hold
    largest_tuned_group: int
    drafts: bool  # whether answers are drafted from what stands above them
    step: int  # tokens at whose multiples a prompt may be taken up again, with the base weights
    tuned_step: int
    states: str  # the folder for what was computed for standing instructions; "": none
    states_key: str  # what that holds for, with the base weights
    tuned_states_key: str
    aside_bytes: int  # memory for what was computed and is not in use

    def frame(self) -> Frame:
        """As a frame."""
        return {"do": "load", **asdict(self)}

    @staticmethod
    def read(frame: Frame) -> LoadOrder:
        """From a frame."""
        return LoadOrder(**{key: value for key, value in frame.items() if key not in ("do", "id")})


@dataclass(frozen=True, slots=True)
class LanePrompt:
    """One lane's prompt as text, and its harmless twin."""

    lane: str
    tuned: bool
    text: str
    harmless: str
    stop_strings: tuple[str, ...]
    standing: int = 0  # characters of the text that stand before every question


def answer_frame(number: int, lanes: list[LanePrompt], sampling: Sampling) -> Frame:
    """The order to answer."""
    return {
        "do": "answer",
        "id": number,
        "lanes": [asdict(lane) for lane in lanes],
        "sampling": asdict(sampling),
    }


def read_lanes(frame: Frame) -> list[LanePrompt]:
    """The lanes of an order to answer."""
    return [
        LanePrompt(**{**lane, "stop_strings": tuple(lane["stop_strings"])})
        for lane in frame["lanes"]
    ]


def read_sampling(frame: Frame) -> Sampling:
    """The sampling of an order to answer."""
    sampling = frame["sampling"]
    return Sampling(**{**sampling, "stop": tuple(sampling["stop"])})


def event_frame(event: LaneEvent) -> Frame:
    """One event, with the word for its kind."""
    if isinstance(event, Delta):
        return {"d": event.lane, "text": event.text}
    if isinstance(event, PromptRead):
        return {"p": event.lane, "done": event.tokens_done, "of": event.tokens}
    stats = asdict(event.stats)
    return {"e": event.lane, "stop": event.stop.value, "stats": stats, "error": event.error}


def read_event(frame: Frame) -> LaneEvent:
    """The event of a frame."""
    if "d" in frame:
        return Delta(frame["d"], frame["text"])
    if "p" in frame:
        return PromptRead(frame["p"], frame["done"], frame["of"])
    return LaneEnded(frame["e"], Stop(frame["stop"]), Stats(**frame["stats"]), frame["error"])
