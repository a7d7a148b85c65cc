"""«Квартира пустует»: said once, sent each month, told to all holders, taken back, and ended."""

from __future__ import annotations

import pytest

from handlers.residents.readings import ReadingForm
from handlers.residents.vacancies import VacancyForm
from tests.conversations.harness import Resident, Town, say, say_in

NUMBER = "100200301"
MORE = ("Электроэнергия", "[Ещё]")
EMPTY = (*MORE, "[Квартира пустует]")
YES = "[Да, передавайте за меня]"
SENT = "передали за Вас: квартира пустует"
LATER = 4
"""Days from noon of November 22nd to the 26th; reminders go out on the 20th and the 24th."""


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody who holds a number with one meter; it is noon of November 22nd."""
    return await town.holder(NUMBER)


def times(resident: Resident, words: str) -> int:
    return sum(words in message.text for message in resident.chat.messages)


async def days(town: Town, count: int) -> None:
    for _ in range(count):
        await town.keep_schedule(days=1)


def stored(town: Town) -> list[tuple[str, str, str]]:
    return town.query("SELECT month, status, source FROM readings ORDER BY id")


async def test_it_is_said_once_and_the_values_are_sent_each_month(town: Town, anna: Resident) -> None:
    await anna.plays(*EMPTY, "[3 мес.]")
    for words in ("12480", "22.02.2027", "За эти показания отвечаете Вы"):
        assert words in anna.sees
    await anna.plays(YES)
    assert say("vacancy-begun") in anna.sees
    assert say("card-vacant-until", date="22.02.2027") in anna.sees
    await days(town, 40)
    assert stored(town) == [("2026-11", "accepted", "vacant"), ("2026-12", "accepted", "vacant")]
    assert times(anna, SENT) == 2
    assert times(anna, "Пора передать показания") == 0
    await days(town, 62)
    assert [month for month, *_ in stored(town)] == ["2026-11", "2026-12", "2027-01", "2027-02"]
    assert times(anna, "закончился срок") == 1
    await anna.plays(*MORE)
    assert "Квартира пустует" in anna.buttons


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        ("1 мая", "01.05.2027 включительно"),
        ("[6 мес.]", "22.05.2027 включительно"),
        ("[Пока не отменю]", "пока Вы не отмените"),
    ],
)
async def test_a_day_is_typed_or_chosen(town: Town, anna: Resident, deed: str, words: str) -> None:
    await anna.plays(*EMPTY, deed)
    assert words in anna.sees
    assert await town.state_of(anna) == VacancyForm.confirm.name


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("1 мая 2020", "vacancy-day-past"),
        ("01.05.2040", "vacancy-day-far"),
        ("не знаю", "date-not-understood"),
    ],
)
async def test_a_day_that_does_not_fit_is_asked_again(
    town: Town, anna: Resident, text: str, error: str
) -> None:
    await anna.plays(*EMPTY, text)
    assert say(f"error-{error}") in anna.sees
    assert await town.state_of(anna) == VacancyForm.last_day.name


async def test_what_was_sent_is_taken_back_and_sent_anew(town: Town, anna: Resident) -> None:
    await anna.plays(*EMPTY, "[Пока не отменю]", YES)
    await days(town, LATER)
    receipt = anna.chat.last
    await anna.press("Отменить", on=receipt)
    assert "не считаются" in anna.sees
    assert stored(town) == [("2026-11", "withdrawn", "vacant")]
    await anna.plays("[Передать показания]", "12485", "[Подтвердить]")
    assert stored(town)[1:] == [("2026-11", "accepted", "")]
    await days(town, 1)
    assert len(stored(town)) == 2


async def test_what_billing_has_is_not_taken_back(town: Town, anna: Resident) -> None:
    await anna.plays(*EMPTY, "[Пока не отменю]", YES)
    await days(town, LATER)
    receipt = anna.chat.last
    await town.change("UPDATE readings SET status = 'exported'")
    await anna.press("Отменить", on=receipt)
    assert say("error-withdraw-exported") in anna.sees


async def test_who_is_back_ends_it_and_reminders_come_again(town: Town, anna: Resident) -> None:
    await anna.plays(*EMPTY, "[Пока не отменю]", YES, "[Ещё]")
    assert "Квартира пустует" not in anna.buttons
    await anna.plays("[Мы снова дома]")
    assert say("vacancy-ended") in anna.sees
    await days(town, LATER)
    assert stored(town) == []
    assert times(anna, "Пора передать показания") == 1


async def test_all_holders_are_told_and_any_of_them_ends_it(town: Town, anna: Resident) -> None:
    boris = await town.holder(NUMBER, name="Борис", login="boris")
    await anna.plays(*EMPTY, "1 мая", YES)
    await town.settled()
    assert "отметил, что квартира пустует" in boris.chat.last.text
    assert "01.05.2027" in boris.chat.last.text
    await days(town, LATER)
    assert (times(anna, SENT), times(boris, SENT)) == (1, 1)
    await boris.plays(*MORE, "[Мы снова дома]")
    await town.settled()
    assert "отметил, что дома снова живут" in anna.chat.last.text


async def test_after_a_consumption_residents_are_asked_whether_they_are_back(
    town: Town, anna: Resident
) -> None:
    await anna.plays(*EMPTY, "[Пока не отменю]", YES)
    await town.pass_time(minutes=5)
    await anna.plays("Передать показания", "12650", "[Подтвердить]")
    await days(town, 1)
    question = anna.chat.last
    assert "Вы вернулись?" in question.text
    await anna.plays("Электроэнергия")
    assert say("card-vacant-stopped") in anna.sees
    await anna.press("Нет, квартира пустует", on=question)
    assert say("vacancy-goes-on") in anna.sees
    await days(town, 32)
    assert stored(town) == [("2026-11", "accepted", ""), ("2026-12", "accepted", "vacant")]


async def test_a_resident_who_is_back_answers_so(town: Town, anna: Resident) -> None:
    await anna.plays(*EMPTY, "[Пока не отменю]", YES)
    await town.pass_time(minutes=5)
    await anna.plays("Передать показания", "12650", "[Подтвердить]")
    await days(town, 1)
    await anna.press("Да, вернулись", on=anna.chat.last)
    assert say("vacancy-ended") in anna.sees
    assert town.query("SELECT count(*) FROM vacancies") == [(0,)]


async def test_what_cannot_be_sent_is_told_with_the_button_that_helps(town: Town, anna: Resident) -> None:
    await anna.plays(*EMPTY, "[Пока не отменю]", YES)
    await town.change("UPDATE scales SET last_value = last_value + 90000, last_date = '2026-11-22'")
    await days(town, LATER)
    [message] = [each for each in anna.chat.messages if "передать за Вас не смогли" in each.text]
    await anna.press("Передать показания", on=message)
    assert await town.state_of(anna) == ReadingForm.value.name
    assert stored(town) == []


async def test_a_number_whose_values_are_unknown_is_refused_plainly(town: Town, anna: Resident) -> None:
    await town.change("UPDATE scales SET last_value = NULL, last_date = NULL")
    await anna.plays(*EMPTY)
    assert say("error-vacancy-unknown") in anna.sees


async def test_operators_find_it(town: Town, anna: Resident) -> None:
    await anna.plays(*EMPTY, "1 мая", YES)
    await days(town, LATER)
    await town.oleg.send(f"/find {NUMBER}")
    for words in ("Квартира пустует", "до 01.05.2027", "передано за жителя: квартира пустует"):
        assert words in town.group.last.text


async def test_a_review_tells_that_the_value_before_was_not_read(town: Town, anna: Resident) -> None:
    await anna.plays(*EMPTY, "1 мая", YES)
    await days(town, LATER)
    await town.change("UPDATE readings SET month = '2026-10'")
    await anna.plays("Передать показания", "99480", "[Подтвердить]", "[Подтвердить]")
    await town.settled()
    assert any("Прежнее показание передано за жителя" in alert for alert in town.alerts)


async def test_it_reads_in_english_too(town: Town, anna: Resident) -> None:
    await town.change("UPDATE accounts SET language = 'en'")
    await anna.plays("/start", "Electricity", "[More]", "[The home is empty]", "[1 mo.]")
    assert "You answer for these readings" in anna.sees
    await anna.plays("[Yes, send for me]")
    assert say_in("en", "vacancy-begun") in anna.sees
    await days(town, LATER)
    assert times(anna, "the home is empty") >= 1
