"""The commands about the library: what goes in and out, what is in it, what is found in it.

Knows nothing of models or of the screen.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Generator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from desktop import contract
from desktop.builder import DONE, SOME_FAILED, Builder, HomeOption, JsonOption, home_of
from desktop.errors import BadInput
from desktop.printing import print_added, print_json, print_lines
from desktop.progress_line import ProgressLine
from indexer import Collection, FileReport, Library, Progress

Id = Annotated[int, typer.Argument(help="As `documents` lists it.")]


def add_library_commands(app: typer.Typer, builder: Builder) -> None:
    """Every command about the library, over the parts that the builder makes."""
    _add_documents(app, builder)
    _add_collections(app, builder)
    _add_search(app, builder)


def _add_documents(app: typer.Typer, builder: Builder) -> None:
    @app.command()
    def add(
        context: typer.Context,
        paths: Annotated[list[Path], typer.Argument(help="PDFs, or folders of them.")],
        password: Annotated[str | None, typer.Option(help="For encrypted PDFs.")] = None,
        again: Annotated[bool, typer.Option("--again", help="Read known files anew.")] = False,
        copy: Annotated[bool, typer.Option("--copy", help="Keep a copy of each PDF.")] = False,
        home: HomeOption = None,
        as_json: JsonOption = False,
    ) -> int:
        """Index PDFs, or folders of them."""
        if not any(path.exists() for path in paths):
            raise BadInput(f"There is no file or folder {paths[0]}: check the path.")
        with builder.library(home_of(context, home)) as library:
            return _added(library.add(paths, password, again=again, copies=copy), as_json)

    @app.command()
    def documents(
        context: typer.Context, home: HomeOption = None, as_json: JsonOption = False
    ) -> int:
        """List the documents of the library."""
        with builder.library(home_of(context, home)) as library:
            held = library.documents()
        if as_json:
            print_json(contract.listed(held))
        else:
            print_lines(
                [f"{d.document_id:>5}  {d.name}  ({d.pages} pages, {d.status})" for d in held]
                or ["The library is empty: add PDFs with `add`."]
            )
        return DONE

    @app.command()
    def remove(
        context: typer.Context,
        document_id: Id,
        home: HomeOption = None,
        as_json: JsonOption = False,
    ) -> int:
        """Take a document out of the library; the PDF itself stays where it is."""
        with builder.library(home_of(context, home)) as library:
            gone = library.remove(document_id)
        if as_json:
            print_json({"removed": contract.document_shape(gone)})
        else:
            print_lines([f"{gone.name} is no longer in the library."])
        return DONE

    @app.command()
    def rebuild(
        context: typer.Context, home: HomeOption = None, as_json: JsonOption = False
    ) -> int:
        """Make a damaged library anew from its PDFs; the damaged file is kept."""
        folder = home_of(context, home).library
        if not Library.is_damaged(folder):
            raise BadInput("The library is not damaged: nothing was changed.")
        known = Library.set_aside(folder)
        paths = [path for path in known if path.is_file()]
        with builder.library(home_of(context, home)) as library:
            code = _added(library.add(paths), as_json)
        if not known or len(paths) < len(known):
            sys.stderr.write(_gone(len(known) - len(paths)) if known else _NOTHING_KNOWN)
            return SOME_FAILED
        return code

    @app.command()
    def find(
        context: typer.Context,
        document_id: Id,
        folders: Annotated[list[Path], typer.Argument(help="Where to look.")],
        home: HomeOption = None,
        as_json: JsonOption = False,
    ) -> int:
        """Find a document's PDF again by its bytes, where it was moved or renamed."""
        missing = [str(folder) for folder in folders if not folder.expanduser().exists()]
        if missing:
            raise BadInput(f"There is no {', '.join(missing)}: check the path.")
        with builder.library(home_of(context, home)) as library:
            path = library.find_again(document_id, folders)
        if as_json:
            print_json({"document_id": document_id, "path": str(path) if path else None})
        else:
            print_lines([f"It is {path}." if path else "It is in none of these folders."])
        return DONE if path else SOME_FAILED


