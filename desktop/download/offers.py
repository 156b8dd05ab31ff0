"""Good small models to be had: each with its place, its licence, its size and its hash.

Every hash is of the file at a fixed revision, as its makers publish it. Knows nothing of how a file
is fetched.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.engine.gguf_header import GgufHeader
from desktop.errors import BadInput
from desktop.models import MemoryFit, memory_fit


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a model decides how much memory its windows take."""

    layers: int
    heads_kv: int
    head_size: int
    context: int  # tokens, as trained


@dataclass(frozen=True, slots=True)
class Offer:
    """One file to be had."""

    key: str  # what `models get` calls it
    name: str
    about: str  # in a few words, for whom it is
    repository: str
    revision: str
    file: str
    licence: str
    size_bytes: int
    sha256: str
    shape: Shape

    def fit(self, free_bytes: int) -> MemoryFit:
        """How it will fit the memory, before it is here."""
        values: dict[str, int | float | bool | str | None] = {
            "general.architecture": "offer",
            "offer.block_count": self.shape.layers,
            "offer.attention.head_count": self.shape.heads_kv,
            "offer.attention.head_count_kv": self.shape.heads_kv,
            "offer.attention.key_length": self.shape.head_size,
            "offer.attention.value_length": self.shape.head_size,
            "offer.context_length": self.shape.context,
        }
        return memory_fit(GgufHeader(Path(self.file), self.size_bytes, values, (), 0), free_bytes)


OFFERS = (
    Offer(
        key="qwen2.5-0.5b",
        name="Qwen2.5 0.5B Instruct",
        about="The smallest that answers in sentences; for old laptops.",
        repository="Qwen/Qwen2.5-0.5B-Instruct-GGUF",
        revision="9217f5db79a29953eb74d5343926648285ec7e67",
        file="qwen2.5-0.5b-instruct-q4_k_m.gguf",
        licence="Apache-2.0",
        size_bytes=491_400_032,
        sha256="74a4da8c9fdbcd15bd1f6d01d621410d31c6fc00986f5eb687824e7b93d7a9db",
        shape=Shape(layers=24, heads_kv=2, head_size=64, context=32_768),
    ),
    Offer(
        key="qwen2.5-1.5b",
        name="Qwen2.5 1.5B Instruct",
        about="A good first choice on most laptops.",
        repository="Qwen/Qwen2.5-1.5B-Instruct-GGUF",
        revision="91cad51170dc346986eccefdc2dd33a9da36ead9",
        file="qwen2.5-1.5b-instruct-q4_k_m.gguf",
        licence="Apache-2.0",
        size_bytes=1_117_320_736,
        sha256="6a1a2eb6d15622bf3c96857206351ba97e1af16c30d7a74ee38970e434e9407e",
        shape=Shape(layers=28, heads_kv=2, head_size=128, context=32_768),
    ),
    Offer(
        key="qwen3-1.7b",
        name="Qwen3 1.7B",
        about="Thinks before it answers, so that the first word comes later.",
        repository="Qwen/Qwen3-1.7B-GGUF",
        revision="90862c4b9d2787eaed51d12237eafdfe7c5f6077",
        file="Qwen3-1.7B-Q8_0.gguf",
        licence="Apache-2.0",
        size_bytes=1_834_426_016,
        sha256="061b54daade076b5d3362dac252678d17da8c68f07560be70818cace6590cb1a",
        shape=Shape(layers=28, heads_kv=8, head_size=128, context=40_960),
    ),
    Offer(
        key="qwen3-4b",
        name="Qwen3 4B",
        about="The largest of these, for a machine with 8 GB or more.",
        repository="Qwen/Qwen3-4B-GGUF",
        revision="bc640142c66e1fdd12af0bd68f40445458f3869b",
        file="Qwen3-4B-Q4_K_M.gguf",
        licence="Apache-2.0",
        size_bytes=2_497_280_256,
        sha256="7485fe6f11af29433bc51cab58009521f205840f5b4ae3a32fa7f92e8534fdf5",
        shape=Shape(layers=36, heads_kv=8, head_size=128, context=40_960),
    ),
)


def offer_named(key: str, offers: tuple[Offer, ...] = OFFERS) -> Offer:
    """The offer of that name. Raises BadInput, with the names that there are."""
    found = next((offer for offer in offers if offer.key == key.strip().lower()), None)
    if found is None:
        known = ", ".join(offer.key for offer in offers)
        raise BadInput(f'There is no model "{key}" to be had. There are {known}.')
    return found
