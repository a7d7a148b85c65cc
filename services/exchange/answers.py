"""The answers of billing about the readings that it got: taken, counted in the bill of a month, or refused.

A file that cannot be read in full changes nothing. Otherwise its answers are applied in portions, so that the
bot goes on answering; an answer that does not fit its reading is reported, and the others are applied.
Applying the same file again changes nothing more, so an operator or an administrator repeats it after an
interruption.

This use case is a plain call: it works for minutes and belongs in a process of its own.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import NamedTuple, Protocol, TypeVar

from domain.alert import AlertKind
from domain.answer import Answer, AnsweredReading
from domain.baseline import in_force, of_number
from domain.dates import Month
from domain.details import Value
from domain.reading import Reading, Status
from domain.reading_text import format_values
from services.exchange.registry import (
    Advance,
    Column,
    Findings,
    Kind,
    Phase,
    Problem,
    ProblemList,
    ProgressReport,
    RegistryFile,
    RegistryRefusedError,
    RegistrySource,
    Row,
)
from services.messages import (
    News,
    ReadingBilled,
    ReadingNews,
    ReadingRefused,
    ReadingsBilled,
    ReadingsTaken,
    ReadingTaken,
    listed,
)
from services.ports import AlertBook, Clock, Priority
from services.telling import TellingUnit, tell_account

Result = TypeVar("Result")

FILE = RegistryFile(
    "answers",
    (
        Column("receipt", Kind.RECEIPT),
        Column("status", Kind.ANSWER),
        Column("reason", Kind.OPTIONAL_TEXT),
        Column("month", Kind.OPTIONAL_MONTH),
    ),
    key=("receipt",),
)

ANSWERS: Mapping[str, Status] = {
    "accepted": Status.TAKEN,
    "taken": Status.TAKEN,
    "принято": Status.TAKEN,
    "принято к расчету": Status.TAKEN,
    "billed": Status.BILLED,
    "учтено": Status.BILLED,
    "учтено в счете": Status.BILLED,
    "refused": Status.REFUSED,
    "rejected": Status.REFUSED,
    "отклонено": Status.REFUSED,
    "отказано": Status.REFUSED,
    "не принято": Status.REFUSED,
    "не принято к расчету": Status.REFUSED,
}
"""The words for a status that billing may write, in lower case and with е for ё."""

PORTION_ANSWERS = 500
"""Answers that one transaction applies: less than a tenth of a second."""


class AnsweredReadings(Protocol):
    """The readings, as far as answers change them."""

    def find_answered(self, receipts: Sequence[str]) -> Mapping[str, AnsweredReading]:
        """Find readings by their receipts; unknown ones are left out."""
        ...

    def get(self, reading_id: int) -> Reading: ...

    def list_for_meter(self, meter_id: str) -> list[Reading]: ...

    def answer(self, reading_id: int, status: Status, reason: str | None, month: Month | None) -> None:
        """Note what billing said of a reading."""
        ...


class AnswerUnit(TellingUnit, Protocol):
    """What answers need of the storage."""

    @property
    def readings(self) -> AnsweredReadings: ...
    @property
    def alerts(self) -> AlertBook: ...


class AnswerStore(Protocol):
    """The database, from a process of its own, with a place where answers wait until all could be read."""

    def keep_answers(self, rows: Iterable[Row]) -> int:
        """Take the rows of the file and return how many there were."""
        ...

    def list_answers(self, after: int, limit: int) -> list[Answer]:
        """List the next answers behind a line."""
        ...

    def write(self, work: Callable[[AnswerUnit], Result]) -> Result:
        """Run work in a transaction, under the rules of ``services.units``."""
        ...

    def give_way(self) -> None:
        """Let others write for a moment."""
        ...


@dataclass
class AnswerReport:
    """The outcome of a file; ``problems`` are answers that were not applied."""

    taken: int = 0
    billed: int = 0
    refused: int = 0
    unchanged: int = 0
    """Answers that were applied before."""
    problems: ProblemList = field(default_factory=ProblemList)
    warnings: ProblemList = field(default_factory=ProblemList)

    def count(self, status: Status) -> None:
        """Count an answer that was applied."""
        match status:
            case Status.TAKEN:
                self.taken += 1
            case Status.BILLED:
                self.billed += 1
            case _:
                self.refused += 1


@dataclass(frozen=True)
class TakeAnswers:
    """Give readings the status that billing answers, and tell their senders.

    Errors: ``RegistryRefusedError`` if the file is not as it must be; then nothing was changed.
    """

    store: AnswerStore
    clock: Clock
    progress: ProgressReport
    tells_operators: bool = True
    """Whether a refusal is an alert: operators who sent the file read it in the message of their job."""

    def __call__(self, source: RegistrySource) -> AnswerReport:
        """Read all answers, then apply them."""
        started_at = self.clock()
        findings = Findings()
        count = self._read(source, findings)
        if findings.errors.count:
            if self.tells_operators:
                self.store.write(lambda unit: _alert_refused(unit, findings, started_at))
            raise RegistryRefusedError(findings)
        report = AnswerReport(warnings=findings.warnings)
        line, done = 0, 0
        while answers := self.store.list_answers(line, PORTION_ANSWERS):
            _add(report, self.store.write(partial(_apply, answers=answers)))
            line, done = answers[-1].line, done + len(answers)
            self.progress(Phase.APPLYING, done, count)
            self.store.give_way()
        self.store.write(lambda unit: _announce(unit, report, started_at))
        return report

    def _read(self, source: RegistrySource, findings: Findings) -> int:
        source.check(findings)

        def advance(done: int, total: int) -> None:
            self.progress(Phase.READING, done, total)

        count = self.store.keep_answers(_checked(source, findings, advance))
        if not count and not findings.errors.count:
            findings.errors.add(Problem(FILE.name, None, None, "no-answers"))
        return count


def _checked(source: RegistrySource, findings: Findings, advance: Advance) -> Iterable[Row]:
    """Pass rows on, and report the faults that a single cell does not show."""
    for row in source.rows(FILE, findings, advance):
        line, is_intact, _, status, reason, month = row
        if is_intact and status == Status.REFUSED and not reason:
            findings.errors.add(Problem(FILE.name, int(line or 0), "reason", "answer-without-reason"))
        if is_intact and status == Status.BILLED and not month:
            findings.errors.add(Problem(FILE.name, int(line or 0), "month", "answer-without-month"))
        yield row


class _Step(NamedTuple):
    """What is told together: readings of an account that billing took, or counted in the bills of a month."""

    account_id: int
    month: Month | None


def _apply(unit: AnswerUnit, answers: Sequence[Answer]) -> AnswerReport:
    report = AnswerReport()
    known = unit.readings.find_answered([answer.receipt for answer in answers])
    progress: dict[_Step, list[ReadingNews]] = {}
    for answer in answers:
        reading = known.get(answer.receipt)
        if answer.first_line != answer.line:
            _report(report, answer, "duplicate", first=answer.first_line)
        elif reading is None:
            _report(report, answer, "receipt-unknown")
        elif _says_nothing_new(answer, reading):
            report.unchanged += 1
        elif not reading.status.may_become(answer.status):
            _report(report, answer, f"answer-impossible-{reading.status.value}")
        else:
            _apply_to_reading(unit, answer, reading, progress)
            report.count(answer.status)
    for step, news in progress.items():
        tell_account(unit, step.account_id, _together(step, news), Priority.PROGRESS)
    return report


def _report(report: AnswerReport, answer: Answer, code: str, **values: int) -> None:
    report.problems.add(Problem(FILE.name, answer.line, None, code, {"receipt": answer.receipt, **values}))


def _says_nothing_new(answer: Answer, reading: AnsweredReading) -> bool:
    """Whether an answer was applied before; that a reading is billed says also that it was taken."""
    match answer.status:
        case Status.TAKEN:
            return reading.status in {Status.TAKEN, Status.BILLED}
        case Status.BILLED:
            return reading.status is Status.BILLED and reading.billed_month == answer.month
        case _:
            return reading.status is answer.status and reading.reason == answer.reason


def _apply_to_reading(
    unit: AnswerUnit, answer: Answer, reading: AnsweredReading, progress: dict[_Step, list[ReadingNews]]
) -> None:
    """Apply an answer; what is no refusal is told together with the others of its account."""
    if answer.status is Status.REFUSED:  # the resident may have to send another one
        unit.readings.answer(reading.id, answer.status, answer.reason, None)
        tell_account(unit, reading.account_id, _refused(unit, answer, reading), Priority.DECISION)
        return
    month = answer.month if answer.status is Status.BILLED else None
    unit.readings.answer(reading.id, answer.status, None, month)
    step = _Step(reading.account_id, month)
    progress.setdefault(step, []).append(_news(answer.receipt, reading.number, month))


def _news(receipt: str, number: str, month: Month | None) -> ReadingNews:
    return ReadingTaken(receipt, number) if month is None else ReadingBilled(receipt, number, str(month))


def _together(step: _Step, news: Sequence[ReadingNews]) -> News:
    if len(news) == 1:
        return news[0]
    return (
        ReadingsTaken(*listed(news)) if step.month is None else ReadingsBilled(*listed(news), str(step.month))
    )


def _refused(unit: AnswerUnit, answer: Answer, reading: AnsweredReading) -> ReadingRefused:
    refused = unit.readings.get(reading.id)
    of_subscriber = of_number(unit.readings.list_for_meter(refused.meter_id), refused.number)
    earlier = in_force(of_subscriber, refused.month)
    known = ("", "") if earlier is None else (earlier.receipt, format_values(earlier.values))
    return ReadingRefused(answer.receipt, reading.number, answer.reason, *known, reading.id)


def _add(report: AnswerReport, portion: AnswerReport) -> None:
    report.taken += portion.taken
    report.billed += portion.billed
    report.refused += portion.refused
    report.unchanged += portion.unchanged
    for problem in portion.problems.first:
        report.problems.add(problem)
    report.problems.count += portion.problems.more


def _announce(unit: AnswerUnit, report: AnswerReport, at: datetime) -> None:
    details: dict[str, Value] = {
        "taken": report.taken,
        "billed": report.billed,
        "refused": report.refused,
        "unchanged": report.unchanged,
        "problems": report.problems.count,
    }
    unit.alerts.raise_alert(AlertKind.ANSWERS_TAKEN, f"answers:{at.isoformat()}", details, at)


def _alert_refused(unit: AnswerUnit, findings: Findings, at: datetime) -> None:
    """Tell the operators once a day about the same file, however often it is tried."""
    first = findings.errors.first[0]
    key = f"answers-refused:{at.date()}:{findings.errors.count}:{first.code}:{first.line}"
    unit.alerts.raise_alert(AlertKind.ANSWERS_REFUSED, key, {"errors": findings.errors.count}, at)
