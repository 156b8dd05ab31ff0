"""A served page whose models can be exchanged: real files and choices, answers from a stand-in, or
from a server."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from functools import partial
from pathlib import Path

from desktop.conversation_store import ConversationStore
from desktop.download.offers import Offer
from desktop.engine.check import read_files
from desktop.errors import ModelRefused
from desktop.home import Home
from desktop.models import Exchange, KeptFile, ModelDesk, ModelFiles, ServerFile, Servers
from desktop.served import ServedEngine
from desktop.settings import SettingsFile
from desktop.types import (
    Answerer,
    EngineWishes,
    LaneEvent,
    LaneRequest,
    ModelInfo,
    Sampling,
    Served,
    Weights,
)
from desktop.ui.mount import mount_page, prepare_gradio
from desktop.web import PageServer
from desktop.workbench import Parts, Workbench
from indexer import EncoderError
from tests.desktop.bench_engine import BenchEngine
from tests.desktop.screen_bench import BenchLibrary, passage
from tests.desktop.tiny_gguf import Shape, write_adapter, write_model

SHAPE = Shape(kind="Q8_0", context=2048)


class FileEngine(BenchEngine):
    """Loads whatever has a good header, but for what is called "strange"."""

    def __init__(self, weights: Weights, wishes: EngineWishes) -> None:
        super().__init__()
        self._weights, self.wishes = weights, wishes
        self.strength = weights.adapter_strength
        self.asked: tuple[LaneRequest, ...] = ()
        self.sampling: Sampling | None = None

    def load(self) -> ModelInfo:
        """Be ready, described by the file."""
        files = read_files(self._weights)
        if "strange" in self._weights.base.name:
            raise ModelRefused("llama.cpp does not load strange.gguf: no reason given.")
        if (self.wishes.context or 0) > 100_000:
            raise ModelRefused("own.gguf needs about 30.0 GB of memory and 8.0 GB is free.")
        tuned = files.adapter or files.merged
        name, size = files.base.path.stem, files.base.file_bytes
        self.info = ModelInfo(
            name, "llama", size, 2048, self.wishes.context or 2048, self.wishes.threads or 2, 0,
            tuned.name if tuned else None, 0.1,
        )  # fmt: skip
        return self.info

    def answer(
        self, lanes: Sequence[LaneRequest], sampling: Sampling
    ) -> Generator[LaneEvent, None, None]:
        """Remember what was asked."""
        self.asked, self.sampling = tuple(lanes), sampling
        return super().answer(lanes, sampling)

    def set_strength(self, strength: float) -> None:
        """Remember it."""
        self.strength = strength

    def retire(self) -> None:
        """Close for good."""
        self.close()

    def close(self) -> None:
        """Nothing is loaded any more."""
        self.info = None


class ModelBench:
    """A page over files in `folder`, with a home in it; served, or its workbench alone."""

    def __init__(
        self,
        folder: Path,
        serves: bool = True,
        offers: tuple[Offer, ...] = (),
        answers: Served | None = None,
    ) -> None:
        made = folder / "files"
        made.mkdir(exist_ok=True)
        self.second = write_model(made / "second.gguf", SHAPE, seed=3)
        self.strange = write_model(made / "strange.gguf", SHAPE, seed=4)
        own = Weights(
            write_model(made / "own.gguf", SHAPE), write_adapter(made / "style.gguf", SHAPE)
        )
        self.home = folder / "home"
        home = Home(self.home).made()
        self.kept = KeptFile(home.chosen_model)
        self.server_file = ServerFile(home.server)
        self.settings = SettingsFile(home.settings)
        files = ModelFiles(home.models, self.kept, own)
        self.engines: list[FileEngine] = []
        exchange = Exchange(self._made, answers or own, self.settings.now.wishes)
        library = BenchLibrary([passage(1, "The notice period is three months.", 4)])
        self.workbench = Workbench(
            Parts(
                lambda: library,
                lambda: None,
                exchange,
                own,
                conversations=ConversationStore(home.conversations),
                models=partial(
                    ModelDesk, files, self.kept, exchange, own, Servers(self.server_file)
                ),
                settings=self.settings,
                try_encoder=_try_encoder,
                home=home,
                offers=offers,
            )
        )
        self._server = self._page(folder / "uploads") if serves else None
        self.workbench.start()
        self.address = self._server.start() if self._server else ""

    def close(self) -> None:
        """End the server and the work under it."""
        if self._server is not None:
            self._server.stop()
        self.workbench.close()

    def _page(self, uploads: Path) -> PageServer:
        prepare_gradio(uploads)
        from desktop.ui.page import build_page, page_theme

        return PageServer(mount_page(build_page(self.workbench), page_theme()), uploads)

    def _made(self, weights: Answerer, wishes: EngineWishes) -> FileEngine | ServedEngine:
        if isinstance(weights, Served):
            return ServedEngine(weights)
        self.engines.append(FileEngine(weights, wishes))
        return self.engines[-1]


def _try_encoder(folder: Path) -> None:
    """As the real one, of a folder that holds nothing."""
    if not (folder / "modules.json").is_file():
        raise EncoderError(f"{folder} holds no sentence-transformers model. Choose another folder.")
