"""From messages to the one text a model reads, by the template that came with it, else ChatML.

Content is disarmed before it is put in, so that nothing in it can be a control token. A template is
run in a child with a time and a memory limit; one that fails, hangs, or loses what it is given is
not used. Knows nothing of llama.cpp.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop.engine.control_tokens import ControlTokens
from desktop.types import Message
from indexer import Child, ChildError, Limits

SECONDS = 2.0  # for one rendering
MEMORY_BYTES = 512 * 1024 * 1024
_MOST_STANDING = 16  # instructions whose renderings are remembered
_START_SECONDS = 30.0  # for the child to be there at all, on a busy machine

CHATML = (
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + "
    "message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
_CHATML_MARKS = ("<|im_start|>", "<|im_end|>")


class TemplateFailed(Exception):
    """The template cannot be used; the message says why."""


class TemplateDied(TemplateFailed):
    """It had to be ended."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a template needs to know of a model's vocabulary."""

    bos: str
    eos: str
    forgeable: tuple[str, ...]  # spellings that content may not hold


@dataclass(frozen=True, slots=True)
class Rendered:
    """A prompt as text, and the same conversation with harmless content in every place.

    Both hold the same control tokens in the same number, or something forged one.
    """

    text: str
    harmless: str


class Wording:
    """Renders conversations for one model."""

    def __init__(self, template: str, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._child: Child | None = None
        self._asking = threading.Lock()
        self._template = "" if _squeeze(template) == _squeeze(CHATML) else template
        self.merges_system = False
        self._standing: dict[Message, str] = {}
        self.note = ""  # a sentence where the model's own template is not used
        if self._template:
            try:
                self._learn_habits()
            except TemplateFailed as failure:
                self.note = f"The model's own chat template is not used ({failure})."
                self.close()
                self._template, self.merges_system = "", False
        marks = () if self._template else _CHATML_MARKS
        self._control_tokens = ControlTokens((*vocabulary.forgeable, *marks))
        self.stop_strings = tuple(mark for mark in marks if mark not in vocabulary.forgeable)

    def render(self, messages: Sequence[Message]) -> Rendered:
        """The conversation as text, up to where the answer begins. Raises TemplateFailed."""
        disarm = self._control_tokens.disarm
        safe = [replace(message, content=disarm(message.content)) for message in messages]
        harmless = [replace(message, content="x" if message.content else "") for message in safe]
        return Rendered(self._run(safe), self._run(harmless))

    def standing(self, messages: Sequence[Message], text: str) -> int:
        """How many characters of a rendered conversation stand before every question under the same
        instruction. Raises TemplateFailed."""
        if not messages or messages[0].role != "system":
            return 0
        system = messages[0]
        if system not in self._standing:
            if len(self._standing) >= _MOST_STANDING:
                self._standing.clear()
            text_of_any = self.render((system, Message("user", "QuireU1"))).text
            self._standing[system] = text_of_any.partition("QuireU1")[0]
        known = self._standing[system]
        return len(known) if text.startswith(known) else 0

    def close(self) -> None:
        """End the child, if there is one; the next rendering starts another."""
        if self._child is not None:
            self._child.end(grace_seconds=0.2)
            self._child = None

    def _learn_habits(self) -> None:
        """Find out whether the template takes a system message, and drops nothing."""
        talk = [Message("user", "QuireU1"), Message("assistant", "QuireA1"),
                Message("user", "QuireU2")]  # fmt: skip
        try:
            text = self._run([Message("system", "QuireS1"), *talk])
            self.merges_system = "QuireS1" not in text
        except TemplateDied:
            raise
        except TemplateFailed:
            self.merges_system = True
        text = self._run([Message("system", "QuireS1"), *talk])
        missing = [word for word in ("QuireS1", "QuireU1", "QuireA1", "QuireU2")
                   if word not in text]  # fmt: skip
        if missing:
            raise TemplateFailed("it leaves out parts of a conversation")

    def _run(self, messages: Sequence[Message]) -> str:
        if self.merges_system:
            messages = merge_system(messages)
        if not self._template:
            return chatml(messages)
        try:
            with self._asking:
                return self._ask(messages)
        except ChildError as error:
            self.close()
            raise TemplateDied("it ran too long or took too much memory") from error

    def _ask(self, messages: Sequence[Message]) -> str:
        child = self._child  # another thread may close
        if child is None:
            child = self._child = Child(
                "desktop.engine.template_child:serve", limits=Limits(memory_bytes=MEMORY_BYTES)
            )
            child.receive(_START_SECONDS)
            names = {"bos": self._vocabulary.bos, "eos": self._vocabulary.eos}
            child.send({"template": self._template, **names})
        child.send({"messages": [{"role": m.role, "content": m.content} for m in messages]})
        answer = child.receive(SECONDS)
        if "text" not in answer:
            raise TemplateFailed(str(answer.get("error", "no text")))
        return str(answer["text"])

    def __del__(self) -> None:
        with contextlib.suppress(Exception):
            self.close()


def _squeeze(template: str) -> str:
    return "".join(template.split())


def chatml(messages: Sequence[Message]) -> str:
    """The conversation in ChatML, up to where the answer begins."""
    turns = [f"<|im_start|>{m.role}\n{m.content}<|im_end|>\n" for m in messages]
    return "".join(turns) + "<|im_start|>assistant\n"


def merge_system(messages: Sequence[Message]) -> tuple[Message, ...]:
    """The instruction as the first words of the first question, for templates without the role."""
    if len(messages) < 2 or messages[0].role != "system":
        return tuple(messages)
    system, first, *rest = messages
    return (replace(first, content=f"{system.content}\n\n{first.content}"), *rest)
