from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.choice import Chosen
from desktop.conversation_store import ConversationStore
from desktop.errors import BadInput
from desktop.loading import State
from desktop.modes import Mode
from desktop.snapshot import Comparison
from desktop.types import Stop, Weights
from desktop.workbench import Parts, Workbench
from indexer import LibraryDamaged
from tests.desktop.fakes import FakeEngine, FakeLibrary

ADAPTED = Weights(Path("model.gguf"), adapter=Path("adapter.gguf"))


def _started(library: FakeLibrary, engine: FakeEngine, weights: Weights = ADAPTED) -> Workbench:
    bench = Workbench(Parts(lambda: library, lambda: None, engine, weights))
    bench.start()
    return bench


def _until(condition: Callable[[], bool], seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.005)


def _answered(bench: Workbench) -> Comparison:
    _until(lambda: (now := bench.comparison()) is not None and not now.running)
    done = bench.comparison()
    assert done is not None
    return done


def test_a_question_asked_before_the_model_is_loaded_is_answered_when_it_is() -> None:
    bench = _started(FakeLibrary("The notice period is three months."), FakeEngine())
    bench.ask("What is the notice period?", tuple(Mode))
    done = _answered(bench)
    assert [lane.answer is not None and lane.answer.stop for lane in done.lanes] == [Stop.END] * 4
    assert done.lanes[1].text == "The notice period is three months. [1]"
    bench.close()


def test_a_question_asked_while_the_first_document_is_read_is_answered_from_it() -> None:
    library = FakeLibrary(seconds_a_file=0.4)
    bench = _started(library, FakeEngine())
    bench.add([Path("Three months.pdf")])
    bench.ask("How long?", [Mode.RAG])
    _until(lambda: bench.comparison().note.startswith("Waiting for the first"))  # type: ignore[union-attr]
    assert _answered(bench).lanes[0].text == "Three months [1]"
    bench.close()


def test_an_answer_that_a_document_still_being_read_could_not_be_in_says_so() -> None:
    bench = _started(FakeLibrary("Three months.", seconds_a_file=3), FakeEngine())
    bench.add([Path("Later.pdf")])
    bench.ask("How long?", [Mode.RAG])
    retrieved = _answered(bench).retrieved
    assert retrieved is not None
    assert retrieved.note.startswith("Later.pdf is still being read: ask again when it is ready.")
    bench.add([Path("Last.pdf")])
    bench.ask("How long?", [Mode.RAG])
    retrieved = _answered(bench).retrieved
    assert retrieved is not None
    assert retrieved.note.startswith("2 files are still being read")
    bench.close()


def test_who_does_not_want_to_wait_for_a_document_stops() -> None:
    bench = _started(FakeLibrary(seconds_a_file=3), FakeEngine())
    bench.add([Path("Three months.pdf")])
    bench.ask("How long?", [Mode.RAG])
    _until(lambda: bench.comparison().note.startswith("Waiting for the first"))  # type: ignore[union-attr]
    bench.stop()
    assert _answered(bench).lanes[0].text == ""
    bench.close()


def test_the_conversation_goes_on() -> None:
    engine = FakeEngine()
    bench = _started(FakeLibrary("Three months."), engine)
    bench.ask("How long?", [Mode.RAG])
    _answered(bench)
    bench.ask("Are you sure?", [Mode.RAG])
    _answered(bench)
    assert [turn.question for turn in bench.turns()] == ["How long?"]
    assert len(engine.asked[1][0].messages) == 4
    bench.new_conversation()
    assert (bench.turns(), bench.comparison()) == ((), None)
    bench.close()


def test_stopping_one_lane_leaves_the_others() -> None:
    bench = _started(FakeLibrary("word " * 200), FakeEngine(seconds_a_word=0.005))
    bench.ask("word?", [Mode.RAG, Mode.BASE])
    _until(lambda: any(lane.text for lane in bench.comparison().lanes))  # type: ignore[union-attr]
    bench.stop(Mode.RAG)
    stops = {lane.mode: lane.answer.stop for lane in _answered(bench).lanes if lane.answer}
    assert stops == {Mode.RAG: Stop.CANCELLED, Mode.BASE: Stop.END}
    bench.close()


