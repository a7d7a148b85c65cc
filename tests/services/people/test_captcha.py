from dataclasses import dataclass
from datetime import timedelta

import pytest

from domain.captcha import CaptchaChallenge
from services.people.captcha import Captcha, CheckCaptcha, NewCaptcha, Sound, SpeakCaptcha
from tests.services.residents import CHAT, MOSCOW, OTHER_CHAT, People, refused

MINUTE = timedelta(minutes=1)
WRONG = "000000"


class FakePictures:
    """Draws so that tests can read it."""

    async def picture(self, digits: str) -> bytes:
        return f"picture of {digits}".encode()

    async def audio(self, digits: str, language: str) -> Sound:
        return Sound(f"{digits} in {language}".encode(), seconds=14)


@dataclass
class Gate:
    """The captcha as a person meets it."""

    people: People

    def __post_init__(self) -> None:
        database, tokens, clock = self.people.database, self.people.tokens, self.people.clock
        pictures = FakePictures()
        self._new = NewCaptcha(database, tokens, pictures, self.people.randomness, clock, MOSCOW)
        self._speak = SpeakCaptcha(database, tokens, pictures, clock, MOSCOW)
        self._check = CheckCaptcha(database, tokens, clock, MOSCOW)

    async def new(self, chat_id: int, key: str | None = None) -> Captcha:
        """Ask for a picture, in a new update unless its key is given."""
        return await self._new(chat_id, key or self.people.update())

    async def speak(self, challenge: CaptchaChallenge, language: str) -> Sound:
        """Ask to hear the digits, in a new update."""
        return await self._speak(CHAT, challenge, language, self.people.update())

    async def check(
        self, chat_id: int, challenge: CaptchaChallenge, text: str, key: str | None = None
    ) -> None:
        """Answer, in a new update unless its key is given."""
        await self._check(chat_id, challenge, text, key or self.people.update())

    async def fail(self, *lefts: int) -> None:
        captcha = await self.new(CHAT)
        for left in lefts:
            with refused("captcha-wrong", left=left):
                await self.check(CHAT, captcha.challenge, WRONG)


@pytest.fixture
def gate(people: People) -> Gate:
    return Gate(people)


def digits(captcha: Captcha) -> str:
    return captcha.picture.decode().removeprefix("picture of ")


async def test_who_reads_the_picture_passes(gate: Gate) -> None:
    captcha = await gate.new(CHAT)
    await gate.check(CHAT, captcha.challenge, f" {digits(captcha)[:3]} {digits(captcha)[3:]} ")


async def test_the_sound_says_what_the_picture_shows(gate: Gate) -> None:
    captcha = await gate.new(CHAT)
    assert (await gate.speak(captcha.challenge, "ru")).content == f"{digits(captcha)} in ru".encode()


async def test_the_sound_is_in_the_language_of_the_person(gate: Gate) -> None:
    captcha = await gate.new(CHAT)
    assert (await gate.speak(captcha.challenge, "en")).content == f"{digits(captcha)} in en".encode()


async def test_every_picture_is_another(gate: Gate) -> None:
    pictures = {digits(await gate.new(CHAT + chat)) for chat in range(20)}
    assert len(pictures) == 20
    assert all(len(each) == 6 and each.isdecimal() for each in pictures)


async def test_the_draft_does_not_hold_the_answer(gate: Gate) -> None:
    captcha = await gate.new(CHAT)
    assert digits(captcha) not in str(captcha.challenge.as_draft())


async def test_the_answer_to_another_picture_is_wrong(gate: Gate) -> None:
    first, second = await gate.new(CHAT), await gate.new(CHAT)
    with refused("captcha-wrong", left=4):
        await gate.check(CHAT, second.challenge, digits(first))


@pytest.mark.parametrize("text", ["", "١٢٣٤٥٦", "шесть", "\ud83d", "код", "12345"])
async def test_what_is_no_answer_costs_no_try(gate: Gate, text: str) -> None:
    captcha = await gate.new(CHAT)
    for _ in range(10):
        with refused("captcha-no-digits"):
            await gate.check(CHAT, captcha.challenge, text)
    await gate.fail(4)


