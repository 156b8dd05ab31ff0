"""The one door to llama.cpp: a model, a context over it, a sampler, an adapter, in Python's types.

Knows token ids, sequences and bytes; nothing of lanes, messages or frames. Only the child process
imports it. Names of the functions called are those of llama.h as of llama-cpp-python 0.3.36.
"""

from __future__ import annotations

import ctypes
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import llama_cpp.llama_cpp as api
import numpy as np
from numpy.typing import NDArray

from desktop.thinking import CLOSES, OPENS
from desktop.types import Sampling

Logits = NDArray[np.float32]  # (vocabulary,)
Token = int

# The C library, for one function of it (see Context.call_off).
_C = ctypes.cdll.msvcrt if sys.platform == "win32" else ctypes.CDLL(None)
_ERROR = 4  # ggml.h, enum ggml_log_level; the binding's own list is older
_ABORTED = 2
_NO_ROOM = 1
_SHOWN = (OPENS, CLOSES)  # with some models control tokens, and yet part of what is read
_NO_DEVICE = (ctypes.c_void_p * 1)()  # an empty list of graphics cards, ended by nothing
_CACHE_TYPES = {"f16": 1, "q8_0": 8}  # ggml's numbers


class LlamaFailed(Exception):
    """llama.cpp said no; the message is its own last word, for the log and not for the person."""


class Aborted(LlamaFailed):
    """Decoding was called off; what was computed of the batch is to be cut."""


class Row(NamedTuple):
    """One token to evaluate: which, where, for which sequence, and whether to say what follows.

    A tuple, as one is made for each token: a frozen class takes three times as long.
    """

    token: Token
    position: int
    sequence: int
    wanted: bool


@dataclass(frozen=True, slots=True)
class ContextSize:
    """How large a context is made. Tokens, except `threads`."""

    per_sequence: int
    sequences: int
    piece: int  # the most tokens in one batch
    threads: int
    cache_type: str = "f16"


class Llama:
    """llama.cpp itself, started once a process, its log kept for the last error."""

    # llama.cpp goes on calling the last function it was given, also when its owner is gone: freed,
    # the next line of its log would be a segmentation fault.
    _listening: ClassVar[Any] = None

    def __init__(self) -> None:
        self._said: list[str] = []
        log = api.llama_log_callback(self._listen)
        api.llama_log_set(log, ctypes.c_void_p(0))
        Llama._listening = log
        api.llama_backend_init()

    @property
    def offloads(self) -> bool:
        """Whether this build can use a graphics card."""
        return bool(api.llama_supports_gpu_offload())

    @property
    def features(self) -> tuple[str, ...]:
        """What of the processor this build uses: "AVX2", "FMA", ..."""
        told = api.llama_print_system_info().decode("ascii", errors="replace")
        pairs = [part.split(":")[-1].split("=") for part in told.split("|")]
        return tuple(pair[0].strip() for pair in pairs if len(pair) == 2 and "1" in pair[1])

    def load(self, path: Path, gpu_layers: int = 0, vocabulary_only: bool = False) -> Model:
        """Map a model's file. Raises LlamaFailed."""
        parameters = api.llama_model_default_params()
        parameters.load_mode = api.LLAMA_LOAD_MODE_MMAP
        parameters.n_gpu_layers = gpu_layers
        if not gpu_layers:  # else a card would still compute the long batches
            parameters.devices = ctypes.addressof(_NO_DEVICE)
        parameters.vocab_only = vocabulary_only
        self.forget()
        pointer = api.llama_model_load_from_file(str(path).encode(), parameters)
        if not pointer:
            raise LlamaFailed(self.reason)
        return Model(pointer, self)

    @property
    def reason(self) -> str:
        """What llama.cpp first complained of since the last order, without its own file's names."""
        first = self._said[0] if self._said else "no reason given"
        return first.split("error loading model: ")[-1].rstrip(".")

    def _listen(self, level: int, text: bytes, _: object) -> None:
        if level == _ERROR:
            self._said.append(text.decode("utf-8", errors="replace").strip())

    def forget(self) -> None:
        """Begin a new order."""
        self._said.clear()


