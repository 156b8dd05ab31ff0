"""Collections in the library's panel: each a line to use, rename or let go, and a new one named."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from desktop.ui.icons import icon
from desktop.ui.words import counted
from indexer import Collection


def collections_panel(collections: Sequence[Collection], in_use: str, may_name: bool) -> Markup:
    """A line for each collection. `may_name`: some documents are ticked and others are not, and
    those are no collection yet."""
    rows = [_row(each, each.name == in_use) for each in collections]
    return Markup('<ul class="lines">{}</ul>{}').format(
        Markup("").join(rows), _NAMING if may_name else ""
    )


_NAMING = Markup(
    '<form class="unlock" data-do="name-collection"><input name="name" maxlength="200" '
    'aria-label="A name for these documents" placeholder="Name these documents" '
    'autocomplete="off" required><button type="submit" class="small">Keep</button></form>'
)


def _row(collection: Collection, is_used: bool) -> Markup:
    return Markup(
        '<li class="talk" data-key="collection-{name}"><button type="button" class="line{on}" '
        'data-do="use-collection" data-name="{name}"{current} '
        'title="Use only these {count}">{name}<span class="quiet"> · {number}</span></button>'
        '<button type="button" class="icon" data-do="rename-collection" data-name="{name}" '
        'aria-label="Rename the collection {name}" title="Rename">{pencil}</button>'
        '<button type="button" class="icon" data-do="remove-collection" data-name="{name}" '
        'data-confirm="Let go?" aria-label="Let the collection {name} go" '
        'title="Let the collection go; its documents stay">{close}</button></li>'
    ).format(
        name=collection.name,
        on=" on" if is_used else "",
        current=Markup(' aria-current="true"') if is_used else "",
        count=counted(len(collection.documents), "document"),
        number=len(collection.documents),
        pencil=icon("pencil"),
        close=icon("close"),
    )
