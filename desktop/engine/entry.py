"""Where the child begins: what has to be set before llama.cpp is loaded, then the work.

llama.cpp's threads meet some hundred times a step. With GNU OpenMP they wait for each other by
spinning, and where another program takes a core, all of them spin until it is done: measured on 4
cores beside one busy program, a step of 0.5 ms took 750 ms. Waiting passively it took 5 ms, but
sleeping and waking is dear too: a step of the 0.5B model on two idle cores took 24 ms, against 14
with any spinning. Some microseconds of it are enough for that (14.9 ms), and cost little where
another program is busy (43 ms, against 25 passively and 215 with ten times as many).

GNU OpenMP counts the threads of every thread that ever computed, idle ones too. Where they are more
than the cores it spins a thousand times at most if the policy is active, and not at all if it is
passive: on two idle cores a step of the 0.5B model then took 32 ms, and takes 16.
"""

from __future__ import annotations

import os
import sys

from indexer import Channel

_SPINS = "1000"


def serve(channel: Channel) -> None:
    """Serve one parent until it hangs up."""
    if "OMP_WAIT_POLICY" not in os.environ:
        is_gnu = sys.platform == "linux"  # what others make of "active" is to spin without end
        os.environ["OMP_WAIT_POLICY"] = "active" if is_gnu else "passive"
        os.environ.setdefault("GOMP_SPINCOUNT", _SPINS)  # goes before the policy
    # numpy's algebra is not used, and each of its threads would wait for work that never comes.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from desktop.engine.worker import Worker

    Worker(channel).run()


def describe(channel: Channel) -> None:
    """Say once what llama.cpp makes of this machine."""
    from desktop.engine.llama import Llama

    llama = Llama()
    channel.send({"features": list(llama.features), "offloads": llama.offloads})
