"""The stage of the pictures: the town, who plays in it, the camera, and the sizes of its windows."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Protocol

from integrations.captcha_pictures import CaptchaArtist
from services.people.captcha import Sound
from tests.conversations.harness import Resident, Town
from ui.buttons import NumberButton

PHONE, TALL = (375, 936), (390, 1202)
"""Sizes of windows: a phone in README, where three stand side by side; a taller one."""
NARROW, LONG = (360, 960), (360, 1240)
"""Phones of the least width, as long as most screens of an account are, and as the longest ones."""


class Camera(Protocol):
    """Takes what a window shows."""

    async def takes(self, *chat_ids: int, size: tuple[int, int]) -> None:
        """Add chats, each in a window of its own."""
        ...


@dataclass
class KnownPictures:
    """Captchas as residents see them, the same ones in every run; the digits of the last one are known."""

    artist: CaptchaArtist = field(default_factory=lambda: CaptchaArtist(random=Random(1)))
    digits: str = ""

    async def picture(self, digits: str) -> bytes:
        self.digits = digits
        return await self.artist.picture(digits)

    async def audio(self, digits: str, language: str) -> Sound:
        return await self.artist.audio(digits, language)


@dataclass
class Stage:
    """The town, who plays in it, and the camera before them."""

    town: Town
    captchas: KnownPictures
    camera: Camera

    def __post_init__(self) -> None:
        self.anna = self.town.guest("Анна")
        self.boris = self.town.guest("Борис")
        self.vera = self.town.guest("Вера")
        self.galina = self.town.guest("Галина")
        self.raisa = self.town.guest("Раиса")
        self.igor = self.town.guest("Игорь")
        self.semyon = self.town.guest("Семён")
        self.lidia = self.town.guest("Лидия")

    async def plays(self, resident: Resident, *deeds: str) -> None:
        """Let somebody do one thing after another, and a little time pass between them."""
        for deed in deeds:
            await resident.plays(deed)
            await self.town.pass_time(seconds=25)

    async def shows(
        self, resident: Resident, action: str, number: str, size: tuple[int, int] = NARROW
    ) -> None:
        """Take what a button of a number opens."""
        await resident.forge(NumberButton(action=action, number=number).pack())
        await self.town.pass_time(seconds=25)
        await self.camera.takes(resident.person.id, size=size)
