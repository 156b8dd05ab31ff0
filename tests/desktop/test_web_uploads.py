from __future__ import annotations

import gc
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from desktop.web import PageServer
from desktop.web.messages import Application
from desktop.web.uploads import UploadLimits, Uploads
from tests.desktop.page import small_page
from tests.desktop.wire import chunked, hang_up_after, let_in, say

# Gradio leaves the file of an upload that breaks off to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

MIB = 1024 * 1024
EDGE = "edge-of-a-part"
FORM = f"multipart/form-data; boundary={EDGE}"
UPLOAD = "POST /gradio_api/upload"


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> tuple[Application, Path]:
    uploads = tmp_path_factory.mktemp("home") / "uploads"
    return small_page(uploads), uploads


@pytest.fixture
def server(application: tuple[Application, Path]) -> Iterator[tuple[PageServer, dict[str, str]]]:
    page, uploads = application
    serving = PageServer(page, uploads)
    yield serving, let_in(serving.start())
    serving.stop()


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    """Let what Gradio leaves open be closed within the test that it belongs to."""
    yield
    gc.collect()


def part(name: str, data: bytes, filename: str | None = None) -> bytes:
    named = f'; filename="{filename}"' if filename is not None else ""
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + data + b"\r\n"


END = f"--{EDGE}--\r\n".encode()


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _until(condition: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.01)


# ── what is right comes in ─────────────────────────────────────────────────────────────────


def test_a_file_arrives_whole_in_the_private_folder(
    server: tuple[PageServer, dict[str, str]], application: tuple[Application, Path]
) -> None:
    serving, headers = server
    data = bytes(range(256)) * 4096
    body = part("files", data, "notes.pdf") + END
    headers = headers | {"Content-Type": FORM, "Content-Length": str(len(body))}
    reply = say(serving.port, UPLOAD, headers, [body])
    (path,) = json.loads(reply.body)
    assert (reply.status, Path(path).read_bytes()) == (200, data)
    assert Path(path).parent.parent == application[1]
    assert application[1].stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "name",
    ["../../evil.pdf", "/etc/cron.d/evil", "..\\..\\evil.pdf", "CON", "a\u202efdp.exe",
     "<img src=x onerror=alert(1)>.pdf", "x" * 255 + ".pdf", ".."],
)  # fmt: skip
def test_a_files_name_never_leads_out_of_the_folder(
    server: tuple[PageServer, dict[str, str]], application: tuple[Application, Path], name: str
) -> None:
    serving, headers = server
    before = set(_files(application[1].parent))
    body = part("files", name.encode(), name) + END
    headers = headers | {"Content-Type": FORM, "Content-Length": str(len(body))}
    say(serving.port, UPLOAD, headers, [body])
    new = set(_files(application[1].parent)) - before
    assert all(path.parent.parent == application[1] for path in new)


# ── what is too much does not ──────────────────────────────────────────────────────────────


class Memory:
    """How much the resident size of this process grows at most while it is watched."""

    def __enter__(self) -> Memory:
        self._process = psutil.Process()
        self._before = self.most = self._process.memory_info().rss
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.005):
            self.most = max(self.most, self._process.memory_info().rss)

    @property
    def grown_mib(self) -> float:
        return (self.most - self._before) / MIB


def _gigabyte() -> Iterator[bytes]:
    piece = bytes(MIB)
    for _ in range(1024):
        yield piece


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "chunked"])
@pytest.mark.parametrize("named", ["files", "x"])
def test_a_field_of_a_gigabyte_is_refused_and_costs_no_memory(
    server: tuple[PageServer, dict[str, str]],
    application: tuple[Application, Path],
    announced: bool,
    named: str,
) -> None:
    serving, headers = server
    opening = part(named, b"")[:-2]
    length = {"Content-Length": str(len(opening) + 1024 * MIB)}
    headers = headers | {"Content-Type": FORM}
    headers |= length if announced else {"Transfer-Encoding": "chunked"}

    def body() -> Iterator[bytes]:
        yield opening
        yield from _gigabyte()

    with Memory() as memory:
        reply = say(serving.port, UPLOAD, headers, body() if announced else chunked(body()))
    assert (reply.status, memory.grown_mib < 50) == (413, True), memory.grown_mib
    assert not [path for path in application[1].iterdir() if path.is_file()]


def test_a_gigabyte_of_json_is_refused_and_costs_no_memory(
    server: tuple[PageServer, dict[str, str]],
) -> None:
    serving, headers = server
    headers = headers | {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}
    with Memory() as memory:
        reply = say(serving.port, "POST /gradio_api/queue/join", headers, chunked(_gigabyte()))
    assert (reply.status, memory.grown_mib < 50) == (413, True), memory.grown_mib


def test_a_request_that_has_no_body_brings_none(
    server: tuple[PageServer, dict[str, str]],
) -> None:
    serving, headers = server
    reply = say(serving.port, "GET /config", headers | {"Content-Length": "1"}, [b"x"])
    assert reply.status == 413


