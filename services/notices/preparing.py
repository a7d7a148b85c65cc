"""Notices about the supply: an operator writes one, names its audience, sees its reach, and confirms it.

A notice is a draft until it is confirmed. From then on ``services.notices.sending`` sends it a little at a
time; operators may pause, resume and cancel it. Of what they decide everything is audited.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.address import Address, AddressQuery, masked_address, spread
from domain.audit import Action
from domain.details import Value
from domain.errors import DomainError
from domain.name_forms import other_readings, words_of
from domain.notice import UNTOLD, Audience, NewDraft, Notice, NoticeState, Reach, Validity
from domain.number_list import NumberList
from domain.operator import Operator
from domain.words import PLAIN, Marks, Words
from services.audit import AuditTrail
from services.notices.progress import show_decision
from services.notices.recipients import NoticeOutbox, RecipientBook, hold_back, release
from services.ports import Clock, NameForms, OperatorsChat
from services.units import Units

LONGEST = 2000
"""Characters of a notice: fits one message together with the addresses under it."""
SAMPLES = 5
MOST_LINES = 50
"""Streets or houses that are named at once."""
PAGE = 20_000
"""Addresses that are looked at in one read: bounds the memory for them, and how long a snapshot lasts."""
PORTION = 1000
"""Numbers that are written down in one transaction: others who write wait for no more than that."""
MOST_SAMPLED = 2000
"""Addresses of residents of which samples are taken."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft and its reach; ``busy_with`` is the notice that is being sent already, if any."""

    notice: Notice
    reach: Reach
    busy_with: Notice | None


@dataclass(frozen=True, slots=True)
class AddressesFound:
    """What was found for the streets and houses that an operator named.

    ``houses`` counts the different addresses without flats, ``samples`` are some of them; ``similar`` are
    others that have the same words, where nothing was found.
    """

    notice_id: int
    queries: tuple[AddressQuery, ...]
    unmatched: tuple[AddressQuery, ...]
    subscribers: int
    held: int
    houses: int
    samples: tuple[str, ...]
    similar: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NumbersFound:
    """What became of a list of numbers: how many are known, and which are not."""

    notice_id: int
    known: int
    held: int
    unknown: tuple[str, ...]
    unreadable: tuple[str, ...]


class NoticeBook(RecipientBook, Protocol):
    """The notices."""

    def draft(self, draft: NewDraft, key: str, at: datetime) -> int:
        """Keep a draft without numbers, in place of an earlier one with the same key, and return its id.

        A notice that was confirmed meanwhile stays as it is.
        """
        ...

    def add_numbers(self, notice_id: int, numbers: Collection[str]) -> None:
        """Add numbers to a draft."""
        ...

    def find(self, notice_id: int) -> Notice | None: ...

    def find_active(self) -> list[Notice]:
        """List the notices that are being sent, paused or cancelled, oldest first."""
        ...

    def reach(self, notice_id: int, audience: Audience) -> Reach: ...

    def confirm(self, notice_id: int, at: datetime) -> bool:
        """Let a draft be sent; ``False`` if it is no draft any more."""
        ...

    def change(self, notice_id: int, old: Collection[NoticeState], new: NoticeState, by: str) -> bool:
        """Move a notice from one of the old states to the new one; ``False`` if it is in none of them."""
        ...


class AddressBook(Protocol):
    """The addresses of the registry, page by page."""

    def page(
        self, after: str, limit: int, anchors: Collection[Sequence[str]]
    ) -> tuple[list[tuple[str, str, bool]], str | None]:
        """Look at the open subscribers whose numbers come after one.

        Returns number, address and whether somebody holds the number, of those whose address has all
        ``anchors`` of one kind; and the last number looked at, ``None`` if there are no more.
        """
        ...

    def held(self, numbers: Collection[str]) -> set[str]:
        """Return those of the numbers that an account holds."""
        ...

    def known(self, numbers: Collection[str]) -> set[str]:
        """Return which of the numbers the registry knows as open."""
        ...


class NoticeUnit(Protocol):
    """What preparing and steering a notice needs of the storage."""

    @property
    def notices(self) -> NoticeBook: ...
    @property
    def addresses(self) -> AddressBook: ...
    @property
    def outbox(self) -> NoticeOutbox: ...
    @property
    def operators(self) -> OperatorsChat: ...
    @property
    def audit(self) -> AuditTrail: ...


def checked_words(words: Words) -> Words:
    """Return the words of a notice without blanks around them.

    Errors: ``notice-empty``; ``notice-too-long`` (``most``).
    """
    checked = words.stripped()
    if not checked.text:
        raise DomainError("notice-empty")
    if len(checked.text) > LONGEST:
        raise DomainError("notice-too-long", most=LONGEST)
    return checked


