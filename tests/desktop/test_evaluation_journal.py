from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.errors import BadInput
from desktop.evaluation.journal import Journal, Result, Run
from desktop.modes import Mode
from tests.desktop.evaluating import row

RUN = Run("abc", (Mode.BASE, Mode.RAG), "m.gguf", "", 1.0, "f16", 0, 0.0, 256, "def")
FIRST, SECOND = row(2, False, True, right=1).result, row(3, False, False).result


def kept(folder: Path, run: Run = RUN) -> dict[int, Result]:
    journal = Journal(folder, run)
    journal.close()
    return dict(journal.results)


def test_results_come_back_whole_and_the_last_word_counts(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "out", RUN)
    journal.add(FIRST)
    journal.add(replace(SECOND, error="It failed."))
    journal.add(SECOND)
    journal.close()
    assert kept(tmp_path / "out") == {2: FIRST, 3: SECOND}


def test_what_was_cut_off_in_the_middle_is_left_out_and_written_over(tmp_path: Path) -> None:
    journal = Journal(tmp_path, RUN)
    journal.add(FIRST)
    journal.close()
    path = tmp_path / "answers.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + whole.splitlines()[1][:70])
    again = Journal(tmp_path, RUN)
    assert again.results == {2: FIRST}
    again.add(SECOND)
    again.close()
    assert kept(tmp_path) == {2: FIRST, 3: SECOND}


def test_a_file_of_which_not_even_the_first_line_was_written_begins_anew(tmp_path: Path) -> None:
    (tmp_path / "answers.jsonl").write_bytes(b'{"questions":"ab')
    journal = Journal(tmp_path, RUN)
    journal.add(FIRST)
    journal.close()
    assert kept(tmp_path) == {2: FIRST}


@pytest.mark.parametrize(
    "other",
    [
        replace(RUN, questions="xyz"),
        replace(RUN, modes=(Mode.RAG,)),
        replace(RUN, seed=1),
        replace(RUN, documents="xyz"),
    ],
)
def test_another_run_is_not_mixed_in(tmp_path: Path, other: Run) -> None:
    Journal(tmp_path, RUN).close()
    with pytest.raises(BadInput, match="choose another --out"):
        Journal(tmp_path, other)


def test_a_damaged_file_and_a_folder_that_cannot_be_are_sentences(tmp_path: Path) -> None:
    Journal(tmp_path, RUN).close()
    with (tmp_path / "answers.jsonl").open("ab") as file:
        file.write(b"not JSON\n")
    with pytest.raises(BadInput, match="is damaged"):
        Journal(tmp_path, RUN)
    with pytest.raises(BadInput, match="cannot be kept"):
        Journal(tmp_path / "answers.jsonl" / "out", RUN)
