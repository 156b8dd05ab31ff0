"""What `models get` does: asks, fetches, and says where the file is."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing

from desktop.builder import DONE, Builder
from desktop.download.fetching import Fetching, target_of
from desktop.download.line import DownloadLine
from desktop.download.offers import Offer
from desktop.errors import BadInput
from desktop.home import Home
from desktop.model_shapes import card_shape
from desktop.models import fit_of, free_memory
from desktop.printing import print_json, print_lines


def get_model(builder: Builder, home: Home, offer: Offer, agreed: bool, as_json: bool) -> int:
    """Fetch an offer into the home. Raises BadInput without an agreement, DownloadFailed."""
    target = target_of(offer, home.models)
    if not target.exists():
        _must_agree(offer, agreed)
        line = DownloadLine(offer)
        with closing(Fetching(offer, home.models).steps()) as steps:
            for step in steps:
                line.show(step)
        line.end()
    card = builder.models(home).card(target)
    if as_json:
        print_json(card_shape(card, fit_of(card, free_memory()), "", None))
    else:
        print_lines([f"{offer.name} is in {target}.", "Choose it on the screen, or with --model."])
    return DONE


def is_here(offer: Offer, home: Home) -> bool:
    """Whether an offer was fetched before."""
    return target_of(offer, home.models).exists()


def print_offers(offers: Sequence[Offer], free_bytes: int) -> None:
    """What is to be had, for a person."""
    if not offers:
        return
    print_lines(["", "To be had with `models get`:"])
    for offer in offers:
        fits = offer.fit(free_bytes).fits
        size = f"{offer.size_bytes / 1e9:.1f} GB, {offer.licence}, {fits}"
        print_lines([f"{offer.key}  {offer.name} ({size})", f"   {offer.about}"])


def _must_agree(offer: Offer, agreed: bool) -> None:
    """Raises BadInput where the person does not agree, or cannot be asked."""
    size = f"{offer.size_bytes / 1e9:.1f} GB"
    if agreed:
        return
    if not sys.stdin.isatty():
        raise BadInput(f"This downloads {size} from huggingface.co: agree to it with --yes.")
    told = f"Download {offer.name}, {size}, licence {offer.licence}, from huggingface.co? [y/N] "
    sys.stderr.write(told)
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
        raise BadInput("Nothing was downloaded.")
