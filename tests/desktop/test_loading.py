"""What is said of the parts while they load, and how much of each is there."""

from __future__ import annotations

import threading

from desktop.changes import Changes
from desktop.loading import Loading, LoadingParts, State


def loading() -> tuple[LoadingParts, Changes]:
    changes = Changes()
    parts = LoadingParts(changes, ("library", "model"))
    parts.say("model", State.LOADING, "Loading the model.")
    return parts, changes


def until_changed(changes: Changes, seen: int) -> None:
    assert changes.wait(seen, 10) != seen, "nothing changed"


def test_a_part_that_is_followed_grows_and_never_shrinks() -> None:
    parts, changes = loading()
    shares = [0.25]
    looked = threading.Event()

    def share() -> float:
        looked.set()
        return shares[-1]

    with parts.following("model", share):
        until_changed(changes, 1)
        assert parts.all()[0].share == 0.25
        shares.append(0.1)
        looked.clear()
        assert looked.wait(10)
        shares.append(0.5)
        until_changed(changes, 2)
        assert parts.all()[0].share == 0.5
    assert changes.version == 3, "the smaller share was said"
    parts.say("model", State.READY, "The model is ready.")
    assert parts.all() == (Loading("model", State.READY, "The model is ready.", 1.0),)


def test_what_failed_is_not_followed_any_more() -> None:
    parts, changes = loading()
    looked = threading.Event()

    def share() -> float:
        looked.set()
        return 0.9

    parts.say("model", State.FAILED, "It is damaged.")
    with parts.following("model", share):
        assert looked.wait(10)
    assert parts.all() == (Loading("model", State.FAILED, "It is damaged.", 0.0),)
    assert changes.version == 2
