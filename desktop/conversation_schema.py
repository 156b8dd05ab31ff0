"""The tables of the conversations' file, as they grew: each script runs once."""

from __future__ import annotations

MIGRATIONS = (
    """
    CREATE TABLE conversations (
        conversation_id INTEGER PRIMARY KEY AUTOINCREMENT,
        title TEXT NOT NULL,
        created TEXT NOT NULL,
        updated TEXT NOT NULL,
        newest_question INTEGER,
        deleted INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE questions (
        question_id INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation_id INTEGER NOT NULL
            REFERENCES conversations ON DELETE CASCADE,
        asked_after INTEGER REFERENCES questions,
        asked TEXT NOT NULL,
        comparison TEXT NOT NULL
    );
    CREATE INDEX questions_of ON questions (conversation_id);
    CREATE VIRTUAL TABLE words USING fts5 (said);
    """,
    """
    CREATE TABLE choices (
        question_id INTEGER PRIMARY KEY
            REFERENCES questions ON DELETE CASCADE,
        chosen TEXT NOT NULL,
        choice TEXT NOT NULL
    );
    """,
)
