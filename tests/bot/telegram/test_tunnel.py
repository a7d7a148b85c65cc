"""Connections through a proxy: whatever is wrong with it, Telegram is out of reach, and no login is told."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from traceback import format_exception
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.telegram.client import Answer, KeepAliveClient
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.tunnel import ProxyOutOfReachError, Tunnel, TunnelError
from integrations.proxy_address import ProxyAddress
from tests.bot.telegram.proxies import ASCII_LOGIN, LOGIN, TELEGRAM, HttpProxy, Proxy, SocksProxy
from ui.messenger import OutOfReachError, Upload, send_file, send_message

TOKEN = "42:TEST-token_0123456789"
WAIT = 5.0
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def make_certificate(folder: Path, name: str) -> Path:
    """Make a certificate that signs itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    names = x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=9999))
        .not_valid_after(NOW + timedelta(days=9999))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / f"{name}.pem"
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


def tls_of(file: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server and its client need."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cafile=str(file))


@asynccontextmanager
async def a_server(tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Answer every request with two letters."""
    writers = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        try:
            while True:
                await reader.readuntil(b"\r\n\r\n{}")
                writer.write(OK)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls) as listener:
        yield listener.sockets[0].getsockname()[1]
        for writer in writers:
            writer.transport.abort()


def tunnel_to(url: str, **options: object) -> Tunnel:
    return replace(Tunnel.through(ProxyAddress.parse(url)), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("proxy", [HttpProxy(LOGIN, in_pieces=True), SocksProxy(ASCII_LOGIN)])
async def test_tls_goes_through_the_proxy_to_telegram_and_the_connection_is_kept(
    proxy: Proxy, tmp_path: Path
) -> None:
    at_server, at_client = tls_of(make_certificate(tmp_path, TELEGRAM))
    async with a_server(at_server) as port, proxy.open() as url:
        client = KeepAliveClient(TELEGRAM, port, at_client, tunnel_to(url))
        for _ in range(3):
            assert await client.post(b"/", b"{}", WAIT) == Answer(200, b"ok")
        client.close()
        assert proxy.targets == [(TELEGRAM, port)]


async def test_a_proxy_may_itself_be_spoken_to_by_tls(tmp_path: Path) -> None:
    at_server, at_client = tls_of(make_certificate(tmp_path, TELEGRAM))
    at_proxy, to_proxy = tls_of(make_certificate(tmp_path, "proxy.invalid"))
    proxy = HttpProxy(LOGIN)
    async with a_server(at_server) as port, proxy.open(at_proxy) as url:
        tunnel = tunnel_to(url.replace("http:", "https:"), proxy_tls=to_proxy)
        client = KeepAliveClient(TELEGRAM, port, at_client, tunnel)
        assert await client.post(b"/", b"{}", WAIT) == Answer(200, b"ok")
        client.close()


async def test_somebody_who_sits_in_the_proxy_is_not_taken_for_telegram(tmp_path: Path) -> None:
    at_server, _ = tls_of(make_certificate(tmp_path, TELEGRAM))
    async with a_server(at_server) as port, HttpProxy().open() as url:
        client = KeepAliveClient(TELEGRAM, port, ssl.create_default_context(), tunnel_to(url))
        with pytest.raises(ssl.SSLCertVerificationError):
            await client.post(b"/", b"{}", WAIT)
        client.close()


@asynccontextmanager
async def a_proxy_that_says(*answers: bytes, hangs: bool = False) -> AsyncIterator[int]:
    """A proxy that reads, answers, reads, answers, and hangs up, or says nothing more."""
    writers, the_end = [], asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        with suppress(ConnectionError):
            for answer in answers:
                await reader.read(1024)
                writer.write(answer)
                await writer.drain()
        if hangs:
            await the_end.wait()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as listener:
        yield listener.sockets[0].getsockname()[1]
        the_end.set()
        for writer in writers:
            writer.transport.abort()
        await asyncio.sleep(0)


@pytest.mark.parametrize("scheme", ["http", "socks5"])
@pytest.mark.parametrize(
    "answers",
    [
        (),
        (b"",),
        (b"\x00" * 40,),
        (b"220 mail.example ESMTP\r\n\r\n",),
        (b"HTTP/1.1 abc Yes\r\n\r\n",),
        (b"HTTP/1.1 502 Bad Gateway\r\n\r\n",),
        (b"HTTP/1.1 200 OK\r\nno end",),
        (b"HTTP/1.1 200 " + b"x" * 200_000,),
        (b"\x05\x00", b"\x05\x05\x00\x01"),
        (b"\x05\x00", b"\x05\x63\x00\x01"),
        (b"\x05\x00", b"\x05\x00\x00\x09"),
        (b"\x05\x02", b"\x01\x01"),
        (b"\x05\xff",),
        (b"\x04\x5a" + b"\x00" * 6,),
    ],
)
async def test_nonsense_of_a_proxy_is_an_error_of_the_network(
    scheme: str, answers: tuple[bytes, ...]
) -> None:
    async with a_proxy_that_says(*answers) as port:
        tunnel = tunnel_to(f"{scheme}://user:p%40ss@127.0.0.1:{port}", seconds=0.2)
        client = KeepAliveClient(TELEGRAM, 443, None, tunnel)
        with pytest.raises(TunnelError) as caught:
            await client.post(b"/", b"{}", WAIT)
        client.close()
    assert "p@ss" not in "".join(format_exception(caught.value))


@pytest.mark.parametrize("scheme", ["http", "socks5", "https"])
async def test_a_proxy_that_says_nothing_is_not_waited_for_for_ever(scheme: str) -> None:
    async with a_proxy_that_says(hangs=True) as port:
        tunnel = tunnel_to(f"{scheme}://127.0.0.1:{port}", seconds=0.05)
        with pytest.raises(TunnelError, match="no answer in time"):
            await tunnel.open(TELEGRAM, 443, None)


@asynccontextmanager
async def a_messenger(url: str, api: str) -> AsyncIterator[TelegramMessenger]:
    messenger = TelegramMessenger(TOKEN, api, lambda _: None, tunnel_to(url))
    try:
        yield messenger
    finally:
        # aiogram would wait for the end of TLS, although the connection has no TLS.
        await (await messenger._session.create_session()).close()
        await messenger.close()


def with_wrong_password(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://hunter-two:hunter-three@{parts.hostname}:{parts.port}"


@pytest.mark.parametrize("proxy", [HttpProxy(LOGIN), SocksProxy(ASCII_LOGIN)])
async def test_a_wrong_password_is_told_alike_for_words_uploads_and_downloads_and_repeated_by_none(
    proxy: Proxy, tmp_path: Path
) -> None:
    async with proxy.open() as url, a_messenger(with_wrong_password(url), f"http://{TELEGRAM}") as messenger:
        for ask in (
            lambda: messenger(send_message(7, "x")),
            lambda: messenger(send_file("photo", 7, Upload("a.png", b"png"), "")),
            lambda: messenger.download_to("documents/a.csv", tmp_path / "a.csv", 5),
        ):
            with pytest.raises(ProxyOutOfReachError) as caught:
                await ask()
            assert caught.value.words == "it refuses user and password"
            told = "".join(format_exception(caught.value)) + repr(messenger.__dict__)
            assert not [secret for secret in ("hunter-two", "hunter-three") if secret in told]
        assert proxy.targets == []
        assert proxy.refused == 3


async def test_a_proxy_that_is_down_is_named_as_the_trouble() -> None:
    proxy = HttpProxy(LOGIN)
    async with proxy.open():
        pass
    async with a_messenger(proxy.url, f"http://{TELEGRAM}") as messenger:
        with pytest.raises(ProxyOutOfReachError) as caught:
            await messenger(send_message(7, "x"))
    assert isinstance(caught.value, OutOfReachError), "so it is waited out like any trouble of the network"


async def test_uploads_and_downloads_go_through_the_proxy(tmp_path: Path) -> None:
    async def take(request: web.Request) -> web.Response:
        await request.read()
        return web.json_response({"ok": True, "result": {"message_id": 5}})

    async def give(_: web.Request) -> web.Response:
        return web.Response(body=b"1;2")

    proxy = SocksProxy(ASCII_LOGIN)
    app = web.Application()
    app.router.add_post(f"/bot{TOKEN}/sendPhoto", take)
    app.router.add_get(f"/file/bot{TOKEN}/documents/a.csv", give)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    api = f"http://{TELEGRAM}:{runner.addresses[0][1]}"
    async with AsyncExitStack() as stack:
        stack.push_async_callback(runner.cleanup)
        messenger = await stack.enter_async_context(
            a_messenger(await stack.enter_async_context(proxy.open()), api)
        )
        sent = await messenger(send_file("photo", 7, Upload("a.png", b"png" * 100_000), ""))
        assert sent.message_id == 5
        await messenger.download_to("documents/a.csv", tmp_path / "a.csv", 5)
    assert (tmp_path / "a.csv").read_bytes() == b"1;2"
    assert {host for host, _ in proxy.targets} == {TELEGRAM}
