"""A list of readings while it waits to be sent: what each row needs, and what its resident said about it."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from domain.batch_text import RowText
from domain.frozen import frozen
from domain.reading import Verdict

KEPT_FOR = timedelta(days=1)
"""From the beginning of a list; readings that were sent stay."""


class Said(StrEnum):
    """What a resident said about a row that is doubted."""

    NOTHING = ""
    AS_IS = "as-is"
    """The display shows these values; operators look at them where that is needed."""
    ROLLED = "rolled"
    """The registers that show less have passed zero."""
    SKIPPED = "skipped"
    """The row is not sent."""


class Doubt(StrEnum):
    """Why a row is not sent before its resident has said something about it."""

    SWAPPED = "swapped"
    """The values fit if two of them are exchanged."""
    ROLLOVER = "rollover"
    """A value is lower than before, and the register may have passed zero."""
    LOWER = "lower"
    """A value is lower than before."""
    FAR_ABOVE = "far-above"
    """A consumption is far above the usual."""
    CHANGED = "changed"
    """Something else is known of the meter than when the row was shown."""


class RowState(StrEnum):
    """What becomes of a row; those that somebody has to look at come first."""

    WRONG = "wrong"
    DOUBTFUL = "doubtful"
    RIGHT = "right"
    SKIPPED = "skipped"
    SENT = "sent"


TO_FIX = frozenset({RowState.WRONG, RowState.DOUBTFUL})


def doubt_of(verdict: Verdict, said: Said) -> Doubt | None:
    """Return the most urgent doubt about values; ``None`` if nothing has to be asked."""
    if said is Said.NOTHING and verdict.swapped is not None:
        return Doubt.SWAPPED
    lower = [each for each in verdict.scales if each.is_lower]
    if lower:
        return Doubt.ROLLOVER if all(each.rollover_is_plausible for each in lower) else Doubt.LOWER
    return Doubt.FAR_ABOVE if verdict.is_far_above and said is not Said.AS_IS else None


@frozen
class BatchRow:
    """A row of a list, at its ``place`` from 1.

    ``state`` is RIGHT, DOUBTFUL or WRONG as it was judged last, and empty before; ``shown`` tells what the
    verdict was then. ``meter_id`` is empty where the row names no meter. ``is_changed``: the verdict was
    another one when the row was to be stored. ``reading_id``: the reading that was stored.
    """

    place: int
    text: RowText
    said: Said = Said.NOTHING
    state: RowState | None = None
    meter_id: str | None = None
    shown: str = ""
    is_changed: bool = False
    reading_id: int | None = None


@frozen
class Batch:
    """A list of readings of an account; ``key`` is that of the conversation in which it was entered."""

    id: int
    account_id: int
    key: str
    rows: tuple[BatchRow, ...]

    def states(self) -> dict[int, RowState]:
        """Return the state of each row by its place.

        Rows of one meter that would all be sent are wrong, because nobody knows which of them is meant.
        """
        meters = Counter(row.meter_id for row in self.rows if _counts(row))
        return {row.place: _state(row, meters[row.meter_id]) for row in self.rows}

    def row(self, place: int) -> BatchRow:
        """Return the row at a place; ``LookupError`` if there is no such row."""
        return {row.place: row for row in self.rows}[place]

    def in_state(self, *states: RowState) -> list[BatchRow]:
        """List the rows in one of these states, in the order of the list."""
        found = self.states()
        return [row for row in self.rows if found[row.place] in states]

    def to_be_looked_at(self) -> Sequence[BatchRow]:
        """List the rows in the order in which they are shown: what has to be put right comes first."""
        order, states = list(RowState), self.states()
        return sorted(self.rows, key=lambda row: (order.index(states[row.place]), row.place))

    def counts(self) -> Counter[RowState]:
        """Count the rows of each state."""
        return Counter(self.states().values())


def _counts(row: BatchRow) -> bool:
    return row.meter_id is not None and row.said is not Said.SKIPPED


def _state(row: BatchRow, of_meter: int) -> RowState:
    if row.reading_id is not None:
        return RowState.SENT
    if row.said is Said.SKIPPED:
        return RowState.SKIPPED
    if row.state is None or row.state is RowState.WRONG or (of_meter > 1 and row.meter_id is not None):
        return RowState.WRONG
    return RowState.DOUBTFUL if row.is_changed else row.state
