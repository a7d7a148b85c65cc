"""What is taken out of the details of alerts and of the audit trail when a person is erased."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from domain.details import Value

LEFT_OUT = "–"
WORDS = ("question", "answer", "danger", "person", "chat", "numbers")
"""Details that hold words of a person or about a person, whichever these are."""
MARKS = ("question_marks",)
"""Details that say how such words are formatted."""
NAMES = ("login", "ended", "asked")
"""Details that may name a person among other words."""


class NamingAlert(NamedTuple):
    """An alert that may name a person; ``is_theirs``: it is about their account."""

    id: int
    details: Mapping[str, Value]
    is_theirs: bool


@dataclass(frozen=True)
class Traces:
    """By what a person can be recognised, with the mark that takes the place of the login."""

    login: str
    addresses: tuple[str, ...]
    phone: str | None
    mark: str

    def are_in(self, text: str) -> bool:
        """Whether a text, typed by anybody in any way, names the person."""
        said = text.casefold()
        if any(address.casefold() in said for address in self.addresses if address):
            return True
        if self.phone is not None and self.phone[-10:] in re.sub(r"\D", "", text):
            return True
        return self._login.search(text) is not None

    def without(self, details: Mapping[str, Value], *, is_about: bool) -> dict[str, Value]:
        """Return details without the person; ``is_about``: all that was said in them is the person's."""
        return {name: self._kept(name, value, is_about=is_about) for name, value in details.items()}

    def _kept(self, name: str, value: Value, *, is_about: bool) -> Value:
        if value is None or value == "":
            return value
        if is_about and name in MARKS:
            return None
        if is_about and name in WORDS:
            return LEFT_OUT
        if name not in NAMES:
            return value
        text = self._login.sub(self.mark, str(value))
        return LEFT_OUT if self.are_in(text) else text

    @property
    def _login(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w-]){re.escape(self.login)}(?![\w-])", re.IGNORECASE)
