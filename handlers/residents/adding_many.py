"""«Добавить списком»: many numbers at once, each with date and amount of its own last payment.

The rows stand in the draft until they are tried, and then what became of each. The messages and files that
brought the amounts are deleted, because they prove the numbers to anybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from domain.dates import format_date
from domain.errors import DomainError
from domain.money import format_amount
from domain.proof_list import MOST_PROOFS, ProofList, ProofRow
from domain.sent_file import FileKind
from domain.subscriber_number import SubscriberNumber
from handlers.context import Context
from handlers.posts import content_of
from handlers.residents.choosing import page_of
from handlers.residents.proofs import delete_amounts, note_amounts
from handlers.sections import Section
from services.numbers.adding_many import AddMany, ReadProofs, RowOutcome, RowResult
from ui.buttons import SectionButton
from ui.forms import Again, Answers, Choice, Finish, Form, GivenFile, Next, Question, Step
from ui.screen import Button, Screen
from ui.states import State, States
from ui.texts import Speech

MOST_FILE_BYTES = 5 * 1024 * 1024
LONGEST_TEXT = 4096
MOST_PLACES = 10
"""Rows that were not read, of which the place and the reason are told at once."""
ON_PAGE = 15
"""Rows on a page of what became of them."""
MANY = 2 * ON_PAGE
"""Rows from which on the check is felt."""
ROWS, UNREAD, RESULTS, PAGE = "rows", "unread", "results", "page"


class AddManyForm(States):
    """What adding many numbers is waiting for."""

    rows = State()
    check = State()
    results = State()


async def list_wanted(_form: Form[Context], _: str) -> Next:
    """Ask for the list."""
    return AddManyForm.rows


async def ask_rows(form: Form[Context]) -> Question:
    """Ask for numbers, dates and amounts."""
    return Question(form.say("numbers-list-ask", most=MOST_PROOFS))


async def rows_typed(form: Form[Context], text: str) -> Next:
    """Take rows that were pasted."""
    if form.talk.message is not None:
        note_amounts(form, form.talk.message.message_id)
    return _take(form, ProofList.parse(text, today=form.context.facts.today()))


async def file_sent(form: Form[Context], given: GivenFile) -> Next:
    """Take a file with rows."""
    if given.file.kind is FileKind.PHOTO:
        return Again(form.say("numbers-list-no-photo"))
    note_amounts(form, given.message_id)
    content = await content_of(form, given, MOST_FILE_BYTES, "file-too-large")
    return _take(form, await form.context.cases[ReadProofs](content, form.context.facts.today()))


def _take(form: Form[Context], found: ProofList) -> Next:
    """Keep the rows behind those of earlier messages, because a long list comes as several."""
    answers = form.answers
    rows, unread = list(answers.get(ROWS, [])), list(answers.get(UNREAD, []))
    if len(rows) + len(unread) + len(found.rows) + len(found.unread) > MOST_PROOFS:
        raise DomainError("proofs-too-many", most=MOST_PROOFS)
    before = max((place for place, *_ in (*rows, *unread)), default=0)
    rows += [_dumped(row, before) for row in found.rows]
    unread += [[row.place + before, row.fault] for row in found.unread]
    if not rows:
        return Again("\n".join(_unread_lines(form.say, unread)))
    answers[ROWS], answers[UNREAD] = rows, unread
    answers.pop(RESULTS, None)
    return Again() if form.talk.turn.state == AddManyForm.check.name else AddManyForm.check


def _dumped(row: ProofRow, before: int) -> list[Any]:
    return [row.place + before, row.number.text, row.paid_on.isoformat(), row.amount]


def _loaded(kept: Sequence[Any]) -> ProofRow:
    place, number, paid_on, amount = kept
    return ProofRow(place, SubscriberNumber(number), date.fromisoformat(paid_on), amount)


async def ask_check(form: Form[Context]) -> Question:
    """Show how many rows were read and how the first was understood, and which were not."""
    say, answers = form.say, form.answers
    if not answers.get(ROWS):
        return await ask_rows(form)
    first = _loaded(answers[ROWS][0])
    parts = [
        say("numbers-list-read", count=len(answers[ROWS])),
        say(
            "numbers-list-first",
            number=first.number.text,
            date=format_date(first.paid_on),
            amount=format_amount(first.amount),
        ),
        *_unread_block(say, answers[UNREAD]),
        say("numbers-list-check-ask"),
    ]
    return Question(
        "\n\n".join(parts),
        rows=(
            (Choice(say.plain("numbers-list-add-button"), "add"),),
            (Choice(say.plain("number-correct-button"), "correct"),),
        ),
    )


def _unread_block(say: Speech, unread: Sequence[Any]) -> list[str]:
    return ["\n".join(_unread_lines(say, unread))] if unread else []


def _unread_lines(say: Speech, unread: Sequence[Any]) -> Iterator[str]:
    yield say("numbers-list-unread", count=len(unread))
    for place, fault in unread[:MOST_PLACES]:
        yield say("numbers-list-unread-row", place=str(place), fault=say.plain(f"numbers-list-fault-{fault}"))
    if len(unread) > MOST_PLACES:
        yield say("numbers-list-more", count=len(unread) - MOST_PLACES)


async def to_correct(form: Form[Context], _: str) -> Next:
    """Forget the rows, and ask for the list again."""
    _forget_rows(form.answers)
    return Again()


def _forget_rows(answers: Answers) -> None:
    for name in (ROWS, UNREAD, RESULTS, PAGE):
        answers.pop(name, None)


async def add_wanted(form: Form[Context], _: str) -> Next:
    """Try the proofs, delete what shows the amounts, and keep what became of each row."""
    answers, context = form.answers, form.context
    rows = [_loaded(each) for each in answers.get(ROWS, [])]
    if not rows:
        return Again()
    if len(rows) > MANY:
        await form.talk.ask_patience(form.say.plain("numbers-list-wait-hint"))
    # Each press tries other proofs, so it has a key of its own.
    key = f"{form.key}-{form.talk.update_id}"
    results = await context.cases[AddMany](context.account_id, rows, form.talk.chat_id, key)
    await delete_amounts(form)
    answers[RESULTS] = [[each.place, each.number, each.outcome, each.told] for each in results]
    answers.pop(ROWS)
    answers[PAGE] = 0
    return AddManyForm.results


async def ask_results(form: Form[Context]) -> Question:
    """Show what became of each row, first of those that were not added."""
    say, answers = form.say, form.answers
    results = [_result(each) for each in answers.get(RESULTS, [])]
    lines = [*_refused_lines(say, results, answers.get(UNREAD, [])), *_added_lines(say, results)]
    page = page_of(lines, answers.get(PAGE, 0), ON_PAGE)
    head = [_sums(say, results, len(answers.get(UNREAD, []))), *_advice(say, results)]
    if page.pages > 1:
        head.append(say("numbers-page", page=page.number + 1, pages=page.pages))
    return Question(
        "\n\n".join([*head, "\n".join(page.items)]), rows=_result_rows(say, page.number, page.pages)
    )


def _result(kept: Sequence[Any]) -> RowResult:
    place, number, outcome, told = kept
    return RowResult(place, number, RowOutcome(outcome), told)


def _result_rows(say: Speech, page: int, pages: int) -> tuple[tuple[Choice, ...], ...]:
    turns = tuple(
        Choice(say.plain(text_id), "page", str(turned))
        for text_id, turned in (("numbers-before-button", page - 1), ("numbers-after-button", page + 1))
        if 0 <= turned < pages
    )
    done = (Choice(say.plain("numbers-list-done-button"), "done"),)
    return (turns, done) if turns else (done,)


def _sums(say: Speech, results: Sequence[RowResult], unread: int) -> str:
    counts = Counter(each.outcome for each in results)
    lines = [say("numbers-list-done-title")]
    lines += [say(f"numbers-list-{each}-count", count=counts[each]) for each in RowOutcome if counts[each]]
    if unread:
        lines.append(say("numbers-list-unread-count", count=unread))
    return "\n".join(lines)


def _advice(say: Speech, results: Sequence[RowResult]) -> Iterator[str]:
    """Say what to do about what was not proved, and until when proofs are closed."""
    outcomes = {each.outcome for each in results}
    if RowOutcome.NOT_PROVED in outcomes:
        yield say("numbers-list-not-proved-advice")
    not_tried = [each for each in results if each.outcome is RowOutcome.NOT_TRIED]
    if not_tried:
        yield say("numbers-list-not-tried-advice", until=not_tried[-1].told)


def _refused_lines(say: Speech, results: Sequence[RowResult], unread: Sequence[Any]) -> list[str]:
    """Give the rows that brought no number, in their order."""
    lines = {
        place: say(
            "numbers-list-unread-row", place=str(place), fault=say.plain(f"numbers-list-fault-{fault}")
        )
        for place, fault in unread
    }
    lines |= {each.place: _result_line(say, each) for each in results if each.outcome is not RowOutcome.ADDED}
    return [lines[place] for place in sorted(lines)]


def _added_lines(say: Speech, results: Sequence[RowResult]) -> list[str]:
    return [_result_line(say, each) for each in results if each.outcome is RowOutcome.ADDED]


def _result_line(say: Speech, result: RowResult) -> str:
    return say(f"numbers-list-row-{result.outcome}", number=result.number, told=result.told)


async def page_turned(form: Form[Context], page: str) -> Next:
    """Show another page of what became of the rows."""
    form.answers[PAGE] = int(page)
    return Again()


async def done(form: Form[Context], _: str) -> Next:
    """End with the way to the numbers."""
    results = [_result(each) for each in form.answers.get(RESULTS, [])]
    to_numbers = Button(form.say.plain("card-all-button"), SectionButton(action=Section.ELECTRICITY))
    unread = len(form.answers.get(UNREAD, []))
    return Finish(Screen(_sums(form.say, results, unread), rows=((to_numbers,),)))


M = AddManyForm
STEPS = (
    Step[Context](
        M.rows,
        ask_rows,
        parse=rows_typed,
        file=file_sent,
        goes_to=(M.check,),
        words=True,
        longest=LONGEST_TEXT,
    ),
    Step[Context](
        M.check,
        ask_check,
        parse=rows_typed,
        file=file_sent,
        choices={"add": add_wanted, "correct": to_correct},
        goes_to=(M.results,),
        words=True,
        longest=LONGEST_TEXT,
        forget=_forget_rows,
    ),
    Step[Context](M.results, ask_results, choices={"page": page_turned, "done": done}, ends=True),
)
