"""What an account may reach: every use case about a subscriber number asks here, inside its unit of work."""

from typing import Protocol

from domain.account import Account
from domain.errors import DomainError
from domain.subscriber import Holding


class AccountBook(Protocol):
    """Accounts, as far as their rights depend on them."""

    def get(self, account_id: int) -> Account: ...


class HeldNumbers(Protocol):
    """Which account holds which number."""

    def find(self, account_id: int, number: str) -> Holding | None: ...


class AccessUnit(Protocol):
    """What the check of a right needs of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
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
    require_confirmed(unit, account_id)
    holding = unit.holdings.find(account_id, number)
    if holding is None:
        raise DomainError("not-yours")
    return holding
