"""What passes between the page and the program: a request that says what to do, and a reply."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Asked = dict[str, Any]
"""From the page: what to "do", and what with. Nothing in it is believed."""
Reply = dict[str, Any]
"""To the page. "problem" is a sentence where something went wrong, else ""."""
Actions = dict[str, Callable[[Asked], Reply | None]]
"""What can be done, by name."""
