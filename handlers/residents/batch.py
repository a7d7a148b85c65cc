"""«Передать по всем номерам»: a list of readings is taken, shown row by row, put right, and sent."""

from __future__ import annotations

from collections.abc import Sequence

from domain.batch import TO_FIX, Doubt, RowState, Said
from domain.batch_text import RowText, rows_of_text
from domain.errors import DomainError
from domain.sent_file import FileKind
from handlers.context import Context
from handlers.menu import menu_screen
from handlers.posts import content_of
from handlers.residents.batch_rows import fault_words, page_text, receipts_screen, row_text
from services.numbers.batch_files import ReadBatchFile
from services.numbers.batches import (
    BatchPage,
    CollectTemplate,
    DecideRow,
    ExchangeValues,
    JudgedRow,
    ListReceipts,
    NextToFix,
    RetypeRow,
    SendRows,
    TakeRows,
    TemplateRow,
    ViewBatch,
)
from services.numbers.downloads import Column, FileFormat, Table, WriteTables
from ui.forms import Again, Choice, Finish, Form, GivenFile, Next, Question, Rewind, Step
from ui.screen import Attachment, Screen
from ui.states import State, States
from ui.texts import Speech

LIST = "list"
"""Where the answers keep the number of the list."""
LISTS = "lists"
"""Where they keep how many lists were given up in this conversation."""
PAGE = "page"
"""Where they keep which part of the list is shown."""
MOST_BYTES = 2 * 1024 * 1024
"""Of a file: a list of 500 rows has a hundredth of it."""
LONGEST_TEXT = 4096
PROGRESS_EVERY = 100
"""Rows between two words about how far it is, because Telegram lets a message be changed once in a second."""
NAME = "pokazaniya.xlsx"
COLUMNS = {"number": 16, "address": 40, "meter": 18, "scale": 16, "previous": 18, "new": 18}
"""The columns of the template, and how many characters wide each is."""
ANSWERS = {
    Doubt.SWAPPED: ("swap", "keep"),
    Doubt.ROLLOVER: ("rolled", "below"),
    Doubt.LOWER: ("below",),
    Doubt.FAR_ABOVE: ("as-is",),
    Doubt.CHANGED: ("as-is",),
}
"""What can be answered to a doubt; the ids of the labels end in these words."""


class BatchForm(States):
    """What sending a list of readings is waiting for."""

    rows = State()
    review = State()
    fix = State()


# The list ---------------------------------------------------------------------------------------------------


async def begin(_form: Form[Context], _: str) -> Next:
    """Ask for the list."""
    return BatchForm.rows


async def ask_rows(form: Form[Context]) -> Question:
    """Ask for the rows, as words or as a file; with the template, once it is wanted."""
    say = form.say
    choices = [Choice(say.plain("batch-template-button"), "template")]
    if LIST in form.answers:
        choices.append(Choice(say.plain("batch-list-button"), "list"))
    template = form.context.seen.get(CollectTemplate)
    text = say("batch-ask") if template is None else say("batch-template-text")
    return Question(text, rows=tuple((choice,) for choice in choices), attachment=template)


async def template_wanted(form: Form[Context], _: str) -> Next:
    """Send a table in which only the new values are missing."""
    account_id = form.context.account_id
    rows = await form.context.cases[CollectTemplate](account_id)
    tables = [template_of(form.say, rows)]
    content = await form.context.cases[WriteTables](account_id, tables, FileFormat.XLSX, form.talk.key)
    form.context.seen[CollectTemplate] = Attachment("document", NAME, content)
    return Again()


def template_of(say: Speech, rows: Sequence[TemplateRow]) -> Table:
    """Give the template in the words of a language."""
    columns = tuple(Column(say.plain(f"batch-column-{name}"), width) for name, width in COLUMNS.items())
    cells = ((each.number, each.address, each.serial, each.scale, each.previous, None) for each in rows)
    return Table(say.plain("batch-template-title"), NAME, columns, tuple(cells))


async def list_wanted(_form: Form[Context], _: str) -> Next:
    """Go back to the list."""
    return BatchForm.review


async def rows_typed(form: Form[Context], text: str) -> Next:
    """Take the rows of a message."""
    return await _taken(form, rows_of_text(text))


async def rows_sent(form: Form[Context], given: GivenFile) -> Next:
    """Take the rows of a file."""
    return await _taken(form, await _read(form, given))


async def more_typed(form: Form[Context], text: str) -> Next:
    """Add the rows of a message, because Telegram divides a long one."""
    await _taken(form, rows_of_text(text))
    return Again()


