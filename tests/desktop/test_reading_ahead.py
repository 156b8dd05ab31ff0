"""What is read while a person types, and what is not."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path

from desktop.errors import BadInput
from desktop.modes import Mode
from desktop.reading_ahead import FEWEST_CHARACTERS, ReadingAhead, Typed


class Reader:
    """Reads in steps, each as soon as it may, and remembers how far it came."""

    def __init__(self) -> None:
        self.begun: list[Typed] = []
        self.ended: list[str] = []
        self.may_step = threading.Semaphore(0)

    def __call__(self, typed: Typed) -> Generator[object, None, None]:
        self.begun.append(typed)
        if "broken" in typed.question:
            raise BadInput("This cannot be read.")
        try:
            for _ in range(3):
                self.may_step.acquire()
                yield None
            self.ended.append(f"read {typed.question}")
        except GeneratorExit:
            self.ended.append(f"left {typed.question}")


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not done():
        assert time.monotonic() < end
        time.sleep(0.002)


def reading(reader: Reader, mark: Path | None = None) -> ReadingAhead:
    return ReadingAhead(reader, lambda: None, mark)


def test_what_was_typed_is_read_to_its_end() -> None:
    reader = Reader()
    ahead = reading(reader)
    ahead.typed("  How many rooms ", [Mode.RAG])
    reader.may_step.release(3)
    until(lambda: reader.ended == ["read How many rooms"])
    assert reader.begun == [Typed("How many rooms", (Mode.RAG,))]
    ahead.close()


def test_only_the_newest_words_are_gone_on_with() -> None:
    reader = Reader()
    ahead = reading(reader)
    ahead.typed("How many rooms", [Mode.RAG])
    until(lambda: len(reader.begun) == 1)
    ahead.typed("How many rooms has", [Mode.RAG])
    ahead.typed("How many rooms has the hotel", [Mode.RAG])
    reader.may_step.release(4)
    until(lambda: len(reader.ended) == 2)
    assert reader.ended == ["left How many rooms", "read How many rooms has the hotel"]
    ahead.close()


def test_stopping_leaves_what_was_begun() -> None:
    reader = Reader()
    ahead = reading(reader)
    ahead.typed("How many rooms", [Mode.RAG])
    until(lambda: len(reader.begun) == 1)
    ahead.stop()
    reader.may_step.release(1)
    until(lambda: reader.ended == ["left How many rooms"])
    ahead.close()


def test_a_few_letters_and_no_mode_are_not_read() -> None:
    reader = Reader()
    ahead = reading(reader)
    ahead.typed("x" * (FEWEST_CHARACTERS - 1), [Mode.RAG])
    ahead.typed("How many rooms", [])
    ahead.close()
    assert reader.begun == []


def test_what_cannot_be_read_does_not_end_the_reading_of_what_can() -> None:
    reader = Reader()
    ahead = reading(reader)
    ahead.typed("broken question", [Mode.RAG])
    until(lambda: len(reader.begun) == 1)
    ahead.typed("How many rooms", [Mode.RAG])
    reader.may_step.release(3)
    until(lambda: reader.ended == ["read How many rooms"])
    ahead.close()


def test_switched_off_nothing_is_read_also_after_a_restart(tmp_path: Path) -> None:
    reader, mark = Reader(), tmp_path / "reads-when-asked"
    ahead = reading(reader, mark)
    assert ahead.on
    ahead.switch(False)
    ahead.typed("How many rooms", [Mode.RAG])
    ahead.close()
    again = reading(reader, mark)
    assert not again.on
    again.typed("How many rooms", [Mode.RAG])
    again.switch(True)
    again.close()
    assert reader.begun == []
    assert reading(reader, mark).on
