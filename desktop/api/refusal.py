"""What is said no to, as OpenAI's clients expect to be told. Knows nothing of what was asked."""

from __future__ import annotations


class Refusal(Exception):
    """A request that is not answered: one sentence, and where it went wrong."""

    def __init__(
        self, status: int, sentence: str, code: str | None = None, param: str | None = None
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.code = code
        self.param = param

    @property
    def kind(self) -> str:
        """OpenAI's word for it."""
        return "invalid_request_error" if self.status < 500 else "server_error"
