"""Answers from a server that the person runs and that speaks OpenAI's protocol."""

from desktop.served.address import Address, is_key, read_address
from desktop.served.engine import ServedEngine
from desktop.served.listing import list_models
from desktop.served.permission import forbid, permit

__all__ = [
    "Address",
    "ServedEngine",
    "forbid",
    "is_key",
    "list_models",
    "permit",
    "read_address",
]