def test_stopping_ends_a_question_at_once_and_keeps_what_was_said() -> None:
    bench = _started(FakeLibrary("word " * 1000), FakeEngine(seconds_a_word=0.005))
    bench.ask("word?", [Mode.RAG])
    _until(lambda: bool(bench.comparison().lanes[0].text))  # type: ignore[union-attr]
    bench.stop()
    done = _answered(bench)
    assert done.lanes[0].text.startswith("word")
    bench.close()


def test_a_second_question_waits_for_the_first() -> None:
    bench = _started(FakeLibrary("word " * 500), FakeEngine(seconds_a_word=0.005))
    bench.ask("word?", [Mode.RAG])
    with pytest.raises(BadInput, match="still being answered"):
        bench.ask("again?", [Mode.RAG])
    bench.close()


def test_without_tuned_weights_the_tuned_modes_are_not_offered() -> None:
    bench = _started(FakeLibrary("One."), FakeEngine(), Weights(Path("model.gguf")))
    assert bench.modes() == (Mode.BASE, Mode.RAG)
    with pytest.raises(BadInput, match="No mode"):
        bench.ask("Why?", [Mode.TUNED])
    bench.close()


def test_a_model_that_does_not_load_is_a_sentence_and_the_library_goes_on() -> None:
    bench = _started(FakeLibrary(), FakeEngine(missing=True))
    bench.ask("Why?", [Mode.BASE])
    assert _answered(bench).error == "There is no file model.gguf: choose another model."
    bench.add([Path("a.pdf")])
    _until(lambda: len(bench.documents()) == 1)
    assert {part.name: part.state for part in bench.loading()}["model"] is State.FAILED
    bench.close()


def test_a_library_that_does_not_open_is_a_sentence_and_closed_book_goes_on() -> None:
    def damaged() -> FakeLibrary:
        raise LibraryDamaged("The library cannot be read.")

    bench = Workbench(Parts(damaged, lambda: None, FakeEngine(), ADAPTED))
    bench.start()
    bench.ask("Why?", [Mode.RAG])
    assert _answered(bench).error == "The library cannot be read."
    bench.ask("Why?", [Mode.BASE])
    assert _answered(bench).lanes[0].text == "Question: Why?"
    bench.add([Path("a.pdf")])
    _until(lambda: any(f.report is not None for f in bench.files()))
    assert bench.files()[0].report.message == "The library cannot be read."  # type: ignore[union-attr]
    bench.close()


def test_every_change_is_seen_by_who_waits_for_it() -> None:
    bench = _started(FakeLibrary(), FakeEngine())
    _until(lambda: all(part.state is State.READY for part in bench.loading()))
    seen = bench.version
    assert bench.wait_for_change(seen, 0.01) == seen
    bench.add([Path("a.pdf")])
    assert bench.wait_for_change(seen, 5) > seen
    bench.close()


def test_closing_stops_an_answer_and_an_addition_and_lets_go_of_both() -> None:
    library, engine = (
        FakeLibrary("word " * 1500, seconds_a_file=0.2),
        FakeEngine(seconds_a_word=0.01),
    )
    bench = _started(library, engine)
    bench.add([Path(f"{n}.pdf") for n in range(100)])
    bench.ask("word?", [Mode.RAG])
    began = time.monotonic()
    bench.close()
    assert (library.closed, engine.closed) == (True, True)
    assert time.monotonic() - began < 3


def test_a_question_uses_the_documents_that_were_chosen_and_its_conversation_keeps_them(
    tmp_path: Path,
) -> None:
    library = FakeLibrary("The notice period is three months.")
    kept = ConversationStore(tmp_path / "conversations.sqlite")
    bench = Workbench(
        Parts(lambda: library, lambda: None, FakeEngine(), ADAPTED, conversations=kept)
    )
    bench.start()
    bench.add([Path("other.pdf")])
    _until(lambda: len(bench.documents()) == 2)
    bench.shelf.choice.use_only([2])
    bench.ask("What is the notice period?", [Mode.RAG])
    done = _answered(bench)
    assert done.chosen == Chosen((2,), ("other.pdf",), 2)
    assert done.retrieved is not None
    assert [hit.passage.document_id for hit in done.retrieved.result.hits] == [2]
    talk = bench.conversation_id
    assert talk is not None

    bench.new_conversation()
    bench.shelf.choice.use_only([])
    with pytest.raises(BadInput, match="No document may be used"):
        bench.ask("Why?", [Mode.RAG])
    bench.ask("Why?", [Mode.BASE])
    _answered(bench)
    bench.open_conversation(talk)
    assert bench.shelf.choice.chosen() == done.chosen
    bench.close()


