"""Who writes: what every handler and every screen needs to know about the person before it answers."""

from domain.frozen import frozen


@frozen
class Visitor:
    """A chat and the account that is signed in there, if one is.

    ``language`` is what the account chose; empty for a chat that is signed out.
    """

    chat_id: int
    account_id: int | None
    login: str | None
    email_confirmed: bool
    language: str | None
