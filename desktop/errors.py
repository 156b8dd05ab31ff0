"""What can go wrong in the desktop, each with the sentence that its reader sees.

DesktopError
├── BadInput          a question, a setting or a file that cannot be used: exit code 2
│   └── QuestionTooLong
└── ModelError        the model
    ├── ModelMissing  NotGguf  ModelRefused  AdapterMismatch
    ├── EngineDied
    └── ServerFailed  the server that answers is not there, is too slow, or speaks nonsense
"""

from __future__ import annotations


class DesktopError(Exception):
    """Something went wrong; `str()` of it is one sentence for a person, with the next step."""


class BadInput(DesktopError):
    """What was given cannot be used."""


class QuestionTooLong(BadInput):
    """The question does not fit the model's window, even without passages."""


class ModelError(DesktopError):
    """Something is wrong with a model."""


class ModelMissing(ModelError):
    """No file is there."""


class NotGguf(ModelError):
    """The file is no GGUF, or is cut short."""


class ModelRefused(ModelError):
    """llama.cpp does not load the file, or it does not fit in memory."""


class AdapterMismatch(ModelError):
    """The adapter was made for another base model."""


class EngineDied(ModelError):
    """The process with the model in it ended, or a server was hung up on."""


class ServerFailed(ModelError):
    """The server that the person runs is not there, too slow, or speaks nonsense."""
