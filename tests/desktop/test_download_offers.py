from __future__ import annotations

import re

import pytest

from desktop.download.offers import OFFERS, offer_named
from desktop.errors import BadInput
from desktop.models import Fits


def test_every_offer_is_pinned_and_may_be_used_freely() -> None:
    assert len({offer.key for offer in OFFERS}) == len({offer.sha256 for offer in OFFERS}) == 4
    for offer in OFFERS:
        assert re.fullmatch("[0-9a-f]{64}", offer.sha256)
        assert re.fullmatch("[0-9a-f]{40}", offer.revision)
        assert re.fullmatch(r"[\w.-]+/[\w.-]+", offer.repository) and "/" not in offer.file
        assert offer.file.endswith(".gguf") and offer.licence == "Apache-2.0"


def test_they_go_from_small_to_large() -> None:
    sizes = [offer.size_bytes for offer in OFFERS]
    assert sizes == sorted(sizes) and sizes[-1] < 3_000_000_000


def test_each_says_whether_it_fits_before_it_is_here() -> None:
    large = offer_named("qwen3-4b")
    fits = [large.fit(free * 1_000_000_000).fits for free in (16, 4, 2)]
    assert fits == [Fits.FITS, Fits.TIGHT, Fits.NOT]
    # The file, 256 MiB to work in, and two lanes of 4,096 tokens.
    window = 2 * 4096 * 36 * 8 * (128 + 128) * 2
    assert large.fit(16_000_000_000).needed_bytes == 2_497_280_256 + 268_435_456 + window


def test_an_unknown_name_is_answered_with_those_that_there_are() -> None:
    assert offer_named(" Qwen3-4B ").key == "qwen3-4b"
    with pytest.raises(BadInput, match=r"qwen2\.5-0\.5b, qwen2\.5-1\.5b, qwen3-1\.7b, qwen3-4b"):
        offer_named("gpt-7")
