"""Where the child begins: what has to be set before llama.cpp is loaded, then the work.

llama.cpp's threads meet some hundred times a step. With GNU OpenMP they wait for each other by
spinning, and where another program takes a core, all of them spin until it is done: measured on 4
cores beside one busy program, a step of 0.5 ms took 750 ms. Waiting passively it took 5 ms.
"""

from __future__ import annotations

import os

from indexer import Channel


def serve(channel: Channel) -> None:
    """Serve one parent until it hangs up."""
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    from desktop.engine.worker import Worker

    Worker(channel).run()


def describe(channel: Channel) -> None:
    """Say once what llama.cpp makes of this machine."""
    from desktop.engine.llama import Llama

    llama = Llama()
    channel.send({"features": list(llama.features), "offloads": llama.offloads})
