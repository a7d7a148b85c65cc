"""Says in one line why the bot does not start, where only an administrator can put it right.

What passes by itself is waited out (``bot.process.patience``); a fault of the program leaves a traceback.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from storage.places import Place
from storage.store import PlaceRefusedError


class StartRefusedError(Exception):
    """The bot cannot start; ``code`` names the text ``start-<code>`` in locales/."""

    def __init__(self, code: str, *, passes: bool = False, **values: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.passes = passes
        """Whether trying again later may help without an administrator."""
        self.values: Mapping[str, str | int] = values


@contextmanager
def database_mistakes(place: Place) -> Iterator[None]:
    """Say it if there can be no database of this program, or none for this version or this user."""
    try:
        yield
    except PlaceRefusedError as refusal:
        raise refused(place, refusal) from None


def refused(place: Place, refusal: PlaceRefusedError) -> StartRefusedError:
    """Say why a database cannot be opened."""
    code = f"database-{refusal.code}"
    return StartRefusedError(code, passes=refusal.passes, path=place.shown, reason=refusal.reason)
