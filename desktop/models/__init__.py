"""The models that there are, the one that is chosen, and how it is loaded in place of another."""

from desktop.models.card import Kind, ModelCard, read_card
from desktop.models.choice import answerer_of, choice_of, weights_of
from desktop.models.desk import Around, ModelDesk
from desktop.models.exchange import Exchange
from desktop.models.files import ModelFiles
from desktop.models.fit import Fits, MemoryFit, fit_of, free_memory, memory_fit
from desktop.models.kept import Kept, KeptFile, ModelChoice
from desktop.models.server_file import ServerFile
from desktop.models.servers import Servers, ServerView
from desktop.models.view import ModelRow, ModelsView, Role

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
    "ServerFile",
    "ServerView",
    "Servers",
    "answerer_of",
    "choice_of",
    "fit_of",
    "free_memory",
    "memory_fit",
    "read_card",
    "weights_of",
]
