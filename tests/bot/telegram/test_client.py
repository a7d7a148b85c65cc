"""The client under Telegram's requests: connections are kept, and whatever goes wrong is an OSError."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.telegram.client import Answer, KeepAliveClient

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CHUNKED = b"HTTP/1.1 502 Bad Gateway\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n1\r\n!\r\n0\r\n\r\n"
LAST = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"
WAIT = 5.0


class Server:
    """A server that answers each request with the next of its answers; an empty one hangs up."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.requests: list[bytes] = []
        self.connections = 0
        self.writers: list[asyncio.StreamWriter] = []
        self.was_asked = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.writers.append(writer)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
                self.requests.append(head + await reader.readexactly(length))
                answer = self.answers.pop(0)
                if not answer:
                    break
                writer.write(answer)
                self.was_asked.set()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()


@asynccontextmanager
async def client_of(server: Server) -> AsyncIterator[KeepAliveClient]:
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    client = KeepAliveClient("127.0.0.1", listener.sockets[0].getsockname()[1], None)
    try:
        yield client
    finally:
        client.close()
        for writer in server.writers:
            writer.close()
        listener.close()
        await listener.wait_closed()


async def test_requests_one_after_the_other_share_a_connection() -> None:
    server = Server(OK, OK)
    async with client_of(server) as client:
        assert await client.post(b"/bot42/getMe", b"{}", WAIT) == Answer(200, b"ok")
        assert await client.post(b"/bot42/sendMessage", b'{"chat_id":1}', WAIT) == Answer(200, b"ok")
    assert server.connections == 1
    assert server.requests[1].startswith(b"POST /bot42/sendMessage HTTP/1.1\r\nHost: 127.0.0.1:")
    assert server.requests[1].endswith(b'\r\n\r\n{"chat_id":1}')


async def test_requests_at_the_same_time_do_not_wait_for_each_other() -> None:
    server = Server(OK, OK)
    async with client_of(server) as client:
        answers = await asyncio.gather(client.post(b"/a", b"{}", WAIT), client.post(b"/b", b"{}", WAIT))
    assert tuple(answers) == (Answer(200, b"ok"), Answer(200, b"ok"))
    assert server.connections == 2


async def test_an_answer_in_pieces_is_put_together() -> None:
    async with client_of(Server(CHUNKED)) as client:
        assert await client.post(b"/", b"{}", WAIT) == Answer(502, b"no!")


async def test_a_connection_that_the_server_gives_up_is_not_used_again() -> None:
    server = Server(LAST, OK)
    async with client_of(server) as client:
        await client.post(b"/", b"{}", WAIT)
        assert await client.post(b"/", b"{}", WAIT) == Answer(200, b"ok")
    assert server.connections == 2


async def test_a_connection_that_was_idle_for_long_is_not_trusted() -> None:
    server = Server(OK, OK)
    async with client_of(server) as client:
        client.idle_seconds = -1.0
        await client.post(b"/", b"{}", WAIT)
        await client.post(b"/", b"{}", WAIT)
    assert server.connections == 2


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok", b"220 mail.example ESMTP\r\n"]
)
async def test_a_broken_answer_is_an_error_of_the_network(answer: bytes) -> None:
    server = Server(answer)
    async with client_of(server) as client:

        async def break_off() -> None:
            await server.was_asked.wait()
            server.writers[0].close()

        with pytest.raises(ConnectionError):
            await asyncio.gather(client.post(b"/", b"{}", WAIT), break_off())
        server.answers = [OK]
        assert await client.post(b"/", b"{}", WAIT) == Answer(200, b"ok"), "the next request is not disturbed"


async def test_a_server_that_says_nothing_is_not_waited_for_for_ever() -> None:
    server = Server(b"HTTP/1.1 200 OK\r\n", OK)
    async with client_of(server) as client:
        with pytest.raises(TimeoutError):
            await client.post(b"/", b"{}", 0.01)
        assert await client.post(b"/", b"{}", WAIT) == Answer(200, b"ok")
    assert server.connections == 2, "a late answer must not be taken for the next one"


async def test_a_server_that_hangs_up_without_a_word_is_an_error_of_the_network() -> None:
    async with client_of(Server(b"")) as client:
        with pytest.raises(ConnectionError):
            await client.post(b"/", b"{}", WAIT)


async def test_a_server_that_is_not_there_is_an_error_of_the_network() -> None:
    server = Server()
    async with client_of(server) as client:
        pass
    with pytest.raises(ConnectionError):
        await client.post(b"/", b"{}", WAIT)
