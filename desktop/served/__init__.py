"""Answers from a server that the person runs and that speaks OpenAI's protocol."""

from desktop.served.address import Address, read_address
from desktop.served.engine import ServedEngine

__all__ = ["Address", "ServedEngine", "read_address"]
