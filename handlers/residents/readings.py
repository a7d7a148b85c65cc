"""Sending a reading, scale by scale (part 3 of the manual)."""

from __future__ import annotations

from collections.abc import Awaitable, Hashable, Iterable, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any, TypeVar

from domain.consent import says_right
from domain.dates import Month, format_date
from domain.errors import DomainError
from domain.limits import FILES_OF_QUESTION
from domain.meter import Meter
from domain.reading import Consumption, ScaleOutcome
from domain.reading_text import TOO_FINE, format_value, without_decimals
from domain.subscriber import Holding
from handlers.context import Context
from handlers.menu import menu_screen
from handlers.posts import file_of, from_draft, to_draft
from handlers.residents import batch, meter_change
from handlers.residents.choosing import CHOICES, PAGE, SOUGHT, choice_rows, chosen_page, page_lines, seek
from handlers.residents.doubts import far_above_text, replaced_line, review_lines, summary_line
from handlers.residents.meter_change import MeterChangeForm, confirm_rows, whole_question
from handlers.residents.missed import missed_lines
from handlers.residents.receipts import receipt_screen
from handlers.residents.senders import earlier_sent_by
from handlers.residents.tariffs import estimate_lines
from handlers.resuming import GO_ON
from handlers.wording import (
    meter_label,
    meters_due,
    month_name,
    numbers_due,
    scale_name,
    verification_warning,
)
from services.decisions.insisting import InsistOnReading
from services.numbers.due import ListDue, NextDue, NumberDue, next_due
from services.numbers.readings import (
    AskedScale,
    BeginAgain,
    BeginAnyReading,
    BeginReading,
    CorrectValues,
    Entered,
    EnterValues,
    JudgedReading,
    JudgeReading,
    MeterChoice,
    ReadingEntry,
    Receipt,
    SubmitReading,
)
from services.numbers.unconfirmed import ForgetTypedReading, NoteTypedReading
from services.threads.thread import checked
from ui.buttons import AgainButton, ResumeButton
from ui.forms import (
    Again,
    Answers,
    Choice,
    Finish,
    Form,
    FormTable,
    GivenFile,
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

T = TypeVar("T")

ONLY = "only"
"""Where the answers keep that the account has no other meter to read."""
TYPED = "typed"
"""Where the answers keep values that were typed before it is known for which meter they are."""


class ReadingForm(States):
    """What sending a reading is waiting for."""

    number = State()
    meter = State()
    value = State()
    whole = State()
    lower = State()
    swap = State()
    far_above = State()
    photo = State()
    confirm = State()
    confirm_photo = State()


async def begin(talk: Talk, context: Context, typed: str | None = None) -> None:
    """Start from the menu; ask for the number only if the account has several.

    ``typed``: the values, if the resident has written them already.
    """
    found = await context.cases[BeginAnyReading](context.account_id)
    if found is None:
        numbers = await _numbers(context)
        if any(each.offered for each in numbers):
            await context.book.begin(talk, context, ReadingForm.number, **_typed(typed))
        else:
            text = f"{talk.say('reading-nothing-to-send')}\n\n{numbers_due(talk.say, numbers)}"
            await talk.show(menu_screen(talk, context, text))
    else:
        number = found.number if isinstance(found, MeterChoice) else found.holding.number
        _saw(context, number, found)
        await begin_with(talk, context, number, typed, is_only=isinstance(found, ReadingEntry))


def _typed(typed: str | None) -> dict[str, str]:
    """Keep values that were typed before it is known for which meter they are."""
    return {} if typed is None else {TYPED: typed}


async def begin_with(
    talk: Talk, context: Context, number: str, typed: str | None = None, *, is_only: bool = False
) -> None:
    """Start from the card of a number; ask for the meter only if the number has several.

    ``is_only``: the account has no other meter to read, so the receipt need not look for one.
    """
    found = await _look(context, number)
    if isinstance(found, MeterChoice):
        await context.book.begin(talk, context, ReadingForm.meter, number=number, **_typed(typed))
    else:
        await context.book.begin(
            talk,
            context,
            ReadingForm.value,
            typed,
            number=number,
            meter=found.meter.id,
            groups=[],
            **({ONLY: True} if is_only else {}),
        )


async def again_pressed(talk: Talk, context: Context, button: AgainButton) -> None:
    """Ask for the values of the meter whose reading does not count; the message that tells so stays."""
    await talk.release()
    context.book.drop(talk, context)
    found = await context.cases[BeginAgain](context.account_id, button.reading)
    number = found.holding.number
    _saw(context, number, found, found.meter.id)
    await context.book.begin(talk, context, ReadingForm.value, number=number, meter=found.meter.id, groups=[])


async def begin_next(talk: Talk, context: Context, number: str) -> None:
    """Start with a meter of a number whose reading is still to be sent, if there is one."""
    numbers = await _numbers(context)
    meters = next((each.due for each in numbers if each.holding.number == number), ())
    if meters:
        meter = meters[0].meter.id
        await context.book.begin(talk, context, ReadingForm.value, number=number, meter=meter, groups=[])
    else:
        await begin_with(talk, context, number)


async def ask_number(form: Form[Context]) -> Question:
    """Ask for which subscriber number the reading is, and say of each what is still to be sent."""
    say, numbers = form.say, await _numbers(form.context)
    if not numbers:
        return Question(say("error-no-numbers"))
    page = chosen_page(form.answers, _due_first(numbers), _holding_of)
    offered = [each.holding for each in page.items if each.offered]
    parts = [say("reading-number-ask"), *page_lines(say, page, form.answers)]
    if page.items:
        parts.append(numbers_due(say, page.items))
    rows = choice_rows(say, offered, page, form.answers)
    if len(numbers) > 1 and any(each.offered for each in numbers):
        rows = (*rows, (Choice(say.plain("batch-begin-button"), "batch"),))
    return Question("\n\n".join(parts), rows=rows)


def _due_first(numbers: list[NumberDue]) -> list[NumberDue]:
    """Put what is still to be sent first, where there is more than a page."""
    if len(numbers) <= PAGE:
        return numbers
    return sorted(numbers, key=lambda each: (not each.due, not each.offered))


def _holding_of(due: NumberDue) -> Holding:
    return due.holding


async def number_typed(form: Form[Context], text: str) -> Next:
    """Look for a number, and go on with it at once if there is one alone whose reading can be sent."""
    numbers = await _numbers(form.context)
    found = chosen_page({SOUGHT: text}, numbers, _holding_of)
    offered = [each for each in found.items if each.offered]
    if found.total == len(offered) == 1:
        return await number_chosen(form, offered[0].holding.number)
    if not found.total:
        return Again(form.say("numbers-not-found"))
    seek(form.answers, text)
    return Again()


async def _numbers(context: Context) -> list[NumberDue]:
    """Give what is still to be sent, looked up once in a turn."""
    if ListDue not in context.seen:
        context.seen[ListDue] = await context.cases[ListDue](context.account_id)
    numbers: list[NumberDue] = context.seen[ListDue]
    return numbers


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
    say, found = form.say, await _look(form.context, number)
    text = say("reading-meter-ask", number=number)
    meters: tuple[Meter, ...] = ()
    if isinstance(found, MeterChoice):
        text, meters = f"{text}\n\n{meters_due(say, found.due)}", found.meters
    else:
        meters = (found.meter,)
    return Question(text, rows=tuple((Choice(meter_label(say, each), "meter", each.id),) for each in meters))


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
    lines = _month_note(form, str(entry.month))
    lines.append(say("reading-title", number=entry.holding.number, serial=entry.meter.serial))
    if not entered:
        lines += [
            earlier_sent_by(say, replaced_line(say, each), each, entry.senders) for each in entry.earlier
        ]
        facts = form.context.facts
        verification = entry.meter.verification(facts.today())
        warning = verification_warning(say, entry.meter, verification, facts.support_phone)
        lines += ["", warning] if warning else []
    if not entered and not entry.earlier:
        lines += [
            each
            for line in await missed_lines(say, form.context, entry.holding.number)
            for each in ("", line)
        ]
    lines += ["", say("reading-value-ask", scale=_name(say, asked)), _previous_line(say, asked)]
    digits = say("reading-digits", digits=entry.meter.digits)
    lines += (
        [digits, say("reading-decimals", decimals=entry.meter.decimals)] if entry.meter.decimals else [digits]
    )
    if not entered and len(entry.scales) > 1:
        names = ", ".join(each.scale.name for each in entry.scales)
        lines += ["", say("reading-all-at-once", scales=names)]
    return Question("\n".join(lines))


def _month_note(form: Form[Context], month: str | None) -> list[str]:
    """Say that another month has begun since the question before, and remember which month is shown now."""
    before = form.answers.get("month")
    if month is None or month == before:
        return []
    form.answers["month"] = month
    if before is None:
        return []
    return [form.say("reading-month-changed", month=month_name(form.say, Month.parse(month))), ""]


def _previous_line(say: Speech, asked: AskedScale) -> str:
    if asked.previous is None:
        return say("reading-no-previous")
    value = format_value(asked.previous)
    if asked.since is None:
        return say("reading-previous-undated", value=value)
    return say("reading-previous", value=value, date=format_date(asked.since))


async def value_entered(form: Form[Context], text: str) -> Next:
    """Take one value or several; ask at once about a value that is lower than the previous one."""
    try:
        return await _take_values(form, text)
    except DomainError as error:
        if error.code not in TOO_FINE:
            raise
        likely = without_decimals(text, (await _entry(form)).meter)
        await _expect_whole(form, likely, _values(form.answers), error)
    form.answers["groups"].append({})  # nothing is taken yet; «Назад» drops what the message brought
    return ReadingForm.whole


async def _expect_whole(
    form: Form[Context], likely: Iterable[str], before: Mapping[int, Decimal], error: DomainError
) -> None:
    """Keep the likeliest of several texts until the resident confirms it; raise the error if none is read."""
    context, found = form.context, []
    for text in likely:
        with suppress(DomainError):
            entered = await context.cases[EnterValues](
                context.account_id, form.answers["meter"], before, text, form.answers.get("rolled_over", [])
            )
            found.append((text, entered.checks))
    if not found:
        raise error
    fitting = (each for each in found if all(check.outcome is ScaleOutcome.OK for check in each[1]))
    text, checks = next(fitting, found[0])
    shown = [(check.consumption.scale.name, format_value(check.consumption.value)) for check in checks]
    form.answers["whole"] = {"text": text, "shown": shown}


async def ask_whole(form: Form[Context]) -> Question:
    """Ask whether values without the decimals that the meter does not have are right."""
    return whole_question(form, (await _entry(form)).meter)


async def whole_confirmed(form: Form[Context], _: str) -> Next:
    """Go on as if the values had been typed so in the first place."""
    whole = form.answers["whole"]
    return Rewind(ReadingForm.value, to_first=whole.get("to_first", False), answer=whole["text"])


async def whole_corrected(form: Form[Context], _: str) -> Next:
    """Ask for the values again."""
    return Rewind(ReadingForm.value, to_first=form.answers["whole"].get("to_first", False))


async def whole_typed(form: Form[Context], text: str) -> Next:
    """Take a consent in words, or other values."""
    whole = form.answers["whole"]
    if says_right(text):
        return await whole_confirmed(form, "")
    if whole.get("to_first"):
        return await _typed_again(form, text, whole["scale"])
    return Rewind(ReadingForm.value, answer=text)


async def _take_values(form: Form[Context], text: str) -> Next:
    before = _values(form.answers)
    answers = form.answers
    entered = await _while_open(
        form.context.cases[EnterValues](
            form.context.account_id,
            answers["meter"],
            before,
            text,
            answers.get("rolled_over", []),
            answers.get("below_known", []),
        )
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


async def _while_open(entering: Awaitable[T]) -> T:
    """Await what needs an open window; if it closed meanwhile, say that the values were not sent."""
    try:
        return await entering
    except DomainError as error:
        if error.code != "window-closed":
            raise
        raise DomainError("window-closed-meanwhile", opens=error.values["opens"]) from None


def _lower(form: Form[Context], consumption: Consumption, month: Month | None = None) -> Next:
    """Go to the question about a lower value; ``month`` is that of the reading, if all of it was judged."""
    previous, scale = consumption.baseline.value, consumption.scale.number
    for said in EXPLANATIONS:
        form.answers[said] = [each for each in form.answers.get(said, []) if each != scale]
    form.answers.setdefault("lower", {})[str(scale)] = {
        "scale": scale,
        "name": consumption.scale.name,
        "value": format_value(consumption.value),
        "previous": format_value(previous) if previous is not None else "",
        "rollover": consumption.rollover_is_plausible,
        "month": None if month is None else str(month),
    }
    return ReadingForm.lower


def _asked_lower(answers: Answers) -> dict[str, Any]:
    """Find the lower value that is not explained yet."""
    explained = _explained(answers)
    lower: Iterable[dict[str, Any]] = answers["lower"].values()
    return next(each for each in lower if each["scale"] not in explained)


def _explained(answers: Mapping[str, Any]) -> list[int]:
    """Give the scales of which the resident said why they show less than before."""
    return [scale for said in EXPLANATIONS for scale in answers.get(said, [])]


async def _judged(form: Form[Context]) -> Next:
    """Decide what has to be asked about the reading as a whole."""
    judged, answers = await _judge(form), form.answers
    verdict = judged.verdict
    if verdict.swapped is not None and not answers.get("kept"):
        return ReadingForm.swap
    if verdict.is_lower:
        return _lower(form, next(each for each in verdict.scales if each.is_lower), judged.month)
    if verdict.is_far_above and not answers.get("far_above"):
        return ReadingForm.far_above
    if verdict.is_below_known:
        return ReadingForm.confirm_photo if "photos" in answers else ReadingForm.photo
    return ReadingForm.confirm


async def ask_lower(form: Form[Context]) -> Question:
    """Ask why a value is lower than before: a mistake, a rollover, another meter, or a wrong known value."""
    say, lower = form.say, _asked_lower(form.answers)
    rows = [(Choice(say.plain("reading-mistake-button"), "mistake"),)]
    if lower["rollover"]:
        rows.append((Choice(say.plain("reading-rollover-button"), "rollover"),))
    rows.append((Choice(say.plain("reading-replaced-button"), "replaced"),))
    rows.append((Choice(say.plain("reading-below-button"), "below"),))
    text = say("reading-lower-ask", scale=lower["name"], value=lower["value"], previous=lower["previous"])
    note = _month_note(form, lower.get("month"))
    return Question("\n".join([*note, text]), rows=tuple(rows))


async def was_mistake(form: Form[Context], _: str) -> Next:
    """Ask for the value again, and for the values after it."""
    is_latest = str(_asked_lower(form.answers)["scale"]) in form.answers["groups"][-1]
    return Rewind(ReadingForm.value, to_first=not is_latest)


async def has_rolled_over(form: Form[Context], _: str) -> Next:
    """Note a rollover of the scale; whether it is plausible is judged with the whole reading."""
    return await _explain(form, "rolled_over")


async def shows_less(form: Form[Context], _: str) -> Next:
    """Note that the display shows less than is known, whatever the reason; operators will look at it."""
    return await _explain(form, "below_known")


async def _explain(form: Form[Context], said: str) -> Next:
    scale = _asked_lower(form.answers)["scale"]
    form.answers.setdefault(said, []).append(scale)
    entry = await _entry(form)
    entered = _values(form.answers)
    if any(each.scale.number not in entered for each in entry.scales):
        return ReadingForm.value
    return await _judged(form)


async def was_replaced(_form: Form[Context], _: str) -> Next:
    """Ask about the old meter and the new one."""
    return MeterChangeForm.closing


async def ask_swap(form: Form[Context]) -> Question:
    """Offer to exchange two values, because they fit when they are exchanged; the resident may keep them."""
    say = form.say
    judged = await _judge(form)
    verdict = judged.verdict
    swapped = verdict.swapped or {}
    text = "\n".join(
        [
            *_month_note(form, str(judged.month)),
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
    return Question(text, rows=(swap, insist, correct))


def _swap_line(say: Speech, each: Consumption, value: Decimal) -> str:
    return say("reading-swap-row", scale=each.scale.name, value=format_value(value))


async def not_swapped(form: Form[Context], _: str) -> Next:
    """Keep the values as typed; then ask about what is lower than before, or far above the usual."""
    form.answers["kept"] = True
    return await _judged(form)


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
    try:
        corrected = await _corrected(form, text, scale)
    except DomainError as error:
        if error.code == "value-not-a-number":
            return Again(form.say("form-use-buttons"))
        if error.code not in TOO_FINE:
            raise
        likely = []
        for each in without_decimals(text, (await _entry(form)).meter):
            with suppress(DomainError):
                likely.append(await _corrected(form, each, scale))
        await _expect_whole(form, likely, {}, error)
        form.answers["whole"] |= {"to_first": True, "scale": scale}
        return ReadingForm.whole
    return Rewind(ReadingForm.value, to_first=True, answer=corrected)


async def _corrected(form: Form[Context], text: str, scale: int | None) -> str:
    """Give all values as one message, those of the typed text in place of those that were corrected."""
    context, answers = form.context, form.answers
    return await _while_open(
        context.cases[CorrectValues](context.account_id, answers["meter"], _values(answers), scale, text)
    )


async def to_correct(_form: Form[Context], _: str) -> Next:
    """Ask for all values again."""
    return Rewind(ReadingForm.value, to_first=True)


async def ask_far_above(form: Form[Context]) -> Question:
    """Ask once more about a consumption that is far above the usual."""
    judged = await _judge(form)
    text = "\n".join([*_month_note(form, str(judged.month)), far_above_text(form.say, judged)])
    return Question(text, rows=confirm_rows(form.say))


async def insisted(form: Form[Context], _: str) -> Next:
    """Go on with the values as typed; an operator will decide about the reading."""
    form.answers["far_above"] = True
    return await _judged(form)


async def ask_photo(form: Form[Context]) -> Question:
    """Ask for a photo of a display that shows less than is known."""
    skip = Choice(form.say.plain("form-skip-button"), "skip")
    return Question(form.say("reading-photo-ask"), rows=((skip,),))


async def photo_given(form: Form[Context], given: GivenFile) -> Next:
    """Keep a photo, or a file with it."""
    form.answers.setdefault("photos", []).append(to_draft(checked(file_of(form, given))))
    return ReadingForm.confirm_photo


async def photo_described(form: Form[Context], text: str) -> Next:
    """Take other values, or ask for the photo itself."""
    if any(letter.isdecimal() for letter in text):
        return await values_typed(form, text)
    return Again(form.say("reading-photo-no-words"))


async def photo_skipped(form: Form[Context], _: str) -> Next:
    """Go on without a photo; operators may ask for it."""
    form.answers["photos"] = []
    return ReadingForm.confirm_photo


async def another_photo(form: Form[Context], given: GivenFile) -> Next:
    """Keep one more photo."""
    if len(form.answers["photos"]) >= FILES_OF_QUESTION.most:
        raise DomainError("question-too-many-files", most=FILES_OF_QUESTION.most)
    await photo_given(form, given)
    return Again(form.say("reading-photo-added"))


async def ask_confirm(form: Form[Context]) -> Question:
    """Show previous → new = consumption for every scale, and what it costs if the tariff is known."""
    say = form.say
    judged = await _judge(form)
    lines = [
        *_month_note(form, str(judged.month)),
        say("reading-summary-title", month=month_name(say, judged.month)),
        say("reading-title", number=form.answers["number"], serial=judged.meter.serial),
        "",
        *(summary_line(say, each) for each in judged.verdict.scales),
    ]
    if judged.estimate is not None and any(each.kwh for each in judged.verdict.scales):
        lines += ["", *estimate_lines(say, judged.estimate)]
    if judged.verdict.needs_review:
        lines += ["", *review_lines(say, judged, len(form.answers.get("photos", [])))]
    if judged.all_replaced:
        lines += ["", *(replaced_line(say, each) for each in judged.all_replaced)]
    lines += ["", say("reading-confirm-ask")]
    return Question("\n".join(lines), rows=confirm_rows(say))


async def confirmed(form: Form[Context], _: str) -> Next:
    """Store the reading and give its receipt."""
    context, say = form.context, form.say
    try:
        receipt = await _while_open(_submit(form))
    except DomainError as error:
        if error.code != "month-changed":
            raise
        return await _of_another_month(form)
    following = None if form.answers.get(ONLY) else await _next_after(context, receipt)
    return Finish(receipt_screen(say, receipt, context.facts.zone, following))


async def _next_after(context: Context, receipt: Receipt) -> NextDue | None:
    return next_due(await context.cases[ListDue](context.account_id), receipt.number)


async def _of_another_month(form: Form[Context]) -> Next:
    """Ask about the same values again, because they are compared with others in another month."""
    form.answers.setdefault("month", "")
    asked = await _judged(form)
    return Again() if isinstance(asked, State) and asked.name == form.talk.turn.state else asked


async def _submit(form: Form[Context]) -> Receipt:
    context, answers = form.context, form.answers
    shown = answers.get("month")
    entered = Entered(
        context.account_id,
        answers["meter"],
        _values(answers),
        answers.get("rolled_over", []),
        answers.get("below_known", []),
        answers.get("far_above", False),
        month=Month.parse(shown) if shown else None,
        asked_at=form.talk.turn.since,
    )
    if entered.below_known:
        photos = [from_draft(kept) for kept in answers.get("photos", [])]
        return await context.cases[InsistOnReading](entered, photos, form.key)
    return await context.cases[SubmitReading](entered, form.key)


def unconfirmed_screen(say: Speech, number: str) -> Screen:
    """Give the reminder of values that were typed and not confirmed, with the button that goes on."""
    go_on = Button(say.plain("resume-go-button"), ResumeButton(action=GO_ON, form=READING.name))
    return Screen(say("message-reading-unconfirmed", number=number), rows=((go_on,),))


async def leave(form: Form[Context]) -> Screen:
    """Say that nothing was sent, and remind of nothing; of a list what was sent stays."""
    if (receipts := await batch.left(form)) is not None:
        return receipts
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
        context.seen[entered] = await _while_open(
            context.cases[JudgeReading](
                context.account_id,
                answers["meter"],
                _values(answers),
                answers.get("rolled_over", []),
                answers.get("below_known", []),
            )
        )
    judged: JudgedReading = context.seen[entered]
    return judged


def _entered(answers: Mapping[str, Any]) -> Hashable:
    """Give the entries that a verdict depends on."""
    said = (tuple(answers.get(said, [])) for said in EXPLANATIONS)
    return (answers["meter"], *_values(answers).items(), *said)


def _values(answers: Mapping[str, Any]) -> dict[int, Decimal]:
    merged: dict[str, str] = {}
    for group in (*answers["groups"], answers.get("swapped", {})):
        merged |= group
    return {int(scale): Decimal(value) for scale, value in merged.items()}


def _name(say: Speech, asked: AskedScale) -> str:
    return scale_name(say, asked.scale.name, asked.scale.hours)


def _forget_values(answers: Answers) -> None:
    """Drop the values of the latest message, and the answers about them."""
    dropped = answers["groups"].pop() if answers.get("groups") else {}
    for said in EXPLANATIONS:
        answers[said] = [scale for scale in answers.get(said, []) if str(scale) not in dropped]
    for scale in dropped:
        answers.get("lower", {}).pop(scale, None)
    for name in ("swapped", "kept", "far_above", "photos"):
        answers.pop(name, None)


def _forget_explanation(answers: Answers) -> None:
    """Drop what was said last about a value that is lower than before."""
    explained = _explained(answers)
    latest = next(
        (each["scale"] for each in reversed(answers["lower"].values()) if each["scale"] in explained), 0
    )
    for said in EXPLANATIONS:
        answers[said] = [scale for scale in answers.get(said, []) if scale != latest]


def _forget_swap(answers: Answers) -> None:
    for name in ("swapped", "kept"):
        answers.pop(name, None)


R = ReadingForm
EXPLANATIONS = ("rolled_over", "below_known")
"""Where the draft keeps the scales that show less than before, by what the resident said about them."""
JUDGED = (R.swap, R.lower, R.far_above, R.photo, R.confirm, R.confirm_photo)
"""The steps that may follow when the whole reading was judged."""
READING = FormTable[Context](
    name="reading",
    leave=leave,
    keeps=once_answered,
    also_starts=(R.meter, R.value),
    steps=(
        Step(
            R.number,
            ask_number,
            parse=number_typed,
            choices={"number": number_chosen, "batch": batch.begin, **CHOICES},
            goes_to=(R.meter, R.value, batch.BatchForm.rows),
        ),
        Step(R.meter, ask_meter, choices={"meter": meter_chosen}, goes_to=(R.value, R.meter)),
        Step(
            R.value,
            ask_value,
            parse=value_entered,
            goes_to=(R.value, R.whole, *JUDGED),
            forget=_forget_values,
        ),
        Step(
            R.whole,
            ask_whole,
            parse=whole_typed,
            choices={"confirm": whole_confirmed, "correct": whole_corrected},
            goes_to=(R.value, R.whole),
        ),
        Step(
            R.lower,
            ask_lower,
            parse=lower_typed,
            choices={
                "mistake": was_mistake,
                "rollover": has_rolled_over,
                "replaced": was_replaced,
                "below": shows_less,
            },
            goes_to=(R.value, R.whole, MeterChangeForm.closing, *JUDGED),
            forget=_forget_explanation,
        ),
        Step(
            R.swap,
            ask_swap,
            parse=values_typed,
            choices={"swap": swapped, "keep": not_swapped, "correct": to_correct},
            goes_to=(R.value, R.whole, *JUDGED),
            forget=_forget_swap,
        ),
        Step(
            R.far_above,
            ask_far_above,
            parse=far_above_typed,
            choices={"confirm": insisted, "correct": to_correct},
            goes_to=(R.value, R.whole, R.photo, R.confirm, R.confirm_photo),
            forget=lambda answers: answers.pop("far_above", None),
        ),
        Step(
            R.photo,
            ask_photo,
            parse=photo_described,
            file=photo_given,
            choices={"skip": photo_skipped},
            goes_to=(R.value, R.confirm_photo),
            forget=lambda answers: answers.pop("photos", None),
        ),
        Step(
            R.confirm,
            ask_confirm,
            parse=values_typed,
            choices={"confirm": confirmed, "correct": to_correct},
            goes_to=(R.value, R.whole, *(each for each in JUDGED if each is not R.confirm)),
            ends=True,
        ),
        Step(
            R.confirm_photo,
            ask_confirm,
            parse=values_typed,
            file=another_photo,
            choices={"confirm": confirmed, "correct": to_correct},
            goes_to=(R.value, R.whole, *(each for each in JUDGED if each is not R.confirm_photo)),
            ends=True,
        ),
        *meter_change.STEPS,
        *batch.STEPS,
    ),
)
