"""Notices about the supply: who gets them, once, and how they are paused, resumed and cancelled."""

import asyncio
from datetime import timedelta

import pytest

from domain.notice import Counts, NoticeState, Progress
from domain.number_list import NumberList
from domain.unreached import Unreached
from domain.words import Words
from integrations.name_forms import first_forms
from services.messages import Content, MessageKind, ReadingAccepted
from services.notices.preparing import (
    AddressEverybody,
    AddressNumbers,
    AddressStreets,
    CancelNotice,
    ConfirmNotice,
    PauseNotice,
    PreviewNotice,
    ResumeNotice,
    checked_words,
)
from services.notices.progress import BETWEEN_PROGRESS, keep_message
from services.notices.sending import IN_OUTBOX, AdvanceNotices, Step
from services.ports import Priority
from storage.outbox import UNREACHABLE, Channel, OutgoingMessage
from storage.sqlite.database import Database
from storage.unit import StoredUnit
from tests.services.conftest import OPERATORS
from tests.services.fakes import FakeClock
from tests.services.household import Household
from tests.services.residents import CHAT, OLEG, OLGA, OTHER_CHAT, People, refused

TEXT = "Завтра с 9 до 12 не будет света"
HOUSES = {
    "100200301": "г. Светлогорье, ул. Яблоневая, д. 1, кв. 1",
    "100200302": "г. Светлогорье, ул. Яблоневая, д. 1, кв. 2",
    "100200303": "г. Светлогорье, ул. Яблоневая, д. 12, кв. 1",
    "100200304": "г. Светлогорье, ул. Малая Яблоневая, д. 1",
    "100200305": "Светлогорский р-н, СНТ «Клюква», уч. 17",
}


class Desk:
    """The use cases about notices on one database, with residents who live in these houses."""

    def __init__(self, database: Database, clock: FakeClock, people: People) -> None:
        self.database, self.clock, self.people = database, clock, people
        self.household = Household(database, clock)
        self.address_everybody = AddressEverybody(database, clock)
        self.address_streets = AddressStreets(database, clock, first_forms)
        self.address_numbers = AddressNumbers(database, clock)
        self.preview = PreviewNotice(database)
        self.confirm = ConfirmNotice(database, clock)
        self.pause = PauseNotice(database, clock)
        self.resume = ResumeNotice(database, clock)
        self.cancel = CancelNotice(database, clock)
        self.advance_notices = AdvanceNotices(database, clock)

    async def build(self) -> None:
        for number, address in HOUSES.items():
            await self.household.sql(
                "INSERT INTO subscribers (number, address, balance, penalty) VALUES (?, ?, 4848, 0)",
                number,
                address,
            )

    async def resident(self, login: str, *numbers: str, chat: int = CHAT, **changes: object) -> int:
        """Somebody who is signed in and gave a phone."""
        account_id = await self.people.registered(login, chat_id=chat, **changes)
        await self.household.sql(
            "UPDATE accounts SET email_confirmed_at = ? WHERE id = ?", self.clock().isoformat(), account_id
        )

        def hold(unit: StoredUnit) -> None:
            for number in numbers:
                unit.holdings.add(account_id, number, f"{account_id}-{number}", self.clock())

        await self.database.write(hold)
        return account_id

    async def confirmed(self, asked: str = "") -> int:
        """A notice that was confirmed: for everybody, or for streets and houses."""
        if asked:
            notice_id = (await self.address_streets(TEXT, asked, OLEG, "draft")).notice_id
        else:
            notice_id = await self.address_everybody(TEXT, OLEG, "draft")
        await self.confirm(notice_id, OLEG)
        return notice_id

    async def waiting(self) -> list[OutgoingMessage[Content]]:
        """The messages to residents that wait in the outbox."""
        messages = await self.database.read(
            lambda unit: unit.outbox.due(Channel.TELEGRAM, self.clock(), 1000)
        )
        return [message for message in messages if message.kind == MessageKind.NOTICE]

    async def take_one(self) -> OutgoingMessage[Content]:
        """Let the message to the next resident be on its way."""
        (first, *_) = await self.waiting()
        others = await self.database.write(
            lambda unit: unit.outbox.take(Channel.TELEGRAM, self.clock(), 1, excluding=(str(OPERATORS),))
        )
        assert others == [first]
        return first

    async def send(self, most: int = 1000) -> list[str]:
        """Let what waits in the outbox go out, and say to whom."""
        messages = (await self.waiting())[:most]
        for message in messages:
            await self.mark_sent(message)
        return [message.recipient for message in messages]

    async def draw_progress(self) -> int:
        """Send what is due of the messages that show the progress, and say how many these are."""
        messages = await self.database.read(
            lambda unit: unit.outbox.due(Channel.TELEGRAM, self.clock(), 1000)
        )
        due = [message for message in messages if message.kind == MessageKind.NOTICE_PROGRESS]
        for message in due:
            await self.mark_sent(message)
        return len(due)

    async def mark_sent(self, message: OutgoingMessage[Content]) -> None:
        await self.database.write(lambda unit: unit.outbox.mark_sent(message.id, self.clock()))

    async def advance(self) -> None:
        while await self.advance_notices() is not Step.NOTHING:
            pass

    async def go_out(self) -> list[str]:
        """Let everything go out."""
        went: list[str] = []
        while True:
            await self.advance()
            now = await self.send()
            if not now:
                return went
            went += now

    async def progress(self, notice_id: int) -> Progress:
        return await self.database.read_long(
            lambda unit: Progress(unit.notices.get(notice_id), unit.notices.counts(notice_id))
        )

    async def actions(self) -> list[tuple[str, str]]:
        entries = await self.database.read(lambda unit: unit.audit.list_all())
        return [(entry.operator.name, entry.action) for entry in entries]


