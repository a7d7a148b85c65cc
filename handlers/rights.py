"""Who may do what: every entry of a registry names the right that it needs, next to its handler.

An entry without a right does not exist, so that what nobody thought about is open to nobody. What an update
tells by itself is asked here. Whose a number, a reading or a thread is, the use case asks inside its unit of
work (``services/access.py``), because it may have changed hands until then.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from domain.errors import DomainError
from handlers.context import Context

Key = TypeVar("Key")
Answer = TypeVar("Answer")


class Right(StrEnum):
    """What a person must be, or have, to be answered by an entry."""

    ANYBODY = "anybody"
    """It shows nothing but what is the same for all, or what this person themselves typed in this chat."""
    BEARER = "bearer"
    """The person who opens the link of a letter, which proves that they can read the mailbox, or who presses
    in their own chat what an operator granted to this chat."""
    GUEST = "guest"
    """Who is signed in is greeted instead."""
    SIGNED_IN = "signed-in"
    """It shows and changes the account that the chat is signed in to."""
    CONFIRMED = "confirmed"
    """As ``SIGNED_IN``, and the address of the account is confirmed."""
    HOLDER = "holder"
    """As ``CONFIRMED``, and the account holds the number that the button names, or whose reading it names."""
    OWNER = "owner"
    """As ``SIGNED_IN``, and the thread that the button names is of this account."""
    OPERATOR = "operator"
    """Who presses or writes in the operators' group and is a member, as Telegram says at this moment."""
    OPERATOR_READS = "operator-reads"
    """As ``OPERATOR``, as of a minute ago: it changes nothing and shows nobody's data."""


SIGNED_IN = frozenset({Right.SIGNED_IN, Right.CONFIRMED, Right.HOLDER, Right.OWNER})
CONFIRMED = frozenset({Right.CONFIRMED, Right.HOLDER})
OPERATORS = frozenset({Right.OPERATOR, Right.OPERATOR_READS})


class Entry(NamedTuple, Generic[Answer]):
    """An entry of a registry: the right that it needs, and what answers."""

    right: Right
    answer: Answer


def needing(right: Right, answers: Mapping[Key, Answer]) -> dict[Key, Entry[Answer]]:
    """Give entries that all need the same right."""
    return {key: Entry(right, answer) for key, answer in answers.items()}


def require(context: Context, right: Right) -> None:
    """Refuse a resident as far as the visitor tells; ``sign-in-needed``, ``email-not-confirmed``."""
    if right in OPERATORS:
        raise LookupError(f"no resident has the right {right}")
    if right in SIGNED_IN:
        _ = context.account_id
    if right in CONFIRMED and not context.visitor.email_confirmed:
        raise DomainError("email-not-confirmed")
