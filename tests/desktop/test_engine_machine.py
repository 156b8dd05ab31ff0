from __future__ import annotations

import psutil

from desktop.engine import look_at_machine


def test_the_machine_is_looked_at_in_a_child_that_ends() -> None:
    before = set(psutil.Process().children())
    machine = look_at_machine()
    assert machine.threads >= 1 and machine.cores >= 1
    assert 0 < machine.free_bytes < machine.memory_bytes == psutil.virtual_memory().total
    assert machine.features and all(name == name.strip() for name in machine.features)
    assert "CPU" not in " ".join(machine.features)
    left = set(psutil.Process().children()) - before
    assert not [child for child in left if "spawn_main" in " ".join(child.cmdline())]
