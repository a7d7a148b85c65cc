"""nginx in front of the replicas, as deploy/ has it: what it brings to whom, and what it keeps back."""

from __future__ import annotations

import shutil
import socket
import ssl
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.intake.http_side import LARGEST_UPDATE
from tests.nginx import DEPLOY, PATIENCE, WHY_NOT, a_free_port, before, in_front_of

OPENSSL = shutil.which("openssl")
WEBHOOK = "/telegram/0123456789"

pytestmark = pytest.mark.skipif(
    bool(WHY_NOT) or not OPENSSL, reason=WHY_NOT or "no openssl: install Debian's openssl"
)


@dataclass
class Replica:
    """Answers as a replica does; ``bodies`` are the updates that it was brought."""

    address: str = "127.0.0.1"
    port: int = 0
    status: int = 200
    breaks_off: bool = False
    """Whether it is killed after it has read an update."""
    bodies: list[bytes] = field(default_factory=list)
    _server: ThreadingHTTPServer | None = None
    _thread: threading.Thread | None = None

    def start(self) -> None:
        replica = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                replica.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
                if replica.breaks_off:
                    self.close_connection = True
                    return
                self.send_response(replica.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer((self.address, self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def stop(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = None


@dataclass(frozen=True)
class Nginx:
    """nginx as it runs on a free port; ``ask`` speaks to it by TLS as Telegram does."""

    port: int
    certificate: Path

    def ask(self, method: str, path: str, body: bytes = b"") -> int:
        context = ssl.create_default_context(cafile=str(self.certificate))
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as plain:
            connection = HTTPSConnection("bot.example.org", timeout=PATIENCE)
            connection.sock = context.wrap_socket(plain, server_hostname="bot.example.org")
            connection.request(method, path, body or None)
            status = connection.getresponse().status
            connection.close()
        return status


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certificate")
    subject = ["-subj", "/CN=bot.example.org", "-addext", "subjectAltName=DNS:bot.example.org"]
    made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    files = ["-out", str(folder / "fullchain.pem"), "-keyout", str(folder / "privkey.pem")]
    assert OPENSSL is not None
    command = [OPENSSL, "req", "-x509", *made, *subject, *files]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - a program of the system
    return folder / "fullchain.pem"


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@dataclass(frozen=True)
class Place:
    """nginx with two replicas; the port of a third one is closed, as that of one that died."""

    nginx: Nginx
    first: Replica
    second: Replica

    @property
    def brought(self) -> list[bytes]:
        return sorted([*self.first.bodies, *self.second.bodies])


@pytest.fixture
def place(tmp_path: Path, certificate: Path) -> Iterator[Place]:
    with ExitStack() as stack:
        replicas = Replica(), Replica()
        for replica in replicas:
            replica.start()
            stack.callback(replica.stop)
        ports = (a_free_port(), *(replica.port for replica in replicas))
        port = stack.enter_context(in_front_of(tmp_path, ports, certificate))
        yield Place(Nginx(port, certificate), *replicas)


def updates(count: int) -> list[bytes]:
    return [b'{"update_id": %d}' % number for number in range(10, 10 + count)]


def test_every_update_is_taken_although_a_replica_is_dead_and_the_others_share_the_work(place: Place) -> None:
    wanted = updates(12)
    assert {place.nginx.ask("POST", WEBHOOK, each) for each in wanted} == {200}
    assert place.brought == wanted
    assert place.first.bodies
    assert place.second.bodies


def test_an_update_that_a_replica_refuses_is_brought_to_another_one(place: Place) -> None:
    place.first.status = 503
    wanted = updates(6)
    assert {place.nginx.ask("POST", WEBHOOK, each) for each in wanted} == {200}
    assert place.second.bodies == wanted
    assert place.first.bodies, "it was asked, and refused"


def test_an_update_that_a_replica_died_with_is_brought_to_another_one(place: Place) -> None:
    place.first.breaks_off = True
    wanted = updates(6)
    assert {place.nginx.ask("POST", WEBHOOK, each) for each in wanted} == {200}
    assert place.second.bodies == wanted
    assert place.first.bodies, "it was asked, and died"


def test_telegram_is_told_to_come_again_when_no_replica_takes_an_update_and_finds_one_that_is_back(
    place: Place,
) -> None:
    place.first.stop()
    place.second.stop()
    [update] = updates(1)
    assert place.nginx.ask("POST", WEBHOOK, update) in {502, 503}
    place.second.start()
    until(lambda: place.nginx.ask("POST", WEBHOOK, update) == 200)


def test_an_answer_that_means_no_is_not_asked_for_again(place: Place) -> None:
    """403 is what a wrong secret gets, and 400 what is no update."""
    for status in (403, 400):
        place.first.status = place.second.status = status
        assert place.nginx.ask("POST", WEBHOOK, b"{}") == status
    assert len(place.brought) == 2


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/", "/telegram/../metrics"])
def test_nothing_but_the_webhook_is_seen_from_outside(place: Place, path: str) -> None:
    assert place.nginx.ask("GET", path) == 404
    assert place.nginx.ask("POST", path, b"{}") == 404
    assert place.brought == []


def test_the_webhook_can_only_be_written_to(place: Place) -> None:
    assert place.nginx.ask("GET", WEBHOOK) == 403
    assert place.brought == []


def test_an_update_may_be_as_large_as_the_bot_takes_it(place: Place) -> None:
    assert place.nginx.ask("POST", WEBHOOK, b"x" * LARGEST_UPDATE) == 200
    assert [len(body) for body in place.brought] == [LARGEST_UPDATE]
    assert place.nginx.ask("POST", WEBHOOK, b"x" * (LARGEST_UPDATE + 1)) == 413


@contextmanager
def name_server(addresses: list[str], asked: list[bytes]) -> Iterator[int]:
    """Answer every question for an address as Docker's name server does that of a service; gives the port."""

    def serve() -> None:
        while question := server.recvfrom(512):
            message, sender = question
            if len(message) < 12:  # a DNS header; ours to say that it is over
                return
            asked.append(message[12:-4])
            answers = b"".join(
                struct.pack("!HHHIH", 0xC00C, 1, 1, 1, 4) + socket.inet_aton(address) for address in addresses
            )
            header = message[:2] + struct.pack("!HHHHH", 0x8180, 1, len(addresses), 0, 0)
            server.sendto(header + message[12:] + answers, sender)

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ours:
                ours.sendto(b"end", server.getsockname())
            thread.join()


def test_in_containers_the_replicas_are_those_that_docker_names_and_a_dead_one_is_passed_over(
    tmp_path: Path, certificate: Path
) -> None:
    asked: list[bytes] = []
    with ExitStack() as stack:
        replica = Replica(address="127.0.0.3")
        replica.start()
        stack.callback(replica.stop)
        port = stack.enter_context(name_server(["127.0.0.2", "127.0.0.3"], asked))
        where = (DEPLOY / "nginx-compose.conf").read_text(encoding="utf-8")
        where = where.replace("127.0.0.11", f"127.0.0.1:{port}").replace(":8080", f":{replica.port}")
        nginx = Nginx(stack.enter_context(before(tmp_path, where, certificate)), certificate)
        wanted = updates(4)
        assert {nginx.ask("POST", WEBHOOK, each) for each in wanted} == {200}
        assert replica.bodies == wanted
    assert asked[0].startswith(b"\x03bot\x00")
