"""Numbers that change hands: who proved a number with a later payment may end the hold of the others."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.alert import AlertKind
from domain.dates import format_date
from domain.errors import DomainError
from domain.login import masked_login
from domain.subscriber import ProvedHolder
from services.access import AccessUnit, require_number
from services.messages import NumberEnded
from services.ports import AlertBook, Clock, Priority
from services.telling import TellingUnit, tell_account
from services.units import Units


class HandsBook(Protocol):
    """Who holds a number by which proof, and whose hold was ended."""

    def list_holders(self, number: str) -> list[ProvedHolder]: ...

    def end(self, account_id: int, number: str, by: ProvedHolder, ending: str, at: datetime) -> None:
        """End a hold for the proof of another holder; ``ending`` names the deed."""
        ...


class HandsUnit(TellingUnit, AccessUnit, Protocol):
    """What the change of hands needs of the storage."""

    @property
    def hands(self) -> HandsBook: ...
    @property
    def alerts(self) -> AlertBook: ...


@dataclass(frozen=True, slots=True)
class OtherHolder:
    """Another account that holds a number; ``login`` is masked."""

    login: str
    may_be_ended: bool


@dataclass(frozen=True)
class ListOtherHolders:
    """Show who else holds a number, and whose hold this account may end.

    Errors: ``email-not-confirmed``, ``not-yours``.
    """

    units: Units[HandsUnit]

    async def __call__(self, account_id: int, number: str) -> list[OtherHolder]:
        """List them in the order in which they added the number."""

        def others(unit: HandsUnit) -> list[OtherHolder]:
            own, others = _holders(unit, account_id, number)
            return [OtherHolder(masked_login(each.login), own.may_end(each)) for each in others]

        return await self.units.read(others)


@dataclass(frozen=True)
class EndOtherHolds:
    """End the holds of a number that were proved by an earlier payment; both sides and operators hear of it.

    Doing it again changes nothing. Errors: ``email-not-confirmed``, ``not-yours``; ``no-hold-to-end`` if
    nobody is left whose hold this account may end.
    """

    units: Units[HandsUnit]
    clock: Clock

    async def __call__(self, account_id: int, number: str, key: str) -> int:
        """Return how many holds were ended; ``key`` names the deed."""
        now = self.clock()

        def end(unit: HandsUnit) -> int:
            own, others = _holders(unit, account_id, number)
            ended = [each for each in others if own.may_end(each)]
            if not ended:
                raise DomainError("no-hold-to-end")
            for each in ended:
                unit.hands.end(each.account_id, number, own, key, now)
                tell_account(unit, each.account_id, _news(number, own, each), Priority.DECISION)
            details = {
                "login": own.login,
                "number": number,
                "ended": ", ".join(each.login for each in ended),
                "ending": key,
            }
            unit.alerts.raise_alert(
                AlertKind.HOLDS_ENDED, f"holds-ended:{key}", details, now, account_id=account_id
            )
            return len(ended)

        return await self.units.write(end)


def _holders(unit: HandsUnit, account_id: int, number: str) -> tuple[ProvedHolder, list[ProvedHolder]]:
    require_number(unit, account_id, number)
    holders = unit.hands.list_holders(number)
    own = next(each for each in holders if each.account_id == account_id)
    return own, [each for each in holders if each is not own]


def _news(number: str, own: ProvedHolder, ended: ProvedHolder) -> NumberEnded:
    day = "" if own.paid_on is None else format_date(own.paid_on)
    return NumberEnded(number, ended.name, day)