class Model:
    """A loaded file: its vocabulary, and the contexts and adapters made over its weights."""

    def __init__(self, pointer: Any, llama: Llama) -> None:
        self._pointer = pointer
        self._llama = llama
        self._vocabulary = api.llama_model_get_vocab(pointer)
        self.tokens = int(api.llama_vocab_n_tokens(self._vocabulary))
        self.layers = int(api.llama_model_n_layer(pointer))
        self.trained_context = int(api.llama_model_n_ctx_train(pointer))
        bos = int(api.llama_vocab_bos(self._vocabulary))
        self.bos: Token | None = bos if bos >= 0 else None
        eos = int(api.llama_vocab_eos(self._vocabulary))
        self.eos: Token | None = eos if eos >= 0 else None
        self._pieces: dict[Token, tuple[bytes, bool]] = {}
        self.adds_bos = bool(api.llama_vocab_get_add_bos(self._vocabulary))

    @property
    def generates(self) -> bool:
        """Whether it continues text at all: a decoder with causal attention, no encoder alone."""
        return bool(api.llama_model_has_decoder(self._pointer))

    @property
    def cuts_anywhere(self) -> bool:
        """Whether a sequence can be cut back to any length (not so for recurrent layers)."""
        return not (
            api.llama_model_is_recurrent(self._pointer) or api.llama_model_is_hybrid(self._pointer)
        )

    def tokenise(self, text: str, special: bool) -> list[Token]:
        """The text's tokens, without any added at its ends; `special`: control tokens are read."""
        data = text.encode("utf-8", errors="replace")
        room = len(data) + 8
        for _ in range(2):
            buffer = (api.llama_token * room)()
            count = api.llama_tokenize(
                self._vocabulary, data, len(data), buffer, room, False, special
            )
            if count >= 0:
                return buffer[:count]
            room = -count
        raise LlamaFailed("the text cannot be tokenised")

    def piece(self, token: Token) -> bytes:
        """What one token adds to a text; b"" for a control token."""
        room = 64
        for _ in range(2):
            buffer = ctypes.create_string_buffer(room)
            count = api.llama_token_to_piece(self._vocabulary, token, buffer, room, 0, False)
            if count >= 0:
                return buffer.raw[:count]
            room = -count
        return b""

    def piece_and_end(self, token: Token) -> tuple[bytes, bool]:
        """What a token adds to a text, and whether it ends an answer; remembered."""
        known = self._pieces.get(token)
        if known is None:
            piece = self.piece(token)
            if not piece and self.spelling(token) in _SHOWN:
                piece = self.spelling(token).encode()
            known = self._pieces[token] = piece, self.ends(token)
        return known

    def spelling(self, token: Token) -> str:
        """A token's text as the tokeniser looks for it in a text."""
        text: bytes = api.llama_vocab_get_text(self._vocabulary, token)
        return text.decode("utf-8", errors="replace")

    def decode_text(self, tokens: Sequence[Token]) -> str:
        """The text of tokens as llama.cpp itself joins it, control tokens left out."""
        given = (api.llama_token * len(tokens))(*tokens)
        room = 16 * len(tokens) + 16
        buffer = ctypes.create_string_buffer(room)
        count = api.llama_detokenize(
            self._vocabulary, given, len(tokens), buffer, room, False, False
        )
        return buffer.raw[: max(count, 0)].decode("utf-8", errors="ignore")

    def ends(self, token: Token) -> bool:
        """Whether the token ends an answer."""
        return bool(api.llama_vocab_is_eog(self._vocabulary, token))

    def control_tokens(self) -> list[Token]:
        """Every token that is control, user-defined or unknown."""
        kinds = (
            api.LLAMA_TOKEN_ATTR_CONTROL
            | api.LLAMA_TOKEN_ATTR_USER_DEFINED
            | api.LLAMA_TOKEN_ATTR_UNKNOWN
        )
        attribute = api.llama_vocab_get_attr
        return [t for t in range(self.tokens) if attribute(self._vocabulary, t) & kinds]

    def is_user_defined(self, token: Token) -> bool:
        """Whether it is one of those that are read even where control tokens are not."""
        attribute = api.llama_vocab_get_attr(self._vocabulary, token)
        return bool(attribute & api.LLAMA_TOKEN_ATTR_USER_DEFINED)

    def load_adapter(self, path: Path) -> Adapter:
        """An adapter over these weights. Raises LlamaFailed."""
        self._llama.forget()
        pointer = api.llama_adapter_lora_init(self._pointer, str(path).encode())
        if not pointer:
            raise LlamaFailed(self._llama.reason)
        return Adapter(pointer)

    def context(
        self, size: ContextSize, adapter: Adapter | None = None, strength: float = 1.0
    ) -> Context:
        """A context over these weights. Raises LlamaFailed."""
        self._llama.forget()
        pointer = api.llama_init_from_model(self._pointer, _parameters(size))
        if not pointer:
            raise LlamaFailed(self._llama.reason)
        context = Context(pointer, self.tokens, size)
        if adapter is not None:
            context.put_over(adapter, strength)
        return context

    def close(self) -> None:
        """Give the weights back; contexts first."""
        api.llama_model_free(self._pointer)


