"""The one entry point, and the one place that builds Quire's parts and hands them to each other.

`python app.py` opens the window; `python app.py --help` lists the commands. A child process
imports this file again, so it imports nothing large before `main`.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from indexer import stay_offline

if TYPE_CHECKING:
    from desktop.engine import Engine, Keeping
    from desktop.engines import Runs
    from desktop.home import Home
    from desktop.models import Around, ModelDesk, ModelFiles
    from desktop.served import ServedEngine
    from desktop.types import Answerer, EngineWishes, Weights
    from desktop.web.messages import Application
    from desktop.web.peers import Peers
    from desktop.window import Window
    from desktop.workbench import Workbench
    from indexer import Library


class Quire:
    """Builds the parts. See `desktop.commandline.Builder`."""

    def starter(self) -> Weights:
        """The model and adapter that come with the program."""
        from desktop.starter import HOUSE_STYLE, JOINS, PASSAGES, STARTER
        from desktop.types import Weights

        return Weights(STARTER, adapter=HOUSE_STYLE, passages=PASSAGES, joins=JOINS)

    def models(self, home: Home) -> ModelFiles:
        """The GGUF files that there are."""
        from desktop.models import KeptFile, ModelFiles

        return ModelFiles(home.models, KeptFile(home.chosen_model), self.starter())

    def chosen(self, home: Home) -> Answerer:
        """The model or server that was chosen last on the screen; at first, the model that comes
        along."""
        from desktop.models import KeptFile, ServerFile, answerer_of

        kept, server = KeptFile(home.chosen_model).now, ServerFile(home.server).now
        return answerer_of(kept, server, self.models(home), self.starter())

    @contextmanager
    def library(self, home: Home) -> Iterator[Library]:
        """The library of a home; its encoder is started by the first text that needs it."""
        from desktop.settings import SettingsFile
        from indexer import Library, SentenceEncoder

        encoder = SentenceEncoder(SettingsFile(home.settings).now.encoder_folder)
        try:
            with Library.open(home.library, encoder) as library:
                yield library
        finally:
            encoder.close()

    @contextmanager
    def engine(self, home: Home, weights: Answerer) -> Iterator[Runs]:
        """What answers, nothing loaded yet: as it was measured on the screen, if it was, and as it
        was set there, but for its cache."""
        from desktop.engine import Keeping
        from desktop.settings import SettingsFile

        wishes = replace(SettingsFile(home.settings).now.wishes, kv_cache="f16")
        engine = _engine(weights, wishes, Keeping(home.engine, measures=False))
        try:
            yield engine
        finally:
            engine.close()

    def window(self, home: Home, weights: Answerer, files: Sequence[Path]) -> None:
        """The window, until it is closed; the browser, or the address, where none can open.

        Where Quire runs already it is given the files, and its window comes to the front.
        """
        from desktop.instance import Instance, Met
        from desktop.window import Window

        with closing(Instance(home.root)) as instance:
            met = instance.meet(files)
            if met is not None:
                window = Window(met.address, "Quire", home.window)
                if not met.shown and not _show(window, met.address, home):
                    _tell(met.address)
                return
            with self._page(home, weights, 0) as page:
                page.workbench.add(files)
                window = Window(page.address, "Quire", home.window)

                def take(more: tuple[Path, ...]) -> Met:
                    page.workbench.add(more)
                    window.to_front()
                    return Met(page.address, shown=not window.problem)

                instance.listen(take)
                try:
                    if not _show(window, page.address, home):
                        _serve_until_interrupted(page.address)
                finally:
                    instance.be_deaf()  # who comes now waits for the end, and begins anew

    def serve(self, home: Home, weights: Answerer, port: int, api: bool) -> None:
        """The page without a window, until it is interrupted; `api`: other programs may ask too."""
        from desktop.instance import Instance, Met

        with closing(Instance(home.root)) as instance, self._page(home, weights, port, api) as page:

            def take(more: tuple[Path, ...]) -> Met:
                page.workbench.add(more)
                return Met(page.address, shown=False)

            if instance.is_alone():
                instance.listen(take)
            told = [page.address]
            if api:
                told.append(f"{page.api}  speaks OpenAI's protocol; its key is in {home.api_key}")
            try:
                _serve_until_interrupted(*told)
            finally:
                instance.be_deaf()

    @contextmanager
    def _page(self, home: Home, weights: Answerer, port: int, api: bool = False) -> Iterator[Page]:
        """The workbench and its page, served until the context ends."""
        from desktop.conversation_store import ConversationStore
        from desktop.kept_uploads import KeptUploads
        from desktop.settings import SettingsFile
        from desktop.shelf_notes import ShelfNotes
        from desktop.web import PageServer, Starting
        from desktop.workbench import Parts, Workbench
        from indexer import Library, SentenceEncoder

        settings = SettingsFile(home.settings)
        encoder = SentenceEncoder(settings.now.encoder_folder)
        engine, models = self._exchangeable(home, weights, settings.now.wishes)
        workbench = Workbench(
            Parts(
                library=lambda: Library.open(home.library, encoder),
                warm_search=partial(encoder.count_pieces, ["ready"]),  # answered once it is loaded
                engine=engine,
                weights=weights,
                uploads=KeptUploads(home.uploads, home.documents),
                conversations=ConversationStore(home.conversations),
                reads_when_asked=home.reads_when_asked,
                notes=ShelfNotes(home.notes),
                search_share=lambda: encoder.loaded_share,
                end_search=encoder.end,
                models=models,
                settings=settings,
                try_encoder=_try_encoder,
                home=home,
            )
        )
        # What the page shows begins to load when the page is there, not before: the encoder and
        # the model would take the processor that it needs to appear.
        starting = Starting(lambda: _make_page(workbench, home), then=workbench.start)
        make_api = _api_over(workbench, home) if api else None
        server = PageServer(starting, home.uploads, port, api=make_api)
        try:
            address = server.start()
            yield Page(address, workbench, f"http://127.0.0.1:{server.port}/v1")
        finally:
            server.stop()
            workbench.close()
            encoder.end()

    def _exchangeable(
        self, home: Home, weights: Answerer, wishes: EngineWishes
    ) -> tuple[Runs, Callable[[Around], ModelDesk]]:
        """What answers, and where another model or a server is chosen."""
        from desktop.engine import Keeping
        from desktop.models import Exchange, KeptFile, ModelDesk, ModelFiles, ServerFile, Servers

        kept = KeptFile(home.chosen_model)
        exchange = Exchange(partial(_engine, kept=Keeping(home.engine)), weights, wishes)
        files = ModelFiles(home.models, kept, self.starter())
        servers = Servers(ServerFile(home.server))
        return exchange, partial(ModelDesk, files, kept, exchange, self.starter(), servers)


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is being served."""

    address: str  # with its token
    workbench: Workbench
    api: str  # where other programs ask, if they may


