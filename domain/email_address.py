"""E-mail addresses: practical rules, because only a letter that arrives proves an address.

Refused is what no mail server would deliver to, or what could break out of a header. The domain may be
written in any alphabet; it is kept in its ASCII form, which every mail server understands. The part before
the @ may hold nothing that another program could decode into a line break: encoded words, percent codes of
control characters.
"""

import re
from dataclasses import dataclass

from domain.errors import DomainError

MOST_LENGTH = 254
MOST_LOCAL_LENGTH = 64

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_ENCODED = re.compile(r"=\?|\?=|%[01][0-9A-Fa-f]|%7[Ff]")
_NO_DOMAINS = (".ру", ".су")
"""What «.ru» and «.su» become on the other keyboard; there are no such domains."""
_LATIN = re.compile(r"[A-Za-z]")
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"({_LABEL}\.)+(?!\d+$){_LABEL}")


@dataclass(frozen=True)
class EmailAddress:
    """An address that a letter can be sent to; equal however the domain was spelt."""

    text: str
    """``local@domain`` in ASCII, the domain in lower case: what is kept and what mail servers are given."""

    @classmethod
    def parse(cls, text: str) -> "EmailAddress":
        """Read an address.

        Raises ``email-wrong``, ``email-too-long``, and ``email-not-latin`` for other letters before the @ or
        next to Latin ones behind it: a letter would go to a domain that only looks like the one meant.
        """
        local, _, domain = text.strip().rpartition("@")
        if local and (
            domain.casefold().endswith(_NO_DOMAINS)
            or _is_other(local)
            or any(_is_other(label) and _LATIN.search(label) for label in domain.split("."))
        ):
            raise DomainError("email-not-latin")
        try:
            domain = domain.lower().encode("idna").decode("ascii").lower()
        except UnicodeError:
            raise DomainError("email-wrong") from None
        if not _LOCAL.fullmatch(local) or _ENCODED.search(local) or not _DOMAIN.fullmatch(domain):
            raise DomainError("email-wrong")
        if len(local) > MOST_LOCAL_LENGTH or len(local) + 1 + len(domain) > MOST_LENGTH:
            raise DomainError("email-too-long", most=MOST_LENGTH)
        return cls(f"{local}@{domain}")

    @property
    def mailbox(self) -> str:
        """What letters are counted by: «Anna+1@pochta.example» reaches the mailbox of «anna@…»."""
        local, domain = self.text.split("@")
        return f"{local.partition('+')[0] or local}@{domain}".lower()

    def shown(self) -> str:
        """Return the whole address, the domain in its own alphabet."""
        local, domain = self.text.split("@")
        return f"{local}@{_in_own_alphabet(domain)}"

    def masked(self) -> str:
        """Return enough to recognise an address and too little to write to it: «an***@pochta.example»."""
        local, domain = self.text.split("@")
        return f"{local[: min(2, len(local) // 2)]}***@{_in_own_alphabet(domain)}"

    def covered(self) -> str:
        """Return the little that operators see: «a***@p***.example»."""
        local, domain = self.text.split("@")
        name, _, top = _in_own_alphabet(domain).rpartition(".")
        return f"{local[0]}***@{name[0]}***.{top}"


def _is_other(text: str) -> bool:
    """Whether there are letters that are not Latin."""
    return any(sign.isalpha() and not sign.isascii() for sign in text)


def _in_own_alphabet(domain: str) -> str:
    try:
        return domain.encode("ascii").decode("idna")
    except UnicodeError:  # "xn--" with nonsense behind it is a valid name nevertheless
        return domain
