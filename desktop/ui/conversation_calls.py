"""What the page can do with questions and conversations: ask, stop, open, name, save, delete."""

from __future__ import annotations

from desktop.errors import BadInput
from desktop.export import as_json, as_markdown, file_name
from desktop.modes import Mode
from desktop.types import Cited
from desktop.ui.calls import Actions, Asked, Reply
from desktop.ui.conversation_panel import found_panel
from desktop.ui.exported import as_html
from desktop.workbench import Workbench
from indexer import IndexerError

_PAGE_WIDTH = 1000  # pixels of a page's picture in a saved file


class ConversationCalls:
    """Everything about what is asked and what was asked before."""

    def __init__(self, workbench: Workbench) -> None:
        self._workbench = workbench

    def actions(self) -> Actions:
        """Each by its name."""
        bench = self._workbench
        return {
            "ask": self._ask,
            "ask-instead": lambda asked: bench.ask_instead(
                _question(asked), int(asked["index"]), unnamed=bool(asked.get("blind"))
            ),
            "ask-again": self._ask_again,
            "stop": lambda _: bench.stop(),
            "stop-lane": lambda asked: bench.stop(lane_of(bench, asked.get("lane"))),
            "new-conversation": lambda _: bench.new_conversation(),
            "open-conversation": lambda asked: bench.open_conversation(_which(asked)),
            "turn-to": lambda asked: bench.versions.turn_to(int(asked["question"])),
            "rename": lambda asked: bench.rename_conversation(_which(asked), str(asked["title"])),
            "delete-conversation": lambda asked: bench.delete_conversation(_which(asked)),
            "restore-conversation": lambda asked: bench.restore_conversation(_which(asked)),
            "typing": self._type,
            "toggle-ahead": lambda _: bench.ahead.switch(not bench.ahead.on),
            "find": self._find,
            "save": self._save,
        }

    def _ask(self, asked: Asked) -> None:
        """Ask "question" in "modes", "blind" or not."""
        self._workbench.ask(_question(asked), _modes(asked), unnamed=bool(asked.get("blind")))

    def _type(self, asked: Asked) -> None:
        """The "question" so far, and the "modes" that are on."""
        self._workbench.ahead.typed(_question(asked), _modes(asked))

    def _ask_again(self, asked: Asked) -> None:
        """Ask the newest question again: in the lane of "lane", or in all."""
        key, bench = asked.get("lane"), self._workbench
        bench.again.ask(lane_of(bench, key) if key else None)

    def _find(self, asked: Asked) -> Reply:
        """The conversations that hold "words"."""
        heads = self._workbench.conversations(str(asked.get("words", "")))
        return {"html": str(found_panel(heads, self._workbench.conversation_id))}

    def _save(self, asked: Asked) -> Reply:
        """A kept conversation as a file: its name, its type and its text, "as" html, md or json."""
        wanted, ending = _which(asked), str(asked.get("as"))
        heads = self._workbench.conversations()
        title = next((head.name for head in heads if head.conversation_id == wanted), "")
        questions = self._workbench.kept_questions(wanted)
        if not questions:
            raise BadInput("This conversation is not kept any more.")
        match ending:
            case "md":
                kind, text = "text/markdown", as_markdown(title, questions)
            case "json":
                kind, text = "application/json", as_json(title, questions)
            case _:
                kind, text = "text/html", as_html(title, questions, self._page)
        return {"name": file_name(title, ending), "type": kind, "text": text}

    def _page(self, cited: Cited, page: int) -> bytes | None:
        """A page of a passage; None where its document is gone."""
        document_id = cited.hit.passage.document_id
        try:
            return self._workbench.page_image(document_id, page, cited.ids, _PAGE_WIDTH)
        except IndexerError:
            return None


def mode_of(asked: Asked) -> Mode | None:
    """The mode that "mode" names, if it names one."""
    return next((mode for mode in Mode if mode.value == asked.get("mode")), None)


def lane_of(workbench: Workbench, key: object) -> Mode:
    """The mode of the newest question's lane with this key. Raises BadInput where it is gone."""
    newest = workbench.comparison()
    mode = newest.mode(str(key)) if newest is not None else None
    if mode is None:
        raise BadInput("This answer is not on the page any more: look again.")
    return mode


def _modes(asked: Asked) -> list[Mode]:
    return [mode for mode in Mode if mode.value in asked.get("modes", [])]


def _question(asked: Asked) -> str:
    return str(asked.get("question", ""))


def _which(asked: Asked) -> int:
    return int(asked["conversation"])
