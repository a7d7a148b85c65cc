"""Whoever presses and types at random is answered, is never stranded, and stores nothing that cannot be."""

from __future__ import annotations

from random import Random

import pytest

from tests.conversations.harness import PASSWORD, Resident, Town, digits_in
from tests.conversations.places import CARD, GUEST, HOLDER, REGISTERED, check_way_out, somebody

STEPS = 40
OPENINGS: dict[str, tuple[str, tuple[str, ...]]] = {
    "registration": (GUEST, ("Регистрация",)),
    "sign-in": (GUEST, ("Войти",)),
    "code": (REGISTERED, ("Профиль", "[Ввести код]")),
    "phone": (HOLDER, ("Профиль", "[Изменить телефон]")),
    "email": (HOLDER, ("Профиль", "[Изменить эл. почту]")),
    "password": (HOLDER, ("Профиль", "[Сменить пароль]")),
    "add-number": (HOLDER, ("Электроэнергия", "[Добавить абонента]")),
    "card": (HOLDER, ("Электроэнергия", CARD[1])),
    "reading": (HOLDER, ("Передать показания",)),
    "question": (HOLDER, ("Задать вопрос",)),
}
"""By conversation: who has it, and how it begins."""
WORDS = {
    "registration": [
        "anna",
        "sosna-5",
        PASSWORD,
        PASSWORD,
        "anna@pochta.example",
        "8 921 123-45-67",
        "000000",
        "#",
    ],
    "sign-in": ["anna", PASSWORD, "nobody"],
    "code": ["000000", "123 456"],
    "phone": [PASSWORD, "8 921 123-45-67", "112"],
    "email": [PASSWORD, "new@pochta.example", "anna"],
    "password": [PASSWORD, "three green apples"],
    "add-number": ["100200301", "100200302", "12.11.2026", "1234,56", "1"],
    "card": ["Дача", "99900"],
    "reading": [
        "50",
        "99900",
        "98000",
        "99999",
        "18400",
        "7500",
        "7500 18400",
        "18300 7500",
        "28000",
        "30300",
        "11100 9500",
    ],
    "question": ["Когда будет счёт?"],
}
"""By conversation: what might be typed there."""


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", OPENINGS)
async def test_a_random_walk_strands_nobody(town: Town, name: str, seed: int) -> None:
    random = Random(f"{name}-{seed}")
    who, opening = OPENINGS[name]
    anna = await somebody(town, who)
    await anna.send("/start")
    for _ in range(STEPS):
        if await town.state_of(anna) is None and random.random() < 0.7:
            await begin_again(anna, opening)
        else:
            await one_step(anna, random, WORDS[name])
        await check_way_out(town, anna)
    check_what_is_stored(town)
    await anna.send("/cancel")
    assert await town.state_of(anna) is None


async def begin_again(anna: Resident, opening: tuple[str, ...]) -> None:
    """Open the conversation, as far as that is possible now."""
    for deed in opening:
        label = deed[1:-1]
        if not deed.startswith("["):
            await anna.send(deed)
        elif label in anna.buttons:
            await anna.press(label)


async def one_step(anna: Resident, random: Random, words: list[str]) -> None:
    """Press something that is shown, or type something that might fit."""
    shown = [*anna.buttons, *anna.keys]
    if shown and random.random() < 0.5:
        await anna.press(random.choice(shown))
        return
    word = random.choice(words)
    if word == "#":
        word = digits_in(anna.screen) if anna.screen.file else "#"
    await anna.send(word)


def check_what_is_stored(town: Town) -> None:
    """See that every reading is whole, and that no month has two that count."""
    assert (
        town.query(
            """
        SELECT readings.id FROM readings
        WHERE (SELECT count(*) FROM reading_values WHERE reading_id = readings.id)
            <> (SELECT count(*) FROM scales WHERE scales.meter_id = readings.meter_id)
        """
        )
        == []
    )
    assert (
        town.query(
            "SELECT meter_id, month FROM readings WHERE status = 'accepted' GROUP BY 1, 2 HAVING count(*) > 1"
        )
        == []
    )
    assert (
        town.query(
            """
        SELECT reading_id FROM reading_values
        WHERE previous IS NOT NULL AND value < previous AND NOT rolled_over
        """
        )
        == []
    )
    assert town.faults_reported() == []