@dataclass(frozen=True)
class AddressEverybody:
    """Prepare a notice for all residents who gave a phone."""

    units: Units[NoticeUnit]
    clock: Clock

    async def __call__(
        self, text: str, operator: Operator, key: str, marks: Marks = PLAIN, validity: Validity = UNTOLD
    ) -> int:
        """Return the number of the draft; ``key`` is the conversation's."""
        draft, now = NewDraft(text, Audience.ALL, "", operator, marks, validity), self.clock()
        return await self.units.write_long(lambda unit: unit.notices.draft(draft, key, now))


@dataclass(frozen=True)
class AddressStreets:
    """Prepare a notice for streets or houses, one in a line.

    The whole registry is looked through, page by page, because an address that nobody has registered for yet
    must be told from a slip of the pen. A line that finds nothing as it was typed may have its words in other
    forms («на Яблоневой улице»): it counts in first forms if exactly one reading of them is in the registry.

    Errors: those of ``AddressQuery.parse``; ``address-too-many`` (``most``).
    """

    units: Units[NoticeUnit]
    clock: Clock
    first_forms: NameForms

    async def __call__(
        self,
        text: str,
        asked: str,
        operator: Operator,
        key: str,
        marks: Marks = PLAIN,
        validity: Validity = UNTOLD,
    ) -> AddressesFound:
        """Return what was found; the draft counts only if something was."""
        lines = [line for line in asked.splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise DomainError("address-too-many", most=MOST_LINES)
        queries = tuple(AddressQuery.parse(line) for line in lines or [asked])
        names = "\n".join(query.text for query in queries)
        draft = NewDraft(text, Audience.ADDRESS, names, operator, marks, validity)
        now = self.clock()
        found = await self._search(queries, draft, key, now)
        read = await self._read_otherwise(found.unmatched)
        if not read:
            return found
        return await self._search(tuple(read.get(query, query) for query in queries), draft, key, now)

    async def _search(
        self, queries: tuple[AddressQuery, ...], draft: NewDraft, key: str, at: datetime
    ) -> AddressesFound:
        notice_id = await self.units.write_long(lambda unit: unit.notices.draft(draft, key, at))
        search = _Search(queries)
        after: str | None = ""
        while after is not None:
            after = await self._look(search, notice_id, after)
        return search.found(notice_id)

    async def _read_otherwise(self, unmatched: Sequence[AddressQuery]) -> dict[AddressQuery, AddressQuery]:
        """Give what those mean of which one reading in first forms is in the registry, and no other.

        One that has a single reading is given it anyway: it finds nothing, but addresses that are similar.
        """
        if not unmatched:
            return {}
        forms = await self.first_forms(frozenset[str]().union(*(words_of(each.text) for each in unmatched)))
        others = [(query, reading) for query in unmatched for reading in other_readings(query, forms)]
        there = await self._those_in_registry([reading for _, reading in others])
        found = [pair for pair, is_there in zip(others, there, strict=True) if is_there]
        known = {query for query, _ in found}
        found += [pair for pair in others if pair[0] not in known]  # it has the similar addresses, at least
        read = Counter(query for query, _ in found)
        return {query: reading for query, reading in found if read[query] == 1}

    async def _those_in_registry(self, readings: Sequence[AddressQuery]) -> list[bool]:
        """Tell of each of the readings whether it means any home."""
        there = [False] * len(readings)
        anchors = {reading.anchors for reading in readings}
        names_flat = any(reading.names_flat for reading in readings)
        after: str | None = "" if readings else None
        while after is not None:

            def look(unit: NoticeUnit, after: str = after) -> tuple[list[bool], str | None]:
                rows, last = unit.addresses.page(after, PAGE, anchors)
                houses = {row[1] if names_flat else masked_address(row[1]) for row in rows}
                homes = [Address.parse(house) for house in houses]
                return [any(map(reading.matches, homes)) for reading in readings], last

            found, after = await self.units.read_long(look)
            there = [is_there or was_there for is_there, was_there in zip(found, there, strict=True)]
        return there

    async def _look(self, search: "_Search", notice_id: int, after: str) -> str | None:
        def look(unit: NoticeUnit) -> tuple[_Page, str | None]:
            rows, last = unit.addresses.page(after, PAGE, search.anchors)
            return search.look_through(rows), last

        page, last = await self.units.read_long(look)
        search.note(page)
        await _keep(self.units, notice_id, page.held)
        return last


class NumberFiles(Protocol):
    """Reads a list of subscriber numbers from the bytes of a file."""

    async def __call__(self, content: bytes) -> NumberList: ...


@dataclass(frozen=True)
class ReadNumbers:
    """Read the numbers in a file that an operator sent: a text, a table or a workbook.

    Errors: ``file-not-text``; those of ``domain.file_text``, of ``NumberList.parse`` and of workbooks
    (``workbook-damaged``, ``workbook-too-large``, ``workbook-error-cell``).
    """

    read: NumberFiles

    async def __call__(self, content: bytes) -> NumberList:
        """Return them."""
        return await self.read(content)


@dataclass(frozen=True)
class AddressNumbers:
    """Prepare a notice for a list of subscriber numbers."""

    units: Units[NoticeUnit]
    clock: Clock

    async def __call__(
        self,
        text: str,
        numbers: NumberList,
        operator: Operator,
        key: str,
        marks: Marks = PLAIN,
        validity: Validity = UNTOLD,
    ) -> NumbersFound:
        """Return which numbers were found; of a number that no account holds nobody is told."""
        draft = NewDraft(text, Audience.NUMBERS, "", operator, marks, validity)
        now = self.clock()
        notice_id = await self.units.write_long(lambda unit: unit.notices.draft(draft, key, now))
        known = held = 0
        unknown: list[str] = []
        for first in range(0, len(numbers.numbers), PORTION):
            portion = numbers.numbers[first : first + PORTION]

            def look(unit: NoticeUnit, portion: Sequence[str] = portion) -> tuple[set[str], set[str]]:
                found = unit.addresses.known(portion)
                return found, unit.addresses.held(found)

            found, kept = await self.units.read_long(look)
            known, held = known + len(found), held + len(kept)
            unknown += [number for number in portion if number not in found]
            await _keep(self.units, notice_id, sorted(kept))
        return NumbersFound(notice_id, known, held, tuple(unknown), numbers.unreadable)


async def _keep(units: Units[NoticeUnit], notice_id: int, numbers: Sequence[str]) -> None:
    for first in range(0, len(numbers), PORTION):
        portion = numbers[first : first + PORTION]
        await units.write_long(_adding(notice_id, portion))


def _adding(notice_id: int, numbers: Sequence[str]) -> Callable[[NoticeUnit], None]:
    return lambda unit: unit.notices.add_numbers(notice_id, numbers)


@dataclass
class _Page:
    """What was found on one page of the registry."""

    subscribers: int = 0
    held: list[str] = field(default_factory=list)
    """Numbers that are meant and that an account holds."""
    houses: dict[str, bool] = field(default_factory=dict)
    """Every house that no page before had, and whether it is meant."""
    matched: set[AddressQuery] = field(default_factory=set)
    similar: set[str] = field(default_factory=set)


@dataclass
class _Search:
    """What was found of some streets and houses so far."""

    queries: tuple[AddressQuery, ...]
    held: int = 0
    _subscribers: int = 0
    _houses: dict[str, bool] = field(default_factory=dict)
    """Every house that was looked at, and whether it is meant."""
    _matched: set[AddressQuery] = field(default_factory=set)
    _similar: set[str] = field(default_factory=set)

    @property
    def anchors(self) -> set[tuple[str, ...]]:
        return {query.anchors for query in self.queries}

    def look_through(self, rows: Sequence[tuple[str, str, bool]]) -> _Page:
        """Return what is on a page, and note nothing: the work that looks may be run more than once.

        Taking an address apart is slow, and the flats of a house differ only for a query that names one.
        """
        names_flat = any(query.names_flat for query in self.queries)
        page = _Page()
        for number, address, is_held in rows:
            house = address if names_flat else masked_address(address)
            if self._is_meant(house, page):
                page.subscribers += 1
                if is_held:
                    page.held.append(number)
        return page

    def _is_meant(self, house: str, page: _Page) -> bool:
        known = self._houses.get(house, page.houses.get(house))
        if known is not None:
            return known
        parsed = Address.parse(house)
        matching = [query for query in self.queries if query.matches(parsed)]
        page.matched.update(matching)
        if not matching and any(query.resembles(parsed) for query in self.queries):
            page.similar.add(masked_address(house))
        page.houses[house] = bool(matching)
        return bool(matching)

    def note(self, page: _Page) -> None:
        """Add a page to what was found."""
        self.held += len(page.held)
        self._subscribers += page.subscribers
        self._houses |= page.houses
        self._matched |= page.matched
        self._similar |= page.similar

    def found(self, notice_id: int) -> AddressesFound:
        houses = {masked_address(house) for house, is_meant in self._houses.items() if is_meant}
        unmatched = tuple(query for query in self.queries if query not in self._matched)
        return AddressesFound(
            notice_id,
            self.queries,
            unmatched,
            self._subscribers,
            self.held,
            len(houses),
            tuple(spread(houses, SAMPLES)),
            tuple(spread(self._similar, SAMPLES)) if unmatched else (),
        )


@dataclass(frozen=True)
class PreviewNotice:
    """Show the reach of a draft; ``notice-not-draft`` if it was sent already."""

    units: Units[NoticeUnit]

    async def __call__(self, notice_id: int) -> Preview:
        def look(unit: NoticeUnit) -> Preview:
            notice = unit.notices.find(notice_id)
            if notice is None or notice.state is not NoticeState.DRAFT:
                raise DomainError("notice-not-draft")
            active = unit.notices.find_active()
            reach = unit.notices.reach(notice_id, notice.audience)
            return Preview(notice, reach, active[0] if active else None)

        return await self.units.read_long(look)


@dataclass(frozen=True)
class ConfirmNotice:
    """Let a draft go out. A second confirmation, by another operator too, changes nothing.

    Errors: ``notice-not-draft`` if there is no such notice; ``notice-outdated`` if its end has passed.
    """

    units: Units[NoticeUnit]
    clock: Clock

    async def __call__(self, notice_id: int, operator: Operator) -> Notice:
        """Return the notice."""
        now = self.clock()

        def confirm(unit: NoticeUnit) -> Notice:
            notice = unit.notices.find(notice_id)
            if notice is None:
                raise DomainError("notice-not-draft")
            until = notice.validity.until
            if notice.state is NoticeState.DRAFT and until is not None and until <= now:
                raise DomainError("notice-outdated")
            if unit.notices.confirm(notice_id, now):
                unit.audit.add(
                    operator,
                    Action.NOTICE_CONFIRMED,
                    f"notice:{notice_id}",
                    {
                        "text": notice.text,
                        "audience": notice.audience,
                        "asked": notice.asked,
                        **_validity_noted(notice.validity),
                    },
                    now,
                )
                show_decision(unit.operators, notice_id)
            return unit.notices.find(notice_id) or notice

        return await self.units.write_long(confirm)


def _validity_noted(validity: Validity) -> dict[str, Value]:
    moments = {"begins": validity.begins, "until": validity.until}
    told = {name: moment.isoformat() for name, moment in moments.items() if moment is not None}
    return {"kind": validity.kind, **told}


@dataclass(frozen=True)
class PauseNotice:
    """Let nothing more go out until it is resumed; ``notice-not-sending`` if it is not being sent."""

    units: Units[NoticeUnit]
    clock: Clock

    async def __call__(self, notice_id: int, operator: Operator) -> None:
        now = self.clock()

        def pause(unit: NoticeUnit) -> None:
            _change(unit, notice_id, {NoticeState.SENDING}, NoticeState.PAUSED, operator)
            hold_back(unit.notices, unit.outbox, notice_id, now)
            _note(unit, notice_id, operator, Action.NOTICE_PAUSED, now)

        await self.units.write_long(pause)


@dataclass(frozen=True)
class ResumeNotice:
    """Go on where it was paused; ``notice-not-paused``."""

    units: Units[NoticeUnit]
    clock: Clock

    async def __call__(self, notice_id: int, operator: Operator) -> None:
        now = self.clock()

        def resume(unit: NoticeUnit) -> None:
            _change(unit, notice_id, {NoticeState.PAUSED}, NoticeState.SENDING, operator)
            release(unit.notices, unit.outbox, notice_id)
            _note(unit, notice_id, operator, Action.NOTICE_RESUMED, now)

        await self.units.write_long(resume)


@dataclass(frozen=True)
class CancelNotice:
    """Cancel a notice: messages that went out stay. ``notice-not-sending`` if it is over already."""

    units: Units[NoticeUnit]
    clock: Clock

    async def __call__(self, notice_id: int, operator: Operator) -> None:
        now = self.clock()

        def cancel(unit: NoticeUnit) -> None:
            states = {NoticeState.SENDING, NoticeState.PAUSED}
            _change(unit, notice_id, states, NoticeState.CANCELLING, operator)
            hold_back(unit.notices, unit.outbox, notice_id, now)
            _note(unit, notice_id, operator, Action.NOTICE_CANCELLED, now)

        await self.units.write_long(cancel)


def _change(
    unit: NoticeUnit, notice_id: int, old: Collection[NoticeState], new: NoticeState, operator: Operator
) -> None:
    if not unit.notices.change(notice_id, old, new, operator.name):
        raise DomainError("notice-not-paused" if new is NoticeState.SENDING else "notice-not-sending")


def _note(unit: NoticeUnit, notice_id: int, operator: Operator, action: Action, at: datetime) -> None:
    unit.audit.add(operator, action, f"notice:{notice_id}", {}, at)
    show_decision(unit.operators, notice_id)
