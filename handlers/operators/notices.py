"""Lets operators prepare a notice about the supply, and pause, resume or cancel it while it goes out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.address import AddressQuery, Part
from domain.errors import DomainError
from domain.notice import FollowUp, Notice, NoticeKind, NoticeState, Progress, Validity
from domain.number_list import NumberList
from domain.until_text import parse_until
from domain.words import Marks, Words, marks_from, marks_text
from handlers.context import Context
from handlers.notices import notice_text, period_words, shortened
from handlers.operators.alerts import moment_shown
from handlers.operators.members import operator_of
from handlers.operators.number_lists import listed, numbers_in_file
from handlers.operators.wording import explain_to_operator, mention_of
from services.notices.preparing import (
    LONGEST,
    AddressesFound,
    AddressEverybody,
    AddressNumbers,
    AddressStreets,
    CancelNotice,
    ConfirmNotice,
    NumbersFound,
    PauseNotice,
    Preview,
    PreviewNotice,
    ResumeNotice,
    checked_words,
)
from ui.buttons import NoticeButton
from ui.forms import (
    Again,
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
    Understand,
    once_answered,
)
from ui.screen import Button, Rows, Screen
from ui.states import State, States
from ui.talk import Talk
from ui.texts import Safe, Speech

PAUSE = "pause"
RESUME = "resume"
CANCEL = "cancel"
ACTIONS = frozenset({PAUSE, RESUME, CANCEL})
SHOWN_OF_TEXT = 200
"""Characters of a notice, enough for operators to recognise it."""


_KINDS: Mapping[str, tuple[NoticeKind, bool]] = {
    "planned": (NoticeKind.PLANNED, True),
    "emergency": (NoticeKind.EMERGENCY, True),
    "other": (NoticeKind.OTHER, False),
    "other-until": (NoticeKind.OTHER, True),
}
"""What an operator can choose: the kind, and whether it has an end."""


class NoticeForm(States):
    """What preparing a notice is waiting for."""

    text = State()
    kind = State()
    until = State()
    audience = State()
    address = State()
    numbers = State()
    confirm = State()


async def begin(talk: Talk, context: Context, _argument: str) -> None:
    """Start to prepare a notice."""
    await context.book.begin(talk, context, NoticeForm.text)


def _whom(form: Form[Context]) -> Safe:
    """Name the operator who is asked."""
    return mention_of(form.say, operator_of(form.talk.person))


async def ask_text(form: Form[Context]) -> Question:
    """Ask what residents should read."""
    say = form.say
    text = say("notice-text-ask", name=_whom(form), most=LONGEST)
    return Question(text, placeholder=say.plain("notice-text-placeholder"))


async def text_entered(form: Form[Context], text: str) -> Next:
    """Keep the text."""
    message = form.talk.message
    words = checked_words(Words(text) if message is None else message.said)
    form.answers["text"], form.answers["marks"] = words.text, marks_text(words.marks)
    return NoticeForm.kind


async def ask_kind(form: Form[Context]) -> Question:
    """Ask what the notice is about, because residents without light look for what is in force."""
    say = form.say
    rows = tuple((Choice(say.plain(f"notice-{name}-button"), name),) for name in _KINDS)
    return Question(say("notice-kind-ask", name=_whom(form)), rows=rows)


def _kind_chosen(name: str) -> Understand[Context]:
    async def chosen(form: Form[Context], _: str) -> Next:
        kind, has_end = _KINDS[name]
        form.answers["kind"] = kind
        form.answers.pop("begins", None)
        form.answers.pop("until", None)
        return NoticeForm.until if has_end else _to_audience(form)

    return chosen


async def ask_until(form: Form[Context]) -> Question:
    """Ask until when the notice holds."""
    say = form.say
    text = say("notice-until-ask", name=_whom(form))
    return Question(text, placeholder=say.plain("notice-until-placeholder"))


async def until_entered(form: Form[Context], text: str) -> Next:
    """Keep from when to when it holds."""
    facts = form.context.facts
    span = parse_until(text, facts.clock().astimezone(facts.zone))
    form.answers["begins"] = None if span.begins is None else span.begins.isoformat()
    form.answers["until"] = span.until.isoformat()
    return _to_audience(form)


def _to_audience(form: Form[Context]) -> Next:
    """Go on to whom it is for, which is known of a notice that an alert about a house began."""
    house = form.answers.get("house")
    return NoticeForm.audience if house is None else Onward(NoticeForm.address, house)


def _marks(form: Form[Context]) -> Marks:
    return marks_from(form.answers.get("marks"))


def _validity(form: Form[Context]) -> Validity:
    """Give what the operator chose; a draft of an earlier version has nothing of it."""
    kind = NoticeKind(form.answers.get("kind", NoticeKind.OTHER))
    return Validity(kind, _moment(form.answers.get("begins")), _moment(form.answers.get("until")))


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


async def ask_audience(form: Form[Context]) -> Question:
    """Ask for the audience."""
    say = form.say
    rows = tuple(
        (Choice(say.plain(f"notice-audience-{name}-button"), name),) for name in ("all", "address", "numbers")
    )
    return Question(say("notice-audience-ask", name=_whom(form)), rows=rows)


async def everybody_chosen(form: Form[Context], _: str) -> Next:
    """Choose all residents who gave a phone."""
    cases, operator = form.context.cases, operator_of(form.talk.person)
    form.answers["notice"] = await cases[AddressEverybody](
        form.answers["text"], operator, form.key, _marks(form), _validity(form)
    )
    form.answers["found"] = form.say("notice-found-all")
    return NoticeForm.confirm


async def addresses_chosen(_form: Form[Context], _: str) -> Next:
    """Ask for them."""
    return NoticeForm.address


async def numbers_chosen(_form: Form[Context], _: str) -> Next:
    """Ask for them."""
    return NoticeForm.numbers


async def ask_address(form: Form[Context]) -> Question:
    """Ask for streets and houses."""
    say = form.say
    text = say("notice-address-ask", name=_whom(form))
    return Question(text, placeholder=say.plain("notice-address-placeholder"))


async def address_entered(form: Form[Context], text: str) -> Next:
    """Look streets and houses up; ask again for those that were not found, and show similar ones."""
    say, operator = form.say, operator_of(form.talk.person)
    found = await form.context.cases[AddressStreets](
        form.answers["text"], text, operator, form.key, _marks(form), _validity(form)
    )
    if found.unmatched:
        return Again(_unmatched(say, found))
    form.answers["notice"] = found.notice_id
    form.answers["found"] = _addresses_found(say, found)
    if "house" in form.answers:
        form.answers["house"] = text
    return NoticeForm.confirm


async def ask_numbers(form: Form[Context]) -> Question:
    """Ask for a list of subscriber numbers."""
    say = form.say
    text = say("notice-numbers-ask", name=_whom(form))
    return Question(text, placeholder=say.plain("notice-numbers-placeholder"))


async def numbers_entered(form: Form[Context], text: str) -> Next:
    """Take a typed list of subscriber numbers."""
    return await _take_numbers(form, NumberList.parse(text))


async def file_sent(form: Form[Context], given: GivenFile) -> Next:
    """Take a file with a list of subscriber numbers."""
    numbers = await numbers_in_file(form, given)
    if numbers is None:
        return Again(form.say("notice-numbers-no-photo"))
    return await _take_numbers(form, numbers)


async def _take_numbers(form: Form[Context], numbers: NumberList) -> Next:
    operator = operator_of(form.talk.person)
    found = await form.context.cases[AddressNumbers](
        form.answers["text"], numbers, operator, form.key, _marks(form), _validity(form)
    )
    note = _numbers_found(form.say, found)
    if not found.known:
        return Again(note)
    form.answers["notice"] = found.notice_id
    form.answers["found"] = note
    return NoticeForm.confirm


async def ask_confirm(form: Form[Context]) -> Question:
    """Show the notice as residents would read it, and whom it would reach."""
    say = form.say
    preview = await form.context.cases[PreviewNotice](form.answers["notice"])
    zone = form.context.facts.zone
    await form.talk.send(Screen(notice_text(say, preview.notice, preview.reach.samples, zone)))
    if form.talk.is_press and form.talk.message is not None:
        await form.talk.retire(form.talk.message.message_id)
    choices = ["text", "audience"]
    if preview.reach.people:
        choices.insert(0, "send")
    rows = tuple((Choice(say.plain(f"notice-{action}-button"), action),) for action in choices)
    return Question(_preview_text(form, preview), rows=rows)


async def send_chosen(form: Form[Context], _: str) -> Next:
    """Confirm the notice, which goes out from now on."""
    operator = operator_of(form.talk.person)
    notice = await form.context.cases[ConfirmNotice](form.answers["notice"], operator)
    return Finish(Screen(form.say("notice-confirmed", notice=str(notice.id), by=operator.name)))


async def text_chosen(_form: Form[Context], _: str) -> Next:
    """Go back to the text."""
    return Rewind(NoticeForm.text)


async def audience_chosen(form: Form[Context], _: str) -> Next:
    """Go back to the audience; of a notice about a house to its address."""
    return Rewind(NoticeForm.address if "house" in form.answers else NoticeForm.audience)


async def leave(form: Form[Context]) -> Screen:
    """Say that no notice went out."""
    return Screen(form.say("notice-left"))


def _preview_text(form: Form[Context], preview: Preview) -> str:
    say, reach = form.say, preview.reach
    parts = [
        say("notice-preview", name=_whom(form)),
        form.answers["found"],
        say("notice-reach", people=reach.people, chats=reach.chats, numbers=reach.numbers),
    ]
    if reach.left_out:
        parts.append(say("notice-left-out", people=reach.left_out))
    if reach.samples:
        parts.append(listed(say, say("notice-samples"), reach.samples))
    if preview.busy_with is not None:
        busy = preview.busy_with
        parts.append(say("notice-busy", notice=str(busy.id), by=busy.operator.name))
    parts.append(say("notice-confirm-ask" if reach.people else "notice-nobody"))
    return "\n\n".join(parts)


def _addresses_found(say: Speech, found: AddressesFound) -> str:
    understood = [_understood(say, query) for query in found.queries]
    counts = say("notice-found-addresses", subscribers=found.subscribers, houses=found.houses)
    samples = listed(say, say("notice-found-samples"), found.samples)
    return "\n\n".join([listed(say, say("notice-understood"), understood), counts, samples])


def _unmatched(say: Speech, found: AddressesFound) -> str:
    text = listed(say, say("notice-unmatched"), [_understood(say, query) for query in found.unmatched])
    if found.similar:
        text += "\n\n" + listed(say, say("notice-similar"), found.similar)
    return text


def _understood(say: Speech, query: AddressQuery) -> str:
    """Say how an address was understood, so that an operator notices a flat that was taken for a house."""
    address = query.address
    kinds = sorted({*address.streets, *address.places})
    numbers = [
        say.plain(f"address-part-{part}", value=address.numbers[part])
        for part in Part
        if part in address.numbers
    ]
    return ", ".join([" ".join([*kinds, *address.spelt]), *numbers])


def _numbers_found(say: Speech, found: NumbersFound) -> str:
    parts = [say("notice-found-numbers", known=found.known, held=found.held)]
    if found.unknown:
        parts.append(listed(say, say("notice-unknown", count=len(found.unknown)), found.unknown))
    if found.unreadable:
        parts.append(listed(say, say("notice-unreadable", count=len(found.unreadable)), found.unreadable))
    return "\n\n".join(parts)


N = NoticeForm
NOTICE = FormTable[Context](
    name="notice",
    leave=leave,
    keeps=once_answered,
    steps=(
        Step(N.text, ask_text, parse=text_entered, goes_to=(N.kind,), words=True, longest=4096),
        Step(
            N.kind,
            ask_kind,
            choices={name: _kind_chosen(name) for name in _KINDS},
            goes_to=(N.until, N.audience, N.address),
        ),
        Step(N.until, ask_until, parse=until_entered, goes_to=(N.audience, N.address)),
        Step(
            N.audience,
            ask_audience,
            choices={"all": everybody_chosen, "address": addresses_chosen, "numbers": numbers_chosen},
            goes_to=(N.confirm, N.address, N.numbers),
        ),
        Step(N.address, ask_address, parse=address_entered, goes_to=(N.confirm,), longest=4096),
        Step(
            N.numbers,
            ask_numbers,
            parse=numbers_entered,
            file=file_sent,
            goes_to=(N.confirm,),
            words=True,
            longest=4096,
        ),
        Step(
            N.confirm,
            ask_confirm,
            choices={"send": send_chosen, "text": text_chosen, "audience": audience_chosen},
            goes_to=(N.text, N.audience, N.address),
            ends=True,
        ),
    ),
)


def progress_screen(say: Speech, progress: Progress, zone: ZoneInfo) -> Screen:
    """Give the progress of a notice, with the buttons that pause, resume or cancel it."""
    notice, counts = progress.notice, progress.counts
    text = shortened(notice.text, SHOWN_OF_TEXT)
    lines = [
        say("notice-progress", notice=str(notice.id), text=text),
        *_what(say, notice, zone),
        say(f"notice-state-{notice.state}", by=notice.operator.name, changed_by=notice.changed_by or ""),
    ]
    if notice.is_gathered:
        lines.append(say("notice-counts", done=counts.done, total=counts.total, delivered=counts.delivered))
    if counts.unreachable or counts.failed or counts.withdrawn:
        lines.append(
            say(
                "notice-counts-not-delivered",
                unreachable=counts.unreachable,
                failed=counts.failed,
                withdrawn=counts.withdrawn,
            )
        )
    return Screen("\n\n".join(lines), rows=_steering(say, progress))


def _what(say: Speech, notice: Notice, zone: ZoneInfo) -> Iterator[str]:
    """Say until when a notice holds, or what a mailing that follows another tells."""
    if notice.news is not None:
        yield say(f"notice-news-{notice.news}", notice=str(notice.follows))
    if notice.validity.until is not None and notice.news is not FollowUp.CALLED_OFF:
        yield validity_line(say, notice, zone)
    if notice.called_off_at is not None:
        yield say("notice-over", at=moment_shown(notice.called_off_at, zone))


def validity_line(say: Speech, notice: Notice, zone: ZoneInfo) -> str:
    """Say what a notice is about and until when."""
    kind = say.plain(f"notice-kind-{notice.validity.kind}")
    return say("notice-validity", kind=kind, period=period_words(say, notice.validity, zone))


def _steering(say: Speech, progress: Progress) -> Rows:
    actions = {NoticeState.SENDING: (PAUSE, CANCEL), NoticeState.PAUSED: (RESUME, CANCEL)}
    row = tuple(
        Button(say.plain(f"notice-{action}-button"), NoticeButton(action=action, notice=progress.notice.id))
        for action in actions.get(progress.notice.state, ())
    )
    return (row,) if row else ()


async def steered(talk: Talk, context: Context, button: NoticeButton) -> None:
    """Pause, resume or cancel a notice; its message is drawn again from the outbox."""
    cases = context.cases
    deeds: dict[str, Callable[..., Awaitable[None]]] = {
        PAUSE: cases[PauseNotice],
        RESUME: cases[ResumeNotice],
        CANCEL: cases[CancelNotice],
    }
    try:
        await deeds[button.action](button.notice, operator_of(talk.person))
    except DomainError as error:
        await talk.hint(explain_to_operator(talk.say, error), alert=True)
    else:
        await talk.hint(talk.say.plain(f"notice-{button.action}-hint"))
