"""Gives the words for the code of a broken rule, because rules themselves have none."""

from domain.errors import DomainError
from ui.texts import Speech


def explain(say: Speech, error: DomainError) -> str:
    """Explain a broken rule, in HTML."""
    return say(f"error-{error.code}", **error.values)


def explain_plainly(say: Speech, error: DomainError) -> str:
    """Explain a broken rule without markup, for a hint."""
    return say.plain(f"error-{error.code}", **error.values)
