"""«Счётчик заменили»: the last values of the old meter, the first of the new one, and the paper about it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from domain.consent import says_right
from domain.errors import DomainError
from domain.meter import Meter
from domain.reading_text import TOO_FINE, format_value, without_decimals
from handlers.context import Context
from handlers.menu import menu_screen
from handlers.posts import file_of, from_draft, to_draft
from handlers.wording import scale_name
from services.decisions.meter_changes import (
    MOST_SCALES,
    ChangeReport,
    ReportMeterChange,
    ViewOldMeter,
    checked_serial,
    new_meter,
    values_shown,
)
from services.threads.thread import checked
from ui.forms import Again, Answers, Choice, Finish, Form, GivenFile, Next, Question, Rewind, Step
from ui.states import State, States
from ui.texts import Speech


class MeterChangeForm(States):
    """What the report of another meter is waiting for."""

    closing = State()
    whole = State()
    serial = State()
    opening = State()
    act = State()
    summary = State()


async def ask_closing(form: Form[Context]) -> Question:
    """Ask for the value of a scale of the old meter when it was taken off."""
    say, meter = form.say, await _meter(form)
    scale = meter.scale(_missing(meter, form.answers, "closing")[0])
    text = say("change-closing-ask", serial=meter.serial, scale=scale_name(say, scale.name, scale.hours))
    return Question(text, rows=((Choice(say.plain("change-unknown-button"), "unknown"),),))


async def closing_typed(form: Form[Context], text: str) -> Next:
    """Take one value, or all of them; ask before decimals are dropped that the meter does not have."""
    meter = await _meter(form)
    try:
        return _typed(form, meter, "closing", text)
    except DomainError as error:
        if error.code not in TOO_FINE:
            raise
    likely = without_decimals(text, meter)[0]
    values = values_shown(likely, meter, _missing(meter, form.answers, "closing"))
    shown = [(meter.scale(number).name, format_value(value)) for number, value in values.items()]
    form.answers["whole"] = {"text": likely, "shown": shown}
    form.answers.setdefault("closing", []).append({})  # nothing is taken yet; «Назад» drops it
    return MeterChangeForm.whole


async def ask_whole(form: Form[Context]) -> Question:
    """Ask whether the values of the old meter without decimals are right."""
    return whole_question(form, await _meter(form))


def whole_question(form: Form[Context], meter: Meter) -> Question:
    """Show values without the decimals that the meter does not have; the draft keeps them as ``whole``."""
    say, shown = form.say, form.answers["whole"]["shown"]
    values = ", ".join(f"{name} {value}" if len(meter.scales) > 1 else value for name, value in shown)
    return Question(say("reading-whole-ask", values=values, decimals=meter.decimals), confirm_rows(say))


def confirm_rows(say: Speech) -> tuple[tuple[Choice, ...], ...]:
    """Give the buttons under values that were typed."""
    return (
        (Choice(say.plain("reading-confirm-button"), "confirm"),),
        (Choice(say.plain("reading-correct-button"), "correct"),),
    )


async def whole_confirmed(form: Form[Context], _: str) -> Next:
    """Take the values without decimals."""
    return Rewind(MeterChangeForm.closing, answer=form.answers["whole"]["text"])


async def whole_corrected(_form: Form[Context], _: str) -> Next:
    """Ask for the values again."""
    return Rewind(MeterChangeForm.closing)


async def whole_typed(form: Form[Context], text: str) -> Next:
    """Take a consent in words, or other values."""
    if says_right(text):
        return await whole_confirmed(form, "")
    return Rewind(MeterChangeForm.closing, answer=text)


async def closing_unknown(form: Form[Context], _: str) -> Next:
    """Go on without the value of this scale."""
    return _next_known(form, await _meter(form), "closing", None)


async def ask_serial(form: Form[Context]) -> Question:
    """Ask for the serial number of the new meter."""
    return Question(form.say("reading-serial-ask"))


async def serial_typed(form: Form[Context], text: str) -> Next:
    """Take the serial number."""
    form.answers["new_serial"] = checked_serial(text, await _meter(form))
    return MeterChangeForm.opening


async def ask_opening(form: Form[Context]) -> Question:
    """Ask for the value of a scale of the new meter when it was installed, and offer the value typed before.

    Before the first value the resident can say that the new meter has more scales, or fewer.
    """
    say, old = form.say, await _meter(form)
    meter = _new_meter(form, old)
    scale = meter.scale(_missing(meter, form.answers, "opening")[0])
    text = say(
        "change-opening-ask",
        serial=form.answers["new_serial"],
        scale=scale_name(say, scale.name, scale.hours),
    )
    typed = _merged(form.answers, "groups").get(scale.number)
    rows = []
    if typed is not None and len(meter.scales) == len(old.scales):
        rows.append((Choice(format_value(typed), "typed", str(typed)),))
    if not form.answers.get("opening"):
        rows += [
            (Choice(say.plain(f"change-rates-{count}-button"), "rates", str(count)),)
            for count in range(1, MOST_SCALES + 1)
            if count != len(meter.scales)
        ]
    return Question(text, rows=tuple(rows))


async def opening_typed(form: Form[Context], text: str) -> Next:
    """Take one value, or all of them."""
    return _typed(form, _new_meter(form, await _meter(form)), "opening", text)


async def rates_chosen(form: Form[Context], count: str) -> Next:
    """Go on with the number of scales that the new meter has."""
    form.answers.setdefault("rates", []).append(int(count))
    return MeterChangeForm.opening


async def opening_chosen(form: Form[Context], value: str) -> Next:
    """Take the value that was typed as a reading before."""
    return _next_known(form, _new_meter(form, await _meter(form)), "opening", value)


async def ask_act(form: Form[Context]) -> Question:
    """Ask for a photo of the paper."""
    skip = Choice(form.say.plain("form-skip-button"), "skip")
    return Question(form.say("change-act-ask"), rows=((skip,),))


async def act_given(form: Form[Context], given: GivenFile) -> Next:
    """Keep a photo of the paper, or a file with it."""
    form.answers.setdefault("papers", []).append(to_draft(checked(file_of(form, given))))
    return MeterChangeForm.summary


async def act_described(form: Form[Context], _: str) -> Next:
    """Ask for the photo itself."""
    return Again(form.say("change-act-no-words"))


async def act_skipped(_form: Form[Context], _: str) -> Next:
    """Go on without a photo."""
    return MeterChangeForm.summary


async def ask_summary(form: Form[Context]) -> Question:
    """Show the whole report once more."""
    say, meter = form.say, await _meter(form)
    closing, opening = _merged(form.answers, "closing"), _merged(form.answers, "opening")
    papers = "change-summary-act" if form.answers.get("papers") else "change-summary-no-act"
    text = "\n".join(
        [
            say("change-summary-title", number=form.answers["number"]),
            "",
            say("change-summary-old", serial=meter.serial),
            *(_row(say, scale.name, closing.get(scale.number)) for scale in meter.scales),
            "",
            say("change-summary-new", serial=form.answers["new_serial"]),
            *(_row(say, scale.name, opening[scale.number]) for scale in _new_meter(form, meter).scales),
            "",
            say(papers),
            "",
            say("reading-confirm-ask"),
        ]
    )
    return Question(text, rows=((Choice(say.plain("reading-confirm-button"), "confirm"),),))


def _row(say: Speech, scale: str, value: Decimal | None) -> str:
    if value is None:
        return say("change-summary-unknown", scale=scale)
    return say("reading-swap-row", scale=scale, value=format_value(value))


async def another_paper(form: Form[Context], given: GivenFile) -> Next:
    """Keep one more photo."""
    await act_given(form, given)
    return Again(form.say("change-act-added"))


async def reported(form: Form[Context], _: str) -> Next:
    """Send the report to the operators."""
    context, answers = form.context, form.answers
    report = ChangeReport(
        new_serial=answers["new_serial"],
        closing=_merged(answers, "closing"),
        opening=_merged(answers, "opening"),
        papers=[from_draft(kept) for kept in answers.get("papers", [])],
    )
    await context.cases[ReportMeterChange](context.account_id, answers["meter"], report, form.key)
    return Finish(menu_screen(form.talk, context, form.say("reading-change-reported")))


async def _meter(form: Form[Context]) -> Meter:
    """Give the meter that was taken off, looked up once in a turn."""
    context, meter_id = form.context, form.answers["meter"]
    if ("old meter", meter_id) not in context.seen:
        found = await context.cases[ViewOldMeter](context.account_id, meter_id)
        context.seen["old meter", meter_id] = found
    meter: Meter = context.seen["old meter", meter_id]
    return meter


def _new_meter(form: Form[Context], old: Meter) -> Meter:
    """Give the new meter as far as it is known; scales of which only the number is known are T1, T2."""
    count = next(reversed(form.answers.get("rates", [])), len(old.scales))
    if count == len(old.scales):
        return new_meter(old)
    if count == 1:
        return new_meter(old, [form.say.plain("change-scale-only")])
    return new_meter(
        old, [form.say.plain("change-scale-one-of", scale=str(number)) for number in range(1, count + 1)]
    )


WAY = {
    "closing": (MeterChangeForm.closing, MeterChangeForm.serial),
    "opening": (MeterChangeForm.opening, MeterChangeForm.act),
}
"""The step that asks for values, and the step after it, once the values of all scales are known."""


def _typed(form: Form[Context], meter: Meter, name: str, text: str) -> Next:
    """Read the values in a message."""
    values = values_shown(text, meter, _missing(meter, form.answers, name))
    return _known(form, meter, name, {str(scale): str(value) for scale, value in values.items()})


def _next_known(form: Form[Context], meter: Meter, name: str, value: str | None) -> Next:
    """Take a value for the scale that was asked about."""
    return _known(form, meter, name, {str(_missing(meter, form.answers, name)[0]): value})


def _known(form: Form[Context], meter: Meter, name: str, values: Mapping[str, str | None]) -> Next:
    """Keep the values of a message, and ask for the scales whose values are missing."""
    form.answers.setdefault(name, []).append(dict(values))
    asked, after = WAY[name]
    return asked if _missing(meter, form.answers, name) else after


def _missing(meter: Meter, answers: Answers, name: str) -> list[int]:
    known = {scale for group in answers.get(name, []) for scale in group}
    return [scale.number for scale in meter.scales if str(scale.number) not in known]


def _merged(answers: Mapping[str, Any], name: str) -> dict[int, Decimal]:
    """Give the known values of all messages by scale."""
    merged: dict[str, str | None] = {}
    for group in answers.get(name, []):
        merged |= group
    return {int(scale): Decimal(value) for scale, value in merged.items() if value is not None}


def _forget_latest(*names: str) -> Any:
    """Give a function that drops the latest values of the first of ``names`` that has any."""

    def forget(answers: Answers) -> None:
        kept = next((answers[name] for name in names if answers.get(name)), None)
        if kept:
            kept.pop()

    return forget


M = MeterChangeForm
STEPS: tuple[Step[Context], ...] = (
    Step(
        M.closing,
        ask_closing,
        parse=closing_typed,
        choices={"unknown": closing_unknown},
        goes_to=(M.closing, M.whole, M.serial),
        forget=_forget_latest("closing"),
    ),
    Step(
        M.whole,
        ask_whole,
        parse=whole_typed,
        choices={"confirm": whole_confirmed, "correct": whole_corrected},
        goes_to=(M.closing,),
    ),
    Step(M.serial, ask_serial, parse=serial_typed, goes_to=(M.opening,)),
    Step(
        M.opening,
        ask_opening,
        parse=opening_typed,
        choices={"typed": opening_chosen, "rates": rates_chosen},
        goes_to=(M.opening, M.act),
        forget=_forget_latest("opening", "rates"),
    ),
    Step(
        M.act,
        ask_act,
        parse=act_described,
        file=act_given,
        choices={"skip": act_skipped},
        goes_to=(M.summary,),
        forget=lambda answers: answers.pop("papers", None),
    ),
    Step(M.summary, ask_summary, file=another_paper, choices={"confirm": reported}, ends=True),
)
"""The last part of the conversation about a reading, once the resident says that the meter was changed."""
