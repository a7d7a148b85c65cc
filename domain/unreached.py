"""Why a message did not reach a resident; the names are kept in the database."""

from enum import StrEnum


class Unreached(StrEnum):
    """The reason, and with it whether the message will come after all."""

    BLOCKED = "blocked"
    """The person blocked the bot; it comes when they write again."""
    UNKNOWN = "unknown"
    """Telegram does not know this chat for the bot at present; it comes when the person writes."""
    DELETED = "deleted"
    """The person deleted their Telegram account; nobody will write from there."""
    REFUSING = "refusing"
    """Telegram refuses messages to this person, without a reason that we know; it comes when they write."""
    UNCLEAR = "unclear"
    """Telegram refuses the message in words that we do not know; it is tried again when the person writes."""
    FAULTY = "faulty"
    """The message itself is wrong, and would reach nobody."""
    SIGNED_OUT = "signed-out"
    """No chat is signed in to the account; it comes when somebody signs in."""

    @property
    def is_of_chat(self) -> bool:
        """Whether nothing else reaches the chat either."""
        return self in {Unreached.BLOCKED, Unreached.UNKNOWN, Unreached.DELETED, Unreached.REFUSING}