def _engine(
    weights: Answerer, wishes: EngineWishes, kept: Keeping | None = None
) -> Engine | ServedEngine:
    """What answers: llama.cpp in a child, or the server that the person runs. Of this machine it
    uses what the person wishes; --kv-cache goes before what is set."""
    from desktop.types import Served

    if isinstance(weights, Served):
        from desktop.served import ServedEngine

        return ServedEngine(weights)
    from desktop.engine import Engine

    if weights.kv_cache == "f16":
        weights = replace(weights, kv_cache=wishes.kv_cache)
    return Engine(weights, wishes.context, wishes.threads, gpu=wishes.gpu, kept=kept)


def _try_encoder(folder: Path) -> None:
    """Load the embedding model in a folder and let it go again. Raises EncoderError where it does
    not work."""
    from indexer import SentenceEncoder

    with closing(SentenceEncoder(folder)) as encoder:
        encoder.encode(["A sentence."])


def _make_page(workbench: Workbench, home: Home) -> Application:
    """The page as an application."""
    from desktop.ui.mount import mount_page, prepare_gradio

    prepare_gradio(home.uploads)
    from desktop.ui.page import build_page, page_theme

    return mount_page(build_page(workbench), page_theme())


def _api_over(workbench: Workbench, home: Home) -> Callable[[int, Peers], Application]:
    """Makes what other programs speak with. Raises BadInput where its key cannot be kept."""
    from desktop.api import Api, api_key

    key = api_key(home.api_key)
    return lambda port, peers: Api(workbench, key, port, peers)


def _show(window: Window, address: str, home: Home) -> bool:
    """The window, until it is closed; False, at once, where it cannot open: then the browser has
    the page, or the person is told where it is."""
    from desktop.web import open_browser
    from desktop.window import may_have_display

    if window.open():
        window.wait()
        return True
    opened = may_have_display() and open_browser(address, home.uploads)
    where = "Quire is in your browser" if opened else "Open this address in a browser"
    sys.stderr.write(f"No window could be opened. {window.problem} {where}:\n")
    return False


def _tell(*told: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in told))
    sys.stdout.flush()


def _serve_until_interrupted(*told: str) -> None:
    _tell(*told)
    with suppress(KeyboardInterrupt):
        # A thread other than this one may be handed the signal, and would not wake this one.
        while not threading.Event().wait(0.5):
            pass


def _end_politely(signal_number: int, frame: object) -> None:
    """A request to end is treated as Ctrl+C, so that children are ended and uploads removed."""
    raise KeyboardInterrupt


def main() -> int:
    """Run the command line and return its exit code."""
    stay_offline()
    from desktop.commandline import run

    signal.signal(signal.SIGTERM, _end_politely)
    return run(Quire(), sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
