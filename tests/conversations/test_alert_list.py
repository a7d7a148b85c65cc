"""``/alerts``: what is open, oldest first."""

from __future__ import annotations

from domain.alert import AlertKind
from tests.conversations.harness import Town, as_seen, say
from tests.conversations.test_desk import error, labels, raised
from tests.conversations.test_operators import reading_for_review


async def test_nothing_is_open(town: Town) -> None:
    await town.oleg.send("/alerts")
    assert town.alerts[-1] == say("alerts-none")


async def test_the_open_ones_come_oldest_first_with_age_and_holder(town: Town) -> None:
    await reading_for_review(town)
    await town.pass_time(minutes=50)
    await error(town)
    await town.oleg.press("Взять в работу")
    await town.pass_time(minutes=15)
    await town.olga.send("/alerts")
    assert town.alerts[-1].splitlines() == [
        say("alerts-title", count=2, page=1, pages=1),
        "",
        "1. 🔎 показания, № 100200301, 1 ч",
        "2. ⚠️ ошибка KeyError, 15 мин, в работе: Олег до 13:20",
    ]


async def test_pages_are_turned_in_place(town: Town) -> None:
    for number in range(10):
        await raised(town, AlertKind.PROOF_FAILED, f"key-{number}", login="x", number=str(number), failures=5)
    await town.oleg.send("/alerts")
    page = town.alert
    assert "1. 🔒 попытки подтвердить № 0" in page.text
    assert labels(page)[-2:] == ["Обновить", "▶️"]
    await town.oleg.press("▶️")
    assert town.alert is page
    assert as_seen(page.text).splitlines()[2:] == [
        f"{line}. 🔒 попытки подтвердить № {number}, 0 мин" for line, number in ((1, 8), (2, 9))
    ]
    assert labels(page) == ["1", "2", "◀️", "Обновить"]
    await town.oleg.press("◀️")
    assert labels(page)[-2:] == ["Обновить", "▶️"]


async def test_a_page_that_is_gone_shows_the_last_one(town: Town) -> None:
    await reading_for_review(town)
    await town.oleg.send("/alerts")
    await town.oleg.person.press_data("al:7::0", on=town.alert)
    await town.settled()
    assert say("alerts-title", count=1, page=1, pages=1) in town.alert.text


async def test_a_press_shows_the_alert_anew_and_it_stays_there(town: Town) -> None:
    await reading_for_review(town)
    old = town.alert
    await town.oleg.send("/alerts")
    page = town.alert
    await town.oleg.press("1")
    shown = town.alert
    assert shown.reply_to is page
    assert labels(shown)[:2] == ["Принять", "Отклонить"]
    assert labels(shown)[-1] == "Взять в работу"
    assert labels(old) == []
    await town.oleg.press("Принять", on=shown)
    assert say("alert-outcome-accepted", by="Олег") in shown.text
    assert labels(shown) == ["Отменить решение"]


async def test_a_question_is_answered_by_a_reply_to_any_of_its_messages(town: Town) -> None:
    anna = await town.registered()
    await anna.plays("[Задать вопрос]", "Когда будет счёт?")
    old = town.alert
    await town.oleg.send("/alerts")
    await town.oleg.press("1")
    await town.oleg.reply(old, "Завтра")
    assert "Завтра" in anna.heard


async def test_questions_that_wait_long_stand_out(town: Town) -> None:
    anna = await town.registered()
    await anna.plays("[Задать вопрос]", "Когда будет счёт?")
    await town.pass_time(hours=1, minutes=59)
    await town.oleg.send("/alerts")
    assert "❗️" not in town.alerts[-1]
    await town.pass_time(minutes=1)
    await town.oleg.press("Обновить")
    assert say("alerts-long-questions", count=1, hours=2) in town.alerts[-1]
    assert "1. ❗️❓ вопрос, 2 ч" in town.alerts[-1]


async def test_an_alert_that_was_decided_meanwhile_is_shown_as_that(town: Town) -> None:
    await reading_for_review(town)
    alert = town.alert
    await town.oleg.send("/alerts")
    page = town.alert
    await town.olga.press("Принять", on=alert)
    await town.oleg.press("1", on=page)
    assert say("alert-outcome-accepted", by="Ольга") in town.alert.text
    await town.oleg.person.press_data("a:show:999", on=page)
    await town.settled()
    assert town.oleg.hints[-1] == say("error-alert-unknown")


async def test_what_waits_for_the_resident_says_so(town: Town) -> None:
    anna = await town.registered()
    await anna.plays("[Задать вопрос]", "Когда будет счёт?")
    await town.oleg.reply(town.alert, "Завтра")
    await town.oleg.send("/alerts")
    assert town.alerts[-1].splitlines()[-1] == "1. ❓ вопрос, 0 мин, ждём абонента"
    await town.look_after_alerts(hours=3)
    assert not [text for text in town.alerts if text.startswith("⏰")]
