"""Whether a payment code is the company's: what residents want to know of a bill that somebody gave them."""

from dataclasses import dataclass

from domain.company import parse_inn
from domain.payee import Payee, account_fits, corr_account_fits
from domain.payment_code import Field, PaymentCode


@dataclass(frozen=True, slots=True)
class Genuineness:
    """What was found out about a code.

    ``differing`` names the fields that tell the payee and are not those of the company. ``faulty`` names
    fields whose digits do not fit each other, so that no bank would take them. ``doubled`` names fields that
    tell the payee twice, and nobody knows which of them a bank takes. ``is_known``: it is known who the
    company's payee is.
    """

    differing: tuple[Field, ...]
    faulty: tuple[Field, ...]
    doubled: tuple[Field, ...] = ()
    is_known: bool = True

    @property
    def is_ours(self) -> bool:
        """Whether the money would come to the company."""
        return self.is_known and not (self.differing or self.doubled)


def judge(code: PaymentCode, payee: Payee | None) -> Genuineness:
    """Compare a code with the company's payee; account, bank and INN all have to be the same."""
    faulty = tuple(_faulty(code))
    if payee is None:
        return Genuineness((), faulty, is_known=False)
    own = {Field.ACCOUNT: payee.account, Field.BIC: payee.bic, Field.INN: payee.inn}
    differing = tuple(name for name, value in own.items() if code[name] != value)
    return Genuineness(differing, faulty, tuple(name for name in code.repeated if name in own))


def _faulty(code: PaymentCode) -> list[Field]:
    bic = code[Field.BIC]
    fits = {
        Field.ACCOUNT: account_fits(code[Field.ACCOUNT], bic),
        Field.CORR_ACCOUNT: corr_account_fits(code[Field.CORR_ACCOUNT], bic),
        Field.INN: not code[Field.INN] or _is_inn(code[Field.INN]),
    }
    return [name for name, fit in fits.items() if not fit]


def _is_inn(text: str) -> bool:
    try:
        parse_inn(text)
    except ValueError:
        return False
    return True
