import subprocess
import sys
from pathlib import Path

from indexer.lock import WriterLock

HOLD = """
import sys
from pathlib import Path
from indexer.lock import WriterLock
lock = WriterLock(Path(sys.argv[1]))
print(lock.take(), flush=True)
sys.stdin.read()
"""


def test_one_holds_it_at_a_time(tmp_path: Path) -> None:
    first, second = WriterLock(tmp_path / "lock"), WriterLock(tmp_path / "lock")
    assert first.take()
    assert first.take()
    assert not second.take()
    first.release()
    first.release()
    assert second.take()
    assert (first.held, second.held) == (False, True)
    second.release()


def test_the_system_takes_it_back_when_its_holder_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path / "lock")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        cwd=Path(__file__).parents[2],
    ) as child:  # fmt: skip
        assert child.stdout is not None
        assert child.stdout.readline() == "True\n"
        mine = WriterLock(tmp_path / "lock")
        assert not mine.take()
        child.kill()
        child.wait()
        assert mine.take()
        mine.release()