class Adapter:
    """A LoRA, freed with its model."""

    def __init__(self, pointer: Any) -> None:
        self._pointer = pointer

    def apply(self, context: Any, strength: float) -> None:
        """Put it over a context. Raises LlamaFailed."""
        adapters = (api.llama_adapter_lora_p_ctypes * 1)(self._pointer)
        if api.llama_set_adapters_lora(context, adapters, 1, (ctypes.c_float * 1)(strength)):
            raise LlamaFailed("the adapter cannot be applied")


class Context:
    """Sequences of tokens that were evaluated, and what should follow them."""

    def __init__(self, pointer: Any, vocabulary: int, size: ContextSize) -> None:
        self._pointer = pointer
        self._memory = api.llama_get_memory(pointer)
        self._vocabulary = vocabulary
        self._row = ctypes.c_float * vocabulary
        self._views: dict[int, Logits] = {}  # by where they lie
        # Every row is of one sequence, and the batch's arrays stay where they are.
        batch = self._batch = api.llama_batch_init(size.piece, 0, 1)
        self._tokens, self._positions, self._wanted = batch.token, batch.pos, batch.logits
        self._sequence_ids = [batch.seq_id[i] for i in range(size.piece)]
        for i in range(size.piece):
            batch.n_seq_id[i] = 1
        self._threads = size.threads, size.threads
        self._called_off = ctypes.create_string_buffer(b"0")
        self._ask = ctypes.cast(_C.atoi, api.ggml_abort_callback)
        api.llama_set_abort_callback(pointer, self._ask, ctypes.addressof(self._called_off))
        self.per_sequence = int(api.llama_n_ctx_seq(pointer))
        self.sequences = size.sequences

    def decode(self, rows: Sequence[Row]) -> None:
        """Evaluate at most `piece` rows. Raises Aborted or LlamaFailed."""
        tokens, positions, wanted = self._tokens, self._positions, self._wanted
        self._batch.n_tokens = len(rows)
        for i, (token, position, sequence, is_wanted) in enumerate(rows):
            tokens[i] = token
            positions[i] = position
            self._sequence_ids[i][0] = sequence
            wanted[i] = is_wanted
        code = api.llama_decode(self._pointer, self._batch)
        if code == _ABORTED:
            raise Aborted("called off")
        if code == _NO_ROOM:
            raise LlamaFailed("the cache has no room for the batch")
        if code:
            raise LlamaFailed(f"llama_decode gave {code}")

    def put_over(self, adapter: Adapter, strength: float) -> None:
        """Answer with the adapter, so strong, from the next batch on; what was computed before is
        not changed by it. Raises LlamaFailed."""
        adapter.apply(self._pointer, strength)

    def call_off(self) -> None:
        """Stop the batch that is being decoded, from another thread, and those that follow.

        llama.cpp asks between the hundreds of operations of a batch. What it asks is C's `atoi` on
        a text of one digit: a question to Python would wait for the interpreter each time, and was
        measured to make reading a prompt six times slower beside a second busy thread.
        """
        self._called_off[0] = b"1"

    def go_on(self) -> None:
        """Let batches be decoded again."""
        self._called_off[0] = b"0"

    def use_threads(self, threads: int, reading: int) -> None:
        """Compute a single row with so many threads from the next batch on, and more rows with so
        many."""
        if (threads, reading) != self._threads:
            self._threads = threads, reading
            api.llama_set_n_threads(self._pointer, threads, reading)

    def logits(self, row: int) -> Logits:
        """What follows the batch's row, as a view that the next batch overwrites."""
        address = ctypes.addressof(api.llama_get_logits_ith(self._pointer, row).contents)
        view = self._views.get(address)
        if view is None:
            view = np.ctypeslib.as_array(self._row.from_address(address))
            self._views[address] = view
        return view

    def best(self, row: int) -> Token | None:
        """The likeliest token after the batch's row; None where the figures are not numbers."""
        logits = self.logits(row)
        best = int(logits.argmax())
        return best if math.isfinite(logits[best]) else None

    def lead(self, row: int, best: Token) -> float:
        """By how much the logit of the likeliest token after the batch's row leads."""
        logits = self.logits(row)
        first, logits[best] = float(logits[best]), -np.inf
        second = float(logits.max())
        logits[best] = first
        return first - second

    def choices(self, rows: int) -> list[tuple[Token | None, float]]:
        """The likeliest token after each of the batch's rows, so many and all wanted, and by how
        much its logit leads; None where the figures are not numbers."""
        pointer = api.llama_get_logits(self._pointer)
        logits = np.ctypeslib.as_array(pointer, (rows, self._vocabulary))
        best = logits.argmax(axis=1)
        each = np.arange(rows)
        first = logits[each, best]
        logits[each, best] = -np.inf
        leads = first - logits.max(axis=1)
        logits[each, best] = first
        sound = np.isfinite(first)
        return [
            (token if is_sound else None, lead)
            for token, is_sound, lead in zip(
                best.tolist(), sound.tolist(), leads.tolist(), strict=True
            )
        ]

    def sample(self, sampler: Sampler, row: int) -> Token:
        """The sampler's choice after the batch's row, told to the sampler too."""
        return int(api.llama_sampler_sample(sampler.pointer, self._pointer, row))

    def cut(self, sequence: int, length: int) -> bool:
        """Keep the first `length` tokens; False where that cannot be and all were dropped."""
        if api.llama_memory_seq_rm(self._memory, sequence, length, -1):
            return True
        api.llama_memory_seq_rm(self._memory, sequence, -1, -1)
        return False

    def save(self, sequence: int) -> bytes:
        """A sequence's cache as bytes."""
        room = api.llama_state_seq_get_size(self._pointer, sequence)
        buffer = (ctypes.c_uint8 * room)()
        count = api.llama_state_seq_get_data(self._pointer, buffer, room, sequence)
        return bytes(memoryview(buffer)[:count])

    def restore(self, sequence: int, state: bytes) -> bool:
        """Put a saved cache into a sequence; False where it does not fit."""
        buffer = (ctypes.c_uint8 * len(state)).from_buffer_copy(state)
        self.cut(sequence, 0)
        return bool(api.llama_state_seq_set_data(self._pointer, buffer, len(state), sequence))

    def close(self) -> None:
        """Give the cache back."""
        api.llama_batch_free(self._batch)
        api.llama_free(self._pointer)


