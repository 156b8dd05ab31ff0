"""How much a request may bring, and where uploads lie until they are read.

The limits hold before Gradio reads: a form field that is no file is small, a file is at most so
large, and an upload that breaks off leaves nothing behind. Knows nothing of who asks.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from desktop.web.messages import Application, Message, Receive, Scope, Send, header_values

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

_MIB = 1024 * 1024


class BodyRefused(Exception):
    """A request's body is not what such a body is; says so in one sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """How much one upload may bring, in bytes unless it says otherwise."""

    file: int = 1024 * _MIB
    request: int = 4096 * _MIB
    field: int = 64 * 1024
    headers: int = 16 * 1024  # of one part
    parts: int = 1000  # a count
    spare: int = 256 * _MIB  # what stays free on the disk


class Uploads:
    """The folder of uploads: private to its user, and empty at the start and at the end."""

    def __init__(self, folder: Path, limits: UploadLimits | None = None) -> None:
        self.folder = folder.resolve()
        self._limits = limits or UploadLimits()
        self._running = 0

    def prepare(self) -> None:
        """Make the folder, close it to others, and remove what an earlier run left."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder.chmod(0o700)
        self.empty()

    def empty(self) -> None:
        """Remove everything in the folder."""
        for path in self.folder.iterdir() if self.folder.is_dir() else ():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    async def pass_on(
        self, application: Application, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Pass an upload on within its limits. Raises BodyRefused."""
        form = _Form(_boundary(scope), self._limits)
        self._check_room(scope)
        self._running += 1
        try:
            await limited(application, scope, receive, send, self._limits.request, form)
        finally:
            self._running -= 1
            self._remove_broken_off()

    def _check_room(self, scope: Scope) -> None:
        free = shutil.disk_usage(self.folder).free
        if _announced(scope) + self._limits.spare > free:
            raise BodyRefused(507, "The disk is too full for these files. Free some space first.")

    def _remove_broken_off(self) -> None:
        """A file that is still being received lies in the folder itself, a whole one in a folder
        of its own: so once nothing is being received, what lies there broke off."""
        if self._running:
            return
        for path in self.folder.iterdir():
            if not path.is_dir():
                path.unlink(missing_ok=True)


async def limited(
    application: Application,
    scope: Scope,
    receive: Receive,
    send: Send,
    most: int,
    form: _Form | None = None,
) -> None:
    """Run the application on a body of at most `most` bytes that keeps to the form's limits.

    Raises BodyRefused where nothing of the application's answer has been sent yet; where some
    has, the answer breaks off.
    """
    refusal: BodyRefused | None = None
    answering = False
    too_large = BodyRefused(413, "This is more than Quire takes at once.")
    if _announced(scope) > most:
        raise too_large
    received = 0

    async def within_limits() -> Message:
        nonlocal received, refusal
        message = await receive()
        if message["type"] != "http.request":
            return message
        body = message.get("body", b"")
        received += len(body)
        try:
            if received > most:
                raise too_large
            if form is not None:
                form.read(body)
        except BodyRefused as error:
            refusal = error
            raise
        return message

    async def unless_refused(message: Message) -> None:
        nonlocal answering
        if refusal is None:
            answering = True
            await send(message)

    try:
        await application(scope, within_limits, unless_refused)
    except Exception:
        if refusal is None:
            raise
    if refusal is not None and not answering:
        raise refusal


class _Form:
    """Reads along in a multipart form and counts."""

    def __init__(self, boundary: bytes, limits: UploadLimits) -> None:
        self._limits = limits
        self._parts = 0
        self._part_bytes = 0
        self._header_bytes = 0
        self._name = b""
        self._value = b""
        self._disposition = b""
        self._is_file = False
        self._parser = MultipartParser(boundary, self._callbacks())

    def read(self, data: bytes) -> None:
        """Take the next piece of the body. Raises BodyRefused."""
        try:
            self._parser.write(data)
        except MultipartParseError as error:
            raise BodyRefused(400, "The upload could not be read.") from error

    def _callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
        }

    def _begin(self) -> None:
        self._parts += 1
        self._part_bytes = self._header_bytes = 0
        self._name = self._disposition = self._value = b""
        if self._parts > self._limits.parts:
            raise BodyRefused(413, f"More than {self._limits.parts} files at once. Add fewer.")

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._count_header(end - start)
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._count_header(end - start)
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._name.lower() == b"content-disposition":
            self._disposition = self._value
        self._name = self._value = b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._is_file = b"filename" in options

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._part_bytes += end - start
        most = self._limits.file if self._is_file else self._limits.field
        if self._part_bytes > most:
            raise BodyRefused(413, f"One file is larger than {most // _MIB:,} MB.")

    def _count_header(self, length: int) -> None:
        self._header_bytes += length
        if self._header_bytes > self._limits.headers:
            raise BodyRefused(413, "The upload could not be read.")


def _boundary(scope: Scope) -> bytes:
    types = header_values(scope, b"content-type")
    kind, options = parse_options_header(types[0] if len(types) == 1 else "")
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise BodyRefused(400, "The upload could not be read.")
    return options[b"boundary"]


def _announced(scope: Scope) -> int:
    lengths = header_values(scope, b"content-length")
    return int(lengths[0]) if len(lengths) == 1 and lengths[0].isdigit() else 0
