"""A reading and its plausibility: what residents send is believed, doubted or asked again by these rules.

Where a rule is missing from the law (nothing says when a register has rolled over), the numbers are ours;
each stands as a constant with its reason.
"""

from collections.abc import Collection, Mapping
from dataclasses import field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from itertools import combinations

from domain.dates import Month
from domain.frozen import frozen
from domain.meter import Meter, Scale

DAYS_IN_MONTH = Decimal("30.44")
"""The average over a leap cycle: a period between two readings is rarely a whole number of months."""
FAR_ABOVE_FACTOR = 3
"""Winter doubles what a home with an electric heater consumes; three times as much is a slip or a fault."""
ALWAYS_PLAUSIBLE = Decimal(300)
"""kWh a month that nobody is asked about: an empty dacha that comes to life is not suspicious."""
PLAUSIBLE_WHEN_UNKNOWN = Decimal(1200)
"""kWh a month and scale while nothing is known of a meter: where the first consumption range ends, so an
ordinary home stays below it, and one digit too many does not."""
ROLLOVER_SHARE = 10
"""What a register counted across its end must be within a tenth of its capacity: anything larger is far more
often a mistyped first digit."""


class Status(StrEnum):
    """The life of a reading; each change is told to the resident."""

    ACCEPTED = "accepted"
    """Plausible, or found right by an operator; waits for the next export."""
    REVIEW = "review"
    """Far above what is usual, or below what is known; an operator decides."""
    REJECTED = "rejected"
    """An operator did not believe it."""
    REPLACED = "replaced"
    """The resident sent a later one for the same month."""
    EXPORTED = "exported"
    """Sent to the billing system."""
    TAKEN = "taken"
    """The billing system took it, and has made no bill of it yet."""
    BILLED = "billed"
    """Counted in the bill of a month."""
    REFUSED = "refused"
    """The billing system did not take it."""
    WITHDRAWN = "withdrawn"
    """A resident took back what had been sent for an empty home."""

    def may_become(self, other: "Status") -> bool:
        """Tell whether a reading can pass from this status to the other."""
        return other in TRANSITIONS[self]

    @property
    def stands(self) -> bool:
        """Whether a later value is compared with this reading: nobody has declared it void."""
        return self not in {Status.REJECTED, Status.REPLACED, Status.REFUSED, Status.WITHDRAWN}

    @property
    def counts(self) -> bool:
        """Whether it counts for its month now: it stands, and waits for no review."""
        return self.stands and self is not Status.REVIEW

    @property
    def is_with_billing(self) -> bool:
        """Whether it has left the house: nothing here can replace it any more."""
        return self in {Status.EXPORTED, Status.TAKEN, Status.BILLED}


TRANSITIONS: Mapping[Status, frozenset[Status]] = {
    Status.ACCEPTED: frozenset({Status.REPLACED, Status.EXPORTED, Status.WITHDRAWN}),
    Status.REVIEW: frozenset({Status.ACCEPTED, Status.REJECTED, Status.REPLACED}),
    Status.EXPORTED: frozenset({Status.TAKEN, Status.BILLED, Status.REFUSED}),
    Status.TAKEN: frozenset({Status.BILLED, Status.REFUSED}),
    Status.REJECTED: frozenset(),
    Status.REPLACED: frozenset(),
    Status.BILLED: frozenset(),
    Status.REFUSED: frozenset(),
    Status.WITHDRAWN: frozenset(),
}
"""The life of a reading in its one direction; a decision that is taken back leads it to REVIEW again."""


class Source(StrEnum):
    """Where the values of a reading come from."""

    DISPLAY = ""
    """A resident read them on the meter."""
    VACANT = "vacant"
    """The last values, sent for a resident whose home is empty."""


@frozen
class ReadingValue:
    """The value of one scale (kWh), and what it was compared with when it was entered.

    ``name`` is that of the scale at that moment; empty where nobody noted it. ``below_known``: the value is
    lower than ``previous``, and the resident says that the display shows it nevertheless.
    """

    scale: int
    previous: Decimal | None
    value: Decimal
    rolled_over: bool
    name: str = ""
    below_known: bool = False

    def consumption(self, capacity: Decimal) -> Decimal | None:
        """Return the kWh since the previous value; ``None`` for a first one, and below what is known."""
        if self.previous is None or self.below_known:
            return None
        return self.value - self.previous + (capacity if self.rolled_over else 0)


