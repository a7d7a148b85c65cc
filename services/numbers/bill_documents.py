"""A bill as a document that a person keeps, prints, or shows to somebody."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from domain.frozen import frozen
from services.numbers.file_counter import FileCounter, Maker


@frozen
class Detail:
    """A name and what stands for it: «Адрес», and the address."""

    name: str
    value: str


@frozen
class DocumentLine:
    """A line of a bill: what it is for, the kWh, the price and the amount, each empty if it is not known."""

    label: str
    kwh: str
    price: str
    amount: str


@frozen
class DocumentGroup:
    """The lines that were counted in the same way, and a sentence about it if it needs one."""

    title: str
    note: str
    lines: tuple[DocumentLine, ...]


@frozen
class DocumentCode:
    """A code for paying, and all that it says in words, because a person cannot read it."""

    title: str
    content: bytes
    details: tuple[Detail, ...]


@frozen
class BillDocument:
    """What a document of a bill says, in the words of a person; what is empty is left out.

    ``copy`` says that it is for information only. ``head`` names the columns of the lines. ``page`` has
    ``{page}`` and ``{pages}`` where the numbers of a page stand. ``language`` is a code such as «ru».
    """

    title: str
    copy: str
    company: str
    details: tuple[Detail, ...]
    head: DocumentLine
    groups: tuple[DocumentGroup, ...]
    sums: tuple[Detail, ...]
    total: Detail
    state: str
    code: DocumentCode | None
    page: str
    language: str
    made_on: date


class BillDocuments(Maker, Protocol):
    """Writes documents."""

    async def write(self, document: BillDocument) -> bytes:
        """Return a PDF, without holding anybody up; the same document gives the same bytes.

        Errors: ``workers-busy``.
        """
        ...


@dataclass(frozen=True)
class WriteBill:
    """Write a bill as a PDF; the same ``key`` counts once.

    Errors: ``files-too-many`` (``until``), ``workers-busy``.
    """

    count: FileCounter
    documents: BillDocuments

    @property
    def must_wait(self) -> bool:
        """Whether a document has to wait for others."""
        return self.documents.must_wait

    async def __call__(self, account_id: int, document: BillDocument, key: str) -> bytes:
        """Return the document."""
        return await self.count(account_id, key, lambda: self.documents.write(document))
