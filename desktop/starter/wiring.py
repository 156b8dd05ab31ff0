"""Heads and neurons made to do one thing: look where, bring what, fire when.

Linear algebra alone: rows of queries, keys and values from what they should read. A head's slow
rotary pairs hardly turn over the whole context and carry what is looked for; its fast ones tell
distances. Knows where things stand in a state; nothing of what a chain of them is for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from desktop.starter.codes import CONSTANT, WIDTH, Mark, Part, place
from desktop.starter.model import Block, Decoder, Shape
from desktop.starter.tokenizer import Tokenizer

_TURNING = 0.4  # radians over the context up to which a pair counts as slow
_FAST = 0.03  # radians a token; slower pairs do not tell neighbours apart
_LOOK = 16.0  # nats that each of the fast ones gives at the right distance
_ROOM = 152  # numbers that a head compares at once, of its slow pairs
_RIDGE = 1.0  # with none, waves of hundreds of nats cancel out, and nothing rounded keeps them
_RESTING = 40.0  # nats
_STEEP = 20.0  # of a neuron's gate
_FLAT = 0.25  # of a condition's sum: all above is the same
_OPEN = _STEEP * _FLAT  # what two gates so far apart differ by

Compared = tuple[float, Tensor, Tensor]
"""Nats for what is wholly alike; what a query reads, and a key, (n, WIDTH)."""


def read(*entries: Mark | Part, times: float = 1.0) -> Tensor:
    """(n, WIDTH): rows that read these marks and codes as they are."""
    rows: list[int] = []
    for entry in entries:
        if isinstance(entry, Part):
            rows += range(place(entry).start, place(entry).stop)
        else:
            rows.append(int(entry))
    return torch.eye(WIDTH)[rows] * times


def write(*entries: Mark | Part, times: float = 1.0) -> Tensor:
    """(WIDTH, n): columns that write them."""
    return read(*entries, times=times).T


class Workshop:
    """What making the heads of one model takes: its shape, its tokens' codes, and chance."""

    def __init__(self, model: Decoder, tokenizer: Tokenizer, random: torch.Generator) -> None:
        self.shape = model.shape
        self._codes = model.token_embd.weight[:, place(Part.TOKEN)]
        self._tokenizer, self._random = tokenizer, random
        self.shortened = self.mixed(len(read(Part.BEFORE)), len(read(Part.WORD)))
        """From a word's code to what the tokens after it know of it."""

    def head(self, block: Block, number: int) -> Head:
        """A head of a block, to be made."""
        return Head(block, self.shape, number)

    def mixed(self, rows: int, columns: int) -> Tensor:
        """(rows, columns): a map between codes that keeps their products, on average."""
        drawn = torch.randn(max(rows, columns), min(rows, columns), generator=self._random)
        basis: Tensor = torch.linalg.qr(drawn).Q
        return basis if rows >= columns else basis.T * (columns / rows) ** 0.5

    def compared(self, *pairs: Compared) -> tuple[Tensor, Tensor]:
        """One query and one key for several (nats, query, key), laid over each other."""
        query, key = torch.zeros(_ROOM, WIDTH), torch.zeros(_ROOM, WIDTH)
        for nats, asked, known in pairs:
            mixed = self.mixed(_ROOM, len(asked)) * nats**0.5
            query += mixed @ asked
            key += mixed @ known
        return query, key

    def saying(self, text: str | int, loud: float) -> Tensor:
        """(WIDTH,): what makes a token, given by its text or its number, be said."""
        token = text if isinstance(text, int) else self._tokenizer.encode(text)[0]
        return write(Part.TOKEN) @ self._codes[token] * loud

    @property
    def asking(self) -> int:
        """How many tokens the word before a question has."""
        return len(self._tokenizer.encode("\nQuestion")) - 1

    @property
    def end(self) -> int:
        """The token that ends an answer."""
        return self._tokenizer.end

    def numbers(self, most: int) -> Tensor:
        """(code width, most): the tokens of 1 to `most` as columns."""
        ids = [self._tokenizer.encode(str(n))[0] for n in range(1, most + 1)]
        return self._codes[ids].T.clone()


