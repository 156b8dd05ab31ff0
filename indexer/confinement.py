"""Takes from a process, for good, what reading never needs: sockets, other programs, writing.

Linux only, by the kernel (seccomp), so that it holds for C code too; elsewhere, and where the
kernel refuses, it does nothing, and says so. Knows nothing of PDFs.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys
from dataclasses import dataclass

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000 | errno.EACCES

# From the kernel's seccomp_data: where the number of the call, the machine and the arguments are.
_NUMBER, _MACHINE = 0, 4
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_OTHER_NUMBERS = 0x40000000  # from here on x86 has the same calls a second time
_WRITING = 0o1 | 0o2 | 0o100 | 0o1000  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC


@dataclass(frozen=True, slots=True)
class _Machine:
    """One kind of processor: its mark, and the numbers that its system calls have."""

    mark: int
    refused: dict[str, int]
    opening: dict[int, int]  # a call that opens a file, and which argument holds the flags


_X86_64 = _Machine(
    mark=0xC000003E,
    refused={
        "socket": 41, "connect": 42, "execve": 59, "execveat": 322, "ptrace": 101,
        "process_vm_writev": 311, "io_uring_setup": 425, "openat2": 437, "creat": 85,
        "rename": 82, "renameat": 264, "renameat2": 316, "link": 86, "linkat": 265,
        "symlink": 88, "symlinkat": 266, "unlink": 87, "unlinkat": 263, "rmdir": 84,
        "mkdir": 83, "mkdirat": 258, "mknod": 133, "mknodat": 259, "truncate": 76,
        "chmod": 90, "fchmodat": 268, "chown": 92, "lchown": 94, "fchownat": 260,
    },
    opening={2: 1, 257: 2},  # open, openat
)  # fmt: skip
_ARM_64 = _Machine(
    mark=0xC00000B7,
    refused={
        "socket": 198, "connect": 203, "execve": 221, "execveat": 281, "ptrace": 117,
        "process_vm_writev": 271, "io_uring_setup": 425, "openat2": 437,
        "renameat": 38, "renameat2": 276, "linkat": 37, "symlinkat": 36, "unlinkat": 35,
        "mkdirat": 34, "mknodat": 33, "truncate": 45, "fchmodat": 53, "fchownat": 54,
    },
    opening={56: 2},  # openat
)  # fmt: skip


def confine() -> bool:
    """Confine this process and all that it starts from now on. Whether the kernel has done so.

    Call it before any thread is started: threads that run already stay as they are.
    """
    machine = {"x86_64": _X86_64, "aarch64": _ARM_64}.get(platform.machine())
    if sys.platform != "linux" or machine is None or sys.maxsize < 2**32:
        return False
    program = _program(machine)
    buffer = ctypes.create_string_buffer(program, len(program))
    fprog = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(buffer))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    if prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    where = ctypes.create_string_buffer(fprog, len(fprog))
    address = ctypes.addressof(where)
    return bool(prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, address, 0, 0) == 0)


def _program(machine: _Machine) -> bytes:
    """The filter, as instructions of the kernel's packet filter."""
    code = [_step(_LOAD, _MACHINE), _step(_EQUAL, machine.mark, 1, 0), _step(_RETURN, _REFUSE)]
    code.append(_step(_LOAD, _NUMBER))
    code += [_step(_AT_LEAST, _OTHER_NUMBERS, 0, 1), _step(_RETURN, _REFUSE)]
    for number in machine.refused.values():
        code += [_step(_EQUAL, number, 0, 1), _step(_RETURN, _REFUSE)]
    for number, argument in machine.opening.items():
        code += [
            _step(_EQUAL, number, 0, 4),
            _step(_LOAD, 16 + 8 * argument),  # the lower half of a 64-bit argument
            _step(_ANY_BIT, _WRITING, 0, 1),
            _step(_RETURN, _REFUSE),
            _step(_RETURN, _ALLOW),
        ]
    return b"".join([*code, _step(_RETURN, _ALLOW)])


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)
