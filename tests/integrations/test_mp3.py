"""The sound of the captcha is an MP3 that every player knows, by its frames; tests/browser/ listens to it."""

from __future__ import annotations

from math import pi, sin
from random import Random

import pytest

from integrations.captcha_pictures import RATE, CaptchaArtist
from integrations.mp3 import BIT_RATE, OUT_RATE, to_mp3

BIT_RATES = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
"""Kilobits a second of MPEG 2, layer III, by their index in the header of a frame."""
RATES = (22_050, 24_000, 16_000)
SAMPLES_OF_A_FRAME = 576
DELAY = 0.25
"""Seconds of silence that an encoder may add at both ends together."""


def frames(mp3: bytes) -> list[bytes]:
    """Cut an MP3 into its frames; each must begin where the one before ends, and the last must be whole."""
    found, at = [], 0
    while at < len(mp3):
        header = int.from_bytes(mp3[at : at + 4])
        assert header >> 16 == 0xFFF3, f"no frame of MPEG 2, layer III, without checksum at {at}"
        assert header >> 6 & 0b11 == 0b11, "one channel"
        bits, rate, padding = header >> 12 & 0b1111, header >> 10 & 0b11, header >> 9 & 1
        length = 72 * BIT_RATES[bits] * 1000 // RATES[rate] + padding
        assert (BIT_RATES[bits], RATES[rate]) == (BIT_RATE, OUT_RATE)
        found.append(mp3[at : at + length])
        at += length
    assert at == len(mp3)
    return found


def tone(seconds: float) -> bytes:
    return bytes(round(128 + 60 * sin(2 * pi * 440 * at / RATE)) for at in range(round(seconds * RATE)))


@pytest.mark.parametrize("seconds", [0.01, 1.0, 14.7])
def test_the_frames_follow_each_other_and_last_as_long_as_the_sound(seconds: float) -> None:
    lasts = len(frames(to_mp3(tone(seconds), RATE))) * SAMPLES_OF_A_FRAME / OUT_RATE
    assert seconds <= lasts <= seconds + DELAY


async def test_the_sound_of_the_captcha_is_small_and_as_long_as_it_says() -> None:
    sound = await CaptchaArtist(Random(75)).audio("049176", "ru")
    lasts = len(frames(sound.content)) * SAMPLES_OF_A_FRAME / OUT_RATE
    assert abs(lasts - sound.seconds) < 1
    assert len(sound.content) < 100_000
