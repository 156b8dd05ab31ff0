"""The models that there are, the one that is chosen, and how it is loaded in place of another."""

from desktop.models.card import Kind, ModelCard, read_card
from desktop.models.desk import Around, ModelDesk, ModelRow, ModelsView, Role, weights_of
from desktop.models.exchange import Exchange
from desktop.models.files import ModelFiles
from desktop.models.fit import Fits, MemoryFit, fit_of, free_memory, memory_fit
from desktop.models.kept import Kept, KeptFile, ModelChoice

__all__ = [
    "Around",
    "Exchange",
    "Fits",
    "Kept",
    "KeptFile",
    "Kind",
    "MemoryFit",
    "ModelCard",
    "ModelChoice",
    "ModelDesk",
    "ModelFiles",
    "ModelRow",
    "ModelsView",
    "Role",
    "fit_of",
    "free_memory",
    "memory_fit",
    "read_card",
    "weights_of",
]
