"""The port to what is derived from the server's key.

Links, codes and captcha digits are functions of a random nonce and a key that is not in the database: a thief
of the database can use no link or code of it, and a letter repeated after a crash is the same letter.
"""

from typing import Protocol


class ConfirmationTokens(Protocol):
    """What a confirmation letter holds, made from the letter's nonce."""

    def token(self, nonce: str) -> str:
        """Return the text for a link: letters, digits, ``_`` and ``-``, at most 55 of them."""
        ...

    def code(self, nonce: str) -> str:
        """Return six digits for typing."""
        ...

    def stored(self, text: str) -> str:
        """Return the form of a token or code that may be kept."""
        ...


class RecoveryTokens(Protocol):
    """What a letter holds that lets a new password be chosen, made from the letter's nonce."""

    def recovery_token(self, nonce: str) -> str:
        """Return the text for a link, like that of :class:`ConfirmationTokens`."""
        ...

    def recovery_code(self, nonce: str) -> str:
        """Return :data:`domain.recovery.CODE_DIGITS` digits for typing."""
        ...

    def stored(self, text: str) -> str:
        """Return the form of a token or code that may be kept."""
        ...


class ClaimTokens(RecoveryTokens, Protocol):
    """What the letter about a claim holds, and what the claim turns into when it is due."""

    def claim_token(self, nonce: str) -> str:
        """Return the text for a link that ends the claim, like that of :class:`ConfirmationTokens`."""
        ...


class CaptchaDigits(Protocol):
    """The answer of a captcha, made from the challenge's nonce."""

    def captcha(self, nonce: str) -> str:
        """Return :data:`domain.captcha.DIGITS` digits."""
        ...
