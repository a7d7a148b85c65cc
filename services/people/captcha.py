"""The captcha of the registration: pictures for those who see, sound for those who do not."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.captcha import CaptchaChallenge
from domain.code import read_code
from domain.errors import DomainError
from domain.frozen import frozen
from domain.limits import CAPTCHA_PICTURES, WRONG_CAPTCHAS, shown_until
from services.limits import attempts_left, closed_until, count_attempt, unless_refused
from services.ports import AttemptLog, Clock, Randomness
from services.tokens import CaptchaDigits
from services.units import Units


@frozen
class Sound:
    """A sound as MP3, and its length in whole seconds."""

    content: bytes
    seconds: int


class CaptchaPictures(Protocol):
    """Draws and speaks digits so that people understand them and programs hardly do."""

    async def picture(self, digits: str) -> bytes:
        """Return a PNG image."""
        ...

    async def audio(self, digits: str, language: str) -> Sound:
        """Return an MP3 sound in a language, or in another if it does not speak that one."""
        ...


class CaptchaUnit(Protocol):
    """What is kept about captchas: wrong answers, and how many were shown or spoken."""

    @property
    def attempts(self) -> AttemptLog: ...


@dataclass(frozen=True)
class Captcha:
    """A new challenge and its picture (PNG); only the challenge belongs in the draft."""

    challenge: CaptchaChallenge
    picture: bytes


@dataclass(frozen=True)
class NewCaptcha:
    """Ask a new question; the same ``key`` counts once.

    Raises ``captcha-paused`` (``until``) after too many wrong answers in the chat, and ``captcha-too-many``
    (``until``) after too many pictures and sounds.
    """

    units: Units[CaptchaUnit]
    digits: CaptchaDigits
    pictures: CaptchaPictures
    random: Randomness
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, chat_id: int, key: str) -> Captcha:
        now = self.clock()

        def begin(unit: CaptchaUnit) -> None:
            until = closed_until(unit.attempts, WRONG_CAPTCHAS, str(chat_id), now)
            if until is not None:
                raise DomainError("captcha-paused", until=shown_until(until, now, self.zone))
            count_shown(unit, chat_id, key, now, self.zone)

        await self.units.write(begin)
        challenge = CaptchaChallenge(self.random.token(), now)
        return Captcha(challenge, await self.pictures.picture(self.digits.captcha(challenge.nonce)))


@dataclass(frozen=True)
class SpeakCaptcha:
    """Say the digits of a challenge in a language; the picture of the same challenge stays valid.

    The same ``key`` counts once. Raises ``captcha-too-many`` (``until``) as :class:`NewCaptcha` does.
    """

    units: Units[CaptchaUnit]
    digits: CaptchaDigits
    pictures: CaptchaPictures
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, chat_id: int, challenge: CaptchaChallenge, language: str, key: str) -> Sound:
        now = self.clock()
        await self.units.write(lambda unit: count_shown(unit, chat_id, key, now, self.zone))
        return await self.pictures.audio(self.digits.captcha(challenge.nonce), language)


def count_shown(unit: CaptchaUnit, chat_id: int, key: str, now: datetime, zone: ZoneInfo) -> None:
    """Count a picture or a sound, unless this ``key`` was counted; ``captcha-too-many`` (``until``)."""
    until = count_attempt(unit.attempts, CAPTCHA_PICTURES, str(chat_id), key, now)
    if until is not None:
        raise DomainError("captcha-too-many", until=shown_until(until, now, zone))


@dataclass(frozen=True)
class CheckCaptcha:
    """Accept the right answer and count the wrong ones.

    Raises ``captcha-wrong`` (``left``), ``captcha-paused`` (``until``), ``captcha-expired``. A challenge that
    was answered wrongly is spent: show another one. Repeating it with the same ``key`` counts no second time.
    Raises ``captcha-no-digits`` for what is no answer, and counts nothing.
    """

    units: Units[CaptchaUnit]
    digits: CaptchaDigits
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, chat_id: int, challenge: CaptchaChallenge, text: str, key: str) -> None:
        now = self.clock()
        subject = str(chat_id)
        digits = read_code(text)
        if digits is None:
            raise DomainError("captcha-no-digits")
        is_right = digits == self.digits.captcha(challenge.nonce)

        def answer(unit: CaptchaUnit) -> DomainError | None:
            attempts = unit.attempts
            until = closed_until(attempts, WRONG_CAPTCHAS, subject, now)
            if until is None and challenge.has_expired(now):
                return DomainError("captcha-expired")
            if until is None and is_right:
                attempts.forget(WRONG_CAPTCHAS.kind, subject)
                return None
            if until is None:
                attempts.record(WRONG_CAPTCHAS.kind, subject, now, key)
                until = closed_until(attempts, WRONG_CAPTCHAS, subject, now)
            if until is not None:
                return DomainError("captcha-paused", until=shown_until(until, now, self.zone))
            return DomainError("captcha-wrong", left=attempts_left(attempts, WRONG_CAPTCHAS, subject, now))

        unless_refused(await self.units.write(answer))