async def more_sent(form: Form[Context], given: GivenFile) -> Next:
    """Add the rows of a file."""
    await _taken(form, await _read(form, given))
    return Again()


async def _read(form: Form[Context], given: GivenFile) -> Sequence[RowText]:
    if given.file.kind is not FileKind.DOCUMENT or given.file.is_picture:
        raise DomainError("batch-no-picture")
    content = await content_of(form, given, MOST_BYTES, "batch-file-too-large")
    read = form.context.cases[ReadBatchFile]
    if read.must_wait:
        await form.talk.ask_patience(form.say.plain("file-wait-hint"))
    return await read(form.context.account_id, content, form.talk.key)


async def _taken(form: Form[Context], rows: Sequence[RowText]) -> Next:
    answers = form.answers
    key = f"{form.key}-{answers.get(LISTS, 0)}"
    answers[LIST] = await form.context.cases[TakeRows](form.context.account_id, rows, key)
    answers[PAGE] = 0
    return BatchForm.review


# Row by row -------------------------------------------------------------------------------------------------


async def ask_review(form: Form[Context]) -> Question:
    """Show a part of the list, and what can be done with it."""
    page = await _page(form)
    return Question(page_text(form.say, page), rows=_choices(form.say, page))


async def _page(form: Form[Context]) -> BatchPage:
    answers = form.answers
    return await form.context.cases[ViewBatch](form.context.account_id, answers[LIST], answers.get(PAGE, 0))


def _choices(say: Speech, page: BatchPage) -> tuple[tuple[Choice, ...], ...]:
    counts = page.counts
    to_fix, right = sum(counts.get(state, 0) for state in TO_FIX), counts.get(RowState.RIGHT, 0)
    turns = tuple(
        Choice(say.plain(label), "page", str(other))
        for label, other in (
            ("batch-page-before-button", page.page - 1),
            ("batch-page-after-button", page.page + 1),
        )
        if 0 <= other < page.pages
    )
    others = (
        (Choice(say.plain("batch-send-button", count=right), "send"), right),
        (Choice(say.plain("batch-fix-button", count=to_fix), "fix"), to_fix),
        (Choice(say.plain("batch-end-button"), "end"), counts.get(RowState.SENT, 0)),
        (Choice(say.plain("batch-again-button"), "again"), True),
    )
    return (*((turns,) if turns else ()), *((choice,) for choice, is_there in others if is_there))


async def page_turned(form: Form[Context], page: str) -> Next:
    """Show another part of the list."""
    form.answers[PAGE] = int(page)
    return Again()


async def begun_again(form: Form[Context], _: str) -> Next:
    """Give the list up, and ask for another one."""
    form.answers.pop(LIST, None)
    form.answers[LISTS] = form.answers.get(LISTS, 0) + 1
    return Rewind(BatchForm.rows)


async def right_sent(form: Form[Context], _: str) -> Next:
    """Send the right rows, a portion at a time; go on with the others, or end with the receipts."""
    account_id, batch_id = form.context.account_id, form.answers[LIST]
    send, stored, changed = form.context.cases[SendRows], 0, 0
    while True:
        portion = await send(account_id, batch_id)
        stored, changed = stored + portion.stored, changed + portion.changed
        if not portion.left:
            break
        if form.talk.is_press and (stored + changed) % PROGRESS_EVERY == 0:
            text = form.say("batch-sending", sent=stored, all=stored + portion.left)
            await form.talk.replace(Screen(text))
    if await form.context.cases[NextToFix](account_id, batch_id) is None:
        return await ended(form, "")
    form.answers[PAGE] = 0
    notes = [form.say("batch-sent-some", count=stored)] if stored else []
    notes += [form.say("batch-changed", count=changed)] if changed else []
    return Again("\n\n".join(notes))


async def ended(form: Form[Context], _: str) -> Next:
    """End with the receipts; rows that were not sent are left out."""
    batch_id = form.answers[LIST]
    receipts = await form.context.cases[ListReceipts](form.context.account_id, batch_id, 0)
    if not receipts.sent:
        return Finish(menu_screen(form.talk, form.context, form.say("reading-left")))
    return Finish(receipts_screen(form.say, batch_id, receipts))


# One row after the other ------------------------------------------------------------------------------------


async def to_fix(_form: Form[Context], _: str) -> Next:
    """Go through the rows that are doubted or wrong."""
    return BatchForm.fix


