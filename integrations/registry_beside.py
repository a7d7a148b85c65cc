"""Reads the files of a registry in a process of its own, so that reading and storing have a core each.

``python -m integrations.registry_beside PATH`` is that process. It reads all files in their order and writes
what it read to its standard output, which the process that stores it holds the other end of: when that
process ends, in whatever way, the next write fails and the reader ends too.

A message is a letter, the length of what follows, and a value. Rows go as ``marshal``, which is several times
faster than ``pickle`` and good enough between two processes of one program.
"""

import fcntl
import marshal
import pickle
import signal
import struct
import subprocess
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, BinaryIO

from integrations.registry_files import open_registry
from services.exchange.registry import (
    FILES,
    Advance,
    Findings,
    RegistryFile,
    RegistryRefusedError,
    RegistrySource,
    Row,
)

SMALLEST_BYTES = 4 * 1024 * 1024
"""Smaller registries are read before another process would have started."""
ROWS_AT_ONCE = 2_000
PIPE_BYTES = 1024 * 1024
"""How far reading may be ahead of storing; the most that Linux gives without being asked."""
HEAD = struct.Struct("=cI")

REFUSED, ROWS, END = b"R", b"D", b"E"
"""That the registry cannot be read at all; some rows of a file; that a file is at its end."""


class ReaderEndedError(OSError):
    """The process that reads has ended before the last file."""


@contextmanager
def open_registry_beside(path: Path) -> Iterator[RegistrySource]:
    """Open a registry as ``open_registry`` does, and read it in another process if it is large.

    Errors: ``RegistryRefusedError``, and while it is read ``ReaderEndedError``.
    """
    if _size_of(path) < SMALLEST_BYTES:
        with open_registry(path) as source:
            yield source
        return
    process = subprocess.Popen(  # noqa: S603 - our own program; the path is not read as a command
        [sys.executable, "-m", __name__, str(path.absolute())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[1],
    )
    try:
        if process.stdout is None:
            raise ReaderEndedError
        with suppress(OSError):  # a user with many pipes gets small ones, which are only slower
            fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        yield RegistryBeside(process.stdout)
    finally:
        process.kill()
        process.communicate()


@dataclass
class RegistryBeside:
    """Hears what the other process reads; implements ``services.exchange.registry.RegistrySource``."""

    stream: IO[bytes]
    _lacking: dict[str, Collection[str]] = field(default_factory=dict)

    def check(self, findings: Findings) -> None:
        """Hear about missing files, and of those that nobody reads."""
        kind, payload = self._next()
        found, _ = _ending(payload)
        if kind == REFUSED:
            raise RegistryRefusedError(found)
        findings.add_all(found)

    def rows(self, file: RegistryFile, findings: Findings, advance: Advance) -> Iterator[Row]:
        """Hear the rows of the next file."""
        kind, payload = self._next()
        while kind == ROWS:
            lacking, done, total, rows = marshal.loads(payload)  # noqa: S302 - our own process wrote it
            self._lacking[file.table] = lacking
            yield from rows
            advance(done, total)
            kind, payload = self._next()
        found, self._lacking[file.table] = _ending(payload)
        findings.add_all(found)

    def lacking(self, file: RegistryFile) -> Collection[str]:
        """Return the columns that may stay away and that a file does not have; known with the first row."""
        return self._lacking.get(file.table, ())

    def _next(self) -> tuple[bytes, bytes]:
        kind, length = HEAD.unpack(self._read(HEAD.size))
        return kind, self._read(length)

    def _read(self, length: int) -> bytes:
        read = self.stream.read(length)
        if len(read) < length:
            raise ReaderEndedError("the reader of the registry has ended")
        return read


def _end_of(found: Findings, lacking: Collection[str] = ()) -> bytes:
    """Write what is known at the end of a file: what was noticed, and the columns that it does not have."""
    return pickle.dumps((found, tuple(lacking)))


def _ending(payload: bytes) -> tuple[Findings, Collection[str]]:
    """Read what ``_end_of`` wrote."""
    found, lacking = pickle.loads(payload)  # noqa: S301 - our own process wrote it
    return found, lacking


def _size_of(path: Path) -> int:
    if path.is_dir():
        return sum(file.stat().st_size for file in path.iterdir() if file.is_file())
    return path.stat().st_size if path.is_file() else 0


def read_aloud(path: Path, out: BinaryIO, files: Sequence[RegistryFile] = FILES) -> None:
    """Write what there is to hear about a registry."""
    try:
        with open_registry(path) as source:
            _read_files(source, out, files)
    except RegistryRefusedError as refused:
        _write(out, REFUSED, _end_of(refused.findings))


def _read_files(source: RegistrySource, out: BinaryIO, files: Sequence[RegistryFile]) -> None:
    found = Findings()
    source.check(found)
    _write(out, END, _end_of(found))
    progress = [0, 0]

    def advance(done: int, total: int) -> None:
        progress[:] = done, total

    for file in files:
        found = Findings()
        rows = source.rows(file, found, advance)
        while batch := list(islice(rows, ROWS_AT_ONCE)):
            _write(out, ROWS, marshal.dumps((list(source.lacking(file)), *progress, batch), 2))
        _write(out, END, _end_of(found, source.lacking(file)))


def _write(out: BinaryIO, kind: bytes, payload: bytes) -> None:
    out.write(HEAD.pack(kind, len(payload)))
    out.write(payload)
    out.flush()


def main() -> None:
    """Read the registry whose path is the argument."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C ends the process that stores, and so this one
    try:
        read_aloud(Path(sys.argv[1]), sys.stdout.buffer)
    except BrokenPipeError:
        sys.stderr.close()


if __name__ == "__main__":
    main()
