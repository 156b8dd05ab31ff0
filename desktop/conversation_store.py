"""Keeps conversations on disk: every question with its passages, answers and figures.

One SQLite file. A question hangs on the one it was asked after, so that editing an earlier one
grows a branch and loses nothing. Knows nothing of what is running.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter

from desktop.choices import Choice
from desktop.conversation_heads import ConversationHead, heads
from desktop.conversation_schema import MIGRATIONS
from desktop.errors import DesktopError
from desktop.snapshot import Comparison

_TITLE_CHARACTERS = 60
_SHAPE = TypeAdapter(Comparison)
_CHOICE = TypeAdapter(Choice)


class ConversationsUnreadable(DesktopError):
    """The file of conversations cannot be read."""


class ConversationNotKept(DesktopError):
    """A change could not be written; what was kept before is unharmed."""


class ConversationStore:
    """The conversations of one home. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._path = path
        try:
            self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = FULL")
            self._database.execute("PRAGMA foreign_keys = ON")
            self._migrate()
            self._purge()
        except sqlite3.DatabaseError as error:
            raise ConversationsUnreadable(
                f"The conversations in {path} cannot be read ({error}): move the file away, and "
                "Quire begins a new one."
            ) from error

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._database.close()

    def begin(self, question: str) -> int:
        """A new conversation, named after its first question; its id."""
        now = _now()
        with self._change() as database:
            row = database.execute(
                "INSERT INTO conversations (title, created, updated) VALUES (?, ?, ?)",
                (_title(question), now, now),
            )
            return int(row.lastrowid or 0)

    def keep(self, conversation_id: int, comparison: Comparison, after: int | None) -> Comparison:
        """Keep a finished question, asked after another; the same, with its id."""
        with self._change() as database:
            row = database.execute(
                "INSERT INTO questions (conversation_id, asked_after, asked, comparison)"
                " VALUES (?, ?, ?, ?)",
                (conversation_id, after, _now(), _text(comparison)),
            )
            question_id = int(row.lastrowid or 0)
            database.execute(
                "UPDATE conversations SET updated = ?, newest_question = ?"
                " WHERE conversation_id = ?",
                (_now(), question_id, conversation_id),
            )
            database.execute(
                "INSERT INTO words (rowid, said) VALUES (?, ?)",
                (question_id, _said(comparison)),
            )
        return replace(comparison, question_id=question_id)

    def heads(self, words: str = "") -> tuple[ConversationHead, ...]:
        """Every conversation, the newest first; only those that hold all the words, if any."""
        with self._lock:
            return heads(self._database, words)

    def thread(self, conversation_id: int) -> tuple[Comparison, ...]:
        """The questions from the first to the newest, along its branch."""
        with self._lock:
            row = self._database.execute(
                "SELECT newest_question FROM conversations WHERE conversation_id = ?",
                (conversation_id,),
            ).fetchone()
        return self.branch(row[0]) if row and row[0] else ()

    def branch(self, question_id: int) -> tuple[Comparison, ...]:
        """The questions from the first to this one."""
        with self._lock:
            rows = self._database.execute(
                "WITH RECURSIVE above (question_id, asked_after, comparison, height) AS ("
                " SELECT question_id, asked_after, comparison, 0 FROM questions"
                " WHERE question_id = ? UNION ALL"
                " SELECT q.question_id, q.asked_after, q.comparison, height + 1 FROM questions q"
                " JOIN above ON q.question_id = above.asked_after)"
                " SELECT question_id, comparison, choice FROM above"
                " LEFT JOIN choices USING (question_id) ORDER BY height DESC",
                (question_id,),
            ).fetchall()
        return tuple(_read(*row) for row in rows)

    def versions(self, question_id: int) -> tuple[int, ...]:
        """This question and those that were asked in its place, the oldest first."""
        with self._lock:
            rows = self._database.execute(
                "SELECT other.question_id FROM questions other JOIN questions this"
                " ON other.conversation_id = this.conversation_id"
                " AND other.asked_after IS this.asked_after"
                " WHERE this.question_id = ? ORDER BY other.question_id",
                (question_id,),
            ).fetchall()
        return tuple(number for (number,) in rows)

    def turn_to(self, question_id: int) -> int | None:
        """Let its conversation go on after the newest question below this one; the conversation's
        id, or None where the question is not kept."""
        with self._change() as database:
            newest, holder = database.execute(
                "WITH RECURSIVE below (question_id, holder) AS (SELECT question_id,"
                " conversation_id FROM questions WHERE question_id = ? UNION ALL"
                " SELECT q.question_id, q.conversation_id FROM questions q JOIN below"
                " ON q.asked_after = below.question_id) SELECT max(question_id), holder FROM below",
                (question_id,),
            ).fetchone()
            turn = "UPDATE conversations SET newest_question = ? WHERE conversation_id = ?"
            database.execute(turn, (newest, holder))
        return int(holder) if holder is not None else None

    def choose(self, comparison: Comparison) -> Comparison:
        """Keep what was chosen of a kept question, or that nothing was; the same comparison."""
        with self._change() as database:
            database.execute(
                "UPDATE questions SET comparison = ? WHERE question_id = ?",
                (_text(comparison), comparison.question_id),
            )
            database.execute("DELETE FROM choices WHERE question_id = ?", (comparison.question_id,))
            if comparison.choice is not None:
                database.execute(
                    "INSERT INTO choices (question_id, chosen, choice) VALUES (?, ?, ?)",
                    (
                        comparison.question_id,
                        _now(),
                        _CHOICE.dump_json(comparison.choice).decode(),
                    ),
                )
        return comparison

    def choices(self) -> tuple[Choice, ...]:
        """Every choice in a conversation that is not deleted, the oldest first."""
        with self._lock:
            rows = self._database.execute(
                "SELECT choice FROM choices JOIN questions USING (question_id)"
                " JOIN conversations USING (conversation_id) WHERE NOT deleted"
                " ORDER BY chosen, question_id"
            ).fetchall()
        return tuple(_CHOICE.validate_json(text) for (text,) in rows)

    def rename(self, conversation_id: int, title: str) -> None:
        """Give it another title; an empty one is not taken."""
        if title.strip():
            self._set(conversation_id, "title", title.strip()[:200])

    def delete(self, conversation_id: int) -> None:
        """Take it out of the list; gone for good at the next start."""
        self._set(conversation_id, "deleted", 1)

    def restore(self, conversation_id: int) -> None:
        """Undo a deletion."""
        self._set(conversation_id, "deleted", 0)

    def clear(self) -> None:
        """Delete every conversation for good, and give the room on the disk back."""
        with self._change() as database:
            database.execute("UPDATE conversations SET deleted = 1")
        self._purge()
        with self._lock:
            self._database.execute("INSERT INTO words (words) VALUES ('rebuild')")
            self._database.execute("VACUUM")
            self._database.execute("PRAGMA wal_checkpoint (TRUNCATE)")

    def _set(self, conversation_id: int, column: str, value: object) -> None:
        with self._change() as database:
            database.execute(
                f"UPDATE conversations SET {column} = ? WHERE conversation_id = ?",
                (value, conversation_id),
            )

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """One transaction; undone as a whole where anything in it fails."""
        with self._lock:
            try:
                self._database.execute("BEGIN IMMEDIATE")
                yield self._database
                self._database.execute("COMMIT")
            except sqlite3.Error as error:
                raise ConversationNotKept(
                    f"This could not be written to {self._path} ({error}): make room, or choose "
                    "another folder with --home."
                ) from error
            finally:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")

    def _migrate(self) -> None:
        (version,) = self._database.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            raise ConversationsUnreadable(
                f"The conversations in {self._path} were written by a newer Quire: use that one."
            )
        for number, script in enumerate(MIGRATIONS[version:], version + 1):
            self._database.executescript(f"BEGIN; {script} PRAGMA user_version = {number}; COMMIT;")

    def _purge(self) -> None:
        with self._change() as database:
            gone = "SELECT conversation_id FROM conversations WHERE deleted"
            database.execute(
                f"UPDATE questions SET asked_after = NULL WHERE conversation_id IN ({gone})"
            )
            questions = f"SELECT question_id FROM questions WHERE conversation_id IN ({gone})"
            database.execute(f"DELETE FROM words WHERE rowid IN ({questions})")
            database.execute(f"DELETE FROM questions WHERE conversation_id IN ({gone})")
            database.execute("DELETE FROM conversations WHERE deleted")


def _title(question: str) -> str:
    """The question on one line, cut after a word."""
    line = " ".join(question.split())
    if len(line) <= _TITLE_CHARACTERS:
        return line
    return line[:_TITLE_CHARACTERS].rsplit(" ", 1)[0] + "…"


def _text(comparison: Comparison) -> str:
    """Without the choice, which has its own place, so that there is one truth."""
    return _SHAPE.dump_json(replace(comparison, choice=None)).decode()


def _read(question_id: int, text: str, choice: str | None) -> Comparison:
    chosen = _CHOICE.validate_json(choice) if choice is not None else None
    return replace(_SHAPE.validate_json(text), question_id=question_id, choice=chosen)


def _said(comparison: Comparison) -> str:
    return "\n".join([comparison.question, *(lane.text for lane in comparison.lanes)])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
