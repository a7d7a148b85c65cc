"""Sending a reading, scale by scale (part 3 of the manual)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from domain.dates import format_date
from domain.errors import DomainError
from domain.money import format_amount
from domain.reading import Consumption, Outcome, ScaleOutcome, Status
from domain.reading_text import format_value
from handlers.context import Context
from handlers.menu import menu_screen
from handlers.residents import meter_change
from handlers.residents.meter_change import MeterChangeForm
from handlers.resuming import GO_ON
from handlers.wording import label_of, month_name, scale_name
from services.numbers.readings import (
    AskedScale,
    BeginAnyReading,
    BeginReading,
    CorrectValues,
    EnterValues,
    JudgedReading,
    JudgeReading,
    MeterChoice,
    ReadingEntry,
    SubmitReading,
)
from services.numbers.subscribers import ListSubscribers
from services.numbers.unconfirmed import ForgetTypedReading, NoteTypedReading
from ui.buttons import NumberButton, ResumeButton
from ui.forms import (
    Again,
    Answers,
    Choice,
    Finish,
    Form,
    FormTable,
    Next,
    Onward,
    Question,
    Rewind,
    Step,
    once_answered,
)
from ui.screen import Button, Screen
from ui.states import State, States
from ui.talk import Talk
from ui.texts import Speech

TYPED = "typed"
"""Where the answers keep values that were typed before it is known for which meter they are."""


class ReadingForm(States):
    """What sending a reading is waiting for."""

    number = State()
    meter = State()
    value = State()
    lower = State()
    swap = State()
    far_above = State()
    confirm = State()


async def begin(talk: Talk, context: Context, typed: str | None = None) -> None:
    """Start from the menu; ask for the number only if the account has several.

    ``typed``: the values, if the resident has written them already.
    """
    found = await context.cases[BeginAnyReading](context.account_id)
    if found is None:
        await context.book.begin(talk, context, ReadingForm.number, **_typed(typed))
    else:
        number = found.number if isinstance(found, MeterChoice) else found.holding.number
        _saw(context, number, found)
        await begin_with(talk, context, number, typed)


def _typed(typed: str | None) -> dict[str, str]:
    """Keep values that were typed before it is known for which meter they are."""
    return {} if typed is None else {TYPED: typed}


async def begin_with(talk: Talk, context: Context, number: str, typed: str | None = None) -> None:
    """Start from the card of a number; ask for the meter only if the number has several."""
    found = await _look(context, number)
    if isinstance(found, MeterChoice):
        await context.book.begin(talk, context, ReadingForm.meter, number=number, **_typed(typed))
    else:
        await context.book.begin(
            talk, context, ReadingForm.value, typed, number=number, meter=found.meter.id, groups=[]
        )


async def ask_number(form: Form[Context]) -> Question:
    """Ask for which subscriber number the reading is."""
    holdings = await form.context.cases[ListSubscribers](form.context.account_id)
    rows = tuple((Choice(label_of(form.say, each), "number", each.number),) for each in holdings)
    return Question(form.say("reading-number-ask"), rows=rows)


async def number_chosen(form: Form[Context], number: str) -> Next:
    """Go on with the chosen number."""
    found = await _look(form.context, number)
    form.answers["number"] = number
    if isinstance(found, MeterChoice):
        return ReadingForm.meter
    return _meter_known(form, found)


async def ask_meter(form: Form[Context]) -> Question:
    """Ask which meter is read."""
    number = form.answers["number"]
    found = await _look(form.context, number)
    meters = found.meters if isinstance(found, MeterChoice) else (found.meter,)
    rows = tuple(
        (
            Choice(
                form.say.plain("reading-meter-button", model=meter.model, serial=meter.serial),
                "meter",
                meter.id,
            ),
        )
        for meter in meters
    )
    return Question(form.say("reading-meter-ask", number=number), rows=rows)


async def meter_chosen(form: Form[Context], meter_id: str) -> Next:
    """Go on with the chosen meter."""
    found = await _look(form.context, form.answers["number"], meter_id)
    return ReadingForm.meter if isinstance(found, MeterChoice) else _meter_known(form, found)


def _meter_known(form: Form[Context], entry: ReadingEntry) -> Next:
    form.answers["meter"] = entry.meter.id
    form.answers["groups"] = []
    typed = form.answers.pop(TYPED, None)
    return ReadingForm.value if typed is None else Onward(ReadingForm.value, typed)


async def ask_value(form: Form[Context]) -> Question:
    """Ask for the next scale, with its name and hours, its previous value and its number of digits."""
    entry = await _entry(form)
    say = form.say
    entered = _values(form.answers)
    asked = next(each for each in entry.scales if each.scale.number not in entered)
    lines = [say("reading-title", number=entry.holding.number, serial=entry.meter.serial)]
    if not entered and entry.standing is not None:
        lines.append(say("reading-will-replace", receipt=entry.standing.receipt))
    lines += ["", say("reading-value-ask", scale=_name(say, asked)), _previous_line(say, asked)]
    digits = say("reading-digits", digits=entry.meter.digits)
    lines += (
        [digits, say("reading-decimals", decimals=entry.meter.decimals)] if entry.meter.decimals else [digits]
    )
    if not entered and len(entry.scales) > 1:
        names = ", ".join(each.scale.name for each in entry.scales)
        lines += ["", say("reading-all-at-once", scales=names)]
    return Question("\n".join(lines))


def _previous_line(say: Speech, asked: AskedScale) -> str:
    if asked.previous is None:
        return say("reading-no-previous")
    value = format_value(asked.previous)
    if asked.since is None:
        return say("reading-previous-undated", value=value)
    return say("reading-previous", value=value, date=format_date(asked.since))


async def value_entered(form: Form[Context], text: str) -> Next:
    """Take one value or several; ask at once about a value that is lower than the previous one."""
    before = _values(form.answers)
    entered = await form.context.cases[EnterValues](
        form.context.account_id, form.answers["meter"], before, text, form.answers.get("rolled_over", [])
    )
    changed = {
        str(scale): str(value) for scale, value in entered.values.items() if before.get(scale) != value
    }
    form.context.cases[NoteTypedReading](form.context.account_id, form.answers["meter"], form.talk.chat_id)
    form.answers["groups"].append(changed or {str(key): str(value) for key, value in entered.values.items()})
    if entered.judged is not None:
        form.context.seen[_entered(form.answers)] = entered.judged
        return await _judged(form)
    for check in entered.checks:
        if check.outcome is ScaleOutcome.LOWER:
            return _lower(form, check.consumption)
    return ReadingForm.value


def _lower(form: Form[Context], consumption: Consumption) -> Next:
    previous, scale = consumption.baseline.value, consumption.scale.number
    form.answers["rolled_over"] = [each for each in form.answers.get("rolled_over", []) if each != scale]
    form.answers.setdefault("lower", {})[str(scale)] = {
        "scale": scale,
        "name": consumption.scale.name,
        "value": format_value(consumption.value),
        "previous": format_value(previous) if previous is not None else "",
        "rollover": consumption.rollover_is_plausible,
    }
    return ReadingForm.lower


def _asked_lower(answers: Answers) -> dict[str, Any]:
    """Find the lower value that is not explained yet; those before it were explained by a rollover."""
    rolled_over = answers.get("rolled_over", [])
    lower: Iterable[dict[str, Any]] = answers["lower"].values()
    return next(each for each in lower if each["scale"] not in rolled_over)


async def _judged(form: Form[Context]) -> Next:
    """Decide what has to be asked about the reading as a whole."""
    judged = await _judge(form)
    match judged.verdict.outcome:
        case Outcome.SWAPPABLE:
            return ReadingForm.swap
        case Outcome.LOWER:
            return _lower(form, next(each for each in judged.verdict.scales if each.is_lower))
        case Outcome.FAR_ABOVE if not form.answers.get("far_above"):
            return ReadingForm.far_above
        case _:
            return ReadingForm.confirm


async def ask_lower(form: Form[Context]) -> Question:
    """Ask why a value is lower than before: a mistake, a rollover, or another meter."""
    say, lower = form.say, _asked_lower(form.answers)
    rows = [(Choice(say.plain("reading-mistake-button"), "mistake"),)]
    if lower["rollover"]:
        rows.append((Choice(say.plain("reading-rollover-button"), "rollover"),))
    rows.append((Choice(say.plain("reading-replaced-button"), "replaced"),))
    text = say("reading-lower-ask", scale=lower["name"], value=lower["value"], previous=lower["previous"])
    return Question(text, rows=tuple(rows))


async def was_mistake(form: Form[Context], _: str) -> Next:
    """Ask for the value again, and for the values after it."""
    is_latest = str(_asked_lower(form.answers)["scale"]) in form.answers["groups"][-1]
    return Rewind(ReadingForm.value, to_first=not is_latest)


async def has_rolled_over(form: Form[Context], _: str) -> Next:
    """Note a rollover of the scale; whether it is plausible is judged with the whole reading."""
    scale = _asked_lower(form.answers)["scale"]
    form.answers.setdefault("rolled_over", []).append(scale)
    entry = await _entry(form)
    entered = _values(form.answers)
    if any(each.scale.number not in entered for each in entry.scales):
        return ReadingForm.value
    return await _judged(form)


async def was_replaced(_form: Form[Context], _: str) -> Next:
    """Ask about the old meter and the new one."""
    return MeterChangeForm.closing


async def ask_swap(form: Form[Context]) -> Question:
    """Offer to exchange two values, because they fit when they are exchanged.

    If no value is lower than before, and only the consumption is unusual, the resident may keep the values.
    """
    say = form.say
    verdict = (await _judge(form)).verdict
    swapped = verdict.swapped or {}
    text = "\n".join(
        [
            say("reading-swap-ask"),
            "",
            *(_swap_line(say, each, each.value) for each in verdict.scales),
            "",
            say("reading-swap-proposal"),
            *(_swap_line(say, each, swapped.get(each.scale.number, each.value)) for each in verdict.scales),
        ]
    )
    swap = (Choice(say.plain("reading-swap-button"), "swap"),)
    insist = (Choice(say.plain("reading-keep-button"), "keep"),)
    correct = (Choice(say.plain("reading-correct-button"), "correct"),)
    return Question(text, rows=(swap, correct) if verdict.is_lower else (swap, insist, correct))


def _swap_line(say: Speech, each: Consumption, value: Decimal) -> str:
    return say("reading-swap-row", scale=each.scale.name, value=format_value(value))


async def not_swapped(form: Form[Context], _: str) -> Next:
    """Keep the values as typed, unless one is lower than before; then ask about the unusual consumption."""
    if (await _judge(form)).verdict.is_lower:
        return Again()
    return ReadingForm.far_above


async def swapped(form: Form[Context], _: str) -> Next:
    """Exchange the two values."""
    exchanged = (await _judge(form)).verdict.swapped
    if exchanged is not None:
        form.answers["swapped"] = {str(scale): str(value) for scale, value in exchanged.items()}
    return await _judged(form)


async def lower_typed(form: Form[Context], text: str) -> Next:
    """Take a new value for the scale whose value was lower than before."""
    return await _typed_again(form, text, _asked_lower(form.answers)["scale"])


async def far_above_typed(form: Form[Context], text: str) -> Next:
    """Take a new value for the scale far above the usual, or all values if there are several such scales."""
    far = [each.scale.number for each in (await _judge(form)).verdict.scales if each.is_far_above]
    return await _typed_again(form, text, far[0] if len(far) == 1 else None)


async def values_typed(form: Form[Context], text: str) -> Next:
    """Take values that were typed where a button was expected."""
    return await _typed_again(form, text, None)


async def _typed_again(form: Form[Context], text: str, scale: int | None) -> Next:
    """Go on as if the corrected values had been typed in the first place."""
    context, answers = form.context, form.answers
    try:
        corrected = await context.cases[CorrectValues](
            context.account_id, answers["meter"], _values(answers), scale, text
        )
    except DomainError as error:
        if error.code == "value-not-a-number":
            return Again(form.say("form-use-buttons"))
        raise
    return Rewind(ReadingForm.value, to_first=True, answer=corrected)


async def to_correct(_form: Form[Context], _: str) -> Next:
    """Ask for all values again."""
    return Rewind(ReadingForm.value, to_first=True)


async def ask_far_above(form: Form[Context]) -> Question:
    """Ask once more about a consumption that is far above the usual."""
    say = form.say
    judged = await _judge(form)
    lines = [say("reading-far-ask"), ""]
    for each in judged.verdict.scales:
        if each.is_far_above and each.kwh is not None:
            lines.append(say("reading-far-row", scale=each.scale.name, consumption=format_value(each.kwh)))
            if each.baseline.usual is not None:
                lines.append(
                    say("reading-far-usual", usual=format_value(each.baseline.usual.quantize(Decimal(1))))
                )
    lines += ["", say("reading-far-hint")]
    return Question("\n".join(lines), rows=_confirm_rows(say))


async def insisted(form: Form[Context], _: str) -> Next:
    """Go on with the values as typed; an operator will decide about the reading."""
    form.answers["far_above"] = True
    return ReadingForm.confirm


async def ask_confirm(form: Form[Context]) -> Question:
    """Show previous → new = consumption for every scale, and the cost if the tariff is known."""
    say = form.say
    judged = await _judge(form)
    lines = [
        say("reading-summary-title", month=month_name(say, judged.month)),
        say("reading-title", number=form.answers["number"], serial=judged.meter.serial),
        "",
        *(_summary_line(say, each) for each in judged.verdict.scales),
    ]
    if judged.cost is not None and any(each.kwh for each in judged.verdict.scales):
        lines += ["", say("reading-cost", amount=format_amount(judged.cost))]
    if judged.verdict.is_far_above:
        lines += ["", say("reading-summary-review")]
    if judged.replaces is not None:
        lines += ["", say("reading-will-replace", receipt=judged.replaces.receipt)]
    lines += ["", say("reading-confirm-ask")]
    return Question("\n".join(lines), rows=_confirm_rows(say))


def _summary_line(say: Speech, each: Consumption) -> str:
    value = format_value(each.value)
    if each.baseline.value is None or each.kwh is None:
        return say("reading-summary-first", scale=each.scale.name, value=value)
    text_id = "reading-summary-rolled" if each.rolled_over else "reading-summary-row"
    return say(
        text_id,
        scale=each.scale.name,
        previous=format_value(each.baseline.value),
        value=value,
        consumption=format_value(each.kwh),
    )


async def confirmed(form: Form[Context], _: str) -> Next:
    """Store the reading and give its receipt."""
    context, say = form.context, form.say
    receipt = await context.cases[SubmitReading](
        context.account_id,
        form.answers["meter"],
        _values(form.answers),
        form.answers.get("rolled_over", []),
        form.key,
        confirmed_far_above=form.answers.get("far_above", False),
    )
    moment = receipt.entered_at.astimezone(context.facts.zone)
    text_id = "reading-in-review" if receipt.status is Status.REVIEW else "reading-accepted"
    lines = [
        say(
            text_id,
            receipt=receipt.receipt,
            month=month_name(say, receipt.month),
            moment=f"{format_date(moment.date())} {moment:%H:%M}",
        )
    ]
    if receipt.replaced is not None:
        lines.append(say("reading-replaced-earlier", receipt=receipt.replaced))
    number = form.answers["number"]
    rows = (
        (Button(say.plain("card-history-button"), NumberButton(action="history", number=number)),),
        (Button(say.plain("card-back-button"), NumberButton(action="card", number=number)),),
    )
    return Finish(Screen("\n\n".join(lines), rows=rows))


def unconfirmed_screen(say: Speech, number: str) -> Screen:
    """Give the reminder of values that were typed and not confirmed, with the button that goes on."""
    go_on = Button(say.plain("resume-go-button"), ResumeButton(action=GO_ON, form=READING.name))
    return Screen(say("message-reading-unconfirmed", number=number), rows=((go_on,),))


async def leave(form: Form[Context]) -> Screen:
    """Say that nothing was sent, and remind of nothing."""
    if form.answers.get("groups") and form.context.is_signed_in:
        form.context.cases[ForgetTypedReading](form.context.account_id, form.answers["meter"])
    return menu_screen(form.talk, form.context, form.say("reading-left"))


async def _look(context: Context, number: str, meter_id: str | None = None) -> MeterChoice | ReadingEntry:
    """Give the meters to choose from, or the scales to ask about, looked up once in a turn."""
    if (number, meter_id) not in context.seen:
        found = await context.cases[BeginReading](context.account_id, number, meter_id)
        _saw(context, number, found, meter_id)
    look: MeterChoice | ReadingEntry = context.seen[number, meter_id]
    return look


def _saw(
    context: Context, number: str, found: MeterChoice | ReadingEntry, meter_id: str | None = None
) -> None:
    context.seen[number, meter_id] = found
    if isinstance(found, ReadingEntry):
        context.seen[number, found.meter.id] = found


async def _entry(form: Form[Context]) -> ReadingEntry:
    found = await _look(form.context, form.answers["number"], form.answers["meter"])
    if isinstance(found, MeterChoice):  # the chosen meter is not in the registry any more
        raise DomainError("meter-closed")
    return found


async def _judge(form: Form[Context]) -> JudgedReading:
    """Give the verdict on the values entered so far, found once in a turn."""
    context, answers, entered = form.context, form.answers, _entered(form.answers)
    if entered not in context.seen:
        context.seen[entered] = await context.cases[JudgeReading](
            context.account_id, answers["meter"], _values(answers), answers.get("rolled_over", [])
        )
    judged: JudgedReading = context.seen[entered]
    return judged


def _entered(answers: Mapping[str, Any]) -> Hashable:
    """Give the entries that a verdict depends on."""
    return (answers["meter"], *_values(answers).items(), *answers.get("rolled_over", []))


def _values(answers: Mapping[str, Any]) -> dict[int, Decimal]:
    merged: dict[str, str] = {}
    for group in (*answers["groups"], answers.get("swapped", {})):
        merged |= group
    return {int(scale): Decimal(value) for scale, value in merged.items()}


def _name(say: Speech, asked: AskedScale) -> str:
    return scale_name(say, asked.scale.name, asked.scale.hours)


def _confirm_rows(say: Speech) -> tuple[tuple[Choice, ...], ...]:
    return (
        (Choice(say.plain("reading-confirm-button"), "confirm"),),
        (Choice(say.plain("reading-correct-button"), "correct"),),
    )


def _forget_values(answers: Answers) -> None:
    """Drop the values of the latest message, and the answers about them."""
    dropped = answers["groups"].pop() if answers.get("groups") else {}
    rolled_over = answers.get("rolled_over", [])
    answers["rolled_over"] = [scale for scale in rolled_over if str(scale) not in dropped]
    for scale in dropped:
        answers.get("lower", {}).pop(scale, None)
    for name in ("swapped", "far_above"):
        answers.pop(name, None)


def _forget_rollover(answers: Answers) -> None:
    if answers.get("rolled_over"):
        answers["rolled_over"].pop()


R = ReadingForm
JUDGED = (R.swap, R.lower, R.far_above, R.confirm)
"""The steps that may follow when the whole reading was judged."""
READING = FormTable[Context](
    name="reading",
    leave=leave,
    keeps=once_answered,
    also_starts=(R.meter, R.value),
    steps=(
        Step(R.number, ask_number, choices={"number": number_chosen}, goes_to=(R.meter, R.value)),
        Step(R.meter, ask_meter, choices={"meter": meter_chosen}, goes_to=(R.value, R.meter)),
        Step(R.value, ask_value, parse=value_entered, goes_to=(R.value, *JUDGED), forget=_forget_values),
        Step(
            R.lower,
            ask_lower,
            parse=lower_typed,
            choices={"mistake": was_mistake, "rollover": has_rolled_over, "replaced": was_replaced},
            goes_to=(R.value, MeterChangeForm.closing, *JUDGED),
            forget=_forget_rollover,
        ),
        Step(
            R.swap,
            ask_swap,
            parse=values_typed,
            choices={"swap": swapped, "keep": not_swapped, "correct": to_correct},
            goes_to=(R.value, *JUDGED),
            forget=lambda answers: answers.pop("swapped", None),
        ),
        Step(
            R.far_above,
            ask_far_above,
            parse=far_above_typed,
            choices={"confirm": insisted, "correct": to_correct},
            goes_to=(R.value, R.confirm),
            forget=lambda answers: answers.pop("far_above", None),
        ),
        Step(
            R.confirm,
            ask_confirm,
            parse=values_typed,
            choices={"confirm": confirmed, "correct": to_correct},
            goes_to=(R.value,),
            ends=True,
        ),
        *meter_change.STEPS,
    ),
)
