"""What a resident can do wrong, as codes with values; the words are in locales/."""

from collections.abc import Mapping
from typing import TypeAlias

ErrorValue: TypeAlias = str | int


class DomainError(Exception):
    """A rule of the trade was not kept.

    ``code`` is kebab-case and names the text ``error-<code>`` in locales/; ``values`` fill that text.
    Each module defines its codes where it raises them: ``raise DomainError("login-too-short", least=3)``.
    """

    def __init__(self, code: str, **values: ErrorValue) -> None:
        super().__init__(code)
        self.code = code
        self.values: Mapping[str, ErrorValue] = values
