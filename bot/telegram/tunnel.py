"""Connections to Telegram through a proxy, for the project's own client and for aiohttp alike.

The proxy only passes bytes on: names are looked up there, and TLS goes through it to Telegram, so it sees
neither token nor messages. Nothing of its user and password, and nothing that it answers, gets into an error.
"""

from __future__ import annotations

import asyncio
import ssl
from asyncio import StreamReader, StreamWriter
from base64 import b64encode
from dataclasses import dataclass
from typing import Any

import certifi
from aiohttp.client_proto import ResponseHandler
from aiohttp_socks import ProxyConnector
from python_socks import ProxyConnectionError, ProxyError, ProxyType
from python_socks.async_.asyncio.v2 import Proxy

from integrations.proxy_address import ProxyAddress, ProxyKind
from ui.messenger import OutOfReachError

TUNNEL_SECONDS = 20.0
"""How long the proxy may take to reach Telegram."""
PROXY_LOGIN_WANTED = 407
HEAD_BYTES = 64 * 1024
"""The longest answer of a proxy that is read."""


class TunnelError(OSError):
    """The proxy cannot be reached, refuses, or answers nonsense; the text names the kind of trouble alone."""


class ProxyOutOfReachError(OutOfReachError):
    """Telegram is out of reach because the proxy is; ``words`` say what was wrong with it."""


@dataclass(frozen=True)
class Tunnel:
    """Opens connections through one proxy."""

    proxy: ProxyAddress
    proxy_tls: ssl.SSLContext | None = None
    """How an ``https`` proxy is spoken to; empty for the others."""
    seconds: float = TUNNEL_SECONDS

    @classmethod
    def through(cls, proxy: ProxyAddress) -> Tunnel:
        """Trust the certificates of this machine as well, because the proxy may be a company's own."""
        if proxy.kind is not ProxyKind.HTTPS:
            return cls(proxy)
        trusted = ssl.create_default_context()
        trusted.load_verify_locations(cafile=certifi.where())
        return cls(proxy, trusted)

    async def open(self, host: str, port: int, tls: ssl.SSLContext | None) -> StreamWriter:
        """Connect to a server; the writer has to be kept, because it hangs up when it is thrown away.

        :raises OSError: ``TunnelError`` if the proxy is to blame; what the server's TLS raises otherwise.
        """
        try:
            async with asyncio.timeout(self.seconds):
                writer = await self._reach(host, port)
        except TimeoutError:
            raise TunnelError("no answer in time") from None
        if tls is not None:
            try:
                await writer.start_tls(tls, server_hostname=host)
            except BaseException:
                writer.transport.abort()
                raise
        return writer

    async def _reach(self, host: str, port: int) -> StreamWriter:
        try:
            if self.proxy.kind is ProxyKind.SOCKS5:
                return await self._reach_by_socks(host, port)
            return await self._reach_by_http(host, port)
        except ProxyConnectionError:
            raise TunnelError("no connection") from None
        except ProxyError as error:
            raise TunnelError(_reason(error)) from None
        except (ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            raise TunnelError("its answer is not that of such a proxy") from None
        except TunnelError:
            raise
        except OSError as error:  # with no words of its own, because those of TLS quote what came
            raise TunnelError(f"no connection, {type(error).__name__}") from None

    async def _reach_by_socks(self, host: str, port: int) -> StreamWriter:
        proxy = Proxy(
            ProxyType.SOCKS5,
            self.proxy.host,
            self.proxy.port,
            username=self.proxy.user,
            password=self.proxy.password,
            rdns=True,
        )
        return (await proxy.connect(host, port, timeout=2 * self.seconds)).writer

    async def _reach_by_http(self, host: str, port: int) -> StreamWriter:
        """Ask for a tunnel (RFC 9110, 9.3.6); the library would take the first piece of an answer for all."""
        reader, writer = await asyncio.open_connection(
            self.proxy.host, self.proxy.port, ssl=self.proxy_tls, limit=HEAD_BYTES
        )
        try:
            writer.write(self._request(host, port))
            _check_status(await _head(reader))
        except BaseException:
            writer.transport.abort()
            raise
        return writer

    def _request(self, host: str, port: int) -> bytes:
        authority = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        lines = [f"CONNECT {authority} HTTP/1.1", f"Host: {authority}"]
        if self.proxy.user is not None or self.proxy.password is not None:
            login = f"{self.proxy.user or ''}:{self.proxy.password or ''}".encode()
            lines.append(f"Proxy-Authorization: Basic {b64encode(login).decode()}")
        return "\r\n".join([*lines, "", ""]).encode()


class TunnelConnector(ProxyConnector):
    """Lets aiohttp open its connections through a tunnel."""

    def __init__(self, tunnel: Tunnel, **options: Any) -> None:
        super().__init__(tunnel.proxy.host, tunnel.proxy.port, **options)
        self._tunnel = tunnel

    async def _connect_via_proxy(
        self,
        host: str,
        port: int,
        ssl: ssl.SSLContext | None = None,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - the signature is the library's
    ) -> tuple[asyncio.Transport, ResponseHandler]:
        writer = await self._tunnel.open(host, port, ssl)
        protocol = _Handler(self._loop, writer)
        take_over(writer, protocol)
        return writer.transport, protocol  # type: ignore[return-value]


class _Handler(ResponseHandler):
    """aiohttp's side of a connection, with the writer that hangs up when it is thrown away."""

    def __init__(self, loop: asyncio.AbstractEventLoop, writer: StreamWriter) -> None:
        super().__init__(loop)
        self._writer = writer


def take_over(writer: StreamWriter, protocol: asyncio.BaseProtocol) -> None:
    """Let another protocol go on with a connection."""
    writer.transport.set_protocol(protocol)
    protocol.connection_made(writer.transport)


async def _head(reader: StreamReader) -> bytes:
    return await reader.readuntil(b"\r\n\r\n")


def _check_status(head: bytes) -> None:
    """Raise ``TunnelError`` unless the tunnel is there, ``ValueError`` if this is no HTTP."""
    version, _, rest = head.partition(b" ")
    if not version.startswith(b"HTTP/1."):
        raise ValueError("no HTTP")
    status = int(rest[:3])
    if status == PROXY_LOGIN_WANTED:
        raise TunnelError("it refuses user and password")
    if not 200 <= status < 300:
        raise TunnelError(f"it answers {status}")


def _reason(error: ProxyError) -> str:
    """Say what a SOCKS5 proxy refuses; its own words are left out."""
    if error.error_code is not None:
        return f"it refuses the connection, {int(error.error_code)}"
    is_login = "authentication" in str(error)
    return "it refuses user and password" if is_login else "its answer is not that of such a proxy"
