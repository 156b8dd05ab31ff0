"""A served page whose models can be exchanged: real files and choices, answers from a stand-in."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from desktop.engine.check import read_files
from desktop.errors import ModelRefused
from desktop.models import Exchange, KeptFile, ModelDesk, ModelFiles
from desktop.types import ModelInfo, Weights
from desktop.ui.mount import mount_page, prepare_gradio
from desktop.web import PageServer
from desktop.workbench import Parts, Workbench
from tests.desktop.screen_bench import BenchEngine, BenchLibrary, passage
from tests.desktop.tiny_gguf import Shape, write_adapter, write_model

SHAPE = Shape(kind="Q8_0", context=2048)


class FileEngine(BenchEngine):
    """Loads whatever has a good header, but for what is called "strange"."""

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        self._weights = weights
        self.strength = weights.adapter_strength

    def load(self) -> ModelInfo:
        """Be ready, described by the file."""
        files = read_files(self._weights)
        if "strange" in self._weights.base.name:
            raise ModelRefused("llama.cpp does not load strange.gguf: no reason given.")
        tuned = files.adapter or files.merged
        name, size = files.base.path.stem, files.base.file_bytes
        self.info = ModelInfo(
            name, "llama", size, 2048, 2048, 2, 0, tuned.name if tuned else None, 0.1
        )
        return self.info

    def set_strength(self, strength: float) -> None:
        """Remember it."""
        self.strength = strength

    def close(self) -> None:
        """Nothing is loaded any more."""
        self.info = None


class ModelBench:
    """A served page over files in `folder`, with a home in it."""

    def __init__(self, folder: Path) -> None:
        made = folder / "files"
        made.mkdir(exist_ok=True)
        self.second = write_model(made / "second.gguf", SHAPE, seed=3)
        self.strange = write_model(made / "strange.gguf", SHAPE, seed=4)
        own = Weights(
            write_model(made / "own.gguf", SHAPE), write_adapter(made / "style.gguf", SHAPE)
        )
        self.home = folder / "home"
        self.home.mkdir(exist_ok=True)
        self.kept = KeptFile(self.home / "models.json")
        files = ModelFiles(self.home / "models", self.kept, own)
        exchange = Exchange(FileEngine, own)
        library = BenchLibrary([passage(1, "The notice period is three months.", 4)])
        self.workbench = Workbench(
            Parts(
                lambda: library,
                lambda: None,
                exchange,
                own,
                models=partial(ModelDesk, files, self.kept, exchange, own),
            )
        )
        uploads = folder / "uploads"
        prepare_gradio(uploads)
        from desktop.ui.page import build_page, page_theme

        self.workbench.start()
        self._server = PageServer(mount_page(build_page(self.workbench), page_theme()), uploads)
        self.address = self._server.start()

    def close(self) -> None:
        """End the server and the work under it."""
        self._server.stop()
        self.workbench.close()
