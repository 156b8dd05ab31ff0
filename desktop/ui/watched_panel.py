"""The watched folder in the library's panel: which it is, and how one is chosen."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from desktop.ui.icons import icon
from desktop.ui.words import counted
from desktop.watched_folder import Watched


def watched_line(watched: Watched | None) -> Markup:
    """The folder with its switch; without one, the way to choose one."""
    if watched is None:
        return Markup(
            '<p class="watched"><button type="button" class="link" data-do="choose-watched">'
            "Watch a folder…</button></p>"
        )
    return Markup(
        '<p class="watched"><span class="mark {colour}"></span><span title="{folder}">{said} '
        '<b>{name}</b>{more} <button type="button" class="link" data-do="switch-watched" '
        'data-on="{on}">{switch}</button></span><button type="button" class="icon" '
        'data-do="forget-watched" aria-label="Watch no folder" '
        'title="Watch no folder; the documents stay">{close}</button></p>{problem}'
    ).format(
        colour="bad" if watched.problem else "ready" if watched.is_on else "",
        folder=watched.folder,
        said="Watching" if watched.is_on else "Not watching",
        name=watched.folder.name or str(watched.folder),
        more=f" · {counted(watched.files, 'PDF')}" if watched.is_on and not watched.problem else "",
        on="" if watched.is_on else "yes",
        switch="Stop" if watched.is_on else "Watch again",
        close=icon("close"),
        problem=_problem(watched),
    )


def _problem(watched: Watched) -> Markup:
    if not watched.problem:
        return Markup("")
    return Markup('<p class="said bad">{}</p>').format(watched.problem)


def watched_dialog() -> Markup:
    """Where the folder's path is typed: a page is not told where a dropped folder lies."""
    return Markup(
        '<dialog id="quire-watch" aria-label="Watch a folder"><button type="button" class="icon" '
        'data-do="close-watch" aria-label="Close">{close}</button><h2>Watch a folder</h2>'
        "<p>PDFs that come into it, or below it, are added by themselves, and changed ones are "
        "read again. Nothing in the folder is changed.</p>"
        '<form data-do="watch"><input name="folder" aria-label="The folder\'s whole path" '
        'placeholder="{example}" autocomplete="off" spellcheck="false" autofocus required>'
        '<button type="submit" class="primary">Watch</button></form>'
        '<p class="said bad" id="quire-watch-problem" role="alert"></p></dialog>'
    ).format(close=icon("close"), example=Path.home() / "Reports")