async def ask_fix(form: Form[Context]) -> Question:
    """Ask about the first row that is doubted or wrong; without one the list is shown again."""
    say, judged = form.say, await _next(form)
    if judged is None:
        form.answers.pop("row", None)
        return Question(say("batch-all-fixed"), rows=((Choice(say.plain("batch-list-button"), "list"),),))
    form.answers["row"] = judged.row.place
    ask = "batch-fix-wrong" if judged.doubt is None else "batch-fix-doubtful"
    answers = () if judged.doubt is None or judged.fault is not None else ANSWERS[judged.doubt]
    choices = [Choice(say.plain(f"batch-{each}-button"), each) for each in answers]
    choices += [Choice(say.plain("form-skip-button"), "skip"), Choice(say.plain("batch-list-button"), "list")]
    text = f"{row_text(say, judged)}\n\n{say(ask)}"
    return Question(text, rows=tuple((choice,) for choice in choices))


async def _next(form: Form[Context]) -> JudgedRow | None:
    """Give the first row that is doubted or wrong, looked up once in a turn."""
    seen = form.context.seen
    if NextToFix not in seen:
        seen[NextToFix] = await form.context.cases[NextToFix](form.context.account_id, form.answers[LIST])
    found: JudgedRow | None = seen[NextToFix]
    return found


async def _decided(form: Form[Context], said: Said) -> Next:
    if "row" in form.answers:
        decide = form.context.cases[DecideRow]
        await decide(form.context.account_id, form.answers[LIST], form.answers["row"], said)
    return await _following(form)


async def _following(form: Form[Context]) -> Next:
    """Go on with the next row; after the last one show the list."""
    if await _next(form) is not None:
        return Again()
    form.answers[PAGE] = 0
    return Rewind(BatchForm.review, form.say("batch-all-fixed"))


async def kept_as_is(form: Form[Context], _: str) -> Next:
    """Take the values as they are; operators will look at them where that is needed."""
    return await _decided(form, Said.AS_IS)


async def has_rolled(form: Form[Context], _: str) -> Next:
    """Take the values of a register that has passed zero."""
    return await _decided(form, Said.ROLLED)


async def skipped(form: Form[Context], _: str) -> Next:
    """Leave the row out."""
    return await _decided(form, Said.SKIPPED)


async def exchanged(form: Form[Context], _: str) -> Next:
    """Exchange the two values."""
    if "row" in form.answers:
        exchange = form.context.cases[ExchangeValues]
        await exchange(form.context.account_id, form.answers[LIST], form.answers["row"])
    return await _following(form)


async def row_typed(form: Form[Context], text: str) -> Next:
    """Take other values for the row, or all of it."""
    if "row" not in form.answers:
        return Again(form.say("form-use-buttons"))
    retype = form.context.cases[RetypeRow]
    try:
        await retype(form.context.account_id, form.answers[LIST], form.answers["row"], text)
    except DomainError as error:
        if error.code in {"batch-gone", "email-not-confirmed", "sign-in-needed"}:
            raise
        return Again(fault_words(form.say, error))
    return await _following(form)


async def back_to_list(form: Form[Context], _: str) -> Next:
    """Show the list, whatever is still to be put right."""
    form.answers[PAGE] = 0
    return Rewind(BatchForm.review)


async def left(form: Form[Context]) -> Screen | None:
    """Give the receipts of what was sent before a resident left; ``None`` if nothing was."""
    if LIST not in form.answers or not form.context.is_signed_in:
        return None
    receipts = await form.context.cases[ListReceipts](form.context.account_id, form.answers[LIST], 0)
    return receipts_screen(form.say, form.answers[LIST], receipts) if receipts.sent else None


B = BatchForm
STEPS: tuple[Step[Context], ...] = (
    Step(
        B.rows,
        ask_rows,
        parse=rows_typed,
        file=rows_sent,
        choices={"template": template_wanted, "list": list_wanted},
        goes_to=(B.review,),
        longest=LONGEST_TEXT,
    ),
    Step(
        B.review,
        ask_review,
        parse=more_typed,
        file=more_sent,
        choices={
            "page": page_turned,
            "send": right_sent,
            "fix": to_fix,
            "end": ended,
            "again": begun_again,
        },
        goes_to=(B.rows, B.fix),
        ends=True,
        longest=LONGEST_TEXT,
    ),
    Step(
        B.fix,
        ask_fix,
        parse=row_typed,
        choices={
            "swap": exchanged,
            "keep": kept_as_is,
            "below": kept_as_is,
            "as-is": kept_as_is,
            "rolled": has_rolled,
            "skip": skipped,
            "list": back_to_list,
        },
        goes_to=(B.review,),
    ),
)
