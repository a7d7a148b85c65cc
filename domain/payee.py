"""The payee: the company's account in a bank, as a payment names it, and the digits that check themselves."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

KEY_WEIGHTS = (7, 1, 3)
"""The Bank of Russia weighs the digits of an account with these by turns, after three digits of its bank."""
NO_CORR_ACCOUNT = "0"
"""What stands for the correspondent account of a bank that has none."""
TREASURY = "03"
"""How accounts in the Treasury begin; their key cannot be made from what a payment names."""

LONGEST_NAME = 160
LONGEST_BANK = 45
"""Characters that a payment has room for."""
INN_OF_PERSON = 12
"""Digits of the INN of an entrepreneur."""

BIC = re.compile(r"[0-9]{9}")
ACCOUNT = re.compile(r"[0-9]{20}")
CORR_ACCOUNT = re.compile(r"0|[0-9]{20}")
KPP = re.compile(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}")


@dataclass(frozen=True, slots=True)
class Payee:
    """Whom residents pay: the company, its bank, and its account there.

    ``kpp`` is empty for an entrepreneur, who has none. ``corr_account`` is «0» for a bank that has none.
    """

    name: str
    inn: str
    kpp: str
    account: str
    bank: str
    bic: str
    corr_account: str


def mistakes_in(payee: Payee) -> Mapping[str, str]:
    """Tell what is missing or wrong, by the name of the field; empty if the payee can be paid.

    Which of two is mistyped cannot be known from digits that do not fit each other. The INN was read before.
    """
    mistakes = {
        field: "missing: a payee is given as a whole or not at all"
        for field, value in asdict(payee).items()
        if not value and not (field == "kpp" and len(payee.inn) == INN_OF_PERSON)
    }
    if len(payee.name) > LONGEST_NAME:
        mistakes["name"] = f"longer than {LONGEST_NAME} characters, and cannot stand in a payment"
    if payee.kpp and not KPP.fullmatch(payee.kpp):
        mistakes["kpp"] = "not 9 digits"
    if payee.bic and not BIC.fullmatch(payee.bic):
        mistakes["bic"] = "not 9 digits"
        return mistakes
    if payee.account and payee.bic and not account_fits(payee.account, payee.bic):
        mistakes["account"] = "not 20 digits that fit the BIC: a digit of one of them is wrong"
    if payee.corr_account and payee.bic and not corr_account_fits(payee.corr_account, payee.bic):
        mistakes["corr_account"] = "neither 20 digits that fit the BIC nor 0: a digit of one of them is wrong"
    return mistakes


def account_fits(account: str, bic: str) -> bool:
    """Tell whether the digits of an account fit those of its bank; of the Treasury they are not checked."""
    if not (ACCOUNT.fullmatch(account) and BIC.fullmatch(bic)):
        return False
    return account.startswith(TREASURY) or _is_whole(bic[-3:] + account)


def corr_account_fits(corr_account: str, bic: str) -> bool:
    """Tell whether the digits of a correspondent account fit those of the bank that has it.

    That of the Treasury (40102…) is checked alike: its key is made in the same way.
    """
    if not (CORR_ACCOUNT.fullmatch(corr_account) and BIC.fullmatch(bic)):
        return False
    return corr_account == NO_CORR_ACCOUNT or _is_whole("0" + bic[4:6] + corr_account)


def _is_whole(digits: str) -> bool:
    return sum(int(digit) * KEY_WEIGHTS[place % 3] for place, digit in enumerate(digits)) % 10 == 0
