"""Lets operators exchange files with billing in their group: registries, answers and exports."""

from __future__ import annotations

from functools import partial

from domain.dates import format_date
from domain.errors import DomainError
from domain.exchange_job import Job, JobKind, OfferedFile
from handlers.context import Context
from handlers.operators.deeds import Deed
from handlers.operators.members import operator_of
from handlers.operators.wording import explain_to_operator
from services.exchange.jobs import (
    CancelJob,
    ListExports,
    OfferExport,
    OfferFile,
    SendExportAgain,
    ShowJob,
    StartJob,
)
from ui.buttons import ExchangeButton
from ui.event import Message
from ui.screen import Button, Rows, Screen
from ui.talk import Talk
from ui.texts import Speech

SUFFIXES = (".zip", ".csv", ".xlsx")
"""Files that are read."""
LIKE_TABLES = (".xls", ".xlsm", ".xlsb", ".ods", ".tsv", ".dbf")
LIKE_BILLING = ("registry", "реестр", "answer", "ответ")
"""Words in the names of files that an operator means for the bot."""
START = "start"
CANCEL = "cancel"
AGAIN = "again"
ACTIONS = frozenset({START, CANCEL, AGAIN})
SHOWN_NAME = 60


async def file_in(talk: Talk, context: Context, message: Message) -> Deed | None:
    """Find the deed for a file that may come from billing; any other file is the operators' own."""
    document = message.document
    if document is None:
        return None
    if not document.name.casefold().endswith(SUFFIXES):
        is_meant = _is_like_billing(document.name) or _is_reply_to_bot(message, context.facts.bot_id)
        return partial(_wrong_file, talk, document.name) if is_meant else None
    return partial(_file_sent, talk, context, OfferedFile(document.file_id, document.name, document.size))


def _is_like_billing(name: str) -> bool:
    key = name.casefold()
    return key.endswith(LIKE_TABLES) or any(word in key for word in LIKE_BILLING)


def _is_reply_to_bot(message: Message, bot_id: int) -> bool:
    replied = message.replied_to
    return replied is not None and replied.sender_id == bot_id


async def _wrong_file(talk: Talk, name: str) -> None:
    """Say what is read, because the operator waits for an answer."""
    await talk.show(Screen(talk.say("exchange-wrong-file", file=_shortened(name))))


async def _file_sent(talk: Talk, context: Context, file: OfferedFile) -> None:
    """Store a job for a file, and say that the file is being looked at."""
    job = await context.cases[OfferFile](file, operator_of(talk.person), talk.key)
    shown = await talk.show(Screen(talk.say("exchange-looking", file=_name(job))))
    if shown is not None:
        await context.cases[ShowJob](job.id, shown, talk.topic)


async def export_asked(talk: Talk, context: Context, _argument: str) -> None:
    """Offer an export of the readings that wait for one."""
    try:
        job = await context.cases[OfferExport](operator_of(talk.person), talk.key)
    except DomainError as error:
        await talk.show(Screen(explain_to_operator(talk.say, error)))
        return
    shown = await talk.show(offer_screen(talk.say, job))
    if shown is not None:
        await context.cases[ShowJob](job.id, shown, talk.topic)


async def exports_asked(talk: Talk, context: Context, _argument: str) -> None:
    """List the newest exports, each with a button that sends its files again."""
    exports, waiting = await context.cases[ListExports]()
    zone = context.facts.zone
    lines = [talk.say("exchange-exports-title", waiting=waiting)]
    rows: list[tuple[Button, ...]] = []
    for export in exports:
        day = format_date((export.sealed_at or export.begun_at).astimezone(zone).date())
        number = str(export.number)
        lines.append(
            talk.say("exchange-exports-row", export=number, date=day, readings=export.readings)
            if export.written_at
            else talk.say("exchange-exports-unfinished", export=number, date=day)
        )
        label = talk.say.plain("exchange-again-button", export=number)
        rows.append((Button(label, ExchangeButton(action=AGAIN, id=export.number)),))
    await talk.show(Screen("\n".join(lines), rows=tuple(rows)))


async def exchange_pressed(talk: Talk, context: Context, button: ExchangeButton) -> None:
    """Start a job, cancel it, or have an export sent again."""
    operator, cases = operator_of(talk.person), context.cases
    try:
        match button.action:
            case "start":
                await cases[StartJob](button.id, operator)
                await talk.replace(Screen(talk.say("exchange-waiting", by=operator.name)))
            case "cancel":
                await cases[CancelJob](button.id, operator)
                await talk.replace(Screen(talk.say("exchange-cancelled", by=operator.name)))
            case _:
                job = await cases[SendExportAgain](button.id, operator, talk.key, None)
                shown = await talk.send(Screen(talk.say("exchange-waiting", by=operator.name)))
                if shown is not None:
                    await cases[ShowJob](job.id, shown, talk.topic)
    except DomainError as error:
        await talk.hint(explain_to_operator(talk.say, error), alert=True)


def offer_screen(say: Speech, job: Job) -> Screen:
    """Say what a job would do, with a button that starts it."""
    match job.kind:
        case JobKind.EXPORT if job.export is not None:
            text = say("exchange-offer-unfinished", export=str(job.export), readings=job.readings)
        case JobKind.EXPORT:
            text = say("exchange-offer-export", readings=job.readings)
        case _:
            size = 0 if job.file is None else job.file.size
            text = say(f"exchange-offer-{job.kind.value}", file=_name(job), kibibytes=-(-size // 1024))
    return Screen(text, rows=_offer_rows(say, job))


def _offer_rows(say: Speech, job: Job) -> Rows:
    label = "exchange-export-button" if job.kind is JobKind.EXPORT else "exchange-load-button"
    return (
        (
            Button(say.plain(label), ExchangeButton(action=START, id=job.id)),
            Button(say.plain("exchange-cancel-button"), ExchangeButton(action=CANCEL, id=job.id)),
        ),
    )


def progress_screen(say: Speech, job: Job, news: tuple[str, int, int] | None, seconds: int) -> Screen:
    """Give the progress of a job: its phase, the share that is done, and the ``seconds`` since its start."""
    title = say(f"exchange-running-{job.kind.value}", file=_name(job))
    if news is None:
        return Screen(title)
    phase, done, total = news
    percent = min(100, 100 * done // max(total, 1))
    line = say(
        "exchange-progress",
        phase=say.plain(f"registry-phase-{phase}"),
        percent=percent,
        minutes=seconds // 60,
        seconds=f"{seconds % 60:02}",
    )
    return Screen(f"{title}\n\n{line}")


def outcome_screen(say: Speech, job: Job, report: str, *, is_whole: bool) -> Screen:
    """Give the outcome of a job; if the report is not whole, a file holds all of it."""
    title = say("exchange-succeeded" if job.succeeded else "exchange-failed", file=_name(job))
    rest = "" if is_whole else f"\n{say('exchange-rest')}"
    return Screen(f"{title}\n\n{say('exchange-report', report=report)}{rest}")


def interrupted_screen(say: Speech, job: Job) -> Screen:
    """Say that a restart ended a job, and offer it again."""
    offer = offer_screen(say, job)
    return Screen(f"{say('exchange-interrupted')}\n\n{offer.text}", rows=offer.rows)


def _name(job: Job) -> str:
    return "" if job.file is None else _shortened(job.file.name)


def _shortened(name: str) -> str:
    return name if len(name) <= SHOWN_NAME else f"…{name[1 - SHOWN_NAME :]}"
