"""Who may end the hold of whom, where two accounts hold one number."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from domain.login import masked_login
from domain.subscriber import ProvedHolder

DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 5))
PROOFS = st.tuples(st.none() | DAYS, DAYS)


def holder(account_id: int, proof: tuple[date | None, date]) -> ProvedHolder:
    """A hold never begins before its payment."""
    paid_on, added_on = proof
    return ProvedHolder(account_id, "anna", None, paid_on, max(added_on, paid_on or added_on))


@given(PROOFS, PROOFS)
def test_of_two_holders_at_most_one_may_end_the_hold_of_the_other(
    one: tuple[date | None, date], other: tuple[date | None, date]
) -> None:
    first, second = holder(1, one), holder(2, other)
    assert not (first.may_end(second) and second.may_end(first))


@given(PROOFS)
def test_nobody_ends_a_hold_of_their_own(proof: tuple[date | None, date]) -> None:
    assert not holder(1, proof).may_end(holder(1, proof))


@given(PROOFS, PROOFS)
def test_the_later_payment_decides_where_both_are_known(
    one: tuple[date | None, date], other: tuple[date | None, date]
) -> None:
    first, second = holder(1, one), holder(2, other)
    if first.paid_on is not None and second.paid_on is not None:
        assert first.may_end(second) == (first.paid_on > second.paid_on)


@given(st.text(min_size=3, max_size=30))
def test_a_masked_login_shows_two_characters_at_most_and_never_all(login: str) -> None:
    shown = masked_login(login).removesuffix("***")
    assert login.startswith(shown)
    assert len(shown) <= min(2, len(login) - 2)