SMALL = UploadLimits(file=1000, request=5000, field=10, headers=300, parts=3)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (part("files", bytes(1000), "a.pdf") + END, 200),
        (part("files", bytes(1001), "a.pdf") + END, 413),
        (part("x", bytes(10)) + END, 200),
        (part("x", bytes(11)) + END, 413),
        (part("files", b"1", "a.pdf") * 3 + END, 200),
        (part("files", b"1", "a.pdf") * 4 + END, 413),
        (part("files", b"1", "a" * 400) + END, 413),
        (part("files", bytes(900), "a.pdf") * 3 + part("x", b"") + b"x" * 2500 + END, 413),
        (b"no form at all", 400),
    ],
    ids=["file", "large file", "field", "large field", "parts", "many parts", "long header",
         "large request", "nonsense"],
)  # fmt: skip
def test_each_limit_holds_to_the_byte(
    application: tuple[Application, Path], body: bytes, status: int
) -> None:
    page, uploads = application
    serving = PageServer(page, uploads, limits=SMALL)
    headers = let_in(serving.start()) | {"Content-Type": FORM, "Transfer-Encoding": "chunked"}
    pieces = [body[i : i + 7] for i in range(0, len(body), 7)]
    reply = say(serving.port, UPLOAD, headers, chunked(pieces))
    left = [path for path in uploads.iterdir() if path.is_file()]
    serving.stop()
    assert (reply.status, left) == (status, [])


def test_files_that_the_disk_has_no_room_for_are_refused_beforehand(
    application: tuple[Application, Path],
) -> None:
    page, uploads = application
    serving = PageServer(page, uploads, limits=UploadLimits(spare=1 << 60))
    body = part("files", b"1", "a.pdf") + END
    headers = let_in(serving.start()) | {"Content-Type": FORM, "Content-Length": str(len(body))}
    reply = say(serving.port, UPLOAD, headers, [body])
    serving.stop()
    assert (reply.status, reply.body) == (
        507,
        b"The disk is too full for these files. Free some space first.",
    )


# ── what breaks off, and what other pages send ─────────────────────────────────────────────


def test_fifty_uploads_that_break_off_leave_nothing(
    server: tuple[PageServer, dict[str, str]], application: tuple[Application, Path]
) -> None:
    serving, headers = server
    before = _files(application[1])
    opening = part("files", bytes(300_000), "cut off.pdf")[:-2]
    announced = {"Content-Type": FORM, "Content-Length": str(5 * MIB)}
    for _ in range(50):
        hang_up_after(serving.port, UPLOAD, headers | announced, opening)
    _until(lambda: _files(application[1]) == before)
    body = part("files", b"whole", "whole.pdf") + END
    headers = headers | {"Content-Type": FORM, "Content-Length": str(len(body))}
    assert say(serving.port, UPLOAD, headers, [body]).status == 200


def test_an_upload_that_breaks_off_does_not_harm_one_that_goes_on(
    server: tuple[PageServer, dict[str, str]], application: tuple[Application, Path]
) -> None:
    serving, headers = server
    broken = part("files", bytes(300_000), "cut off.pdf")[:-2]
    whole = part("files", bytes(MIB), "whole.pdf") + END
    lengths = {"Content-Type": FORM, "Content-Length": str(len(whole))}

    def slowly() -> Iterator[bytes]:
        yield whole[: MIB // 2]
        announced = {"Content-Type": FORM, "Content-Length": str(5 * MIB)}
        hang_up_after(serving.port, UPLOAD, headers | announced, broken)
        time.sleep(0.5)
        yield whole[MIB // 2 :]

    reply = say(serving.port, UPLOAD, headers | lengths, slowly())
    (path,) = json.loads(reply.body)
    assert Path(path).stat().st_size == MIB
    _until(lambda: not [path for path in application[1].iterdir() if path.is_file()])


CROSS_SITE = [
    {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "http://127.0.0.1:1", "Sec-Fetch-Site": "same-site"},
    {"Origin": "http://localhost", "Sec-Fetch-Site": "same-site"},
    {"Host": "evil.example", "Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"},
    {"Cookie": "", "Sec-Fetch-Site": "cross-site", "Origin": "http://evil.example"},
]


def test_of_ten_forms_of_other_sites_none_is_taken_and_nothing_is_written(
    server: tuple[PageServer, dict[str, str]], application: tuple[Application, Path]
) -> None:
    serving, headers = server
    before = _files(application[1])
    body = part("files", b"%PDF-", "planted.pdf") + END
    sent = {"Content-Type": FORM, "Content-Length": str(len(body))}
    own = {name: value for name, value in headers.items() if name != "Sec-Fetch-Site"}
    statuses = [say(serving.port, UPLOAD, own | sent | site, [body]).status for site in CROSS_SITE]
    assert (statuses, _files(application[1])) == ([403] * 10, before)


# ── the folder ─────────────────────────────────────────────────────────────────────────────


def test_the_folder_is_emptied_at_the_start_and_at_the_end(
    application: tuple[Application, Path], tmp_path: Path
) -> None:
    page, uploads = application
    outside = tmp_path / "kept.txt"
    outside.write_text("kept")

    def fill() -> None:
        (uploads / "abc").mkdir(exist_ok=True)
        (uploads / "abc" / "old.pdf").write_text("old")
        (uploads / "tmp1").write_text("broken off")
        (uploads / "link").symlink_to(tmp_path, target_is_directory=True)

    fill()
    serving = PageServer(page, uploads)
    serving.start()
    assert list(uploads.iterdir()) == []
    fill()
    serving.stop()
    assert (list(uploads.iterdir()), outside.read_text()) == ([], "kept")


def test_a_folder_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    folder = tmp_path / "uploads"
    folder.mkdir(mode=0o755)
    Uploads(folder).prepare()
    assert folder.stat().st_mode & 0o777 == 0o700
