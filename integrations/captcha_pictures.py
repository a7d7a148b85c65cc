"""Digits as pictures and as sound, for the captcha.

People must read them at once, on small screens and at any age: dark digits on a light ground, little slant,
no overlap. That also makes them easier for programs; what really stops those is the limit on wrong answers.
"""

import asyncio
from functools import cached_property

from captcha.audio import AudioCaptcha
from captcha.image import ImageCaptcha

WIDTH, HEIGHT = 320, 100
DARK, LIGHT = (20, 40, 90), (245, 247, 250)


class CaptchaArtist:
    """``services.captcha.CaptchaPictures`` by the ``captcha`` package; the work is done in threads."""

    async def picture(self, digits: str) -> bytes:
        """Return a PNG image."""
        return await asyncio.to_thread(_draw, digits)

    async def audio(self, digits: str) -> bytes:
        """Return a WAV sound, about twenty seconds of it."""
        return await asyncio.to_thread(self._speak, digits)

    def _speak(self, digits: str) -> bytes:
        return bytes(self._speaker.generate(digits))

    @cached_property
    def _speaker(self) -> AudioCaptcha:
        speaker = _DigitSpeaker()
        speaker.load()
        return speaker


class _DigitSpeaker(AudioCaptcha):
    """Loads the voices of digits only: letters would cost memory and murmur in the background."""

    @property
    def choices(self) -> list[str]:
        return list("0123456789")


class _ReadablePicture(ImageCaptcha):
    # The package paints with the brightness of the colour as its opacity; without this, dark comes out pale.
    lookup_table = [min(255, brightness * 8) for brightness in range(256)]  # noqa: RUF012 (the package's type)
    character_rotate = (-15, 15)
    word_offset_dx = 0.0


def _draw(digits: str) -> bytes:
    picture = _ReadablePicture(WIDTH, HEIGHT, font_sizes=(56, 62, 68))
    return picture.generate(digits, bg_color=LIGHT, fg_color=DARK).read()
