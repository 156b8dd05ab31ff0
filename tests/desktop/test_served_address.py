from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import BadInput
from desktop.served import Address, read_address


@pytest.mark.parametrize(
    ("text", "address", "is_here"),
    [
        ("http://127.0.0.1:8080/v1", Address("http://127.0.0.1:8080/v1", "127.0.0.1", 8080), True),
        (" http://LocalHost:80/v1/ ", Address("http://localhost/v1", "localhost", 80), True),
        ("http://[::1]:9/v1", Address("http://[::1]:9/v1", "::1", 9), True),
        ("https://gpu.example/v1", Address("https://gpu.example/v1", "gpu.example", 443), False),
        ("http://10.0.0.5", Address("http://10.0.0.5", "10.0.0.5", 80), False),
        ("http://10.0.0.5:80/v1/models", Address("http://10.0.0.5/v1", "10.0.0.5", 80), False),
        ("http://127.0.0.1:8000/v1/chat/completions",
         Address("http://127.0.0.1:8000/v1", "127.0.0.1", 8000), True),
        ("http://127.0.0.1.evil.example:8080/v1",
         Address("http://127.0.0.1.evil.example:8080/v1", "127.0.0.1.evil.example", 8080), False),
    ],
)  # fmt: skip
def test_an_address_is_read(text: str, address: Address, is_here: bool) -> None:
    assert read_address(text) == address
    assert address.is_here == is_here


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("ftp://127.0.0.1/v1", "neither with http:// nor with https://"),
        ("://", "neither"),
        ("http://", "names no server"),
        ("http:///v1", "names no server"),
        ("http://me:secret@127.0.0.1:8080/v1", "QUIRE_MODEL_KEY"),
        ("http://127.0.0.1:99999/v1", "range"),
        ("http://127.0.0.1:port/v1", "port"),
        ("http://127.0.0.1/v1?key=secret", "after \\? or #"),
        ("http://gpü.example/v1", "Latin"),
        ("http://a b/v1", "names no server"),
    ],
)
def test_what_is_no_address_is_a_sentence(text: str, problem: str) -> None:
    with pytest.raises(BadInput, match=problem) as refused:
        read_address(text)
    assert "secret@" not in str(refused.value)


@given(st.text(alphabet="htps:/@.[]0123456789abc?#%\\ é", max_size=30))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    with suppress(BadInput):
        assert read_address(text).url.startswith("http")