def test_a_conversation_is_kept_named_and_goes_on_after_a_restart(tmp_path: Path) -> None:
    def bench(engine: FakeEngine) -> Workbench:
        kept = ConversationStore(tmp_path / "conversations.sqlite")
        library = FakeLibrary("The notice period is three months.")
        made = Workbench(Parts(lambda: library, lambda: None, engine, ADAPTED, conversations=kept))
        made.start()
        return made

    first = bench(FakeEngine())
    first.ask("How long is notice?", tuple(Mode))
    _answered(first)
    first.close()

    engine = FakeEngine()
    again = bench(engine)
    (head,) = again.conversations()
    assert (head.title, head.questions) == ("How long is notice?", 1)
    again.open_conversation(head.conversation_id)
    again.ask("For both?", [Mode.RAG])
    _answered(again)
    assert len(engine.asked[0][0].messages) == 4
    again.ask_instead("For nobody?", 1)
    _answered(again)
    assert [q.question for q in again.turns()] == ["How long is notice?"]
    assert again.conversations()[0].questions == 3
    again.delete_conversation(head.conversation_id)
    assert (again.conversations(), again.comparison()) == ((), None)
    again.restore_conversation(head.conversation_id)
    assert len(again.conversations()) == 1
    again.close()


def test_what_is_typed_is_read_ahead_and_asking_goes_on_from_there() -> None:
    engine = FakeEngine()
    bench = _started(FakeLibrary("The notice period is three months."), engine)
    _until(lambda: all(part.state is State.READY for part in bench.loading()))
    bench.ahead.typed("What is the notice", [Mode.RAG, Mode.BASE])
    _until(lambda: len(engine.read) == 1)
    assert [lane.lane for lane in engine.read[0]] == ["base", "rag"]
    bench.ask("What is the notice period?", [Mode.RAG, Mode.BASE])
    _answered(bench)
    bench.ahead.typed("And for whom is it?", [Mode.RAG])
    _until(lambda: len(engine.read) == 2)
    (after,) = engine.read[1]
    assert len(after.messages) == 4
    assert after.messages[:2] == engine.asked[0][1].messages
    bench.close()


def test_nothing_is_read_ahead_while_something_is_answered() -> None:
    engine = FakeEngine(seconds_a_word=0.005)
    bench = _started(FakeLibrary("word " * 400), engine)
    bench.ask("word after word?", [Mode.RAG])
    _until(lambda: bool(bench.comparison().lanes[0].text))  # type: ignore[union-attr]
    bench.ahead.typed("And then, what?", [Mode.RAG])
    _until(lambda: not bench.ahead.busy)
    assert (engine.read, bench.comparison().running) == ([], True)  # type: ignore[union-attr]
    bench.close()


def test_a_library_that_does_not_open_stops_only_the_lanes_that_need_it() -> None:
    def damaged() -> FakeLibrary:
        raise LibraryDamaged("The library is damaged: move it away.")

    bench = Workbench(Parts(damaged, lambda: None, FakeEngine(), ADAPTED))
    bench.start()
    bench.ask("How long?", tuple(Mode))
    done = _answered(bench)
    why = "The library is damaged: move it away."
    assert (done.error, [lane.answer.error for lane in done.lanes if lane.answer]) == (
        "", ["", why, "", why],
    )  # fmt: skip
    assert done.lanes[0].text == "Question: How long?"
    bench.close()


def test_a_lane_that_is_stopped_before_it_begins_stays_stopped() -> None:
    engine = FakeEngine(seconds_a_word=0.05)  # 5 s for all that it would say
    bench = _started(FakeLibrary("word " * 100), engine)
    bench.ask("word?", [Mode.RAG, Mode.BASE])
    bench.stop(Mode.RAG)
    rag = next(lane for lane in bench.comparison().lanes if lane.mode is Mode.RAG)  # type: ignore[union-attr]
    assert rag.unwanted or not rag.running
    stops = {lane.mode: lane.answer.stop for lane in _answered(bench).lanes if lane.answer}
    assert stops == {Mode.RAG: Stop.CANCELLED, Mode.BASE: Stop.END}
    bench.close()
