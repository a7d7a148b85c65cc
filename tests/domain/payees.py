"""Payees whose digits fit each other, for tests of payments."""

from hypothesis import strategies as st

from domain.payee import Payee, account_fits, corr_account_fits

PAYEE = Payee(
    name="АО «Светлогорская сбытовая компания»",
    inn="9900001010",
    kpp="770701001",
    account="40702810400000000017",
    bank="Банк «Светлогорье» (АО)",
    bic="049999017",
    corr_account="30101810800000000017",
)
"""The made-up payee of the tests."""

LETTERS = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"))


def words(most: int) -> st.SearchStrategy[str]:
    """Draw a text that is not empty when it is written in one line."""
    return st.text(LETTERS, min_size=1, max_size=most).map(lambda text: " ".join(f"А {text}".split())[:most])


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


def whole_account(bic: str, nine: str, last: str) -> str:
    """Put the one key into an account that fits its bank."""
    drafts = (f"40702810{key}{nine}{last}" for key in range(10))
    return next(draft for draft in drafts if account_fits(draft, bic))


def whole_corr_account(bic: str) -> str:
    drafts = (f"30101810{key}00000000{bic[-3:]}" for key in range(10))
    return next(draft for draft in drafts if corr_account_fits(draft, bic))


@st.composite
def payees(draw: st.DrawFn) -> Payee:
    """Draw a payee whose names fit a code."""
    bic = "04" + draw(digits(7))
    return Payee(
        name=draw(words(80)),
        inn="9900001010",
        kpp=draw(st.sampled_from(["", "770701001"])),
        account=whole_account(bic, draw(digits(8)), draw(digits(3))),
        bank=draw(words(45)),
        bic=bic,
        corr_account=whole_corr_account(bic),
    )
