"""Words that operators read where residents read others."""

from domain.errors import DomainError
from domain.operator import Operator
from ui.errors import explain_plainly
from ui.texts import Safe, Speech


def explain_to_operator(say: Speech, error: DomainError) -> str:
    """Say what was wrong, in the operators' own words where the residents' advice would not help them."""
    if say.has(f"operator-error-{error.code}"):
        return say.plain(f"operator-error-{error.code}", **error.values)
    return explain_plainly(say, error)


def mention_of(say: Speech, operator: Operator) -> Safe:
    """Name a member of the group so that Telegram tells them, and asks them alone for a reply."""
    return Safe(say("operator-mention", id=str(operator.id), name=operator.name))