class Head:
    """One head of a block, all its weights nothing at first."""

    def __init__(self, block: Block, shape: Shape, number: int) -> None:
        width = shape.head_width
        rows = slice(number * width, (number + 1) * width)
        self._query, self._key = block.attn_q.weight[rows], block.attn_k.weight[rows]
        self._value, self._out = block.attn_v.weight[rows], block.attn_output.weight[:, rows]
        for weight in (self._query, self._key, self._value, self._out):
            weight.zero_()
        half = width // 2
        self._steps = shape.rope_base ** -(torch.arange(half, dtype=torch.float64) / half)
        slow = (self._steps * shape.context < _TURNING).nonzero()[:, 0]
        self._channels = torch.cat((slow, slow + half))
        self._used = 0
        self._carried = 0
        self._strength = math.sqrt(width)

    def compare(self, query: Tensor, key: Tensor, strength: float = 1.0) -> None:
        """Add strength * (query x) . (key x) to the scores; both (n, width of the state)."""
        rows = self._channels[self._used : self._used + len(query)]
        if len(rows) < len(query):
            raise ValueError("The head has no room for so much.")
        self._used += len(query)
        each = math.sqrt(strength * self._strength)
        self._query[rows] += query * each
        self._key[rows] += key * each

    def prefer(self, marks: Mapping[Mark, float]) -> None:
        """Add so many nats to the scores of what is marked, whoever looks."""
        most = math.sqrt(max(abs(amount) for amount in marks.values()))
        key = torch.zeros(1, WIDTH)
        for mark, amount in marks.items():
            key[0, mark] = amount / most
        self.compare(read(Mark.CONSTANT, times=most / CONSTANT), key)

    def rest(self, unless: Tensor) -> None:
        """Look at the first token, which knows nothing, but where `unless` x (1, width) is 1."""
        # Marks fall short by so much where states are long.
        wish = read(Mark.CONSTANT, times=1 / CONSTANT) - unless * 1.07
        self.compare(wish, read(Mark.FIRST), _RESTING)

    def by_distance(self, wanted: Callable[[Tensor], Tensor], reach: int) -> None:
        """Add about wanted(distance) to the scores, as a sum of waves fitted to it."""
        distance = torch.arange(reach, dtype=torch.float64)
        angles = distance[:, None] * self._steps
        waves = torch.cat((angles.cos(), angles.sin()), dim=1)
        weight = 1 / (1 + distance / 20).sqrt()
        aim = wanted(distance) * weight
        ridge = _RIDGE * torch.eye(waves.shape[1], dtype=torch.float64)
        scaled = waves * weight[:, None]
        fitted = torch.linalg.solve(scaled.T @ scaled + ridge, scaled.T @ aim)
        # A query (1, 0) and a key (a, b), turned by their distance, give a cos + b sin.
        half = len(self._steps)
        a, b = fitted[:half], fitted[half:]
        each = torch.sqrt(torch.sqrt(a * a + b * b) * self._strength).clamp_min(1e-9)
        self._query[:half, Mark.CONSTANT] += (each / CONSTANT).float()
        self._key[:half, Mark.CONSTANT] += (a * self._strength / each / CONSTANT).float()
        self._key[half:, Mark.CONSTANT] += (b * self._strength / each / CONSTANT).float()

    def look_back(self, back: int) -> None:
        """Look at the token so many before; waves that agree there and nowhere else."""
        half = len(self._steps)
        nats = torch.where(self._steps > _FAST, _LOOK, _LOOK / 4)
        nats = torch.where(self._steps > _FAST / 40, nats, 0.0)
        each = (nats * self._strength).sqrt() / CONSTANT
        self._query[:half, Mark.CONSTANT] += each.float()
        self._key[:half, Mark.CONSTANT] += (each * (self._steps * back).cos()).float()
        self._key[half:, Mark.CONSTANT] += (each * (self._steps * back).sin()).float()

    def bring(self, value: Tensor, out: Tensor) -> None:
        """Bring value x, (n, width), into the state by out, (width, n)."""
        rows = slice(self._carried, self._carried + len(value))
        if rows.stop > len(self._value):
            raise ValueError("The head has no room for so much.")
        self._carried = rows.stop
        self._value[rows] += value
        self._out[:, rows] += out


class Neurons:
    """The feed-forward part of a block, taken neuron by neuron; those taken do nothing else."""

    def __init__(self, block: Block) -> None:
        self._gate, self._up = block.ffn_gate.weight, block.ffn_up.weight
        self._down, self._next = block.ffn_down.weight, 0

    def fire(self, when: Mapping[Mark, float], at_least: float, out: Tensor) -> None:
        """Add `out` (width,) where the sum of the marks is half above `at_least`, else nothing.

        Of two neurons the second takes back what the first gives too much.
        """
        for high, sign in ((0.0, 1.0), (_FLAT, -1.0)):
            n, self._next = self._next, self._next + 1
            self._gate[n], self._up[n] = 0.0, 0.0
            for mark, amount in when.items():
                self._gate[n, mark] += amount * _STEEP
            self._gate[n, Mark.CONSTANT] -= (at_least + high) * _STEEP / CONSTANT
            self._up[n, Mark.CONSTANT] = 1 / CONSTANT
            self._down[:, n] = sign * out / _OPEN
