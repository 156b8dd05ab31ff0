"""How many tokens a conversation has in a server's model: as the server counts, where it does.

llama-server and vLLM count; of others it is estimated. Where even one token a byte would fit
easily, nobody is asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from desktop.errors import ServerFailed
from desktop.served.address import Address
from desktop.served.calls import Calls
from desktop.served.harmless import harmless
from desktop.types import Message

_TEMPLATE_TOKENS = 16  # of one message, at most
_LETTERS_A_TOKEN = 3.0  # and spaces; of English and German prose it is four and more
_OTHER_BYTES_A_TOKEN = 2.0  # of scripts with two and three bytes a letter

Conversation = tuple[Message, ...]


class Counting:
    """Counts for one model of one server."""

    def __init__(self, calls: Calls, address: Address, model: str, window: int) -> None:
        self._calls = calls
        self._root = address.root
        self._model = model
        self._window = window
        self._ways = [self._count_as_vllm, self._count_as_llama_server]

    async def count(self, conversations: Sequence[Conversation]) -> tuple[int, ...]:
        """The tokens of each conversation, or a little more than it has."""
        return tuple(await asyncio.gather(*map(self._count, conversations)))

    async def _count(self, conversation: Conversation) -> int:
        conversation = tuple(Message(m.role, harmless(m.content)) for m in conversation)
        most = _most(conversation)
        if most <= self._window // 2:
            return most
        while self._ways:
            way = self._ways[0]
            try:
                return await way([{"role": m.role, "content": m.content} for m in conversation])
            except (ServerFailed, KeyError, TypeError, ValueError):
                if way in self._ways:  # several are counted at once
                    self._ways.remove(way)
        return _estimate(conversation)

    async def _count_as_vllm(self, messages: list[dict[str, str]]) -> int:
        body = {"model": self._model, "messages": messages, "add_generation_prompt": True}
        told: Any = await self._calls.post(f"{self._root}/tokenize", body)
        return _whole(told["count"])

    async def _count_as_llama_server(self, messages: list[dict[str, str]]) -> int:
        made: Any = await self._calls.post(f"{self._root}/apply-template", {"messages": messages})
        body = {"content": made["prompt"], "add_special": True, "parse_special": True}
        told: Any = await self._calls.post(f"{self._root}/tokenize", body)
        return len(told["tokens"])


def _most(conversation: Conversation) -> int:
    """More tokens than it can have: each token has a byte at least."""
    return sum(len(m.content.encode()) + _TEMPLATE_TOKENS for m in conversation)


def _estimate(conversation: Conversation) -> int:
    """A digit or a mark is taken for a token of its own: of 609 passages of a report full of
    figures one in a hundred has more tokens in a vocabulary of 8,192, which is a small one."""
    text = "".join(message.content for message in conversation)
    plain = sum(sign.isascii() for sign in text)
    letters = sum(sign.isascii() and (sign.isalpha() or sign == " ") for sign in text)
    others = len(text.encode()) - plain
    tokens = letters / _LETTERS_A_TOKEN + (plain - letters) + others / _OTHER_BYTES_A_TOKEN
    return round(tokens) + _TEMPLATE_TOKENS * len(conversation)


def _whole(told: object) -> int:
    if not isinstance(told, int) or told < 0:
        raise ValueError("no count")
    return told