def _add_collections(app: typer.Typer, builder: Builder) -> None:
    @app.command()
    def collections(
        context: typer.Context, home: HomeOption = None, as_json: JsonOption = False
    ) -> int:
        """List the collections of documents."""
        with builder.library(home_of(context, home)) as library:
            known = library.collections()
        if as_json:
            print_json({"collections": [contract.collection_shape(one) for one in known]})
        else:
            print_lines(
                [_collection_line(one) for one in known]
                or ["There is no collection: make one with `collect`."]
            )
        return DONE

    @app.command()
    def collect(
        context: typer.Context,
        name: Annotated[str, typer.Argument(help="What the collection is called.")],
        documents: Annotated[
            list[int] | None, typer.Argument(help="Ids, as `documents` lists them.")
        ] = None,
        home: HomeOption = None,
        as_json: JsonOption = False,
    ) -> int:
        """Put documents together under a name; without any, let the collection go."""
        with builder.library(home_of(context, home)) as library:
            if documents:
                made = library.set_collection(name, documents)
            else:
                library.remove_collection(name)
                made = Collection(name, ())
        if as_json:
            print_json(contract.collection_shape(made))
        else:
            print_lines([_collection_line(made) if documents else f"{name} is gone."])
        return DONE


def _add_search(app: typer.Typer, builder: Builder) -> None:
    @app.command()
    def search(
        context: typer.Context,
        question: Annotated[str, typer.Argument(help="What to look for.")],
        k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 8,
        within: Annotated[
            str | None, typer.Option("--in", help="Only in this collection's documents.")
        ] = None,
        without: Annotated[list[int] | None, typer.Option(help="Leave a document out.")] = None,
        pin: Annotated[
            list[int] | None, typer.Option(help="Have a document's best passages in any case.")
        ] = None,
        rerank: Annotated[Path | None, typer.Option(help="The folder of a cross-encoder.")] = None,
        home: HomeOption = None,
        as_json: JsonOption = False,
    ) -> int:
        """Find the passages that bear on a question, without asking a model."""
        with builder.library(home_of(context, home)) as library:
            result = library.search(
                question, k, _documents_of(library, within), without=without or (),
                pinned=pin or (), rerank=library.reranker(rerank) if rerank else None,
            )  # fmt: skip
        if as_json:
            print_json(contract.found(result))
        else:
            print_lines(
                [
                    f"{hit.rank}. {hit.passage.document}, page {hit.passage.page_label}\n"
                    f"   {' '.join(hit.passage.text.split())}\n"
                    for hit in result.hits
                ]
                or ["Nothing was found. Is there a document in the library? See `documents`."]
            )
        return DONE


def _added(steps: Generator[Progress, None, None], as_json: bool) -> int:
    """Show how adding goes, and at its end what became of each file."""
    began, line, reports = time.monotonic(), ProgressLine(), list[FileReport]()
    with closing(steps):
        for step in steps:
            line.show(step)
            if step.report is not None:
                reports.append(step.report)
    print_added(reports, time.monotonic() - began, as_json)
    return DONE if all(r.status.found_something for r in reports) else SOME_FAILED


def _documents_of(library: Library, name: str | None) -> Sequence[int] | None:
    if name is None:
        return None
    for collection in library.collections():
        if collection.name.casefold() == name.casefold():
            return collection.documents
    raise BadInput(f"There is no collection {name}: see `collections`.")


def _collection_line(collection: Collection) -> str:
    count = len(collection.documents)
    return f"{collection.name}  ({count} document{'' if count == 1 else 's'})"


_NOTHING_KNOWN = (
    "The damaged file no longer says which PDFs were in it: add them again with `add`.\n"
)


def _gone(count: int) -> str:
    if count == 1:
        return "1 PDF is no longer where it was.\n"
    return f"{count} PDFs are no longer where they were.\n"
