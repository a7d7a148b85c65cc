"""A pgbouncer of a test, between the bot and a server; skipped where it is not installed."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from tests.postgres_server import Server, free_port

PROGRAM = "/usr/sbin/pgbouncer"
SETTINGS = """
[databases]
* = host=127.0.0.1 port={server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users.txt
pool_mode = {mode}
"""


@contextmanager
def pooled(server: Server, url: str, mode: str) -> Iterator[str]:
    """Run a pooler in a mode, and give the address of a database through it."""
    program = shutil.which("pgbouncer") or shutil.which(PROGRAM)
    if program is None:
        pytest.skip("no pgbouncer: apt install pgbouncer")
    folder, port = server.folder / f"pooler-{mode}", free_port()
    folder.mkdir()
    (folder / "users.txt").write_text('"cabinet" ""\n', encoding="utf-8")
    (folder / "pgbouncer.ini").write_text(
        SETTINGS.format(server=server.port, port=port, folder=folder, mode=mode), encoding="utf-8"
    )
    if server.user is not None:
        os.chown(folder, pwd.getpwnam(server.user).pw_uid, -1)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - a program of the system
            [program, str(folder / "pgbouncer.ini")], stdout=log, stderr=log, user=server.user
        )
    address = url.replace(f":{server.port}/", f":{port}/")
    try:
        _wait(process, address)
        yield address
    finally:
        process.terminate()
        process.wait()


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    while process.poll() is None:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            continue
        return
    pytest.fail("the pooler did not start")