class Sampler:
    """One lane's choice of tokens: seeded, its own, so that lanes do not touch each other."""

    def __init__(self, sampling: Sampling, vocabulary: int) -> None:
        chain = api.llama_sampler_chain_init(api.llama_sampler_chain_default_params())
        if sampling.repeat_penalty != 1.0:
            _add(chain, api.llama_sampler_init_penalties(
                vocabulary, _REPEAT_TOKENS, sampling.repeat_penalty, 0.0, 0.0
            ))  # fmt: skip
        if sampling.temperature <= 0:
            _add(chain, api.llama_sampler_init_greedy())
        else:
            _add(chain, api.llama_sampler_init_top_k(sampling.top_k))
            _add(chain, api.llama_sampler_init_top_p(sampling.top_p, 1))
            _add(chain, api.llama_sampler_init_min_p(sampling.min_p, 1))
            _add(chain, api.llama_sampler_init_temp(sampling.temperature))
            _add(chain, api.llama_sampler_init_dist(sampling.seed & 0xFFFFFFFF))
        self.pointer = chain

    def close(self) -> None:
        """Give it back."""
        api.llama_sampler_free(self.pointer)


_REPEAT_TOKENS = 64  # how far back a repeat penalty looks, as in llama.cpp's own programs


def _add(chain: Any, sampler: Any) -> None:
    api.llama_sampler_chain_add(chain, sampler)


def _parameters(size: ContextSize) -> Any:
    parameters = api.llama_context_default_params()
    parameters.n_ctx = size.per_sequence * size.sequences
    parameters.n_batch = parameters.n_ubatch = size.piece
    parameters.n_seq_max = size.sequences
    parameters.n_threads = parameters.n_threads_batch = size.threads
    # Each sequence in cells of its own: in shared cells the place of a token within the attention
    # sums would depend on the other lanes, and so would its last bits.
    parameters.kv_unified = False
    parameters.swa_full = True  # else a sequence cannot be cut back within a sliding window
    # llama.cpp reads a cache of less than 16 bits in one way only.
    plain = size.cache_type == "f16"
    parameters.flash_attn_type = (
        api.LLAMA_FLASH_ATTN_TYPE_DISABLED if plain else api.LLAMA_FLASH_ATTN_TYPE_ENABLED
    )
    parameters.type_k = parameters.type_v = _CACHE_TYPES[size.cache_type]
    parameters.no_perf = True
    return parameters
