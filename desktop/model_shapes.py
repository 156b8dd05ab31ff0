"""The JSON shapes of `models` and `doctor`: fields may be added, none is ever renamed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from desktop.contract import Json
from desktop.doctor import Finding
from desktop.download.offers import Offer
from desktop.models import MemoryFit, ModelCard
from desktop.types import Answerer, Served


def card_shape(card: ModelCard, fit: MemoryFit | None, use: str, speed: float | None) -> Json:
    """One file; `use`: "base", "adapter", "merged", or "" where it is not chosen."""
    return {
        "path": str(card.path),
        "name": card.name,
        "kind": card.kind.value,
        "use": use,
        "architecture": card.architecture,
        "quantization": card.quantization,
        "parameters": card.parameters,
        "file_bytes": card.file_bytes,
        "trained_context": card.trained_context,
        "fits": fit.fits.value if fit else None,
        "needed_bytes": fit.needed_bytes if fit else None,
        "free_bytes": fit.free_bytes if fit else None,
        "context": fit.context if fit else None,
        "tokens_per_second": speed,
        "problem": card.problem,
    }


def server_shape(chosen: Answerer) -> Json | None:
    """The server that answers, without its key; None: files do."""
    if not isinstance(chosen, Served):
        return None
    return {"address": chosen.address, "name": chosen.name, "tuned_name": chosen.tuned_name}


def offer_shape(offer: Offer, fit: MemoryFit, is_here: bool) -> Json:
    """A model to be had."""
    return {
        "key": offer.key,
        "name": offer.name,
        "about": offer.about,
        "repository": offer.repository,
        "revision": offer.revision,
        "file": offer.file,
        "licence": offer.licence,
        "size_bytes": offer.size_bytes,
        "sha256": offer.sha256,
        "fits": fit.fits.value,
        "needed_bytes": fit.needed_bytes,
        "is_here": is_here,
    }


def examined(findings: Sequence[Finding]) -> Json:
    """What `doctor` prints."""
    return {
        "good": all(finding.good for finding in findings),
        "findings": [asdict(finding) for finding in findings],
    }