async def test_a_picture_expires_without_counting(gate: Gate) -> None:
    captcha = await gate.new(CHAT)
    gate.people.clock.pass_time(10 * MINUTE)
    for text in (digits(captcha), WRONG) * 5:
        with refused("captcha-expired"):
            await gate.check(CHAT, captcha.challenge, text)


async def test_five_wrong_answers_pause_the_registration(gate: Gate) -> None:
    await gate.fail(4, 3, 2, 1)
    gate.people.clock.pass_time(MINUTE)
    captcha = await gate.new(CHAT)
    with refused("captcha-paused", until="12:15"):
        await gate.check(CHAT, captcha.challenge, WRONG)
    with refused("captcha-paused", until="12:15"):
        await gate.check(CHAT, captcha.challenge, digits(captcha))
    with refused("captcha-paused", until="12:15"):
        await gate.new(CHAT)


async def test_the_pause_is_over_when_the_window_passes(gate: Gate) -> None:
    await gate.fail(4, 3, 2, 1)
    with refused("captcha-paused", until="12:15"):
        await gate.check(CHAT, (await gate.new(CHAT)).challenge, WRONG)
    gate.people.clock.pass_time(15 * MINUTE)
    captcha = await gate.new(CHAT)
    await gate.check(CHAT, captcha.challenge, digits(captcha))


async def test_a_paused_chat_does_not_pause_another(gate: Gate) -> None:
    await gate.fail(4, 3, 2, 1)
    captcha = await gate.new(OTHER_CHAT)
    await gate.check(OTHER_CHAT, captcha.challenge, digits(captcha))


async def test_a_right_answer_forgets_the_wrong_ones(gate: Gate) -> None:
    await gate.fail(4, 3, 2, 1)
    captcha = await gate.new(CHAT)
    await gate.check(CHAT, captcha.challenge, digits(captcha))
    await gate.fail(4)


async def test_an_answer_that_is_handled_again_counts_once(gate: Gate) -> None:
    captcha = await gate.new(CHAT)
    for _ in range(10):
        with refused("captcha-wrong", left=4):
            await gate.check(CHAT, captcha.challenge, WRONG, "100-7")
    await gate.check(CHAT, captcha.challenge, digits(captcha))


async def test_the_answer_that_pauses_is_answered_the_same_again(gate: Gate) -> None:
    await gate.fail(4, 3, 2, 1)
    captcha = await gate.new(CHAT)
    for _ in range(3):
        with refused("captcha-paused", until="12:15"):
            await gate.check(CHAT, captcha.challenge, WRONG, "100-7")
        gate.people.clock.pass_time(MINUTE)


async def test_ten_pictures_and_sounds_come_in_a_quarter_of_an_hour(gate: Gate) -> None:
    captcha = await gate.new(CHAT)
    for _ in range(4):
        await gate.new(CHAT)
        await gate.speak(captcha.challenge, "ru")
    await gate.new(CHAT)
    with refused("captcha-too-many", until="12:15"):
        await gate.new(CHAT)
    with refused("captcha-too-many", until="12:15"):
        await gate.speak(captcha.challenge, "ru")
    await gate.new(OTHER_CHAT)
    gate.people.clock.pass_time(15 * MINUTE)
    await gate.new(CHAT)


async def test_a_picture_that_is_sent_again_counts_once(gate: Gate) -> None:
    for _ in range(20):
        await gate.new(CHAT, "100-7")
    for _ in range(9):
        await gate.new(CHAT)
    with refused("captcha-too-many", until="12:15"):
        await gate.new(CHAT)


async def test_the_last_picture_counts_though_no_more_are_shown(gate: Gate) -> None:
    captchas = [await gate.new(CHAT) for _ in range(10)]
    await gate.check(CHAT, captchas[-1].challenge, digits(captchas[-1]))