@pytest.fixture
async def desk(database: Database, clock: FakeClock, people: People) -> Desk:
    desk = Desk(database, clock, people)
    await desk.build()
    return desk


@pytest.mark.parametrize("text", ["", " \n "])
def test_a_notice_says_something(text: str) -> None:
    with refused("notice-empty"):
        checked_words(Words(text))


def test_a_notice_fits_one_message() -> None:
    assert checked_words(Words(" " + "я" * 2000)).text == "я" * 2000
    with refused("notice-too-long", most=2000):
        checked_words(Words("я" * 2001))


# Who gets it.


@pytest.mark.parametrize(
    ("asked", "subscribers", "houses"),
    [
        ("Яблоневая", 3, 2),
        ("ул. яблоневая, дом 1", 2, 1),
        ("Яблоневая 12", 1, 1),
        ("Яблоневая 1 кв 2", 1, 1),
        ("Яблоневая 1\nКлюква", 3, 2),
        ("Светлогорье", 4, 3),
    ],
)
async def test_streets_and_houses_are_found_in_the_registry(
    desk: Desk, asked: str, subscribers: int, houses: int
) -> None:
    found = await desk.address_streets(TEXT, asked, OLEG, "draft")
    assert (found.subscribers, found.houses, found.unmatched) == (subscribers, houses, ())
    assert all("кв." not in sample for sample in found.samples)


@pytest.mark.parametrize(
    ("asked", "subscribers"),
    [
        ("ул. Яблоневой 1", 2),
        ("на Яблоневой улице, д. 1, кв. 2", 1),
        ("по Малой Яблоневой", 1),
        ("Яблоневую 12\nв СНТ Клюкве", 2),
        ("Малая Яблоневая\nЯблоневой 1", 3),
    ],
)
async def test_a_street_is_found_as_it_stands_in_a_sentence(desk: Desk, asked: str, subscribers: int) -> None:
    found = await desk.address_streets(TEXT, asked, OLEG, "draft")
    assert (found.subscribers, found.unmatched) == (subscribers, ())
    assert "яблоневая" in {word for query in found.queries for word in query.address.spelt}


async def test_a_street_whose_name_could_be_of_two_kinds_gets_no_notice(desk: Desk) -> None:
    for number, street in (("100200401", "пер. Тихий"), ("100200402", "шоссе Тихое")):
        await desk.household.sql(
            "INSERT INTO subscribers (number, address, balance, penalty) VALUES (?, ?, 0, 0)",
            number,
            f"г. Светлогорье, {street}, д. 5",
        )
    found = await desk.address_streets(TEXT, "на Тихом 5", OLEG, "draft")
    assert (found.subscribers, len(found.unmatched)) == (0, 1)
    found = await desk.address_streets(TEXT, "в Тихом переулке 5", OLEG, "draft")
    assert (found.subscribers, found.samples) == (1, ("г. Светлогорье, пер. Тихий, д. 5",))


