"""«Свет»: notices in force, «Нет света?», and reports of houses without light."""

from __future__ import annotations

import pytest

from tests.conversations.harness import Resident, Town, as_seen, say, say_in
from tests.conversations.test_notices import TEXT, notices_to, prepare, progress

EMERGENCY = "112"
FLAT, NEIGHBOUR, FAR = "100200302", "100200301", "100200328"
HOUSE = "г. Светлогорье, ул. Яблоневая, д. 1"
SHORT = "Яблоневая, 1"
TILL_SIX = "до 18:00 22 ноября"


async def announce(
    town: Town, *, kind: str = "Плановое отключение", until: str = "до 18", house: str = "Яблоневая 1"
) -> None:
    """Send a notice that is in force from now on."""
    await prepare(town, "/notice", TEXT, f"[{kind}]", until, "[Улица или дом]", house, "[Отправить]")


def heard_by(resident: Resident) -> str:
    """The one notice that a resident got."""
    [text] = notices_to(resident)
    return as_seen(text)


async def reports(resident: Resident) -> None:
    """Say that there is no light in the only home."""
    await resident.send("нет света")
    await resident.press("Сообщить, что нет света")


# Notices with an end.


async def test_a_notice_says_what_it_is_about_and_until_when(town: Town) -> None:
    anna = await town.holder(FLAT)
    await announce(town)
    assert heard_by(anna).startswith(say("notice-heading-planned-when", period=TILL_SIX))
    assert f"{say('notice-kind-planned')} {TILL_SIX}" in as_seen(progress(town).text)


async def test_a_resident_reads_it_in_their_own_language(town: Town) -> None:
    anna = await town.holder(FLAT)
    await anna.plays("[Профиль]", "[Язык]", "[English]")
    await announce(town, kind="Аварийное отключение", until="завтра с 9 до 15")
    period = say_in("en", "notice-period-day", day="23 November", start="9:00", time="15:00")
    assert heard_by(anna).startswith(say_in("en", "notice-heading-emergency-when", period=period))


async def test_an_end_that_is_not_understood_or_has_passed_is_asked_again(town: Town) -> None:
    anna = await town.holder(FLAT)
    await prepare(town, "/notice", TEXT, "[Прочее, со сроком]", "к вечеру")
    assert say("error-until-not-understood") in town.alerts[-1]
    await prepare(town, "22.11.2026 до 9")
    assert say("error-until-passed", moment="09:00 22.11.2026") in town.alerts[-1]
    await prepare(town, "до 18:00", "[Все, кто указал телефон]", "[Отправить]")
    assert heard_by(anna).startswith(say("notice-heading-other-when", period=TILL_SIX))


async def test_a_draft_whose_end_has_passed_meanwhile_is_corrected(town: Town) -> None:
    anna = await town.holder(FLAT)
    await prepare(town, "/notice", TEXT, "[Плановое отключение]", "до 18", "[Все, кто указал телефон]")
    await town.pass_time(hours=12)
    await prepare(town, "[Отправить]")
    assert say("error-notice-outdated") in town.alerts[-1]
    await prepare(town, "[Исправить текст]", TEXT, "[Прочее]", "[Все, кто указал телефон]", "[Отправить]")
    assert len(notices_to(anna)) == 1


async def test_operators_see_what_is_in_force(town: Town) -> None:
    await town.holder(FLAT)
    await town.oleg.send("/notices")
    assert town.alerts[-1] == say("notices-none")
    await announce(town)
    await town.oleg.send("/notices")
    assert say("notices-title", count=1) in town.alerts[-1]
    assert TILL_SIX in town.alerts[-1]
    await town.pass_time(hours=9)
    await town.oleg.send("/notices")
    assert town.alerts[-1] == say("notices-none")


async def test_all_who_got_a_notice_hear_of_a_later_end(town: Town) -> None:
    anna = await town.holder(FLAT)
    boris = await town.holder(FAR, name="Борис", login="boris")
    await announce(town)
    await prepare(town, "/notices", "[Продлить № 1]", "до 20:30")
    assert say("notice-period-until", time="20:30", day="22 ноября") in town.alerts[-1]
    await prepare(town, "[Сообщить]")
    assert "до 20:30 22 ноября" in anna.heard
    assert TEXT in anna.heard
    assert notices_to(boris) == []
    assert town.query("SELECT action FROM audit ORDER BY id") == [
        ("notice-confirmed",),
        ("notice-prolonged",),
    ]
    await anna.send("Нет света?")
    assert "до 20:30 22 ноября" in anna.sees


async def test_all_who_got_a_notice_hear_that_the_light_is_back(town: Town) -> None:
    anna = await town.holder(FLAT)
    await announce(town)
    await prepare(town, "/notices", "[Свет дали № 1]")
    assert TEXT in town.alerts[-1]
    await prepare(town, "[Сообщить]")
    assert anna.heard.startswith(say("notice-called-off"))
    await anna.press("Нет света?", on=anna.chat.last)
    assert say("outage-nothing-known") in anna.sees
    assert any("Закончено досрочно" in alert for alert in town.alerts)


