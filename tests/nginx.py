"""Debian's nginx with the files of deploy/, on a free port of the loopback."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

DEPLOY = Path(__file__).parents[1] / "deploy"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
WHY_NOT = "" if NGINX else "no nginx: install Debian's nginx-light"
PATIENCE = 60.0
"""Seconds after which a busy machine is given up."""
PARTS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@contextmanager
def in_front_of(folder: Path, ports: Sequence[int], certificate: Path | None = None) -> Iterator[int]:
    """Run nginx before three replicas and give its port; it speaks TLS if it has a certificate."""
    following = iter(ports)
    where = (DEPLOY / "nginx-upstream.conf").read_text(encoding="utf-8")
    where = re.sub(r"127\.0\.0\.1:\d+", lambda _: f"127.0.0.1:{next(following)}", where)
    with before(folder, where, certificate) as port:
        yield port


@contextmanager
def before(folder: Path, where: str, certificate: Path | None = None) -> Iterator[int]:
    """Run nginx with the lines that say where the replicas are, and give its port; TLS as above."""
    port = a_free_port()
    (folder / "server.conf").write_text(_server(port, certificate), encoding="utf-8")
    (folder / "where.conf").write_text(where, encoding="utf-8")
    folders = "".join(f"{part}_temp_path {folder}/{part}; " for part in PARTS)
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ {folders} include {folder}/server.conf; include {folder}/where.conf; }}\n",
        encoding="utf-8",
    )
    assert NGINX is not None, WHY_NOT
    command = [NGINX, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    tried = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)  # noqa: S603
    assert tried.returncode == 0, tried.stderr
    assert "warn" not in tried.stderr
    process = subprocess.Popen(command)  # noqa: S603 - a program of the system
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def _server(port: int, certificate: Path | None) -> str:
    server = (DEPLOY / "nginx-replicas.conf").read_text(encoding="utf-8")
    if certificate is None:
        server = re.sub(r"^ *ssl_.*\n", "", server, flags=re.MULTILINE)
        return server.replace("listen 443 ssl", f"listen 127.0.0.1:{port}")
    server = server.replace("/etc/letsencrypt/live/bot.example.org", str(certificate.parent))
    return server.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl")


def a_free_port() -> int:
    """Find a port that is free now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    with socket.socket() as probe:
        while probe.connect_ex(("127.0.0.1", port)) != 0:
            assert time.monotonic() < deadline
            time.sleep(0.02)
