"""What a question was asked with: the model, how words were chosen, the person's instruction.

Kept with the question, so that it can be read later what its answers came from. Knows nothing of
what is set now.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from desktop.types import ModelInfo, Sampling


@dataclass(frozen=True, slots=True)
class AskedWith:
    """The settings of one question."""

    sampling: Sampling
    instruction: str = ""
    model: str = ""  # its name; "" until it has answered
    tuned: str = ""  # the adapter's or merged model's name
    context: int = 0  # tokens of the window
    address: str = ""  # of the server that answered; "": this machine did

    def by(self, model: ModelInfo) -> AskedWith:
        """The same, once a model has answered."""
        return replace(
            self,
            model=model.name,
            tuned=model.tuned or "",
            context=model.context,
            address=model.address,
        )

    @property
    def sentence(self) -> str:
        """All of it, for a person to read."""
        tuned = f", tuned: {self.tuned}" if self.tuned else ""
        server = f", answered by the server at {self.address}" if self.address else ""
        window = f", a window of {self.context:,} tokens" if self.context else ""
        sampling = self.sampling
        parts = [
            f"{self.model}{tuned}{server}{window}".strip(", "),
            f"temperature {sampling.temperature:g}",
            f"seed {sampling.seed}",
            f"at most {sampling.max_tokens:,} tokens",
            f"instruction: “{' '.join(self.instruction.split())}”" if self.instruction else "",
        ]
        return "Asked with: " + "; ".join(filter(None, parts)) + "."