async def test_an_outage_that_has_not_begun_is_told_to_be_no_more(town: Town) -> None:
    anna = await town.holder(FLAT)
    await announce(town, until="завтра с 9 до 15")
    await prepare(town, "/notices", "[Свет дали № 1]", "[Сообщить]")
    assert anna.heard.startswith(say("notice-called-off-before"))


@pytest.mark.parametrize("button", ["Продлить № 1", "Закончить № 1"])
async def test_an_old_list_says_that_a_notice_is_over(town: Town, button: str) -> None:
    await town.holder(FLAT)
    await announce(town, kind="Прочее, со сроком")
    await prepare(town, "/notices")
    await town.pass_time(hours=12)
    await prepare(town, f"[{button}]")
    assert town.oleg.hints[-1] == say("error-notice-not-in-force")


async def test_a_notice_can_be_left_as_it_is(town: Town) -> None:
    anna = await town.holder(FLAT)
    await announce(town, kind="Прочее, со сроком")
    await prepare(town, "/notices", "[Закончить № 1]", "[Отмена]")
    assert town.alerts[-1] == say("follow-left")
    await prepare(town, "/notices", "[Закончить № 1]", "[Сообщить]")
    assert anna.heard.startswith(say("notice-called-off-other"))


async def test_a_notice_of_an_earlier_version_has_no_kind_and_no_end(town: Town) -> None:
    anna = await town.holder(FLAT)
    await prepare(town, "/notice", TEXT, "[Прочее]", "[Все, кто указал телефон]", "[Отправить]")
    assert heard_by(anna).startswith(say("notice-heading-other"))
    await anna.send("Нет света?")
    assert say("outage-nothing-known") in anna.sees


# «Нет света?».


@pytest.mark.parametrize("words", ["нет света", "пропало электричество", "Отключили свет!", "свет отключили"])
async def test_who_writes_of_it_is_told_what_is_known_and_can_report(town: Town, words: str) -> None:
    anna = await town.holder(FLAT)
    await anna.send(words)
    assert anna.sees.startswith(say("outage-call", phone=EMERGENCY))
    assert say("outage-nothing-known") in anna.sees
    assert say("outage-check") in anna.sees
    assert {"Сообщить, что нет света", "Передать оператору"} <= set(anna.buttons)
    assert anna.sees.endswith(f"{say('outage-report-ask')}\n\n{say('outage-words-ask')}")


async def test_danger_goes_before_everything_and_no_other_words_stand_between(town: Town) -> None:
    anna = await town.holder(FLAT)
    await anna.send("искрит щиток, света нет")
    assert anna.sees.startswith(say("danger-call", phone=EMERGENCY))
    assert say("outage-check") not in anna.sees


async def test_a_notice_in_force_comes_first_and_one_may_report_all_the_same(town: Town) -> None:
    anna = await town.holder(FLAT)
    await announce(town)
    await anna.send("нет света")
    assert say("notice-heading-planned-when", period=TILL_SIX) in anna.sees
    assert TEXT in anna.sees
    assert say("outage-nothing-known") not in anna.sees
    await anna.press("Сообщить, что нет света")
    assert say("outage-reported", house=SHORT) in anna.sees
    assert say("alert-outage-notice", notice="1") in town.alerts[-1]
    await town.pass_time(hours=12)
    await anna.send("нет света")
    assert say("outage-nothing-known") in anna.sees


async def test_who_muted_notices_is_shown_them_here(town: Town) -> None:
    anna = await town.holder(FLAT)
    await announce(town)
    await anna.press("Больше не присылать", on=anna.chat.last)
    await anna.send("Нет света?")
    assert TEXT in anna.sees


@pytest.mark.parametrize(
    "deeds",
    [
        ("[Помощь]", "[Нет света?]"),
        ("[Электроэнергия]", "[Ещё]", "[Нет света?]"),
        ("Нет света?",),
    ],
)
async def test_there_are_several_ways_to_it(town: Town, deeds: tuple[str, ...]) -> None:
    anna = await town.holder(FLAT)
    await anna.plays(*deeds)
    assert anna.sees.startswith(say("outage-call", phone=EMERGENCY))
    assert anna.buttons == ["Сообщить, что нет света"]


async def test_each_of_several_homes_has_a_button(town: Town) -> None:
    anna = await town.holder(FLAT, FAR)
    await announce(town)
    await anna.send("Нет света?")
    assert anna.sees.count("Яблоневая, 1") == 1
    assert anna.buttons == ["Нет света: Яблоневая, 1", "Нет света: Садовая, 12"]
    await anna.press(anna.buttons[1])
    assert "Садовая" in town.alerts[-1]


async def test_a_guest_is_told_whom_to_call(town: Town) -> None:
    guest = town.guest()
    await guest.send("/start")
    await guest.send("Нет света?")
    assert guest.sees.startswith(say("outage-call", phone=EMERGENCY))
    assert say("outage-guest") in guest.sees
    await guest.send("нет света")
    assert say("outage-check") in guest.sees


async def test_who_has_no_number_yet_is_told_how_to_add_one(town: Town) -> None:
    anna = await town.registered()
    await anna.send("Нет света?")
    assert say("outage-no-homes") in anna.sees
    assert anna.buttons == []


