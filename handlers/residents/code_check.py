"""«Проверить QR»: whose a code is that somebody gave a resident, before they pay by it."""

from __future__ import annotations

from collections.abc import Iterator

from domain.genuineness import Genuineness
from domain.money import format_amount
from domain.payment_code import Field, PaymentCode
from handlers.context import Context
from handlers.menu import menu_screen
from handlers.posts import content_of
from handlers.residents.paying import field_label, field_line
from handlers.wording import month_name
from services.numbers.paying import CheckedCode, CheckPaymentCodes, CheckPaymentText
from ui.forms import Again, Choice, Finish, Form, FormTable, GivenFile, Next, Question, Step
from ui.screen import Screen
from ui.states import State, States
from ui.texts import Speech

MOST_BYTES = 20 * 1024 * 1024
"""Telegram gives a bot no larger files."""
MOST_SHOWN = 3
"""Codes of one picture that fit one message."""
LONGEST_TEXT = 4096
SHOWN = (
    *(Field.NAME, Field.INN, Field.ACCOUNT, Field.BANK, Field.BIC, Field.CORR_ACCOUNT),
    *(Field.SUM, Field.NUMBER, Field.PERIOD, Field.PURPOSE),
)
LONGEST_SHOWN = 60
"""Letters of a value for which the standard has no limit."""


class CodeCheckForm(States):
    """What the check of a code is waiting for."""

    code = State()


async def ask_code(form: Form[Context]) -> Question:
    """Ask for a picture of the code, or its text."""
    return Question(
        form.say("code-check-ask"), rows=((Choice(form.say.plain("code-check-done-button"), "done"),),)
    )


async def picture_given(form: Form[Context], given: GivenFile) -> Next:
    """Tell whose the codes in a picture are, and go on asking: one bill seldom comes alone."""
    picture = await content_of(form, given, MOST_BYTES, "picture-too-large")
    check = form.context.cases[CheckPaymentCodes]
    if check.must_wait:
        await form.talk.ask_patience(form.say.plain("picture-wait-hint"))
    checked = await check(form.context.account_id, picture, form.talk.key)
    parts = [checked_words(form.say, form.context, each) for each in checked[:MOST_SHOWN]]
    if len(checked) > 1:
        parts.insert(0, form.say("code-check-several", count=len(checked), shown=len(parts)))
    if given.album is not None:
        parts.append(form.say("code-check-album"))
    return Again("\n\n".join(parts))


async def text_given(form: Form[Context], text: str) -> Next:
    """Tell whose a code is that was copied as text."""
    checked = await form.context.cases[CheckPaymentText](form.context.account_id, text)
    return Again(checked_words(form.say, form.context, checked))


async def done(form: Form[Context], _: str) -> Next:
    """End the check."""
    return Finish(menu_screen(form.talk, form.context, form.say("code-check-done")))


def checked_words(say: Speech, context: Context, checked: CheckedCode) -> str:
    """Say whose a code is, what is wrong with it, and what it says."""
    code, genuineness = checked.code, checked.genuineness
    if code is None or genuineness is None:
        return say(f"error-{checked.fault}")
    lines = [
        *_verdict(say, context, genuineness),
        *_doubts(say, code, genuineness),
        "",
        *_told(say, code),
    ]
    if checked.is_own is not None:
        lines += ["", say("code-check-number-own" if checked.is_own else "code-check-number-unknown")]
    return "\n".join(lines)


def _verdict(say: Speech, context: Context, genuineness: Genuineness) -> Iterator[str]:
    facts = context.facts
    if not genuineness.is_known:
        yield say("code-check-unknown", phone=facts.support_phone)
    elif genuineness.is_ours:
        yield say("code-check-ours", company=facts.company.name)
    else:
        yield say("code-check-foreign", phone=facts.support_phone)


def _doubts(say: Speech, code: PaymentCode, genuineness: Genuineness) -> Iterator[str]:
    for text_id, names in (
        ("code-check-differing", genuineness.differing),
        ("code-check-faulty", genuineness.faulty),
        ("code-check-repeated", code.repeated),
    ):
        if names:
            yield say(text_id, fields=", ".join(field_label(say, name) for name in names))


def _told(say: Speech, code: PaymentCode) -> Iterator[str]:
    amount, period = code.amount, code.period
    shown = {
        Field.SUM: say.plain("payment-sum-none" if amount is None else "payment-sum", amount=_amount(amount)),
        Field.PERIOD: code[Field.PERIOD] if period is None else month_name(say, period),
    }
    for name in SHOWN:
        if value := shown.get(name, code[name]):
            is_free = name in {Field.NUMBER, Field.PERIOD}
            yield field_line(say, name, value[:LONGEST_SHOWN] if is_free else value)


def _amount(kopecks: int | None) -> str:
    return "" if kopecks is None else format_amount(kopecks)


async def leave(form: Form[Context]) -> Screen:
    """Go back to the menu."""
    return menu_screen(form.talk, form.context, form.say("form-left"))


CODE_CHECK = FormTable[Context](
    name="code-check",
    leave=leave,
    steps=(
        Step(
            CodeCheckForm.code,
            ask_code,
            parse=text_given,
            file=picture_given,
            choices={"done": done},
            words=True,
            ends=True,
            longest=LONGEST_TEXT,
        ),
    ),
)
