"""Looks for readings that billing's new numbers of scales may have given to another scale.

Values have been kept with the names of their scales since version 21 of the schema. Before, only the number
was kept, so a registry that gave the scales of a meter other numbers moved the values that were there. Two
things tell of it afterwards: an export that names the scale otherwise than the registry does now, and values
that are lower than those that billing had before, unless two of them change places.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, groupby

from domain.meter import scale_key
from storage.connection import Connection, Row

LIST_READINGS_OF_SEVERAL_SCALES = """
    SELECT r.id, r.receipt, r.number, r.meter_id, r.status, substr(r.entered_at, 1, 10) AS entered_on,
        v.scale, v.value, s.name, s.last_value, s.last_date, e.name AS exported_as
    FROM readings r
    JOIN reading_values v ON v.reading_id = r.id
    JOIN scales s ON s.meter_id = r.meter_id AND coalesce(s.identity, s.scale) = v.scale
    LEFT JOIN export_rows e ON e.reading_id = r.id AND e.scale = v.scale
    WHERE r.status NOT IN ('rejected', 'replaced')
        AND EXISTS (SELECT 1 FROM scales other WHERE other.meter_id = r.meter_id AND other.scale > 1)
    ORDER BY r.id, v.scale
"""


@dataclass(frozen=True, slots=True)
class DoubtfulReading:
    """A reading whose values may be those of other scales; ``was_exported`` under another name."""

    receipt: str
    number: str
    meter: str
    was_exported: bool


def list_doubtful(connection: Connection) -> Iterator[DoubtfulReading]:
    """List the readings that a renumbering may have moved, oldest first; nothing is changed."""
    rows = connection.execute(LIST_READINGS_OF_SEVERAL_SCALES)
    for _, scales in groupby(rows, key=lambda row: row["id"]):
        reading = list(scales)
        was_exported = any(map(_has_other_name, reading))
        if was_exported or _fits_only_exchanged(reading):
            head = reading[0]
            yield DoubtfulReading(head["receipt"], head["number"], head["meter_id"], was_exported)


def _has_other_name(row: Row) -> bool:
    return bool(row["exported_as"]) and scale_key(row["exported_as"]) != scale_key(row["name"])


def _fits_only_exchanged(rows: Sequence[Row]) -> bool:
    """Tell whether values that are later than those of the registry are lower, but not when exchanged."""
    known = {row["scale"]: row["last_value"] for row in rows if _is_older(row)}
    values = {row["scale"]: row["value"] for row in rows}
    if len(known) < 2 or _fits(values, known):
        return False
    exchanges = ({**values, one: values[two], two: values[one]} for one, two in combinations(known, 2))
    return any(_fits(exchanged, known) for exchanged in exchanges)


def _is_older(row: Row) -> bool:
    if row["last_value"] is None or row["last_date"] is None:
        return False
    return date.fromisoformat(row["last_date"]) <= date.fromisoformat(row["entered_on"])


def _fits(values: Mapping[int, int], known: Mapping[int, int]) -> bool:
    return all(values[scale] >= value for scale, value in known.items())
