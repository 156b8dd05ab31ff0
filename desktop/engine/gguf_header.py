"""What a GGUF file says of itself: architecture, sizes, template, tensors; and whether it is whole.

Reads the first megabytes with plain file reads, so that a file which is cut short, renamed or made
for another base is found before llama.cpp sees it. Knows nothing of llama.cpp.
Source of the layout: the GGUF specification, versions 2 and 3.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from desktop.errors import ModelMissing, NotGguf

Value = int | float | bool | str | None
"""A header's value; None stands for a list, which is passed over."""

_SCALARS = {
    0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i",
    6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d",
}  # fmt: skip
_STRING, _LIST = 8, 9

# Elements and bytes of one block, by ggml's number of the type (ggml.h, enum ggml_type).
_BLOCKS = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34),
    9: (32, 36), 10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210),
    15: (256, 292), 16: (256, 66), 17: (256, 74), 18: (256, 98), 19: (256, 50), 20: (32, 18),
    21: (256, 110), 22: (256, 82), 23: (256, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4),
    27: (1, 8), 28: (1, 8), 29: (256, 56), 30: (1, 2), 34: (256, 54), 35: (256, 66), 39: (32, 17),
}  # fmt: skip

_READ_AT_ONCE = 1 << 20
_MOST_HEADER_BYTES = 512 << 20


@dataclass(frozen=True, slots=True)
class Tensor:
    """One tensor: its name, its sizes (fastest first), ggml's number of its type, its bytes."""

    name: str
    shape: tuple[int, ...]
    kind: int
    offset: int
    size: int | None  # None: a type not known here


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """The header of one file."""

    path: Path
    file_bytes: int
    values: dict[str, Value]
    tensors: tuple[Tensor, ...]
    data_start: int  # bytes before the first tensor

    @property
    def architecture(self) -> str:
        """ "llama", "qwen2", ...; "" where the file does not say."""
        return self.text("general.architecture")

    @property
    def name(self) -> str:
        """The model's own name, else the file's."""
        return self.text("general.name") or self.path.stem

    @property
    def is_adapter(self) -> bool:
        """Whether it holds an adapter and no model."""
        return self.text("general.type") == "adapter"

    @property
    def trained_context(self) -> int:
        """Tokens; 0 where the file does not say."""
        return self.number("context_length")

    @property
    def template(self) -> str:
        """The chat template, or ""."""
        return self.text("tokenizer.chat_template")

    @property
    def cache_bytes_per_token(self) -> int:
        """What one token costs in a lane's cache at 16 bits, all layers together."""
        held = self.number("attention.head_count_kv") or self.number("attention.head_count")
        return 2 * self.number("block_count") * held * sum(self.head_widths)

    @property
    def head_widths(self) -> tuple[int, int]:
        """How many numbers an attention head's key and value have; 0 where that is not said."""
        heads = self.number("attention.head_count")
        width = self.number("embedding_length") // heads if heads else 0
        key = self.number("attention.key_length") or width
        return key, self.number("attention.value_length") or width

    def text(self, key: str) -> str:
        """A value that is text, or ""."""
        value = self.values.get(key)
        return value if isinstance(value, str) else ""

    def number(self, key: str) -> int:
        """A whole number under the architecture's name, or 0."""
        value = self.values.get(f"{self.architecture}.{key}")
        return value if isinstance(value, int) else 0


def read_header(path: Path) -> GgufHeader:
    """The header of the file, checked against its size.

    Raises ModelMissing where no file is, NotGguf where it is none or is cut short.
    """
    if not path.is_file():
        raise ModelMissing(f"There is no file {path}. Choose another model.")
    with path.open("rb") as file:
        reader = _Reader(file, path)
        if reader.take(4) != b"GGUF":
            raise NotGguf(f"{path.name} is not a GGUF file. Choose a model that ends in .gguf.")
        version = reader.number("<I")
        if version not in (2, 3):
            raise NotGguf(
                f"{path.name} is GGUF version {version}; versions 2 and 3 can be read. "
                "Get a newer copy of the model."
            )
        header = _read_body(reader)
    _check_whole(header)
    return header


