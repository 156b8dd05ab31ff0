"""The calls and the memory that Windows is given; that it obeys can be seen on Windows only."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

import pytest

from indexer.child import Child, Limits
from indexer.errors import ChildDied
from indexer.job import BasicLimits, ExtendedLimits, limit_memory


class Kernel:
    """Stands for kernel32.dll: keeps what it is asked, and refuses one thing."""

    def __init__(self, refuses: str = "") -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.CreateJobObjectW = self._function("CreateJobObjectW", 70, refuses)
        self.GetCurrentProcess = self._function("GetCurrentProcess", 2**64 - 1, refuses)
        self.SetInformationJobObject = self._function("SetInformationJobObject", 1, refuses)
        self.AssignProcessToJobObject = self._function("AssignProcessToJobObject", 1, refuses)

    def _function(self, name: str, result: int, refuses: str) -> Any:
        def called(*arguments: Any) -> int:
            self.asked.append((name, *map(_plain, arguments)))
            return 0 if name == refuses else result

        return called


def _plain(argument: Any) -> Any:
    if isinstance(argument, ctypes.c_void_p):
        return argument.value
    limits = getattr(argument, "_obj", None)
    if isinstance(limits, ExtendedLimits):
        return limits.basic.flags, limits.process_memory
    return argument


def test_the_process_is_put_into_a_job_with_the_limit() -> None:
    kernel = Kernel()
    assert limit_memory(2 * 1024**3, kernel)
    assert kernel.asked == [
        ("CreateJobObjectW", None, None),
        ("SetInformationJobObject", 70, 9, (0x500, 2 * 1024**3), ctypes.sizeof(ExtendedLimits)),
        ("GetCurrentProcess",),
        ("AssignProcessToJobObject", 70, 2**64 - 1),
    ]


@pytest.mark.parametrize(
    "refuses", ["CreateJobObjectW", "SetInformationJobObject", "AssignProcessToJobObject"]
)
def test_what_windows_refuses_is_told(refuses: str) -> None:
    assert not limit_memory(1, Kernel(refuses))


@pytest.mark.skipif(sys.maxsize < 2**32, reason="the sizes of 64-bit Windows")
def test_the_limits_lie_where_windows_looks_for_them() -> None:
    places = {name: getattr(BasicLimits, name).offset for name, _ in BasicLimits._fields_}
    assert places == {
        "process_user_time": 0, "job_user_time": 8, "flags": 16, "least_working_set": 24,
        "most_working_set": 32, "processes": 40, "affinity": 48, "priority": 56, "scheduling": 60,
        "io_counters": 64,
    }  # fmt: skip
    assert (ExtendedLimits.process_memory.offset, ctypes.sizeof(ExtendedLimits)) == (112, 144)


@pytest.mark.skipif(sys.platform != "win32", reason="Linux and macOS have limits of their own")
def test_a_child_that_takes_too_much_dies() -> None:
    entry = "tests.indexer.reading_children:takes_all_memory"
    child = Child(entry, limits=Limits(memory_bytes=200 * 1024**2))
    with pytest.raises(ChildDied):
        child.receive(60)
