"""Who of the people that share a number sent a reading: the others are told by masked logins."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from domain.login import masked_login
from domain.reading import Reading
from domain.subscriber import ProvedHolder


class HolderList(Protocol):
    """Who holds a number."""

    def list_holders(self, number: str) -> list[ProvedHolder]:
        """List the accounts that hold a number, in the order in which they added it."""
        ...


class SendersUnit(Protocol):
    """What the senders of readings need of the storage."""

    @property
    def hands(self) -> HolderList: ...


def other_senders(
    unit: SendersUnit, number: str, account_id: int, readings: Iterable[Reading]
) -> Mapping[int, str]:
    """Return the other accounts that sent readings of a number, each with its masked login.

    Who does not hold the number any more has an empty one. Nothing is looked up if the account sent all.
    """
    others = {each.account_id for each in readings} - {account_id}
    if not others:
        return {}
    logins = {each.account_id: masked_login(each.login) for each in unit.hands.list_holders(number)}
    return {each: logins.get(each, "") for each in others}
