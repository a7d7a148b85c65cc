"""What only this server can derive: links and codes of letters, digits of captchas.

The key comes from the bot's token, which is the one secret that every installation has. Changing the token
makes letters and captchas that are under way invalid, and nothing else.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass

from domain.code import DIGITS
from domain.recovery import CODE_DIGITS


def server_key(bot_token: str) -> bytes:
    """Return a key that does not give the bot's token away."""
    return hmac.digest(bot_token.encode(), b"cabinet: key of links, codes and captchas", hashlib.sha256)


@dataclass(frozen=True)
class KeyedTokens:
    """The ports of ``services.tokens`` by HMAC-SHA-256.

    Every purpose has a prefix of its own, so that what is known of one tells nothing about another.
    """

    key: bytes

    def token(self, nonce: str) -> str:
        """Return the text for a link: 43 letters, digits, ``_`` and ``-``."""
        return self._text("link", nonce)

    def code(self, nonce: str) -> str:
        """Return six digits for typing."""
        return self._digits("code", nonce)

    def recovery_token(self, nonce: str) -> str:
        """Return the text for a link that lets a new password be chosen, like :meth:`token`."""
        return self._text("recovery link", nonce)

    def recovery_code(self, nonce: str) -> str:
        """Return eight digits for typing."""
        return self._digits("recovery code", nonce, CODE_DIGITS)

    def claim_token(self, nonce: str) -> str:
        """Return the text for a link that ends a claim, like :meth:`token`."""
        return self._text("claim link", nonce)

    def captcha(self, nonce: str) -> str:
        """Return the digits of a captcha."""
        return self._digits("captcha", nonce)

    def stored(self, text: str) -> str:
        """Return the form of a token or code that may be kept."""
        return self._derive("stored", text).hex()

    def _text(self, purpose: str, nonce: str) -> str:
        return base64.urlsafe_b64encode(self._derive(purpose, nonce)).decode().rstrip("=")

    def _digits(self, purpose: str, nonce: str, count: int = DIGITS) -> str:
        return str(int.from_bytes(self._derive(purpose, nonce)) % 10**count).zfill(count)

    def _derive(self, purpose: str, text: str) -> bytes:
        # Broken clients send halves of surrogate pairs, which plain UTF-8 refuses.
        message = f"{purpose}:{text}".encode(errors="surrogatepass")
        return hmac.digest(self.key, message, hashlib.sha256)
