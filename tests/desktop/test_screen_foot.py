"""What the page says of other machines: in its foot, and before the first question."""

from __future__ import annotations

from desktop.types import ModelInfo
from desktop.ui.first_minute import first_minute
from desktop.ui.question_box import Connections, foot
from indexer import Outbound

SERVED = ModelInfo("big", "", 0, 8192, 8192, 0, 0, "fine", 0.1, "http://gpu.example:8000/v1")


def test_the_foot_says_where_to_and_how_often() -> None:
    def said(outbound: Outbound) -> str:
        return foot(Connections(outbound), None, (), True).striptags()

    assert said(Outbound(0)).startswith("Offline · 0 outbound connections")
    assert said(Outbound(1)).startswith("Offline · 1 outbound connection")
    assert said(Outbound(0, "gpu.example:8000", 3)).startswith(
        "Connects to gpu.example:8000 alone · 3 outbound connections"
    )
    assert "· 1 outbound connection, 2 refused" in said(Outbound(2, "gpu.example:8000", 1))


def test_what_is_answered_elsewhere_is_not_said_to_be_all_here() -> None:
    assert "All on this machine." in first_minute(())
    told = first_minute((), elsewhere="gpu.example:8000")
    assert "The server at gpu.example:8000 answers." in told
    assert "All on this machine." not in told


def test_once_files_answer_again_it_is_offline_again_and_what_went_out_stays_counted() -> None:
    said = foot(Connections(Outbound(0, "", 3)), None, (), True).striptags()
    assert said.startswith("Offline again · 3 outbound connections before")


def test_a_servers_name_comes_with_its_address_and_with_what_goes_there() -> None:
    said = foot(Connections(Outbound(0)), SERVED, (), True).striptags()
    assert said.endswith("Questions and passages go to http://gpu.example:8000/v1 · big + fine")
