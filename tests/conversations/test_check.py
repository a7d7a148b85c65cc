"""What ``bot check`` tells an administrator of Telegram, the group, the mail server and the database."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.commands.check import SPARE_BYTES, Wishes, run_check
from bot.delivery.mail_watch import MailWatch
from bot.intake.http_side import Contacts
from bot.settings import Settings
from integrations.smtp_mailer import SmtpMailer
from tests.bot.telegram.proxies import LOGIN, TELEGRAM, HttpProxy
from tests.conversations.harness import TEXTS, Town

ONLINE = Wishes(online=True)


@dataclass
class Checked:
    """What the command printed, and how it ended."""

    code: int
    lines: list[str]

    @property
    def troubles(self) -> list[str]:
        return [line for line in self.lines if line.startswith("✗")]


@dataclass
class Check:
    """The command, with the settings of a town."""

    town: Town
    capsys: pytest.CaptureFixture[str]

    async def __call__(self, wishes: Wishes = ONLINE, **changed: str) -> Checked:
        settings = Settings.of(self.town.settings | changed)
        say = TEXTS.within("ru").plain
        self.capsys.readouterr()
        code = await asyncio.to_thread(
            run_check, settings, wishes, environment={}, clock=self.town.clock, say=say
        )
        return Checked(code, self.capsys.readouterr().out.splitlines())


@pytest.fixture
def check(town: Town, capsys: pytest.CaptureFixture[str]) -> Check:
    return Check(town, capsys)


def begins_as(line: str, text_id: str) -> bool:
    """Tell whether a line is this text, whatever values it holds."""
    values: dict[str, Any] = dict.fromkeys(
        (
            "path",
            "bot",
            "group",
            "topic",
            "title",
            "reason",
            "proxy",
            "server",
            "new",
            "url",
            "waiting",
            "user",
        ),
        "#",
    ) | dict.fromkeys(("missing", "free", "needed", "seconds"), 7)
    first = TEXTS.within("ru").plain(text_id, **values).replace("7", "#").split("#")[0]
    return line[2:].startswith(first) and first != ""


async def test_an_installation_in_order_is_told_line_by_line_while_the_bot_runs(
    town: Town, check: Check
) -> None:
    calls = len(town.sim.calls)
    checked = await check()
    assert checked.code == 0, checked.lines
    assert checked.troubles == []
    assert "@lk_demo_bot" in "".join(checked.lines)
    assert "«Операторы»" in "".join(checked.lines)
    asked = {call.method for call in town.sim.calls[calls:]}
    assert asked == {"getMe", "getChat", "getChatMember", "getWebhookInfo"}, "nothing is changed"
    assert town.letters == []


async def test_without_options_nothing_is_asked(town: Town, check: Check) -> None:
    calls = len(town.sim.calls)
    checked = await check(Wishes())
    assert (checked.code, len(checked.lines)) == (0, 1)
    assert len(town.sim.calls) == calls


@pytest.mark.parametrize(
    ("setting", "value", "text_id"),
    [
        ("BOT_TOKEN", "43:OTHER-token_0123456789", "start-token-refused"),
        ("OPERATOR_CHAT_ID", "-777", "check-group-unknown"),
        ("TELEGRAM_API_URL", "http://127.0.0.1:9", "check-telegram-down"),
        ("SMTP_URL", "smtp://127.0.0.1:9", "check-mail-failed"),
        ("SMTP_URL", "<as it is>?starttls=true", "check-mail-failed"),
        ("DATABASE_URL", f"sqlite:///{Path(__file__) / 'cabinet.db'}", "check-database-no-folder"),
    ],
)
async def test_a_wrong_value_is_told_by_the_line_of_its_matter(
    town: Town, check: Check, setting: str, value: str, text_id: str
) -> None:
    checked = await check(ONLINE, **{setting: value.replace("<as it is>", town.settings[setting])})
    assert checked.code == 1
    [trouble] = checked.troubles
    assert begins_as(trouble, text_id), trouble


async def test_a_folder_that_can_be_made_is_no_trouble(town: Town, check: Check) -> None:
    checked = await check(DATABASE_URL=f"sqlite:///{town.folder}/new/deeper/cabinet.db")
    assert checked.code == 0
    assert not (town.folder / "new").exists(), "and it is not made by looking"


async def test_a_bot_that_is_no_administrator_of_the_group_is_told(town: Town, check: Check) -> None:
    town.group.bot_is_admin = False
    [trouble] = (await check()).troubles
    assert begins_as(trouble, "check-group-not-admin")


async def test_a_bot_that_was_thrown_out_is_told(town: Town, check: Check) -> None:
    town.sim.remove_bot(town.group, by=town.oleg.person)
    [trouble] = (await check()).troubles
    assert begins_as(trouble, "check-group-unknown")


async def test_a_group_with_a_new_number_is_told_with_it(town: Town, check: Check) -> None:
    """The bot follows the group, so it is no trouble."""
    town.sim.migrate_group(town.group, -1001234567890)
    checked = await check(Wishes(online=True, alert=True))
    assert (checked.code, checked.troubles) == (0, [])
    [_] = [line for line in checked.lines if line.startswith("•") and "-1001234567890" in line]


async def test_a_topic_that_cannot_be_written_to_is_told(town: Town, check: Check) -> None:
    group = town.sim.migrate_group(town.group, -1001234567890)
    group.is_forum = True
    topic = town.sim.open_topic(group, "Бот")
    changed = {"OPERATOR_CHAT_ID": str(group.id), "OPERATOR_TOPIC_ID": str(topic.id)}
    assert (await check(Wishes(alert=True), **changed)).code == 0
    assert group.last.topic == topic.id
    topic.is_closed = True
    [trouble] = (await check(ONLINE, **changed)).troubles
    assert begins_as(trouble, "check-topic-lost")


async def test_a_database_that_does_not_fit_is_told_and_left_alone(town: Town, check: Check) -> None:
    foreign = town.folder / "recipes.db"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE recipes (name)")
        connection.commit()
    before = foreign.read_bytes()
    [trouble] = (await check(DATABASE_URL=f"sqlite:///{foreign}")).troubles
    assert begins_as(trouble, "start-database-other")
    assert foreign.read_bytes() == before


@pytest.mark.of_sqlite("the disk of a server is its own")
async def test_a_disk_that_is_nearly_full_is_told(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(2**40, 2**40, SPARE_BYTES - 1)
    )
    [trouble] = (await check()).troubles
    assert begins_as(trouble, "check-disk-small")


async def test_a_test_letter_and_a_test_message_arrive(town: Town, check: Check) -> None:
    checked = await check(Wishes(letter_to="admin@energy.example", alert=True))
    assert checked.code == 0
    assert [letter.to for letter in town.letters] == ["admin@energy.example"]
    assert town.alerts[-1] == TEXTS.within("ru").plain("check-alert-text")


async def test_a_letter_to_no_address_is_refused_before_anything_is_asked(check: Check) -> None:
    checked = await check(Wishes(letter_to="admin"))
    assert (checked.code, checked.lines) == (2, [])


@pytest.fixture
async def proxy() -> AsyncIterator[HttpProxy]:
    proxy = HttpProxy(LOGIN)
    async with proxy.open():
        yield proxy


async def test_a_proxy_is_told_to_work_or_to_be_the_trouble_without_its_login(
    town: Town, check: Check, proxy: HttpProxy
) -> None:
    api = town.settings["TELEGRAM_API_URL"].replace("127.0.0.1", TELEGRAM)
    through = await check(TELEGRAM_API_URL=api, TELEGRAM_PROXY=proxy.url)
    assert through.code == 0
    assert any(begins_as(line, "check-proxy") for line in through.lines)
    wrong = f"http://hunter-two:hunter-three@127.0.0.1:{proxy.port}"
    refused = await check(TELEGRAM_API_URL=api, TELEGRAM_PROXY=wrong)
    [trouble] = refused.troubles
    assert begins_as(trouble, "check-proxy-down")
    assert f"127.0.0.1:{proxy.port}" in trouble
    assert "hunter" not in "".join(refused.lines)


def trouble_of(contacts: Contacts) -> str | None:
    return contacts.mail_trouble


async def test_readiness_names_a_mail_server_that_takes_no_letters_before_the_first_letter(
    town: Town,
) -> None:
    await town.sim.mailbox.refuse_connections()
    contacts = town.app.http.contacts = Contacts(town.clock)
    watch = MailWatch(SmtpMailer(town.sim.smtp_url, town.settings["MAIL_FROM"], town.clock), contacts)
    await watch()
    assert trouble_of(contacts) == "the server takes no letters, SMTPConnectError"
    await town.sim.mailbox.accept_connections()
    await watch()
    assert trouble_of(contacts) is None
    await town.sim.mailbox.refuse_connections()
    await watch()
    assert trouble_of(contacts) is None, "what is known to work is not asked again and again"


async def test_the_mail_server_is_asked_at_the_start_and_a_letter_tells_more_than_a_question(
    town: Town,
) -> None:
    contacts = town.app.http.contacts
    assert "watch over the mail server" in [work.name for work in town.app.endless]
    contacts.mail_asked("SMTPAuthenticationError: 535")
    await town.registered()
    await town.settled()
    assert contacts.mail_trouble is None
    assert contacts.mail == town.clock()
