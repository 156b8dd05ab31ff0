"""The values that travel through the desktop: weights, prompts, what lanes say, answers.

Knows nothing of llama.cpp, the screen or the disk, and imports other values of ours alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal

from desktop.cited import Cited as Cited
from desktop.modes import Mode
from indexer import SearchResult

# ── what answers ────────────────────────────────────────────────────────────────────────────

CacheType = Literal["f16", "q8_0"]
"""How a lane's cache is kept: 16 bits a number, or 8 and a half, at some loss."""
MOST_STRENGTH = 1.5  # of an adapter; 1 is what it was trained for


@dataclass(frozen=True, slots=True)
class Weights:
    """What answers: a base model, and at most one of an adapter over it or a merged model."""

    base: Path
    adapter: Path | None = None
    merged: Path | None = None
    adapter_strength: float = 1.0  # 0 to MOST_STRENGTH
    passages: int = 8  # the most that it is given to answer from
    joins: bool = True  # those of them that are neighbours are given to it as one
    kv_cache: CacheType = "f16"

    @property
    def title(self) -> str:
        """What it is called before it is loaded."""
        return self.base.name

    @property
    def loading_sentence(self) -> str:
        """What is said while it is being loaded."""
        return f"Loading {self.title}."

    @property
    def has_tuned(self) -> bool:
        """Whether the tuned half of the modes can answer."""
        return self.adapter is not None or self.merged is not None

    @property
    def tuned_title(self) -> str:
        """What tunes it; "": nothing does."""
        tuned = self.merged or self.adapter
        return tuned.name if tuned else ""


@dataclass(frozen=True, slots=True)
class Served:
    """What answers where the person runs a server that speaks OpenAI's protocol."""

    address: str  # such as http://127.0.0.1:8080/v1
    name: str = ""  # of the model; "": the server's only one
    tuned_name: str = ""  # of the model that answers the tuned modes
    key: str = field(default="", repr=False)
    passages: int = 8  # the most that it is given to answer from
    joins: bool = True  # those of them that are neighbours are given to it as one

    @property
    def has_tuned(self) -> bool:
        """Whether the tuned half of the modes can answer."""
        return bool(self.tuned_name)

    @property
    def title(self) -> str:
        """What it is called before it has answered."""
        return f"{self.name} at {self.address}" if self.name else f"the server at {self.address}"

    @property
    def loading_sentence(self) -> str:
        """What is said until it has answered."""
        return f"Looking for {self.title}."

    @property
    def tuned_title(self) -> str:
        """What tunes it; "": nothing does."""
        return self.tuned_name


Answerer = Weights | Served
"""What answers: files that are loaded here, or a server."""


@dataclass(frozen=True, slots=True)
class EngineWishes:
    """What an engine may use of the machine; None: fitted to the model and the machine."""

    context: int | None = None  # tokens of one lane
    threads: int | None = None
    gpu: bool = True  # a graphics card, where there is one and llama.cpp can use it
    kv_cache: CacheType = "f16"


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A loaded model, as its own file describes it."""

    name: str
    architecture: str
    file_bytes: int
    trained_context: int  # tokens
    context: int  # tokens that one lane may use here
    threads: int
    gpu_layers: int
    tuned: str | None  # the adapter's or merged model's name
    seconds_to_load: float
    address: str = ""  # of the server that answers; "": this program itself does
    fitted: str = ""  # what was chosen for this machine, and why

    @property
    def title(self) -> str:
        """Its name, and where it answers if that is not here."""
        return f"{self.name} at {self.address}" if self.address else self.name


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the next token is chosen. The same for every lane of a comparison."""

    seed: int = 0
    temperature: float = 0.0  # 0: always the most likely token (greedy)
    top_k: int = 40
    top_p: float = 0.95
    min_p: float = 0.05
    repeat_penalty: float = 1.0  # 1: none
    max_tokens: int = 256
    stop: tuple[str, ...] = ()  # an answer ends before any of these


# ── what is asked of the engine ─────────────────────────────────────────────────────────────

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    """One turn as the chat template takes it. Its content is plain text, never control tokens."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class LaneRequest:
    """One lane's work: which weights, and what stands before the answer."""

    lane: str  # the lane's name, kept between questions so that what it computed can be reused
    tuned: bool
    messages: tuple[Message, ...]


# ── what the engine says ────────────────────────────────────────────────────────────────────


class Stop(StrEnum):
    """Why a lane ended."""

    END = "end"  # the model was done
    LENGTH = "length"  # max_tokens, or the window, was full
    CANCELLED = "cancelled"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Stats:
    """The figures of one answer."""

    prompt_tokens: int
    reused_tokens: int  # of the prompt, not evaluated again
    generated_tokens: int
    first_token_ms: float  # from the question being given to the engine
    tokens_per_second: float  # while decoding; 0 where fewer than two were generated
    seed: int


@dataclass(frozen=True, slots=True)
class PromptRead:
    """How much of a lane's prompt has been read."""

    lane: str
    tokens_done: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of a lane's answer; whole characters only."""

    lane: str
    text: str


@dataclass(frozen=True, slots=True)
class LaneEnded:
    """A lane is done. Every lane ends with exactly one of these, also when it said nothing."""

    lane: str
    stop: Stop
    stats: Stats
    error: str = ""  # one sentence, where stop is ERROR


LaneEvent = PromptRead | Delta | LaneEnded


@dataclass(frozen=True, slots=True)
class Thought:
    """A piece of what a lane thinks before it answers."""

    lane: str
    text: str


# ── what a comparison gives ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Citation:
    """A `[n]` in an answer that names a passage of its prompt."""

    n: int
    document_id: int
    document: str
    page: int
    page_label: str


@dataclass(frozen=True, slots=True)
class SentenceSupport:
    """How far the passages bear one sentence of an answer out."""

    sentence: str
    start: int  # within the answer's text
    end: int
    score: float  # 0: nothing in the passages; 1: it stands there
    n: int | None  # the passage that bears it out best


@dataclass(frozen=True, slots=True)
class Answer:
    """What one mode said."""

    mode: Mode
    text: str  # what it said, without the space around it and without what it thought
    citations: tuple[Citation, ...]
    support: tuple[SentenceSupport, ...]
    stop: Stop
    stats: Stats
    error: str = ""
    thought: str = ""
    raw: str = ""  # as the model gave it, where that is not `text`: what a follow-up goes on from


@dataclass(frozen=True, slots=True)
class Retrieved:
    """First word of a comparison: what was found, and what of it fits the prompt."""

    question: str
    result: SearchResult
    passages: tuple[Cited, ...]  # those that fit, in the order of the prompt
    candidates: int  # how many were found
    note: str = ""  # a sentence for the person: no documents yet, some passages did not fit
    turns_left_out: int = 0  # the oldest of the conversation, which no longer fit

    @property
    def read(self) -> int:
        """How many of those that were found the model was given, neighbours counted apart."""
        given = {number for cited in self.passages for number in cited.ids}
        return len(given.intersection(hit.passage.passage_id for hit in self.result.hits))


@dataclass(frozen=True, slots=True)
class AnswerReady:
    """A lane's answer, complete, with citations and support."""

    answer: Answer


ComparisonEvent = Retrieved | PromptRead | Thought | Delta | AnswerReady
"""In a comparison a lane's name is its mode's value."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation and what was said to it."""

    question: str
    passages: tuple[Cited, ...]
    answers: Mapping[Mode, Answer] = field(default_factory=dict)
