"""Limits this process's memory on Windows, by a job object; elsewhere there is a limit of its own.

Knows nothing of what the process does. Where Windows refuses, the parent's watch is what is left.
"""

from __future__ import annotations

import ctypes
from typing import Any

_LIMIT_PROCESS_MEMORY = 0x100
_DIE_ON_UNHANDLED_EXCEPTION = 0x400  # so that no window asks about a child that crashed
_EXTENDED_LIMITS = 9  # which of a job's settings


class BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION of winnt.h, with the counters of IO that follow it."""

    _fields_ = (
        ("process_user_time", ctypes.c_int64),
        ("job_user_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
        ("io_counters", ctypes.c_uint64 * 6),
    )


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION of winnt.h."""

    _fields_ = (
        ("basic", BasicLimits),
        ("process_memory", ctypes.c_size_t),  # bytes
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


def limit_memory(most_bytes: int, kernel: Any = None) -> bool:
    """Let this process commit at most so many bytes, for good. Whether Windows has done so.

    `kernel`: a stand-in for kernel32.dll.
    """
    libraries: Any = ctypes  # WinDLL is there on Windows only
    kernel = kernel or libraries.WinDLL("kernel32")
    kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = ctypes.c_void_p
    job = kernel.CreateJobObjectW(None, None)
    if not job:
        return False
    limits = ExtendedLimits(process_memory=most_bytes)
    limits.basic.flags = _LIMIT_PROCESS_MEMORY | _DIE_ON_UNHANDLED_EXCEPTION
    size = ctypes.sizeof(limits)
    held = ctypes.c_void_p(job)
    if not kernel.SetInformationJobObject(held, _EXTENDED_LIMITS, ctypes.byref(limits), size):
        return False
    process = ctypes.c_void_p(kernel.GetCurrentProcess())
    return bool(kernel.AssignProcessToJobObject(held, process))
