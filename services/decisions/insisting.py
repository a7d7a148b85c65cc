"""A resident insists that the display shows less than is known: operators get the reading with its photos.

Why the known value is too high does not matter here: an estimate, a slip of the holder before, or a value
that was entered by mistake. Operators see where it comes from, and the photos, and decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.thread import Post, Thread
from services.numbers.readings import Entered, Receipt, SubmitReading, SubmittingUnit
from services.threads.thread import ThreadUnit, checked, relay
from services.units import Units


class InsistingUnit(ThreadUnit, SubmittingUnit, Protocol):
    """What a reading with photos needs of the storage."""


@dataclass(frozen=True)
class InsistOnReading:
    """Store a reading for review, and show operators the photos of the display under its alert.

    Errors: those of :class:`~services.numbers.readings.SubmitReading`.
    """

    units: Units[InsistingUnit]
    submit: SubmitReading

    async def __call__(self, entered: Entered, photos: Sequence[Post], key: str) -> Receipt:
        """Store it once; the same ``key`` returns the first receipt."""
        now = self.submit.calendar.now()
        posts = [checked(photo) for photo in photos]

        def insist(unit: InsistingUnit) -> Receipt:
            receipt, alert_id = self.submit.within(unit, entered, key, now)
            if alert_id is not None and posts:
                unit.threads.open(Thread(alert_id, entered.account_id, None))
                unit.alerts.annotate(alert_id, {"photos": len(posts)})
                for number, post in enumerate(posts):
                    relay(unit, alert_id, post, f"{key}:{number}", now)
            return receipt

        return await self.units.write(insist)
