"""Lets one server through the fuse against leaving this machine, and no longer than it is used.

Knows nothing of what is said there.
"""

from __future__ import annotations

from desktop.errors import ServerFailed
from desktop.served.address import Address
from indexer import forbid_outbound, permit_outbound


def permit(address: Address) -> None:
    """Let it through, where it is on another machine, and nothing else any more. Raises
    ServerFailed where its name is not known."""
    forbid()
    if address.is_here:
        return
    try:
        permit_outbound(address.host, address.port)
    except OSError as error:
        raise ServerFailed(
            f"The name {address.host} is not known here: check the address."
        ) from error


def forbid() -> None:
    """Let nothing through any more."""
    forbid_outbound()
