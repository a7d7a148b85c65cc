"""What an account may reach: every use case about a subscriber number asks here, inside its unit of work."""

from typing import Protocol

from domain.account import Account
from domain.errors import DomainError
from domain.frozen import frozen
from domain.subscriber import Holding


class AccountBook(Protocol):
    """Accounts, as far as their rights depend on them."""

    def get(self, account_id: int) -> Account: ...


@frozen
class Access:
    """What an account may do with a number; without ``holding`` it does not hold the number.

    ``has_others``: it holds other numbers.
    """

    email_is_confirmed: bool
    holding: Holding | None
    has_others: bool


@frozen
class Held:
    """Numbers of an account, in the order in which they were added; ``total`` counts all that it holds."""

    email_is_confirmed: bool
    holdings: tuple[Holding, ...]
    total: int


class HeldNumbers(Protocol):
    """Which account holds which number."""

    def access(self, account_id: int, number: str) -> Access:
        """Tell what an account may do with a number; ``LookupError`` if there is no such account."""
        ...

    def access_to_meter(self, account_id: int, meter_id: str) -> Access:
        """Tell what an account may do with the number of a meter; ``LookupError`` as before."""
        ...

    def held(self, account_id: int, most: int = ..., offset: int = 0) -> Held:
        """Tell which numbers an account holds, ``most`` of them at most; without a bound all.

        ``LookupError`` if there is no such account.
        """
        ...


class AccessUnit(Protocol):
    """What the check of a right to a number needs of the storage."""

    @property
    def holdings(self) -> HeldNumbers: ...


class AccountUnit(Protocol):
    """What the check of a confirmed address needs of the storage."""

    @property
    def accounts(self) -> AccountBook: ...


def require_confirmed(unit: AccountUnit, account_id: int) -> Account:
    """Return the account; ``email-not-confirmed`` if it has not confirmed its address yet."""
    account = unit.accounts.get(account_id)
    if not account.email_is_confirmed:
        raise DomainError("email-not-confirmed")
    return account


def require_number(unit: AccessUnit, account_id: int, number: str) -> Holding:
    """Return the number as the account holds it; ``email-not-confirmed``, ``not-yours``."""
    return require_among(unit, account_id, number)[0]


def require_among(unit: AccessUnit, account_id: int, number: str) -> tuple[Holding, bool]:
    """Return the number as the account holds it, and whether it holds others; errors as before."""
    access = unit.holdings.access(account_id, number)
    return holding_of(access), access.has_others


def holding_of(access: Access) -> Holding:
    """Return the number that is accessed; ``email-not-confirmed``, ``not-yours``."""
    if not access.email_is_confirmed:
        raise DomainError("email-not-confirmed")
    if access.holding is None:
        raise DomainError("not-yours")
    return access.holding


def require_held(unit: AccessUnit, account_id: int) -> tuple[Holding, ...]:
    """Return all numbers that the account holds; ``email-not-confirmed``."""
    return _confirmed(unit.holdings.held(account_id)).holdings


def require_page(unit: AccessUnit, account_id: int, most: int, offset: int) -> Held:
    """Return some of the numbers that the account holds; ``email-not-confirmed``."""
    return _confirmed(unit.holdings.held(account_id, most, offset))


def _confirmed(held: Held) -> Held:
    if not held.email_is_confirmed:
        raise DomainError("email-not-confirmed")
    return held
