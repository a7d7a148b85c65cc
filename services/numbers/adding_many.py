"""Many numbers at once: each proved by its own last payment, under the limits of single proofs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeAlias

from domain.errors import DomainError
from domain.frozen import frozen
from domain.proof_list import ProofList, ProofRow
from domain.subscriber import Holding
from services.numbers.subscribers import Adding, AddSubscriber, ProofUnit, Shared, tell_holders
from services.units import Units

PORTION = 20
"""Rows of one unit of work: others read meanwhile, and write in between."""


class RowOutcome(StrEnum):
    """What became of a row."""

    ADDED = "added"
    YOURS = "yours"
    """The account holds the number already."""
    NOT_PROVED = "not-proved"
    """Number, date or amount is wrong; which of them is not told."""
    NOT_TRIED = "not-tried"
    """Proofs are closed after too many failures."""
    ENDED = "ended"
    """Another resident has proved the number with this payment or a later one."""


Outcome: TypeAlias = tuple[RowOutcome, str]
"""With until when proofs are closed, or the day of the later payment."""


@frozen
class RowResult:
    """What became of the row at a ``place``; ``told`` is until when proofs are closed, or the later day."""

    place: int
    number: str
    outcome: RowOutcome
    told: str = ""


class ProofFiles(Protocol):
    """Reads a list of proofs from the bytes of a file."""

    async def __call__(self, content: bytes, today: date) -> ProofList: ...


@dataclass(frozen=True)
class ReadProofs:
    """Read the proofs in a file that a resident sent: a text, a table or a workbook.

    Errors: ``file-not-text``; those of ``domain.file_text``, of ``ProofList.parse`` and of workbooks
    (``workbook-damaged``, ``workbook-too-large``, ``workbook-error-cell``).
    """

    read: ProofFiles

    async def __call__(self, content: bytes, today: date) -> ProofList:
        """Return them."""
        return await self.read(content, today)


@dataclass(frozen=True)
class AddMany:
    """Add the numbers whose proofs are right, portion by portion.

    A failure counts as one of a single proof does. Repeating it with the same ``key`` and rows goes on where
    it was interrupted, and counts and tells nothing twice. Errors: ``email-not-confirmed``.
    """

    units: Units[ProofUnit]
    single: AddSubscriber

    async def __call__(
        self, account_id: int, rows: Sequence[ProofRow], chat_id: int, key: str
    ) -> list[RowResult]:
        """Return what became of each row, in their order."""
        now = self.single.clock()
        proofs = [
            Adding(account_id, row.number, chat_id, f"{key}-{index}", now, row.paid_on, row.amount)
            for index, row in enumerate(rows)
        ]
        outcomes: list[Outcome] = []
        for begin in range(0, len(proofs), PORTION):
            outcomes += await self._add(proofs[begin : begin + PORTION])
        return [
            RowResult(row.place, row.number.text, outcome, told)
            for row, (outcome, told) in zip(rows, outcomes, strict=True)
        ]

    async def _add(self, proofs: Sequence[Adding]) -> list[Outcome]:
        def add(unit: ProofUnit) -> list[Outcome]:
            shared: list[Shared] = []
            outcomes = [self._outcome(unit, proof, shared) for proof in proofs]
            tell_holders(unit, shared)
            return outcomes

        return await self.units.write_long(add)

    def _outcome(self, unit: ProofUnit, proof: Adding, shared: list[Shared]) -> Outcome:
        """Check one proof, unless it was counted as a failure before the bot was interrupted."""
        if proof.has_failed(unit.attempts):
            return RowOutcome.NOT_PROVED, ""
        found = self.single.within(unit, proof, shared)
        if isinstance(found, Holding):
            return RowOutcome.ADDED, ""
        if proof.has_failed(unit.attempts):
            return RowOutcome.NOT_PROVED, ""
        return _refused(found)


def _refused(error: DomainError) -> Outcome:
    match error.code:
        case "number-already-added":
            return RowOutcome.YOURS, ""
        case "number-ended" | "number-ended-by-operator":
            return RowOutcome.ENDED, str(error.values["day"])
        case "proof-closed":
            return RowOutcome.NOT_TRIED, str(error.values["until"])
    raise error
