"""The demo as somebody plays with it: the bot is the process that ``make demo`` starts, over the loopback."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from bot.demo.keeper import ROOT, BotKeeper
from bot.demo.running import COMPANY, Wishes
from tests.bot.demo.stage import MOSCOW, NUMBER, staged
from tests.conversations.harness import link_in, say
from tests.simulator.town import in_background

TITLE = "reading-summary-title"
BACK = "demo-bot-back"


def noon(day: int) -> datetime:
    """Give the noon of a day in November 2026, by the clocks of Moscow."""
    return datetime(2026, 11, day, 12, tzinfo=MOSCOW)


def month(number: int) -> str:
    return say("month-of-year", month=say(f"month-{number}"), year="2026")


async def test_a_reading_is_asked_about_again_when_the_clock_jumps_over_the_end_of_a_month() -> None:
    async with staged(Wishes(begin_at=noon(29)), confirmed=True) as stage:
        await stage.anna.send("Передать показания")
        await stage.sees(NUMBER)
        await stage.anna.send("12650")
        await stage.sees(say(TITLE, month=month(11)))
        await stage.pull("month")
        assert stage.now.strftime("%d.%m %H:%M") == "01.12 10:00"
        await stage.press("Подтвердить")
        shown = await stage.sees(say("reading-month-changed", month=month(12)))
        assert datetime.fromtimestamp(shown.edit_date or 0, MOSCOW).month == 12


async def test_the_days_for_readings_end_when_the_clock_jumps_over_their_end() -> None:
    wishes = Wishes(window="15-26", begin_at=noon(25))
    async with staged(wishes, confirmed=True) as stage:
        await stage.pull("last-day")
        assert (stage.now.day, stage.now.hour) == (26, 10)
        await stage.anna.send("Передать показания")
        await stage.sees(NUMBER)
        await stage.anna.send("12650")
        await stage.sees(say(TITLE, month=month(11)))
        await stage.pull("closed")
        await stage.press("Подтвердить")
        await stage.sees("не переданы")
        await stage.anna.send("Передать показания")
        await stage.sees(say("error-window-closed", opens="15.12.2026"))


async def test_a_letter_expires_when_the_clock_jumps_by_a_day() -> None:
    async with staged(Wishes(begin_at=noon(25)), confirmed=False) as stage:
        (letter, *_) = await stage.until(lambda: stage.demo.simulator.letters)
        await stage.pull("day")
        await stage.anna.open_link(link_in(letter))
        await stage.sees("Это письмо уже не действует")


async def test_a_reading_that_was_not_confirmed_is_brought_to_mind_when_its_hour_has_come() -> None:
    async with staged(Wishes(begin_at=noon(25)), confirmed=True) as stage:
        await stage.anna.send("Передать показания")
        await stage.sees(NUMBER)
        await stage.anna.send("12650")
        await stage.sees(say(TITLE, month=month(11)))
        await stage.pull("hour")
        await stage.pull("hour")
        await stage.sees("но не подтвердили их")


async def test_readings_are_brought_to_mind_when_the_clock_jumps_to_a_day_of_reminders() -> None:
    async with staged(Wishes(window="15-26", begin_at=noon(22)), confirmed=True) as stage:
        await stage.pull("last-day")
        await stage.sees("Сегодня последний день")


async def test_a_code_for_a_payment_is_drawn_next_to_the_bot_and_is_called_ours() -> None:
    async with staged(Wishes(begin_at=noon(25)), confirmed=True) as stage:
        await stage.anna.send("Электроэнергия")
        for label in ("Оплатить", "QR для оплаты"):
            await stage.press(label)
        shown = await stage.until(
            lambda: next((each for each in stage.anna.chat.messages if each.file), None)
        )
        assert shown.file is not None
        for label in ("К номеру", "Оплатить", "Проверить QR"):
            await stage.press(label)
        await stage.sees(say("code-check-ask"))
        await stage.anna.send_photo(shown.file.content)
        await stage.sees(say("code-check-ours", company=COMPANY["COMPANY_NAME"]))


async def test_a_bot_that_is_killed_comes_back_and_answers_what_came_meanwhile() -> None:
    async with staged(Wishes(begin_at=noon(25))) as stage:
        await stage.anna.send("/start")
        first = await stage.sees("Личный кабинет")
        assert await stage.pull("kill") == say(BACK)
        await stage.anna.send("/help")
        await stage.until(lambda: stage.anna.chat.last.id > first.id or None)
        assert stage.demo.keeper.lives == 2


async def test_a_bot_that_is_restarted_lives_by_the_time_to_which_the_clock_was_put() -> None:
    async with staged(Wishes(begin_at=noon(25)), confirmed=True) as stage:
        await stage.pull("month")
        assert await stage.pull("restart") == say(BACK)
        assert stage.demo.keeper.lives == 2
        await stage.anna.send("Передать показания")
        await stage.sees(NUMBER)
        await stage.anna.send("12650")
        await stage.sees(say(TITLE, month=month(12)))


async def test_letters_wait_while_the_mail_is_down_and_come_when_it_is_back_and_time_has_passed() -> None:
    async with staged(Wishes(begin_at=noon(25))) as stage:
        await stage.pull("mail")
        await stage.pull("kill")
        await stage.settle_anna(confirmed=False)
        await stage.anna.send("/help")
        await stage.until(lambda: stage.anna.chat.last)
        assert stage.demo.simulator.letters == []
        await stage.pull("mail")
        await stage.pull("hour")
        await stage.until(lambda: stage.demo.simulator.letters)


async def test_an_answer_that_telegram_puts_off_comes_when_the_clock_has_passed_its_pause() -> None:
    async with staged(Wishes(begin_at=noon(25))) as stage:
        await stage.pull("flood")
        await stage.anna.send("/start")
        await stage.demo.simulator.delivered()
        assert not [message for message in stage.anna.chat.messages if message.from_bot]
        await stage.pull("flood")
        await stage.pull("hour")
        await stage.sees("Личный кабинет")


async def test_files_for_billing_are_written_by_the_clock_of_the_demo() -> None:
    async with staged(Wishes(begin_at=noon(25)), confirmed=True) as stage:
        await stage.anna.send("Передать показания")
        await stage.sees(NUMBER)
        await stage.anna.send("12650")
        await stage.press("Подтвердить")
        await stage.sees("приняты")
        await stage.pull("month")
        oleg, group = stage.oleg, stage.group

        def buttons() -> list[str]:
            return [label for each in group.messages for row in each.button_labels for label in row]

        await oleg.send("/export", to=group)
        await stage.until(lambda: "Выгрузить" in buttons())
        await oleg.press("Выгрузить", in_=group)
        (file, *_) = await stage.until(lambda: [each.document for each in group.messages if each.document])
        assert file.content


def child_of(number: int) -> int:
    """Give the number of the one process that another one has started."""
    (child,) = Path(f"/proc/{number}/task/{number}/children").read_text(encoding="utf-8").split()
    return int(child)


@asynccontextmanager
async def command(*options: str) -> AsyncIterator[tuple[Process, int]]:
    """Run ``python -m bot demo`` until its page is there; gives it with the number of its bot's process."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--port", "0", *options), cwd=ROOT, stdout=PIPE
    )
    assert process.stdout is not None
    try:
        while b"http://127.0.0.1:" not in (line := await process.stdout.readline()):
            assert line, "the demo has ended"
        yield process, child_of(process.pid)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def end_of(number: int) -> None:
    """Wait until a process has ended."""
    ended, watched = asyncio.Event(), os.pidfd_open(number)
    loop = asyncio.get_running_loop()
    loop.add_reader(watched, ended.set)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(watched)
        os.close(watched)


async def test_ctrl_c_ends_the_demo_and_its_bot_in_good_order() -> None:
    async with command() as (demo, bot):
        watching = in_background(end_of(bot))
        await asyncio.sleep(0)
        demo.send_signal(signal.SIGINT)
        assert await demo.wait() == 0
        await watching


async def test_a_demo_that_is_killed_takes_its_bot_along() -> None:
    async with command() as (demo, bot):
        watching = in_background(end_of(bot))
        await asyncio.sleep(0)
        demo.kill()
        await watching


async def test_a_bot_that_cannot_begin_ends_the_demo() -> None:
    keeper = BotKeeper({"DATABASE_URL": "sqlite:////proc/nothing/cabinet.db"}, lambda: 0.0)
    assert await keeper.run() > 0
    assert keeper.lives == 1
    await keeper.ready()
    assert not keeper.is_ready
