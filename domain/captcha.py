"""The captcha: what is asked, and how long the question stands.

A challenge is a random nonce and a moment. The digits on its picture are derived from the nonce with the
server's key, so that a conversation can keep the challenge without keeping the answer, and the same digits
can be drawn and spoken as often as a person needs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True)
class CaptchaChallenge:
    """A question that was asked at ``issued_at``; what a draft keeps of it is :meth:`as_draft`."""

    nonce: str
    issued_at: datetime

    @classmethod
    def from_draft(cls, draft: Mapping[str, str]) -> "CaptchaChallenge":
        """Read what :meth:`as_draft` gave."""
        return cls(draft["nonce"], datetime.fromisoformat(draft["issued_at"]))

    def as_draft(self) -> dict[str, str]:
        """Return the challenge as JSON types."""
        return {"nonce": self.nonce, "issued_at": self.issued_at.isoformat()}

    def has_expired(self, now: datetime) -> bool:
        """Whether an answer comes too late."""
        return now - self.issued_at >= LIFETIME
