"""Amounts of money as residents type and read them; inside, they are whole kopecks."""

import re

from domain.errors import DomainError

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
MOST_RUBLE_DIGITS = 9
"""No household pays more, and the sum of many such amounts still fits a column."""

_RUBLES = r"(?:₽|[рp](?:[уy]б(?:л[а-я]+)?)?\.?|rub(?:les?)?\.?|rur\.?|roubles?)"
"""Russian letters are typed as the Latin ones that look alike."""
WORDED_KOPECKS = re.compile(rf" ?{_RUBLES},? ?([0-9]{{1,2}}) ?[кk](?:оп[а-я]*)?\.?$", re.IGNORECASE)
CURRENCY = re.compile(rf"^{_RUBLES} ?(?=[0-9+-])| ?{_RUBLES}$", re.IGNORECASE)
AROUND = re.compile(
    r"^(?:сумма|оплата|платеж|платёж|amount)?:? ?\+? ?|(?: ровно)?(?<=.)[.!;]*$", re.IGNORECASE
)
"""What may stand around an amount; a full stop ends a sentence."""
AMOUNT = re.compile(
    r"""(?:(?P<rubles>[0-9]+|[0-9]{1,3}(?:[ ][0-9]{3})+|[0-9]{1,3}(?:['`][0-9]{3})+)
            (?:[.,](?P<kopecks>[0-9]{1,2})|[-=](?P<written_kopecks>[0-9]{2})|[.,]?[-=])?
        |(?P<by_commas>[0-9]{1,3}(?:,[0-9]{3})+)\.(?P<after_point>[0-9]{1,2})
        |(?P<by_points>[0-9]{1,3}(?:\.[0-9]{3})+),(?P<after_comma>[0-9]{1,2}))""",
    re.VERBOSE,
)
"""«1234», «1 234», «1'234», and with kopecks: «,5», «,56», «.56», or «-56» and «=56» as written by hand.

Points or commas between thousands are only known as such if the other sign stands before the kopecks.
"""
DIGITS_AND_MARKS = re.compile(r"(?=.*[0-9])[0-9 .,=\-'`]+")
NO_DIGIT = re.compile(r"[^0-9]")


def parse_amount(text: str) -> int:
    """Return the kopecks that an amount in rubles means.

    Kopecks follow a comma or a point. What could mean two amounts is not guessed: «1,234» may be one ruble
    or a thousand.

    Errors: ``amount-not-understood``, ``amount-ambiguous``, ``amount-not-positive``, ``amount-too-large``.
    """
    typed = AROUND.sub("", " ".join(text.split()))
    typed = WORDED_KOPECKS.sub(lambda match: f",{match[1]:0>2}", typed)
    typed = AROUND.sub("", CURRENCY.sub("", typed))
    if typed.startswith(("-", MINUS)):
        raise DomainError("amount-not-positive")
    match = AMOUNT.fullmatch(typed)
    if match is None:
        is_spelled_otherwise = DIGITS_AND_MARKS.fullmatch(typed) is not None
        raise DomainError("amount-ambiguous" if is_spelled_otherwise else "amount-not-understood")
    return _kopecks(*_parts(match))


def _parts(match: re.Match[str]) -> tuple[str, str]:
    """Give the digits of the rubles, and those of the kopecks, which may be one or none."""
    found = match.groupdict(default="")
    rubles = found["rubles"] or found["by_commas"] or found["by_points"]
    rest = (found[name] for name in ("kopecks", "written_kopecks", "after_point", "after_comma"))
    return NO_DIGIT.sub("", rubles), "".join(rest)


def _kopecks(rubles: str, rest: str) -> int:
    significant = rubles.lstrip("0")
    if len(significant) > MOST_RUBLE_DIGITS:
        raise DomainError("amount-too-large")
    kopecks = int(f"{significant}{rest:0<2}")
    if kopecks == 0:
        raise DomainError("amount-not-positive")
    return kopecks


def format_amount(kopecks: int) -> str:
    """Return «1 234,56», with no-break spaces between the thousands; «−» before what is less than nothing."""
    rubles, rest = divmod(abs(kopecks), 100)
    sign = MINUS if kopecks < 0 else ""
    return f"{sign}{rubles:,},{rest:02}".replace(",", NBSP, f"{rubles:,}".count(","))
