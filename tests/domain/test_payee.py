"""The digits of accounts check themselves, and so a mistyped setting or a forged bill is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.payee import account_fits, corr_account_fits
from tests.domain.payees import PAYEE, digits

SBERBANK = "044525225"


def test_the_example_of_the_standard_fits() -> None:
    assert account_fits("40702810138250123017", SBERBANK)
    assert corr_account_fits("30101810400000000225", SBERBANK)


def test_the_made_up_payee_of_the_tests_fits() -> None:
    assert account_fits(PAYEE.account, PAYEE.bic)
    assert corr_account_fits(PAYEE.corr_account, PAYEE.bic)


@pytest.mark.parametrize(
    ("corr_account", "bic"),
    [
        ("40102810945370000005", "014030106"),
        ("40102810545370000003", "004525988"),
        ("40102810445370000059", "017003983"),
    ],
)
def test_single_accounts_of_the_treasury_fit(corr_account: str, bic: str) -> None:
    assert corr_account_fits(corr_account, bic)
    assert account_fits("03100643000000018500", bic)


def test_a_bank_may_have_no_correspondent_account() -> None:
    assert corr_account_fits("0", SBERBANK)


@pytest.mark.parametrize("account", ["", "1", "4070281013825012301", "407028101382501230178", "4070281013х"])
def test_what_is_no_account_does_not_fit(account: str) -> None:
    assert not account_fits(account, SBERBANK)
    assert not corr_account_fits(account, SBERBANK)


@pytest.mark.parametrize("bic", ["", "04452522", "0445252255", "04452522а"])
def test_nothing_fits_what_is_no_bic(bic: str) -> None:
    assert not account_fits("40702810138250123017", bic)
    assert not corr_account_fits("30101810400000000225", bic)


@given(st.integers(0, 19), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(place: int, more: int) -> None:
    account = PAYEE.account
    wrong = account[:place] + str((int(account[place]) + more) % 10) + account[place + 1 :]
    assert not account_fits(wrong, PAYEE.bic) or wrong.startswith("03")


@given(digits(8), digits(11))
def test_an_account_has_one_key(begin: str, end: str) -> None:
    begin = f"4{begin[1:]}"
    assert sum(account_fits(f"{begin}{key}{end}", SBERBANK) for key in range(10)) == 1
