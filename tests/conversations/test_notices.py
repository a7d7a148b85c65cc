"""Notices about the supply, from the operators' group to the residents' chats."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from simulator import Fault, Message
from tests.conversations.harness import Operator, Resident, Town, say

TEXT = "Завтра с 9 до 12 не будет света. <Ремонт> & замена"


async def prepare(town: Town, *answers: str, by: Operator | None = None) -> None:
    """Answer one question after the other: ``[label]`` is pressed, the rest is a reply."""
    operator = by or town.oleg
    for answer in answers:
        if answer.startswith("["):
            await operator.press(answer[1:-1])
        elif answer.startswith("/"):
            await operator.send(answer)
        else:
            await operator.reply(town.group.last, answer)


async def send_to_all(town: Town) -> None:
    await prepare(town, "/notice", TEXT, "[Прочее]", "[Все, кто указал телефон]", "[Отправить]")


def notices_to(resident: Resident) -> list[str]:
    return [message.text for message in resident.chat.messages if message.from_bot and TEXT in message.text]


def progress(town: Town) -> Message:
    """The message that shows how far the newest notice is."""
    return next(
        message
        for message in reversed(town.group.messages)
        if message.from_bot and message.text.startswith("📣 Рассылка №") and TEXT[:20] in message.text
    )


async def test_a_notice_reaches_everybody_who_gave_a_phone(town: Town) -> None:
    anna = await town.holder("100200302")
    boris = await town.holder("100200305", name="Борис", login="boris")
    await send_to_all(town)
    for resident, home in ((anna, "ул. Яблоневая, д. 1"), (boris, "ул. Яблоневая, д. 7")):
        [text] = notices_to(resident)
        assert home in text
        assert "кв." not in text
    assert any("Рассылка № 1 завершена" in alert and "Доставлено: 2" in alert for alert in town.alerts)


async def test_operators_see_the_notice_and_whom_it_would_reach_before_it_goes_out(town: Town) -> None:
    anna = await town.holder("100200302")
    await prepare(town, "/notice", TEXT, "[Прочее]", "[Улица или дом]", "яблоневая ул. дом 1")
    preview, question = town.group.messages[-2:]
    assert TEXT in preview.text
    assert preview.buttons == []
    assert "улица яблоневая, дом 1" in question.text
    assert say("notice-found-addresses", subscribers=3, houses=1) in question.text
    assert say("notice-reach", people=1, chats=1, numbers=1) in question.text
    assert "г. Светлогорье, ул. Яблоневая, д. 1" in question.text
    assert notices_to(anna) == []
    await town.oleg.press("Отправить")
    assert len(notices_to(anna)) == 1


async def test_only_the_chosen_house_hears_of_it(town: Town) -> None:
    anna = await town.holder("100200302")
    boris = await town.holder("100200328", name="Борис", login="boris")
    await prepare(town, "/notice", TEXT, "[Прочее]", "[Улица или дом]", "Садовая 12", "[Отправить]")
    assert (len(notices_to(anna)), len(notices_to(boris))) == (0, 1)


async def test_a_street_in_a_sentence_is_shown_as_it_was_understood(town: Town) -> None:
    anna = await town.holder("100200302")
    boris = await town.holder("100200328", name="Борис", login="boris")
    await prepare(town, "/notice", TEXT, "[Прочее]", "[Улица или дом]", "на Яблоневой улице, 1")
    assert "улица яблоневая, дом или участок 1" in town.group.last.text
    await town.oleg.press("Отправить")
    assert (len(notices_to(anna)), len(notices_to(boris))) == (1, 0)


async def test_a_house_that_is_not_in_the_street_of_a_sentence_shows_what_is(town: Town) -> None:
    await prepare(town, "/notice", TEXT, "[Прочее]", "[Улица или дом]", "ул. Яблоневой 2")
    assert say("notice-unmatched") in town.group.last.text
    assert "г. Светлогорье, ул. Яблоневая, д. 1" in town.group.last.text
    assert "Отправить" not in str(town.group.last.button_labels)


async def test_a_house_that_is_not_there_is_asked_again_with_what_resembles_it(town: Town) -> None:
    await prepare(town, "/notice", TEXT, "[Прочее]", "[Улица или дом]", "Яблоневая 2\nФонарь 12/2")
    assert say("notice-unmatched") in town.group.last.text
    assert "имени 40-летия Светлогорского завода" in town.group.last.text
    await prepare(town, "дом 5")
    assert say("error-address-no-name") in town.group.last.text
    await prepare(town, "Яблоневая 1")
    assert say("notice-nobody") in town.group.last.text
    assert "Отправить" not in str(town.group.last.button_labels)


def workbook(rows: list[tuple[object, ...]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.txt", "100200302\n0070001234\n555555"),
        ("list.csv", "\ufeffaddress;number;debt\nЯблоневая;100200302;1234\nРечная;0070001234;5\nx;555555;0"),
        ("list.csv", "number,debt\n100200302,100200305.00\n0070001234,2\n555555,3"),
        ("list.xlsx", [("debt", "number"), (100200305, 100200302), (1, "0070001234"), (2, 555555)]),
    ],
)
async def test_a_list_of_numbers_may_come_as_a_file(
    town: Town, name: str, content: str | list[tuple[object, ...]]
) -> None:
    anna = await town.holder("100200302")
    boris = await town.holder("70001234", name="Борис", login="boris")
    vera = await town.holder("100200305", name="Вера", login="vera")
    await prepare(town, "/notice", TEXT, "[Прочее]", "[Список номеров]")
    sent = content.encode() if isinstance(content, str) else workbook(content)
    await town.oleg.person.send_document(name, sent, to=town.group, reply_to=town.group.last)
    await town.settled()
    assert say("notice-found-numbers", known=2, held=2) in town.group.last.text
    assert "555555" in town.group.last.text
    await town.oleg.press("Отправить")
    assert [len(notices_to(each)) for each in (anna, boris, vera)] == [1, 1, 0]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"\x00\x01", "error-file-not-text"),
        (b"no numbers", "error-numbers-none"),
        (b"100200301;1500\n", "error-numbers-column-unclear"),
        ("ул. Яблоневая\n".encode("koi8-r"), "error-encoding-refused"),
        (workbook([("number",), (100200302,)])[:-99], "error-file-not-text"),
        (b"1" * (5 * 1024 * 1024 + 1), "error-file-too-large"),
    ],
)
async def test_a_file_that_is_no_list_is_refused(town: Town, content: bytes, error: str) -> None:
    await prepare(town, "/notice", TEXT, "[Прочее]", "[Список номеров]")
    await town.oleg.person.send_document("list.txt", content, to=town.group, reply_to=town.group.last)
    await town.settled()
    assert say(error, most=5, encoding="KOI8-R") in town.group.last.text


async def test_a_photo_of_a_list_is_not_read(town: Town) -> None:
    await prepare(town, "/notice", TEXT, "[Прочее]", "[Список номеров]")
    await town.oleg.reply_with_photo(town.group.last)
    assert say("notice-numbers-no-photo") in town.group.last.text


async def test_numbers_in_the_message_work_too_and_unknown_ones_are_named(town: Town) -> None:
    anna = await town.holder("100200302")
    await prepare(town, "/notice", TEXT, "[Прочее]", "[Список номеров]", "999999")
    assert say("notice-found-numbers", known=0, held=0) in town.group.last.text
    await prepare(town, "100200302, 999999", "[Отправить]")
    assert len(notices_to(anna)) == 1


async def test_text_and_audience_can_be_changed_before_it_goes_out(town: Town) -> None:
    anna = await town.holder("100200302")
    boris = await town.holder("100200328", name="Борис", login="boris")
    await prepare(town, "/notice", "Опечатка", "[Прочее]", "[Все, кто указал телефон]")
    await prepare(town, "[Исправить текст]", TEXT, "[Прочее]")
    await prepare(town, "[Улица или дом]", "Садовая", "[Изменить адресатов]", "[Улица или дом]")
    await prepare(town, "Яблоневая", "[Отправить]")
    assert (len(notices_to(anna)), len(notices_to(boris))) == (1, 0)


@pytest.mark.parametrize("way_out", ["/cancel", "Отмена", "Назад"])
async def test_preparing_can_be_left(town: Town, way_out: str) -> None:
    await prepare(town, "/notice", way_out)
    assert town.alerts[-1] == say("notice-left")
    await prepare(town, "/cancel")
    assert town.alerts[-1] == say("operator-nothing-to-cancel")
    assert town.query("SELECT * FROM notices") == []


async def test_the_last_step_can_be_left_too(town: Town) -> None:
    anna = await town.holder("100200302")
    await prepare(town, "/notice", TEXT, "[Прочее]", "[Все, кто указал телефон]", "[Отмена]")
    assert town.alerts[-1] == say("notice-left")
    assert notices_to(anna) == []


async def test_what_operators_tell_each_other_is_no_answer(town: Town) -> None:
    await prepare(town, "/notice")
    said = len(town.alerts)
    await town.oleg.send("Кто сегодня дежурит?")
    await town.olga.reply(town.group.last, "Я")
    assert len(town.alerts) == said
    assert town.query("SELECT * FROM notices") == []


async def test_nobody_presses_for_another_operator(town: Town) -> None:
    anna = await town.holder("100200302")
    await prepare(town, "/notice", TEXT, "[Прочее]", "[Все, кто указал телефон]")
    await town.olga.press("Отправить")
    assert town.olga.hints == [say("operator-not-yours-hint")]
    assert notices_to(anna) == []


async def test_two_operators_prepare_side_by_side(town: Town) -> None:
    anna = await town.holder("100200302")
    await town.oleg.send("/notice")
    olegs = town.group.last
    await town.olga.send("/notice")
    olgas = town.group.last
    await town.olga.reply(olgas, "Другое уведомление")
    await town.oleg.reply(olegs, TEXT)
    await prepare(town, "[Прочее]", "[Все, кто указал телефон]", "[Отправить]")
    assert len(notices_to(anna)) == 1


async def test_a_text_that_is_too_long_is_asked_again(town: Town) -> None:
    await prepare(town, "/notice", "я" * 2001)
    assert say("error-notice-too-long", most=2000) in town.alerts[-1]


async def test_a_long_notice_arrives_whole(town: Town) -> None:
    anna = await town.holder("100200323", "100200302")
    text = "<&>" * 600
    await prepare(town, "/notice", text, "[Прочее]", "[Все, кто указал телефон]", "[Отправить]")
    assert text in anna.chat.last.text


async def test_a_repeated_press_sends_once(town: Town) -> None:
    anna = await town.holder("100200302")
    await send_to_all(town)
    town.sim.redeliver(town.sim.last_update_id)
    await town.settled()
    assert len(notices_to(anna)) == 1
    assert town.query("SELECT action FROM audit") == [("notice-confirmed",)]


async def test_a_resident_who_had_enough_hears_no_more(town: Town) -> None:
    anna = await town.holder("100200302")
    await send_to_all(town)
    await anna.press("Больше не присылать", on=anna.chat.last)
    assert anna.hints == [say("notice-muted-hint")]
    assert len(notices_to(anna)) == 1, "it stays readable"
    boris = await town.holder("100200305", name="Борис", login="boris")
    await send_to_all(town)
    assert (len(notices_to(anna)), len(notices_to(boris))) == (1, 1)
    await anna.press("Профиль")
    assert say("profile-notices-off") in anna.sees


async def test_muting_does_not_disturb_what_the_resident_is_doing(town: Town) -> None:
    anna = await town.holder("100200302")
    await anna.press("Передать показания")
    await send_to_all(town)
    await anna.press("Больше не присылать", on=anna.chat.last)
    await anna.send("8400 3990")
    assert "8400" in anna.sees


async def test_who_is_signed_out_cannot_mute(town: Town) -> None:
    anna = await town.holder("100200302")
    await send_to_all(town)
    notice = anna.chat.last
    await anna.plays("[Профиль]", "[Выйти]", "[Выйти]")
    await anna.press("Больше не присылать", on=notice)
    assert anna.sees == say("error-sign-in-needed")


async def test_a_blocked_chat_is_counted_and_the_others_get_it(town: Town) -> None:
    anna = await town.holder("100200302")
    boris = await town.holder("100200305", name="Борис", login="boris")
    await anna.person.block_bot()
    await send_to_all(town)
    assert len(notices_to(boris)) == 1
    assert say("notice-counts-not-delivered", unreachable=1, failed=0, withdrawn=0) in progress(town).text


async def test_what_is_no_text_is_asked_again(town: Town) -> None:
    await prepare(town, "/notice")
    await town.oleg.person.send_voice(to=town.group, reply_to=town.group.last)
    await town.settled()
    assert say("form-text-only") in town.alerts[-1]
    await prepare(town, TEXT, "Всем")
    assert say("form-use-buttons") in town.alerts[-1]


class TestSteering:
    """Town in which nothing can be delivered to residents for the moment."""

    @staticmethod
    async def stuck(town: Town) -> Resident:
        anna = await town.holder("100200302")
        town.sim.faults.add("sendMessage", Fault("bad_gateway"), chat_id=anna.chat.id)
        await send_to_all(town)
        return anna

    async def test_it_can_be_paused_and_resumed(self, town: Town) -> None:
        anna = await self.stuck(town)
        assert say("notice-state-sending", by="Олег") in progress(town).text
        await town.olga.press("Пауза")
        assert say("notice-state-paused", by="Олег", changed_by="Ольга") in progress(town).text
        await town.pass_time(minutes=20)
        assert notices_to(anna) == []
        await town.oleg.press("Продолжить")
        await town.pass_time(minutes=20)
        assert len(notices_to(anna)) == 1
        assert say("notice-state-finished", by="Олег") in progress(town).text
        assert progress(town).buttons == []

    async def test_it_can_be_cancelled(self, town: Town) -> None:
        anna = await self.stuck(town)
        await town.olga.press("Отменить")
        await town.pass_time(minutes=20)
        assert notices_to(anna) == []
        assert say("notice-state-cancelled", by="Олег", changed_by="Ольга") in progress(town).text
        assert any("отменена: Ольга" in alert for alert in town.alerts)

    async def test_a_button_that_comes_too_late_says_so(self, town: Town) -> None:
        await self.stuck(town)
        shown = progress(town)
        late = str(shown.buttons[0][0].data)
        await town.olga.press("Отменить")
        await town.oleg.person.press_data(late, on=shown)
        await town.settled()
        assert town.oleg.hints[-1] == say("error-notice-not-sending")

    async def test_the_progress_is_one_message(self, town: Town) -> None:
        await self.stuck(town)
        await town.olga.press("Пауза")
        await town.oleg.press("Продолжить")
        shown = [each for each in town.group.messages if each.from_bot and TEXT[:20] in each.text]
        assert len([each for each in shown if each.text.startswith("📣")]) == 1

    async def test_it_goes_on_after_a_restart(self, town: Town) -> None:
        anna = await self.stuck(town)
        await town.restart()
        await town.pass_time(minutes=1)
        assert len(notices_to(anna)) == 1

    async def test_nobody_outside_the_group_steers_it(self, town: Town) -> None:
        anna = await self.stuck(town)
        await anna.forge("o:cancel:1")
        assert town.query("SELECT state FROM notices") == [("sending",)]


async def test_a_bot_that_is_no_administrator_hears_replies(town: Town) -> None:
    town.group.bot_is_admin = False
    anna = await town.holder("100200302")
    await send_to_all(town)
    assert len(notices_to(anna)) == 1


async def test_residents_cannot_prepare_notices(town: Town) -> None:
    anna = await town.holder("100200302")
    await anna.send("/notice")
    assert anna.sees == say("fallback-text")