async def test_a_name_as_it_was_typed_goes_before_its_other_forms(desk: Desk) -> None:
    for number, street in (("100200401", "пер. Лесной"), ("100200402", "ул. Лесная")):
        await desk.household.sql(
            "INSERT INTO subscribers (number, address, balance, penalty) VALUES (?, ?, 0, 0)",
            number,
            f"г. Светлогорье, {street}, д. 5",
        )
    found = await desk.address_streets(TEXT, "Лесной 5", OLEG, "draft")
    assert found.samples == ("г. Светлогорье, пер. Лесной, д. 5",)
    found = await desk.address_streets(TEXT, "ул. Лесной 5", OLEG, "draft")
    assert found.samples == ("г. Светлогорье, ул. Лесная, д. 5",)


async def test_numbers_of_a_search_that_was_read_otherwise_are_kept_once(desk: Desk) -> None:
    await desk.resident("anna", "100200301", "100200305")
    found = await desk.address_streets(TEXT, "Клюква\nЯблоневой 1", OLEG, "draft")
    preview = await desk.preview(found.notice_id)
    assert (found.held, preview.reach.numbers) == (2, 2)


async def test_a_slip_of_the_pen_shows_what_there_is(desk: Desk) -> None:
    found = await desk.address_streets(TEXT, "Малая\nПриморская", OLEG, "draft")
    assert [query.text for query in found.unmatched] == ["Малая", "Приморская"]
    assert found.similar == ("г. Светлогорье, ул. Малая Яблоневая, д. 1",)
    assert found.subscribers == 0


