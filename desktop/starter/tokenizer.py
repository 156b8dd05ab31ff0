"""The starter model's byte-level BPE, and the ChatML frame around its conversations.

Trained on the same text as the model. Knows nothing of weights; the frame is the one that
`CHAT_TEMPLATE` renders from the GGUF, so that training and the app see the same tokens.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer as Bpe
from tokenizers import decoders, models, pre_tokenizers, trainers

from desktop.types import Message

PAD, START, END = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
SPECIAL = (PAD, START, END)

CHAT_TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' "
    "+ message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)


@dataclass(frozen=True, slots=True)
class Encoded:
    """Tokens of a text, and where each begins and ends in it, in characters."""

    ids: list[int]
    offsets: list[tuple[int, int]]


class Tokenizer:
    """Text to token ids and back."""

    def __init__(self, bpe: Bpe) -> None:
        self._bpe = bpe
        self.pad, self.start, self.end = (int(bpe.token_to_id(t) or 0) for t in SPECIAL)

    @classmethod
    def train(cls, texts: Iterable[str], size: int) -> Tokenizer:
        """A vocabulary of `size` tokens from `texts`; the special ones come first."""
        bpe = Bpe(models.BPE())
        bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
        bpe.decoder = decoders.ByteLevel()
        trainer = trainers.BpeTrainer(
            vocab_size=size,
            special_tokens=list(SPECIAL),
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        )
        bpe.train_from_iterator(texts, trainer)
        return cls(bpe)

    @classmethod
    def load(cls, path: Path) -> Tokenizer:
        """The tokenizer that `save` wrote."""
        return cls(Bpe.from_file(str(path)))

    def save(self, path: Path) -> None:
        """Write it as the tokenizers library's JSON."""
        self._bpe.save(str(path))

    def __len__(self) -> int:
        """Tokens in the vocabulary."""
        return int(self._bpe.get_vocab_size())

    def encode(self, text: str) -> list[int]:
        """Token ids; a special token's text becomes that token."""
        return list(self._bpe.encode(text).ids)

    def encode_with_offsets(self, text: str) -> Encoded:
        """Token ids with their character ranges."""
        encoding = self._bpe.encode(text)
        return Encoded(list(encoding.ids), list(encoding.offsets))

    def decode(self, ids: Sequence[int]) -> str:
        """The text of token ids, without special tokens."""
        return str(self._bpe.decode(list(ids)))

    def tokens(self) -> list[str]:
        """The vocabulary in id order, in the byte-level alphabet."""
        by_id = {number: token for token, number in self._bpe.get_vocab().items()}
        return [by_id[number] for number in range(len(by_id))]

    def merges(self) -> list[str]:
        """The merges in order, as `left right`."""
        import json

        merges = json.loads(self._bpe.to_str())["model"]["merges"]
        return [pair if isinstance(pair, str) else " ".join(pair) for pair in merges]


def framed(messages: Sequence[Message]) -> str:
    """The conversation as the chat template renders it, ready for the assistant to speak."""
    turns = [f"{START}{message.role}\n{message.content}{END}\n" for message in messages]
    return "".join(turns) + f"{START}assistant\n"
