"""Where the proxy is that requests to Telegram go through, and how the bot signs in there."""

from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import unquote, urlsplit

MTPROTO = "an MTProto proxy cannot carry the Bot API; use an http:// or socks5:// proxy"
EXPECTED = "not http://user:password@host:port, https://…, socks5://… or socks5h://…"
LONGEST_OF_SOCKS = 255
"""Bytes of a user name or a password (RFC 1929)."""


class ProxyKind(StrEnum):
    """How the bot talks to the proxy."""

    HTTP = "http"
    HTTPS = "https"
    SOCKS5 = "socks5"


_KINDS = {
    "http": ProxyKind.HTTP,
    "https": ProxyKind.HTTPS,
    "socks5": ProxyKind.SOCKS5,
    "socks5h": ProxyKind.SOCKS5,
}
_PORTS = {ProxyKind.HTTP: 8080, ProxyKind.HTTPS: 443, ProxyKind.SOCKS5: 1080}
_MTPROTO_HOSTS = frozenset({"t.me", "telegram.me", "telegram.dog"})


@dataclass(frozen=True)
class ProxyAddress:
    """A proxy; names are always looked up there, because Telegram's own may be blocked here."""

    kind: ProxyKind
    host: str
    port: int
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)

    @property
    def shown(self) -> str:
        """The address without user and password."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.kind}://{host}:{self.port}"

    @classmethod
    def parse(cls, url: str) -> "ProxyAddress":
        """Read a URL; user and password are percent-encoded, and may be left out with the port.

        :raises ValueError: with what is wrong; the text repeats nothing of the URL.
        """
        try:
            parts = urlsplit(url.strip())
            host, port = parts.hostname, parts.port
        except ValueError:  # a port that is not a number; its words quote the URL
            raise ValueError(EXPECTED) from None
        if parts.scheme in {"tg", "mtproto"} or (host in _MTPROTO_HOSTS and "proxy" in parts.path):
            raise ValueError(MTPROTO)
        kind = _KINDS.get(parts.scheme)
        is_more = parts.path not in {"", "/"} or parts.query or parts.fragment
        if kind is None or not host or port == 0 or is_more:
            raise ValueError(EXPECTED)
        return cls(
            kind, host, port or _PORTS[kind], _login(parts.username, kind), _login(parts.password, kind)
        )


def _login(quoted: str | None, kind: ProxyKind) -> str | None:
    if not quoted:
        return None
    text = unquote(quoted)
    if kind is ProxyKind.SOCKS5 and not (text.isascii() and len(text) <= LONGEST_OF_SOCKS):
        raise ValueError(
            "user and password of a SOCKS5 proxy are Latin letters, digits and signs, 255 at most"
        )
    return text