@frozen
class Reading:
    """One submission for one meter: a value for every scale, all or nothing.

    ``replaced_by`` is the receipt of the later one, ``reason`` why it was rejected or refused,
    ``billed_month`` the month of the bill that counted it.
    """

    id: int
    receipt: str
    meter_id: str
    number: str
    account_id: int
    month: Month
    entered_at: datetime
    status: Status
    values: tuple[ReadingValue, ...]
    replaced_by: str | None = None
    reason: str | None = None
    billed_month: Month | None = None
    source: Source = Source.DISPLAY

    def value(self, scale: int) -> ReadingValue | None:
        """Return the value of a scale; ``None`` if the meter had no such scale then."""
        return next((value for value in self.values if value.scale == scale), None)


@frozen
class Baseline:
    """What a new value of a scale is compared with.

    ``value`` (kWh) is empty for a meter that was never read, ``since`` also where its day is unknown.
    ``usual`` is the average consumption of a month (kWh), empty while too little is known. ``source`` is the
    reading that the value is of; empty for a value of the registry.
    """

    value: Decimal | None = None
    since: date | None = None
    usual: Decimal | None = None
    source: Reading | None = field(default=None, compare=False)

    def most_plausible(self, today: date) -> Decimal:
        """Return the kWh that nobody is asked about today; less than a month counts as a whole one."""
        per_month = PLAUSIBLE_WHEN_UNKNOWN
        if self.usual is not None:
            per_month = max(FAR_ABOVE_FACTOR * self.usual, ALWAYS_PLAUSIBLE)
        return per_month * self.months(today)

    def months(self, today: date) -> Decimal:
        """Return how many months there are to consume in until today; less than one counts as a whole one."""
        days = (today - self.since).days if self.since else 0
        return max(Decimal(1), days / DAYS_IN_MONTH)


@frozen
class Consumption:
    """What one value means, judged by itself.

    ``kwh`` is empty for a first value and for one that is lower than the previous one. ``is_below_known``: it
    is lower, and the resident insists that the display shows it.
    """

    scale: Scale
    value: Decimal
    baseline: Baseline
    kwh: Decimal | None
    is_lower: bool = False
    is_far_above: bool = False
    rolled_over: bool = False
    rollover_is_plausible: bool = False
    is_below_known: bool = False

    @property
    def passes(self) -> bool:
        """Whether nothing has to be asked about it."""
        return not self.is_lower and not self.is_far_above


class Outcome(Enum):
    """What a reading as a whole needs before it can be stored."""

    OK = "ok"
    """Nothing but the resident's confirmation."""
    FAR_ABOVE = "far-above"
    """To be asked once more; if confirmed, an operator looks at it."""
    SWAPPABLE = "swappable"
    """It fails as typed but passes when two scales are exchanged."""
    LOWER = "lower"
    """A scale shows less than before: a slip, a rollover or another meter."""


@frozen
class Verdict:
    """A judged reading; ``swapped``: the values after the one exchange that would make it pass, if any."""

    scales: tuple[Consumption, ...]
    swapped: Mapping[int, Decimal] | None

    @property
    def outcome(self) -> Outcome:
        """The most urgent thing to say."""
        if self.swapped is not None:
            return Outcome.SWAPPABLE
        if self.is_lower:
            return Outcome.LOWER
        return Outcome.FAR_ABOVE if self.is_far_above else Outcome.OK

    @property
    def is_lower(self) -> bool:
        """Whether it cannot be stored as it is."""
        return any(scale.is_lower for scale in self.scales)

    @property
    def is_far_above(self) -> bool:
        """Whether a consumption is far above the usual, which the resident has to confirm."""
        return any(scale.is_far_above for scale in self.scales)

    @property
    def is_below_known(self) -> bool:
        """Whether the resident insists on a value that is lower than what is known."""
        return any(scale.is_below_known for scale in self.scales)

    @property
    def needs_review(self) -> bool:
        """Whether it can be stored only for review."""
        return self.is_far_above or self.is_below_known


