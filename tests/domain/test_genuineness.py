"""Only a code whose account, bank and INN are all the company's is called the company's."""

from dataclasses import replace

import pytest
from hypothesis import given

from domain.genuineness import judge
from domain.payee import Payee
from domain.payment_code import Field, PaymentCode, PaymentOrder, read_payment_code
from tests.domain.payees import PAYEE, payees


def code_of(payee: Payee) -> PaymentCode:
    return read_payment_code(PaymentOrder(payee, 100, "100200303", "Электроэнергия").compose())


@given(payees())
def test_a_code_of_the_company_is_ours_whatever_it_calls_itself(payee: Payee) -> None:
    found = judge(code_of(replace(payee, name="Кто-то", bank="Банк")), payee)
    assert found.is_ours
    assert (found.differing, found.faulty) == ((), ())


@pytest.mark.parametrize(
    ("other", "differing"),
    [
        (replace(PAYEE, account="40702810138250123017", bic="044525225"), (Field.ACCOUNT, Field.BIC)),
        (replace(PAYEE, inn="500100732259"), (Field.INN,)),
        (replace(PAYEE, inn=""), (Field.INN,)),
    ],
)
def test_what_differs_is_named(other: Payee, differing: tuple[Field, ...]) -> None:
    found = judge(code_of(other), PAYEE)
    assert not found.is_ours
    assert found.differing == differing


@pytest.mark.parametrize(
    ("other", "faulty"),
    [
        (replace(PAYEE, account="40702810500000000017"), (Field.ACCOUNT,)),
        (replace(PAYEE, corr_account="30101810900000000017"), (Field.CORR_ACCOUNT,)),
        (replace(PAYEE, inn="7707083894"), (Field.INN,)),
        (replace(PAYEE, bic="049999018"), (Field.ACCOUNT,)),
    ],
)
def test_digits_that_do_not_fit_each_other_are_named(other: Payee, faulty: tuple[Field, ...]) -> None:
    assert judge(code_of(other), None).faulty == faulty


def test_nothing_is_ours_as_long_as_it_is_not_known_who_we_are() -> None:
    found = judge(code_of(PAYEE), None)
    assert not found.is_ours
    assert not found.is_known
