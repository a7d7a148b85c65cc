"""The payee: the company's account in a bank, as a payment names it, and the digits that check themselves."""

import re
from dataclasses import dataclass

KEY_WEIGHTS = (7, 1, 3)
"""The Bank of Russia weighs the digits of an account with these by turns, after three digits of its bank."""
NO_CORR_ACCOUNT = "0"
"""What stands for the correspondent account of a bank that has none."""
TREASURY = "03"
"""How accounts in the Treasury begin; their key cannot be made from what a payment names."""

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
