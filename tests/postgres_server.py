"""A private PostgreSQL server for tests: in a temporary folder, on a free port of the loopback.

``POSTGRES_BIN`` names the folder of its programs; without it Debian's newest is taken. The server runs as
another user if the tests run as root, because it refuses root.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

DEBIAN = Path("/usr/lib/postgresql")
UNPRIVILEGED = ("postgres", "nobody")
FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "64MB",
    "max_connections": "200",
}
"""Settings of a server whose data nobody will miss."""
DURABLE = {"synchronous_commit": "on", "deadlock_timeout": "10ms"}
"""A commit is on the disk before it is acknowledged; the machine itself never stops in a test."""


class NoServerError(Exception):
    """There is no PostgreSQL on this machine; the message says what was looked for."""


def programs() -> Path:
    """Find the folder with ``initdb`` and ``postgres``. Errors: ``NoServerError``."""
    named = os.environ.get("POSTGRES_BIN")
    versions = sorted(DEBIAN.glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True)
    found = [Path(named)] if named else versions
    for folder in found:
        if (folder / "initdb").exists():
            return folder
    raise NoServerError("no PostgreSQL: install Debian's postgresql, or name its folder in POSTGRES_BIN")


def why_not() -> str:
    """Say why there can be no server here; empty if there can."""
    try:
        programs()
    except NoServerError as error:
        return str(error)
    return ""


@dataclass
class Server:
    """A server that runs; ``url`` is that of its maintenance database."""

    folder: Path
    port: int
    programs: Path
    user: str | None
    settings: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "postgres") -> str:
        """Return the address of a database."""
        return f"postgresql://cabinet@127.0.0.1:{self.port}/{database}"

    @property
    def log(self) -> Path:
        """What the server writes down."""
        return self.folder / "server.log"

    def start(self) -> None:
        """Start, and wait until connections are taken."""
        options = [f"-c{name}={value}" for name, value in self.settings.items()]
        command = [str(self.programs / "postgres"), "-D", str(self.folder / "data"), *options]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - a program of the system
                command, stdout=log, stderr=log, user=self.user, start_new_session=True
            )
        self._wait()

    def _wait(self) -> None:
        for _ in range(400):
            try:
                psycopg.connect(self.url(), connect_timeout=2).close()
            except psycopg.OperationalError:
                assert self.process is not None
                if self.process.poll() is not None:
                    raise NoServerError(self.log.read_text()) from None
                subprocess.run(["sleep", "0.05"], check=True)  # noqa: S607
            else:
                return
        raise NoServerError("the server did not start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop; ``immediate`` is what a lost machine looks like."""
        control = [str(self.programs / "pg_ctl"), "-D", str(self.folder / "data"), "-m", mode, "stop"]
        subprocess.run(  # noqa: S603 - a program of the system
            control, user=self.user, check=False, capture_output=True
        )
        if self.process is not None:
            self.process.wait()

    def promote(self) -> None:
        """Make a standby the server that is written to, and wait until it is."""
        command = [str(self.programs / "pg_ctl"), "-D", str(self.folder / "data"), "promote"]
        subprocess.run(command, user=self.user, check=True, capture_output=True)  # noqa: S603 - likewise

    def make(self, database: str, template: str = "template0") -> str:
        """Make a database and return its address."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(
                f"CREATE DATABASE {database} TEMPLATE {template} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
            )
        return self.url(database)

    def dump(self, database: str, path: Path) -> None:
        """Write a database down as statements of SQL, for people to read; nothing if the server is away."""
        command = [str(self.programs / "pg_dump"), "--no-sync", "--inserts", self.url(database)]
        with path.open("wb") as file:
            subprocess.run(command, stdout=file, check=False)  # noqa: S603 - a program of the system

    def drop(self, database: str) -> None:
        """Remove a database, whoever is connected to it."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


@contextmanager
def running(settings: dict[str, str] | None = None, initdb: Sequence[str] = ()) -> Iterator[Server]:
    """Make a server, with more arguments of ``initdb``, run it, and remove it. Errors: ``NoServerError``."""
    folder, user = Path(tempfile.mkdtemp(prefix="cabinet-postgres-")), _user()
    bins = programs()
    port = free_port()
    if user is not None:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    try:
        subprocess.run(  # noqa: S603 - a program of the system
            [
                str(bins / "initdb"),
                "--pgdata", str(folder / "data"),
                "--username", "cabinet",
                "--auth", "trust",
                "--encoding", "UTF8",
                "--locale", "C",
                "--no-sync",
                *initdb,
            ],
            user=user, check=True, capture_output=True, cwd=folder,
        )  # fmt: skip
        here = {"port": str(port), "listen_addresses": "127.0.0.1", "unix_socket_directories": str(folder)}
        server = Server(folder, port, bins, user, {**FAST, **(settings or {}), **here})
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def standby_of(primary: Server) -> Iterator[Server]:
    """Run a standby that follows a server, and remove it."""
    folder = primary.folder / "standby"
    folder.mkdir()
    if primary.user is not None:
        os.chown(folder, pwd.getpwnam(primary.user).pw_uid, -1)
    subprocess.run(  # noqa: S603 - a program of the system
        [
            str(primary.programs / "pg_basebackup"),
            "--pgdata", str(folder / "data"),
            "--dbname", primary.url(),
            "--checkpoint", "fast",
            "--no-sync",
            "--write-recovery-conf",
        ],
        user=primary.user, check=True, capture_output=True, cwd=folder,
    )  # fmt: skip
    port = free_port()
    here = {"port": str(port), "unix_socket_directories": str(folder)}
    standby = Server(folder, port, primary.programs, primary.user, {**primary.settings, **here})
    standby.start()
    try:
        yield standby
    finally:
        standby.stop()


def _user() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {each.pw_name for each in pwd.getpwall()}
    return next((name for name in UNPRIVILEGED if name in known), None)


def free_port() -> int:
    """Find a port of the loopback that nobody has."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
