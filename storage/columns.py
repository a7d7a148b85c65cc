"""How values that SQL has no common type for stand in columns, so that every repository writes them alike."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

_JSON = json.JSONEncoder(separators=(",", ":"))
"""Made once: ``json.dumps`` would make one for each row of an export."""


def moment_text(moment: datetime) -> str:
    """Write a moment as UTC text of fixed width, which sorts in time order; ``ValueError`` if it is naive."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    in_utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return in_utc.isoformat(timespec="microseconds")


def moment_from(text: str) -> datetime:
    """Read the UTC moment that ``moment_text`` wrote."""
    return datetime.fromisoformat(text)


def optional_moment_from(text: str | None) -> datetime | None:
    """Like ``moment_from`` for a column that may be empty."""
    return None if text is None else moment_from(text)


def optional_moment_text(moment: datetime | None) -> str | None:
    """Like ``moment_text`` for a column that may be empty."""
    return None if moment is None else moment_text(moment)


def glob_of(words: str) -> str:
    """Give a pattern for ``glob`` of texts that hold these words in whatever case.

    SQLite has this function; the room of another engine makes it.

    ``words`` are Latin and Cyrillic letters in lower case, with ``е`` for ``ё``, and digits.
    """
    return f"*{''.join(_any_case(symbol) for symbol in words)}*"


def _any_case(symbol: str) -> str:
    return "[ЕеЁё]" if symbol == "е" else f"[{symbol}{symbol.upper()}]"


def json_text(values: Mapping[str, Any]) -> str:
    """Write a JSON object, in ASCII: half a surrogate pair, which JSON can bring in, is no valid UTF-8."""
    return _JSON.encode(dict(values))


def json_object(text: str) -> dict[str, Any]:
    """Read the object that ``json_text`` wrote."""
    values: dict[str, Any] = json.loads(text)
    return values
