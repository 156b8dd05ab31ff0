"""Looks once which models a server has, before it is chosen. Knows no lanes."""

from __future__ import annotations

from desktop.served.about import names_of
from desktop.served.address import Address
from desktop.served.calls import Calls, Patience
from desktop.served.loop import Loop

_PATIENCE = Patience(connect=5.0, look=10.0)  # somebody looks at a button meanwhile


def list_models(address: Address, key: str, patience: Patience = _PATIENCE) -> tuple[str, ...]:
    """The names of its models, one at least; it must be let through the fuse. Raises BadInput and
    ServerFailed."""
    loop = Loop()
    try:
        return loop.begin(_list(address, key, patience)).result()
    finally:
        loop.end()


async def _list(address: Address, key: str, patience: Patience) -> tuple[str, ...]:
    calls = Calls(address, key, patience)
    try:
        return names_of(await calls.get(f"{address.url}/models"), address.url)
    finally:
        await calls.close()