async def test_a_banned_resident_reads_what_is_in_force_and_cannot_report(town: Town) -> None:
    anna = await town.holder(FLAT)
    await announce(town)
    await anna.send("Нет света?")
    before = anna.screen
    await town.change(
        "INSERT INTO bans (account_id, reason, operator_id, operator_name, since)"
        " VALUES (1, 'spam', 601, 'Олег', '2026-11-22T09:00:00.000000+00:00')"
    )
    await anna.press("Сообщить, что нет света", on=before)
    assert town.query("SELECT * FROM outage_reports") == []
    assert "Нет света?" in anna.keys
    for words in ("Нет света?", "нет света"):
        await anna.send(words)
        assert TEXT in anna.sees
        assert "Сообщить, что нет света" not in anna.buttons


# Reports.


async def test_a_report_reaches_operators_and_the_resident_knows_what_comes_next(town: Town) -> None:
    anna = await town.holder(FLAT)
    await reports(anna)
    assert say("outage-reported", house=SHORT) in anna.sees
    assert say("outage-answer-comes") in anna.sees
    assert say("alert-outage-reported", house=HOUSE) in town.alerts[-1]
    await reports(anna)
    assert say("outage-reported-before", house=SHORT) in anna.sees


async def test_neighbours_are_counted_in_the_alert_that_is_there(town: Town) -> None:
    anna = await town.holder(FLAT)
    boris = await town.holder(NEIGHBOUR, name="Борис", login="boris")
    await reports(anna)
    alert = town.alert
    await reports(boris)
    await town.pass_time(seconds=31)
    assert town.alert is alert
    assert "Сообщений: 2" in town.alerts[-1]


async def test_one_answer_reaches_all_neighbours_and_those_who_come_later(town: Town) -> None:
    anna = await town.holder(FLAT)
    boris = await town.holder(NEIGHBOUR, name="Борис", login="boris")
    await reports(anna)
    await town.oleg.press("Ответить всем")
    await town.oleg.reply(town.alert, "Бригада <выехала>")
    assert say("outage-answer-sent", by="Олег", count=1) in town.alerts[-1]
    assert SHORT in anna.heard
    assert anna.heard.endswith("Бригада <выехала>")
    await reports(boris)
    assert "Бригада <выехала>" in boris.sees


async def test_an_answer_can_be_left_and_a_closed_alert_takes_none(town: Town) -> None:
    anna = await town.holder(FLAT)
    await reports(anna)
    alert = town.alert
    answer_all = str(alert.buttons[0][0].data)
    await prepare(town, "[Ответить всем]", "/cancel")
    assert town.alerts[-1] == say("outage-answer-left")
    await town.olga.press("Закрыть", on=alert)
    await town.oleg.person.press_data(answer_all, on=alert)
    await town.settled()
    assert say("error-alert-already-decided", by="Ольга") in town.oleg.hints[-1]


async def test_a_notice_for_the_house_is_begun_from_the_alert(town: Town) -> None:
    anna = await town.holder(FLAT)
    boris = await town.holder(FAR, name="Борис", login="boris")
    await reports(anna)
    await prepare(town, "[Создать уведомление]", TEXT, "[Аварийное отключение]", "до 18")
    assert say("notice-reach", people=1, chats=1, numbers=1) in town.group.last.text
    await prepare(
        town, "[Изменить адресатов]", "Садовая", "[Исправить текст]", TEXT, "[Прочее]", "[Отправить]"
    )
    assert (len(notices_to(anna)), len(notices_to(boris))) == (0, 1)


async def test_too_many_reports_are_told_when_the_next_may_come(town: Town) -> None:
    anna = await town.holder(FLAT)
    await town.change(
        "INSERT INTO attempts (kind, subject, at, idempotency_key)"
        " SELECT 'outage-account', '1', '2026-11-22T09:00:00.000000+00:00', value FROM"
        " (SELECT 'a' AS value UNION SELECT 'b' UNION SELECT 'c' UNION SELECT 'd' UNION SELECT 'e') AS keys"
    )
    await reports(anna)
    assert "Вы уже сообщили несколько раз" in anna.sees
    assert town.query("SELECT * FROM outage_reports") == []


async def test_the_file_with_all_data_tells_of_notices_and_reports(town: Town) -> None:
    anna = await town.holder(FLAT)
    await announce(town)
    await prepare(town, "/notices", "[Свет дали № 1]", "[Сообщить]")
    await reports(anna)
    await anna.plays("[Профиль]", "[Мои данные]")
    page = anna.document[1].decode()
    for words in (
        "плановое отключение",
        "уведомление закончено",
        "Ваши сообщения о том, что нет света",
        FLAT,
    ):
        assert words in page


async def test_words_that_go_to_an_open_question_are_answered_with_what_is_known_too(town: Town) -> None:
    anna = await town.holder(FLAT)
    await announce(town)
    await anna.plays("[Задать вопрос]", "Когда будет счёт?", "нет света")
    assert TEXT in anna.sees
    assert anna.sees.endswith(say("thread-added"))
