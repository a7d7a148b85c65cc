"""Who writes: what every handler and every screen needs to know about the person before it answers."""

from domain.frozen import frozen


@frozen
class Visitor:
    """A chat and the account that is signed in there, if one is.

    ``language`` is what the account chose; empty for a chat that is signed out. ``ban`` is why operators
    banned the chat, or else the account that is signed in there; ``None`` if they did not.
    """

    chat_id: int
    account_id: int | None
    login: str | None
    email_confirmed: bool
    language: str | None
    ban: str | None = None

    @property
    def is_banned(self) -> bool:
        """Whether operators banned the chat or the account."""
        return self.ban is not None
