"""Quire for other programs of this machine: OpenAI's chat completions, on loopback, with a key."""

from desktop.api.application import Api
from desktop.api.key import api_key

__all__ = ["Api", "api_key"]
