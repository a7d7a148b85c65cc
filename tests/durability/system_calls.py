"""What a program asked the kernel for, in order, and what a power cut at any of these moments would leave.

strace writes a line when a call begins and when it has ended, for all threads into one file. That is enough
to build the files again as a disk has them that keeps nothing but what a finished fsync covers. The database
is then opened as after a power cut, and asked by SQL. So it does not matter which thread wrote a fact, or how
many units of work shared the commit.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote_plus

SYNCS = frozenset({"fsync", "fdatasync"})
FILE_WRITES = frozenset({"pwrite64", "ftruncate"})
"""How SQLite changes the database and its write-ahead log."""
SENDS = frozenset({"write", "writev", "sendto", "sendmsg"})
LONGEST_DATA = 1024 * 1024
OPTIONS = (
    *("--seccomp-bpf", "-f", "-y", "-xx", "-e", "signal=none", "-s", str(LONGEST_DATA)),
    *("-e", f"trace={','.join(sorted(SYNCS | FILE_WRITES | SENDS))}"),
)
"""Only the calls that matter stop the program; all threads; names of files; bytes as ``\\x2f``."""

LINE = re.compile(r"(?P<thread>\d+) +(?P<rest>.*)")
BEGIN = re.compile(r"(?P<name>\w+)\(\d+<(?P<file>[^>]*)>(?P<arguments>.*)", re.DOTALL)
RESUMED = re.compile(r"<\.\.\. \w+ resumed>")
RESULT = re.compile(r"\) += (-?\d+)[^=]*$")
STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
UNFINISHED = "<unfinished ...>"


def tracing(file: Path, *command: str) -> list[str]:
    """Give the command that runs another one and writes its system calls to a file."""
    return ["strace", *OPTIONS, "-o", str(file), *command]


@cache
def why_not() -> str:
    """Say why no system calls can be recorded here; empty if they can be."""
    if shutil.which("strace") is None:
        return "system calls cannot be seen: strace is missing (Debian: apt install strace)"
    probe = subprocess.run(tracing(Path(os.devnull), "true"), capture_output=True, check=False)  # noqa: S603
    return "" if probe.returncode == 0 else "system calls cannot be seen: this machine does not let strace"


@dataclass(eq=False)
class Call:
    """One system call; ``result`` is ``None`` until it has ended."""

    name: str
    file: str
    data: bytes
    number: int
    """The last argument: the offset of ``pwrite64`` and the length of ``ftruncate``, in bytes."""
    result: int | None = None


class Moment(NamedTuple):
    """A call began, or has ended."""

    call: Call
    has_ended: bool


@dataclass
class Files:
    """Files as a disk has them that forgets everything that no finished fsync covers."""

    kept: dict[str, bytearray]
    _unsynced: defaultdict[str, list[Call]] = field(default_factory=lambda: defaultdict(list))
    _covered: dict[Call, list[Call]] = field(default_factory=dict)

    def follow(self, moment: Moment) -> None:
        """Let one more moment pass."""
        call = moment.call
        if call.name in SYNCS:
            self._sync(call, has_ended=moment.has_ended)
        elif call.name in FILE_WRITES and moment.has_ended and call.result is not None and call.result >= 0:
            self._unsynced[call.file].append(call)

    def _sync(self, call: Call, *, has_ended: bool) -> None:
        """A sync covers what was written before it began, once it has ended."""
        if not has_ended:
            self._covered[call] = list(self._unsynced[call.file])
        elif call.result == 0:
            covered = self._covered.pop(call)
            for write in covered:
                if write in self._unsynced[call.file]:
                    self._unsynced[call.file].remove(write)
                    self._keep(write)

    def _keep(self, write: Call) -> None:
        content = self.kept.setdefault(write.file, bytearray())
        if write.name == "ftruncate":
            del content[write.number :]
            return
        data = write.data[: write.result]
        content.extend(bytes(max(0, write.number - len(content))))
        content[write.number : write.number + len(data)] = data


@dataclass(frozen=True)
class Record:
    """All calls of a program, in the order in which they began and ended."""

    moments: Sequence[Moment] = field(repr=False)
    database: Path
    before: bytes = field(repr=False)
    """The database when the program started; nothing of it was in a write-ahead log."""

    def sendings(self, words: str) -> list[int]:
        """Give the moments at which something with these words began to leave through a socket, in order."""
        forms = {words.encode(), json.dumps(words)[1:-1].encode(), quote_plus(words).encode()}
        return [
            place
            for place, (call, has_ended) in enumerate(self.moments)
            if not has_ended
            and call.name in SENDS
            and call.file.startswith("socket:")
            and any(form in call.data for form in forms)
        ]

    def survives(self, moment: int, sql: str, *values: object) -> bool:
        """Tell whether a query finds a row in the database if the power is cut at this moment."""
        files = Files({str(self.database): bytearray(self.before)})
        for each in self.moments[:moment]:
            files.follow(each)
        with tempfile.TemporaryDirectory() as folder:
            for name, content in files.kept.items():
                if name.startswith(str(self.database)) and not name.endswith("-shm"):
                    (Path(folder) / Path(name).name).write_bytes(content)
            with closing(sqlite3.connect(Path(folder) / self.database.name)) as connection:
                return connection.execute(sql, values).fetchone() is not None


@asynccontextmanager
async def recorded(
    command: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> AsyncIterator[Path]:
    """Run a program and give the file that :func:`read_record` understands once the block is left.

    The program is asked to end then, and must end well.
    """
    file = folder / "calls.txt"
    with (folder / "program.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *tracing(file, *command),
            cwd=folder,
            env={**os.environ, **environment},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield file
        os.killpg(process.pid, signal.SIGTERM)  # strace lets it pass and ends with the program
        assert await process.wait() == 0, (folder / "program.log").read_text()
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


def read_record(file: Path, database: Path, before: bytes) -> Record:
    """Read what strace wrote about a program whose database held ``before`` when it started."""
    with file.open(encoding="ascii") as lines:
        return Record(list(_moments(lines)), database, before)


def _moments(lines: Iterator[str]) -> Iterator[Moment]:
    under_way: dict[str, Call] = {}
    for line in lines:
        parts = LINE.fullmatch(line.rstrip("\n"))
        assert parts is not None, line[:200]
        thread, rest = parts["thread"], parts["rest"]
        if RESUMED.match(rest):
            call = under_way.pop(thread)
        elif (begin := BEGIN.match(rest)) is not None:
            call = _call(begin)
            yield Moment(call, has_ended=False)
        else:
            continue  # a process ended
        if rest.endswith(UNFINISHED):
            under_way[thread] = call
            continue
        result = RESULT.search(rest)
        call.result = int(result[1]) if result else -1
        yield Moment(call, has_ended=True)


def _call(begin: re.Match[str]) -> Call:
    arguments = begin["arguments"].removesuffix(UNFINISHED)
    assert '"...' not in arguments, "strace cut something off"
    data = b"".join(_bytes(text) for text in STRING.findall(arguments))
    number = re.search(r", (\d+) *\)?(?: += .*)?$", STRING.sub("", arguments))
    return Call(begin["name"], _bytes(begin["file"]).decode(), data, int(number[1]) if number else 0)


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))
