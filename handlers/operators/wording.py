"""Words for operators, where residents read other words."""

from domain.errors import DomainError
from domain.operator import Operator
from ui.errors import explain_plainly
from ui.texts import Safe, Speech


def explain_to_operator(say: Speech, error: DomainError) -> str:
    """Explain a broken rule, in words for operators if those for residents would not help them."""
    if say.has(f"operator-error-{error.code}"):
        return say.plain(f"operator-error-{error.code}", **error.values)
    return explain_plainly(say, error)


def mention_of(say: Speech, operator: Operator) -> Safe:
    """Name an operator so that Telegram notifies them, and asks only them for a reply."""
    return Safe(say("operator-mention", id=str(operator.id), name=operator.name))
