"""Files as they come: damaged at random, packed to burst, and the real ones beside the checkout."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from indexer import Library
from indexer.errors import ReadError, ReadTimeout, TooLarge
from indexer.reader import Readers, ReadLimits, read
from indexer.types import Page, Quality, Status
from tests.indexer import made_pdfs
from tests.indexer.added import add
from tests.indexer.fakes import WordEncoder
from tests.indexer.real_pdfs import ADDED, STATUSES, most_seconds
from tests.indexer.test_reader import failure_of, pages_of


def test_mutants_of_good_files_cost_only_themselves(tmp_path: Path) -> None:
    good = made_pdfs.labelled(tmp_path / "good.pdf").read_bytes()
    chance = random.Random(7)
    kinds = set()
    for number in range(40):
        data = bytearray(good)
        for _ in range(chance.choice((1, 5, 50))):
            at = chance.randrange(len(data) - 60)
            if chance.random() < 0.5:
                data[at] = chance.randrange(256)
            else:
                del data[at : at + chance.randrange(50)]
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(data)
        try:
            kinds.add(str(len([value for value in read(path) if isinstance(value, Page)])))
        except ReadError as error:
            kinds.add(type(error).__name__)
    assert kinds >= {"4", "Damaged"}


def test_a_page_that_unpacks_to_gigabytes_costs_only_itself(tmp_path: Path) -> None:
    path = made_pdfs.bomb(tmp_path / "bomb.pdf", megabytes=900)
    error = failure_of(path, Readers(), ReadLimits(700 * 1024**2, 60.0))
    assert type(error) in {TooLarge, ReadTimeout}


@pytest.mark.slow
@pytest.mark.parametrize("name", STATUSES)
def test_every_real_file_has_its_status(shared: Path, name: str) -> None:
    try:
        list(read(shared / "pdfs" / name))
        status = Status.INDEXED
    except ReadError as error:
        status = error.status
    assert status is STATUSES[name]


def test_no_real_file_is_forgotten(shared: Path) -> None:
    assert {path.name for path in (shared / "pdfs").glob("*.pdf")} == set(STATUSES)


def test_the_real_password_opens_the_real_file(shared: Path) -> None:
    pages = pages_of(shared / "pdfs" / "encrypted-openpassword.pdf", "openpassword")
    assert [page.quality for page in pages] == [Quality.FINE]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_real_file_is_added_with_its_status_and_in_its_time(
    shared: Path, tmp_path: Path
) -> None:
    with Library.open(tmp_path / "home", WordEncoder(200)) as library:
        reports = add(library, shared / "pdfs")
    assert {report.path.name: report.status for report in reports} == ADDED
    assert [one.path.name for one in reports if one.seconds > most_seconds(one.pages)] == []
    assert all(report.message for report in reports if report.status is not Status.INDEXED)