class ScaleOutcome(Enum):
    """What the value of one scale needs while others are still to be entered."""

    OK = "ok"
    """Nothing; whether it is far above is asked once the whole reading is known."""
    LOWER = "lower"
    """To be asked about at once."""
    DEFER = "defer"
    """Too low, but it fits a scale that is still to come: perhaps two were exchanged. The whole will tell."""


def judge_value(
    meter: Meter,
    scale: Scale,
    value: Decimal,
    baseline: Baseline,
    today: date,
    *,
    rolled_over: bool = False,
    below_known: bool = False,
) -> Consumption:
    """Judge the value of one scale.

    ``rolled_over`` is the resident's word that the register passed zero; it counts where that is plausible.
    ``below_known`` is their word that the display shows a lower value than is known; whatever the reason,
    operators will look at it.
    """
    if baseline.value is None or value >= baseline.value:
        kwh = None if baseline.value is None else value - baseline.value
        is_far_above = kwh is not None and kwh > baseline.most_plausible(today)
        return Consumption(scale, value, baseline, kwh, is_far_above=is_far_above)
    rolled = meter.capacity - baseline.value + value
    is_plausible = rolled * ROLLOVER_SHARE <= meter.capacity and rolled <= baseline.most_plausible(today)
    has_rolled = rolled_over and is_plausible
    if below_known and not has_rolled:
        return Consumption(
            scale, value, baseline, kwh=None, rollover_is_plausible=is_plausible, is_below_known=True
        )
    return Consumption(
        scale,
        value,
        baseline,
        kwh=rolled if has_rolled else None,
        is_lower=not has_rolled,
        rolled_over=has_rolled,
        rollover_is_plausible=is_plausible,
    )


def check_scale(
    meter: Meter,
    value: Consumption,
    baselines: Mapping[int, Baseline],
    missing: Collection[int],
    today: date,
) -> ScaleOutcome:
    """Say what a value entered on its own needs; ``missing`` are the scales that are still to be entered."""
    if not value.is_lower:
        return ScaleOutcome.OK
    fits_another = any(
        judge_value(meter, meter.scale(number), value.value, baselines[number], today).passes
        for number in missing
    )
    return ScaleOutcome.DEFER if fits_another and not value.rollover_is_plausible else ScaleOutcome.LOWER


def judge(
    meter: Meter,
    values: Mapping[int, Decimal],
    baselines: Mapping[int, Baseline],
    today: date,
    rolled_over: Collection[int] = (),
    below_known: Collection[int] = (),
) -> Verdict:
    """Judge a value for every scale of the meter.

    ``rolled_over``: the scales said to have passed zero; ``below_known``: those said to show less than is
    known. An exchange of two values has to pass without such words.
    """

    def judged(values: Mapping[int, Decimal], below_known: Collection[int] = ()) -> tuple[Consumption, ...]:
        return tuple(
            judge_value(
                meter,
                scale,
                values[scale.number],
                baselines[scale.number],
                today,
                rolled_over=scale.number in rolled_over,
                below_known=scale.number in below_known,
            )
            for scale in meter.scales
        )

    scales = judged(values, below_known)
    if all(scale.passes for scale in scales):
        return Verdict(scales, swapped=None)
    exchanges = [{**values, one: values[other], other: values[one]} for one, other in combinations(values, 2)]
    passing = [exchange for exchange in exchanges if all(scale.passes for scale in judged(exchange))]
    return Verdict(scales, swapped=passing[0] if len(passing) == 1 else None)


@frozen
class NewReading:
    """A reading that is about to be stored."""

    receipt: str
    meter_id: str
    number: str
    account_id: int
    month: Month
    entered_at: datetime
    status: Status
    values: tuple[ReadingValue, ...]
    source: Source = Source.DISPLAY

    def stored_as(self, reading_id: int) -> Reading:
        """Give the reading as it is once it was stored."""
        return Reading(
            reading_id,
            self.receipt,
            self.meter_id,
            self.number,
            self.account_id,
            self.month,
            self.entered_at,
            self.status,
            self.values,
            source=self.source,
        )