async def test_the_registry_is_searched_beyond_its_first_page(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.notices.preparing.PAGE", 2)
    assert (await desk.address_streets(TEXT, "Яблоневая\nКлюква", OLEG, "draft")).subscribers == 4


async def test_too_many_lines_are_refused(desk: Desk) -> None:
    with refused("address-too-many", most=50):
        await desk.address_streets(TEXT, "Яблоневая\n" * 51, OLEG, "draft")


async def test_a_list_tells_known_numbers_from_unknown_ones(desk: Desk) -> None:
    await desk.resident("anna", "100200301")
    numbers = NumberList.parse("100200301, 0100200302 999999 abc")
    found = await desk.address_numbers(TEXT, numbers, OLEG, "draft")
    assert (found.known, found.held) == (2, 1)
    assert (found.unknown, found.unreadable) == (("999999",), ("abc",))


async def test_a_closed_number_is_unknown_and_its_address_not_found(desk: Desk) -> None:
    await desk.resident("anna", "100200301")
    await desk.household.sql("UPDATE subscribers SET closed_at = '2026-11-01'")
    assert (await desk.address_streets(TEXT, "Яблоневая", OLEG, "a")).subscribers == 0
    assert (await desk.address_numbers(TEXT, NumberList.parse("100200301"), OLEG, "b")).known == 0
    assert (await desk.preview(await desk.address_everybody(TEXT, OLEG, "c"))).reach.people == 0


async def test_the_preview_counts_people_chats_and_numbers(desk: Desk) -> None:
    anna = await desk.resident("anna", "100200301", "100200303")
    await desk.people.sign_in_chat(anna, OTHER_CHAT)
    await desk.resident("boris", "100200302", chat=300)
    await desk.resident("vera", "100200305", chat=400)
    await desk.resident("gleb", "100200302", chat=500, phone=None)
    notice_id = (await desk.address_streets(TEXT, "Яблоневая", OLEG, "draft")).notice_id
    reach = (await desk.preview(notice_id)).reach
    assert (reach.people, reach.chats, reach.numbers, reach.left_out) == (2, 3, 3, 1)
    assert reach.samples == ("г. Светлогорье, ул. Яблоневая, д. 1", "г. Светлогорье, ул. Яблоневая, д. 12")
    everybody = (await desk.preview(await desk.address_everybody(TEXT, OLEG, "draft"))).reach
    assert (everybody.people, everybody.chats, everybody.numbers, everybody.left_out) == (3, 4, 4, 1)


async def test_every_chat_gets_it_once_whatever_number_of_numbers_fits(desk: Desk) -> None:
    anna = await desk.resident("anna", "100200301", "100200302", "100200303")
    await desk.people.sign_in_chat(anna, OTHER_CHAT)
    await desk.resident("boris", "100200301", chat=300)
    await desk.confirmed("Яблоневая")
    assert sorted(await desk.go_out()) == ["100", "200", "300"]


async def test_only_the_addresses_that_it_is_about_are_named_without_flats(desk: Desk) -> None:
    anna = await desk.resident("anna", "100200301", "100200302", "100200305")
    some, everybody = await desk.confirmed("Яблоневая"), await desk.address_everybody(TEXT, OLEG, "other")
    concerned = await desk.database.read(
        lambda unit: [unit.notices.list_concerned(notice_id, anna) for notice_id in (some, everybody)]
    )
    assert concerned == [
        ["г. Светлогорье, ул. Яблоневая, д. 1"],
        ["Светлогорский р-н, СНТ «Клюква», уч. 17", "г. Светлогорье, ул. Яблоневая, д. 1"],
    ]


@pytest.mark.parametrize(
    "reason",
    [
        "UPDATE accounts SET phone = NULL",
        "UPDATE accounts SET notices_muted = 1",
        "UPDATE accounts SET email_confirmed_at = NULL",
        "DELETE FROM sessions",
        "DELETE FROM holdings",
        "UPDATE subscribers SET closed_at = '2026-11-01'",
    ],
)
@pytest.mark.parametrize("asked", ["", "Яблоневая"])
async def test_who_may_not_be_told_is_not(desk: Desk, reason: str, asked: str) -> None:
    await desk.resident("anna", "100200301")
    if asked:
        notice_id = (await desk.address_streets(TEXT, asked, OLEG, "draft")).notice_id
    else:
        notice_id = await desk.address_everybody(TEXT, OLEG, "draft")
    assert (await desk.preview(notice_id)).reach.people == 1
    await desk.household.sql(reason)
    assert (await desk.preview(notice_id)).reach.people == 0
    await desk.confirm(notice_id, OLEG)
    assert await desk.go_out() == []
    assert (await desk.progress(notice_id)).notice.state is NoticeState.FINISHED


@pytest.mark.parametrize(
    "reason",
    [
        "UPDATE accounts SET phone = NULL",
        "UPDATE accounts SET notices_muted = 1",
        "UPDATE accounts SET email_confirmed_at = NULL",
        "DELETE FROM sessions WHERE chat_id = 100",
        "DELETE FROM holdings",
        "UPDATE subscribers SET closed_at = '2026-11-01'",
    ],
)
@pytest.mark.parametrize("asked", ["", "Яблоневая"])
async def test_who_may_not_be_told_any_more_while_it_goes_out_is_passed_over(
    desk: Desk, reason: str, asked: str
) -> None:
    await desk.resident("anna", "100200301")
    notice_id = await desk.confirmed(asked)
    await desk.advance_notices()  # the recipients are known now
    assert (await desk.progress(notice_id)).counts.waiting == 1
    await desk.household.sql(reason)
    assert await desk.go_out() == []
    assert (await desk.progress(notice_id)).counts == Counts(withdrawn=1)


async def test_who_registers_after_the_confirmation_gets_nothing(desk: Desk) -> None:
    await desk.resident("anna", "100200301")
    await desk.confirmed()
    await desk.resident("boris", "100200302", chat=300)
    assert await desk.go_out() == ["100"]


async def test_a_chat_that_blocked_the_bot_is_not_tried(desk: Desk) -> None:
    await desk.resident("anna", "100200301")
    await desk.database.write(
        lambda unit: unit.outbox.mark_unreachable(CHAT, desk.clock(), Unreached.BLOCKED)
    )
    notice_id = await desk.confirmed()
    assert await desk.go_out() == []
    assert (await desk.progress(notice_id)).counts == Counts(unreachable=1)


async def test_many_accounts_are_written_down_in_portions(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.notices.sending.GATHERED_AT_ONCE", 2)
    for place in range(5):
        await desk.resident(f"resident{place}", "100200301", chat=700 + place)
    notice_id = await desk.confirmed()
    known = []
    while not (await desk.progress(notice_id)).notice.is_gathered:
        await desk.advance_notices()
        known.append((await desk.progress(notice_id)).counts.total)
    assert known == [2, 4, 5]
    assert len(await desk.go_out()) == 5


# Drafts.


async def test_a_changed_draft_takes_the_place_of_the_first(desk: Desk) -> None:
    await desk.resident("anna", "100200301")
    first = (await desk.address_streets(TEXT, "Яблоневая", OLEG, "draft")).notice_id
    second = (await desk.address_streets("Другое", "Клюква", OLEG, "draft")).notice_id
    assert first == second
    preview = await desk.preview(second)
    assert (preview.notice.text, preview.notice.asked, preview.reach.people) == ("Другое", "Клюква", 0)


async def test_a_notice_that_goes_out_cannot_be_changed_by_a_late_repeat(desk: Desk) -> None:
    await desk.resident("anna", "100200301")
    notice_id = await desk.confirmed("Яблоневая")
    assert (await desk.address_streets("Другое", "Клюква", OLEG, "draft")).notice_id == notice_id
    assert (await desk.progress(notice_id)).notice.text == TEXT
    assert await desk.go_out() == ["100"]


async def test_confirming_twice_sends_once(desk: Desk) -> None:
    await desk.resident("anna", "100200301")
    notice_id = await desk.address_everybody(TEXT, OLEG, "draft")
    await asyncio.gather(desk.confirm(notice_id, OLEG), desk.confirm(notice_id, OLGA))
    assert await desk.go_out() == ["100"]
    await desk.confirm(notice_id, OLEG)
    assert await desk.go_out() == []
    assert await desk.actions() == [("Олег", "notice-confirmed")]


async def test_what_was_sent_is_no_draft(desk: Desk) -> None:
    notice_id = await desk.confirmed()
    with refused("notice-not-draft"):
        await desk.preview(notice_id)
    with refused("notice-not-draft"):
        await desk.confirm(999, OLEG)


async def test_the_preview_says_that_another_notice_goes_out(desk: Desk) -> None:
    await desk.resident("anna", "100200301")
    busy = await desk.confirmed()
    preview = await desk.preview(await desk.address_everybody("Другое", OLGA, "other"))
    assert preview.busy_with is not None
    assert (preview.busy_with.id, preview.busy_with.operator) == (busy, OLEG)


# Going out.


async def crowd(desk: Desk, count: int) -> None:
    for place in range(count):
        email = f"resident{place}@pochta.example"
        await desk.resident(f"resident{place}", "100200301", chat=1000 + place, email=email)


async def test_only_a_few_messages_wait_in_the_outbox(desk: Desk) -> None:
    await crowd(desk, IN_OUTBOX + 10)
    notice_id = await desk.confirmed()
    await desk.advance()
    assert len(await desk.waiting()) == IN_OUTBOX
    await desk.send(5)
    await desk.advance()
    assert len(await desk.waiting()) == IN_OUTBOX
    assert (await desk.progress(notice_id)).counts == Counts(waiting=IN_OUTBOX + 5, delivered=5)
    assert len(await desk.go_out()) == IN_OUTBOX + 5


async def test_a_decision_goes_out_before_the_notices_that_wait(desk: Desk) -> None:
    await crowd(desk, IN_OUTBOX + 10)
    await desk.confirmed()
    await desk.advance()

    def decide(unit: StoredUnit) -> str:
        news = ReadingAccepted("receipt", "100200301")
        unit.outbox.about(1, [CHAT], news, language="ru", priority=Priority.DECISION)
        return unit.outbox.due(Channel.TELEGRAM, desk.clock(), 2)[0].kind

    assert await desk.database.write(decide) == "reading-accepted"


async def test_the_result_tells_delivered_unreachable_and_failed(desk: Desk) -> None:
    await crowd(desk, 5)
    notice_id = await desk.confirmed()
    await desk.advance()
    blocked, broken, *_ = await desk.waiting()

    def give_up(unit: StoredUnit) -> None:
        unit.outbox.set_aside(blocked.id, desk.clock(), UNREACHABLE)
        unit.outbox.set_aside(broken.id, desk.clock(), "TelegramBadRequest")

    await desk.database.write(give_up)
    assert len(await desk.go_out()) == 3
    progress = await desk.progress(notice_id)
    assert progress.counts == Counts(delivered=3, unreachable=1, failed=1)
    assert progress.notice.state is NoticeState.FINISHED


async def test_the_end_is_told_to_the_group_once(desk: Desk) -> None:
    await desk.resident("anna", "100200301")
    notice_id = await desk.confirmed()
    await desk.go_out()
    await desk.advance()
    rows = await desk.database.read(
        lambda unit: unit.connection.execute("SELECT kind, key, occurrences FROM alerts").fetchall()
    )
    assert [tuple(row) for row in rows] == [("notice-finished", f"notice:{notice_id}", 1)]


async def test_nothing_goes_out_while_it_is_paused(desk: Desk) -> None:
    await crowd(desk, IN_OUTBOX + 10)
    notice_id = await desk.confirmed()
    await desk.advance()
    first = await desk.send(3)
    await desk.pause(notice_id, OLGA)
    assert await desk.go_out() == []
    assert (await desk.progress(notice_id)).notice.state is NoticeState.PAUSED
    await desk.resume(notice_id, OLEG)
    rest = await desk.go_out()
    assert len(first) + len(rest) == len({*first, *rest}) == IN_OUTBOX + 10
    assert (await desk.progress(notice_id)).counts == Counts(delivered=IN_OUTBOX + 10)
    assert await desk.actions() == [
        ("Олег", "notice-confirmed"),
        ("Ольга", "notice-paused"),
        ("Олег", "notice-resumed"),
    ]


async def test_what_was_on_its_way_when_it_was_paused_is_not_sent_again(desk: Desk) -> None:
    await crowd(desk, 3)
    notice_id = await desk.confirmed()
    await desk.advance()
    on_its_way = await desk.take_one()
    await desk.pause(notice_id, OLEG)
    await desk.mark_sent(on_its_way)
    await desk.resume(notice_id, OLEG)
    assert on_its_way.recipient not in await desk.go_out()
    assert (await desk.progress(notice_id)).counts == Counts(delivered=3)


async def test_a_chat_that_turned_out_to_be_unreachable_while_it_was_paused_is_not_tried_again(
    desk: Desk,
) -> None:
    await crowd(desk, 3)
    notice_id = await desk.confirmed()
    await desk.advance()
    [blocked, *_] = await desk.waiting()
    await desk.pause(notice_id, OLEG)
    now = desk.clock()
    await desk.database.write(lambda unit: unit.outbox.set_aside(blocked.id, now, UNREACHABLE))
    await desk.resume(notice_id, OLEG)
    assert blocked.recipient not in await desk.go_out()
    assert (await desk.progress(notice_id)).counts == Counts(delivered=2, unreachable=1)


async def test_a_message_that_was_refused_while_it_was_paused_is_tried_again(desk: Desk) -> None:
    await crowd(desk, 3)
    notice_id = await desk.confirmed()
    await desk.advance()
    [failing, *_] = await desk.waiting()
    await desk.pause(notice_id, OLEG)
    now = desk.clock()
    await desk.database.write(lambda unit: unit.outbox.set_aside(failing.id, now, "TelegramBadRequest"))
    await desk.resume(notice_id, OLEG)
    assert failing.recipient in await desk.go_out()
    assert (await desk.progress(notice_id)).counts == Counts(delivered=3)


async def test_it_can_be_paused_before_its_recipients_are_known(desk: Desk) -> None:
    await desk.resident("anna", "100200301")
    notice_id = await desk.confirmed()
    await desk.pause(notice_id, OLEG)
    assert await desk.go_out() == []
    await desk.resume(notice_id, OLEG)
    assert await desk.go_out() == ["100"]


@pytest.mark.parametrize("paused", [False, True])
async def test_a_cancelled_notice_keeps_what_went_out(desk: Desk, paused: bool) -> None:  # noqa: FBT001
    await crowd(desk, IN_OUTBOX + 10)
    notice_id = await desk.confirmed()
    await desk.advance()
    await desk.send(3)
    if paused:
        await desk.pause(notice_id, OLGA)
    await desk.cancel(notice_id, OLGA)
    assert await desk.go_out() == []
    progress = await desk.progress(notice_id)
    assert progress.notice.state is NoticeState.CANCELLED
    assert progress.counts == Counts(delivered=3, withdrawn=IN_OUTBOX + 7)
    with refused("notice-not-paused"):
        await desk.resume(notice_id, OLEG)


async def test_a_cancelled_notice_waits_for_what_is_on_its_way_before_it_is_counted(desk: Desk) -> None:
    await crowd(desk, 2)
    notice_id = await desk.confirmed()
    await desk.advance()
    on_its_way = await desk.take_one()
    await desk.cancel(notice_id, OLEG)
    assert await desk.advance_notices() is Step.NOTHING
    assert (await desk.progress(notice_id)).notice.state is NoticeState.CANCELLING
    await desk.mark_sent(on_its_way)
    await desk.advance()
    assert (await desk.progress(notice_id)).counts == Counts(delivered=1, withdrawn=1)


async def test_a_button_that_comes_too_late_changes_nothing(desk: Desk) -> None:
    await desk.resident("anna", "100200301")
    notice_id = await desk.confirmed()
    with refused("notice-not-paused"):
        await desk.resume(notice_id, OLEG)
    await desk.go_out()
    for late in (desk.pause, desk.cancel):
        with refused("notice-not-sending"):
            await late(notice_id, OLEG)
    assert await desk.actions() == [("Олег", "notice-confirmed")]


async def test_two_operators_who_pause_and_cancel_at_once_are_both_heard_in_turn(desk: Desk) -> None:
    await crowd(desk, 3)
    notice_id = await desk.confirmed()
    await desk.advance()
    await asyncio.gather(desk.pause(notice_id, OLEG), desk.cancel(notice_id, OLGA), return_exceptions=True)
    await desk.go_out()
    assert (await desk.progress(notice_id)).counts == Counts(withdrawn=3)


async def test_the_next_notice_waits_for_the_first_to_end_or_pause(desk: Desk) -> None:
    await crowd(desk, 2)
    first = await desk.confirmed()
    second = await desk.address_everybody("Другое", OLGA, "other")
    await desk.confirm(second, OLGA)
    await desk.advance()
    assert {message.content.details["notice"] for message in await desk.waiting()} == {first}
    await desk.pause(first, OLEG)
    await desk.advance()
    assert {message.content.details["notice"] for message in await desk.waiting()} == {second}


async def test_after_a_crash_it_goes_on_where_it_was(
    desk: Desk, database: Database, clock: FakeClock, people: People
) -> None:
    await crowd(desk, IN_OUTBOX + 10)
    await desk.confirmed()
    await desk.advance()
    first = await desk.send(7)
    again = Desk(database, clock, people)
    rest = await again.go_out()
    assert len(first) + len(rest) == len({*first, *rest}) == IN_OUTBOX + 10


async def test_one_message_about_the_progress_waits_at_a_time(desk: Desk) -> None:
    await crowd(desk, 3)
    await desk.confirmed()
    await desk.advance()
    await desk.send(1)
    await desk.advance()
    of_progress = "SELECT * FROM outbox WHERE kind = 'notice-progress'"
    rows = await desk.database.read(lambda unit: unit.connection.execute(of_progress).fetchall())
    assert len(rows) == 1


async def test_the_counts_are_drawn_now_and_then_and_a_decision_at_once(desk: Desk, clock: FakeClock) -> None:
    await crowd(desk, 3)
    notice_id = await desk.confirmed()
    assert await desk.draw_progress() == 1, "it was confirmed"
    await desk.advance()
    assert await desk.draw_progress() == 0
    clock.pass_time(BETWEEN_PROGRESS)
    assert await desk.draw_progress() == 1
    await desk.send(1)
    await desk.advance()
    await desk.pause(notice_id, OLEG)
    assert await desk.draw_progress() == 1, "it was paused"


async def test_a_decision_while_the_progress_is_being_drawn_is_drawn_afterwards(desk: Desk) -> None:
    await crowd(desk, 3)
    notice_id = await desk.confirmed()
    drawn = await desk.progress(notice_id)
    await desk.draw_progress()
    await desk.database.write(lambda unit: keep_message(unit, drawn, 77))
    assert await desk.draw_progress() == 0, "nothing changed"
    await desk.pause(notice_id, OLEG)
    await desk.draw_progress()
    await desk.database.write(lambda unit: keep_message(unit, drawn, 77))
    assert await desk.draw_progress() == 1
    assert (await desk.progress(notice_id)).notice.message_id == 77


async def test_old_notices_are_forgotten_but_for_their_counts(desk: Desk) -> None:
    await desk.resident("anna", "100200301")
    notice_id = await desk.confirmed("Яблоневая")
    await desk.go_out()
    later = desk.clock() + timedelta(days=31)
    assert await desk.database.write(lambda unit: unit.notices.forget(later, 100)) == 2
    assert (await desk.progress(notice_id)).counts == Counts(delivered=1)