def _read_body(reader: _Reader) -> GgufHeader:
    tensors, pairs = reader.number("<Q"), reader.number("<Q")
    values: dict[str, Value] = {}
    for _ in range(pairs):
        key = reader.text()
        values[key] = reader.value(reader.number("<I"))
    found = tuple(_read_tensor(reader) for _ in range(tensors))
    alignment = values.get("general.alignment")
    step = alignment if isinstance(alignment, int) and alignment > 0 else 32
    start = -(-reader.position // step) * step
    return GgufHeader(reader.path, reader.file_bytes, values, found, start)


def _read_tensor(reader: _Reader) -> Tensor:
    name = reader.text()
    dimensions = reader.number("<I")
    if dimensions > 4:
        raise reader.broken()
    shape = tuple(reader.number("<Q") for _ in range(dimensions))
    kind, offset = reader.number("<I"), reader.number("<Q")
    return Tensor(name, shape, kind, offset, _size(shape, kind))


def _size(shape: tuple[int, ...], kind: int) -> int | None:
    block = _BLOCKS.get(kind)
    if block is None:
        return None
    elements = 1
    for length in shape:
        elements *= length
    return elements // block[0] * block[1]


def _check_whole(header: GgufHeader) -> None:
    ends = [tensor.offset + tensor.size for tensor in header.tensors if tensor.size is not None]
    needed = header.data_start + max(ends, default=0)
    if ends and needed > header.file_bytes:
        raise NotGguf(
            f"{header.path.name} is cut short: it has {header.file_bytes:,} bytes of "
            f"{needed:,}. Get it again."
        )


class _Reader:
    """Reads a header piece by piece, and never past the file's end."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self.path = path
        self.file_bytes = path.stat().st_size
        self._file = file
        self._data = b""
        self._first = 0  # where in the file `_data` begins
        self.position = 0

    def take(self, count: int) -> bytes:
        self._reach(count)
        begin = self.position - self._first
        self.position += count
        return self._data[begin : begin + count]

    def number(self, layout: str) -> int:
        value: int = struct.unpack(layout, self.take(struct.calcsize(layout)))[0]
        return value

    def text(self) -> str:
        return self.take(self.number("<Q")).decode("utf-8", errors="replace")

    def value(self, kind: int) -> Value:
        if kind == _STRING:
            return self.text()
        if kind == _LIST:
            self._skip_list()
            return None
        if kind not in _SCALARS:
            raise self.broken()
        layout = _SCALARS[kind]
        value: Value = struct.unpack(layout, self.take(struct.calcsize(layout)))[0]
        return value

    def broken(self) -> NotGguf:
        return NotGguf(
            f"{self.path.name} is damaged or cut short: its header ends in the middle "
            f"(byte {self.position:,} of {self.file_bytes:,}). Get it again."
        )

    def _skip_list(self) -> None:
        kind, count = self.number("<I"), self.number("<Q")
        if kind in _SCALARS:
            self._skip(struct.calcsize(_SCALARS[kind]) * count)
        elif kind == _STRING:
            self._skip_texts(count)
        else:
            raise self.broken()

    def _skip_texts(self, count: int) -> None:
        # Vocabularies hold some 300,000 of these; this loop is where the time goes.
        unpack = struct.Struct("<Q").unpack_from
        for _ in range(count):
            if self.position - self._first + 8 > len(self._data):
                self._reach(8)
            length = unpack(self._data, self.position - self._first)[0]
            if length > self.file_bytes:
                raise self.broken()
            self.position += 8 + length

    def _skip(self, count: int) -> None:
        if self.position + count > self.file_bytes:
            raise self.broken()
        self.position += count

    def _reach(self, count: int) -> None:
        """Make the next `count` bytes stand in `_data`."""
        end = self.position + count
        if end > self.file_bytes or end > _MOST_HEADER_BYTES:
            raise self.broken()
        if end > self._first + len(self._data) or self.position < self._first:
            self._file.seek(self.position)
            self._first = self.position
            self._data = self._file.read(max(count, _READ_AT_ONCE))
            if len(self._data) < count:
                raise self.broken()
