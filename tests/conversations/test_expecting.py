"""When to expect an answer: told after a question was sent, and where open ones are offered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.support_hours import SupportHours
from handlers.residents.expecting import hours_words, time_words
from tests.conversations.harness import TEXTS, Town, say

HOURS = "пн-пт 9:00-18:00; сб 10:00-15:00"
WEEK = "Операторы работают: пн–пт 9:00–18:00; сб 10:00–15:00."
SUNDAY_NOON = "Сейчас они не работают и вернутся завтра в 9:00."


async def test_who_asks_outside_of_the_hours_reads_when_operators_are_back(town: Town) -> None:
    await town.restart(SUPPORT_HOURS=HOURS)
    anna = await town.registered()
    await anna.plays("[Задать вопрос]", "Когда будет счёт?")
    assert anna.sees == f"{say('question-sent')}\n\n{WEEK} {SUNDAY_NOON}"


async def test_within_the_hours_nobody_is_told_to_wait_for_them(town: Town) -> None:
    await town.restart(SUPPORT_HOURS="вс 12-13")
    anna = await town.registered()
    await anna.plays("[Задать вопрос]", "Когда будет счёт?")
    assert anna.sees == f"{say('question-sent')}\n\nОператоры работают: вс 12:00–13:00."


async def test_where_open_questions_are_offered_it_is_told_too(town: Town) -> None:
    await town.restart(SUPPORT_HOURS=HOURS)
    anna = await town.registered()
    for number in range(1, 4):
        await anna.plays("[Задать вопрос]", f"Вопрос {number}?")
        if say("question-add-ask") in anna.sees:
            break
    assert say("question-add-ask") in anna.sees
    assert f"{WEEK} {SUNDAY_NOON}" in anna.sees


async def test_what_was_said_unasked_is_a_question_like_any_other(town: Town) -> None:
    await town.restart(SUPPORT_HOURS=HOURS)
    anna = await town.holder("100200301")
    await anna.plays("Почему такой большой?", "[Передать оператору]")
    assert anna.sees == f"{say('question-sent')}\n\n{WEEK} {SUNDAY_NOON}"


@pytest.mark.parametrize(
    ("minutes", "work", "russian", "english"),
    [
        (0, False, "5 минут", "5 minutes"),
        (16, False, "20 минут", "20 minutes"),
        (58, False, "1 час", "1 hour"),
        (150, True, "2 часа", "2 hours"),
        (26 * 60, False, "26 часов", "26 hours"),
        (72 * 60, False, "3 дня", "3 days"),
        (72 * 60, True, "72 часа", "72 hours"),
    ],
)
def test_time_is_told_as_people_do(minutes: int, russian: str, english: str, *, work: bool) -> None:
    time = timedelta(minutes=minutes)
    told = [time_words(TEXTS.within(language), time, is_work=work) for language in ("ru", "en")]
    assert told == [russian, english]


def test_hours_are_made_into_words_of_both_languages() -> None:
    hours = SupportHours.parse("пн-вс 9-13, 14-18")
    assert hours is not None
    assert hours_words(TEXTS.within("en"), hours) == "every day 9:00–13:00, 14:00–18:00"
    week = SupportHours.parse(HOURS)
    assert week is not None
    assert hours_words(TEXTS.within("en"), week) == "Mon–Fri 9:00–18:00; Sat 10:00–15:00"
