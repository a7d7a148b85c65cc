"""From the code of a broken rule to words."""

from domain.errors import DomainError
from ui.texts import Speech


def explain(say: Speech, error: DomainError) -> str:
    """Tell the resident what was wrong, in HTML."""
    return say(f"error-{error.code}", **error.values)


def explain_plainly(say: Speech, error: DomainError) -> str:
    """Tell the same without markup, for a few words over the chat."""
    return say.plain(f"error-{error.code}", **error.values)
