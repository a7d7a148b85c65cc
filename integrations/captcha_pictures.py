"""Digits as pictures and as sound, for the captcha.

People must read and hear them at once, on small screens and at any age: big dark digits side by side on a
light ground, slow speech over a faint murmur. That makes them easier for programs too, which are stopped
by the limit on wrong answers. The ``captcha`` package gives the font and the handling of sound; its own
pictures let digits run over the edge, and its own sound murmurs as loudly as it speaks.
"""

import asyncio
import io
import wave
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property, partial
from math import pi, sin
from pathlib import Path
from random import Random, SystemRandom
from typing import TypeVar

from captcha.audio import change_speed, mix_wave
from captcha.image import DEFAULT_FONTS
from PIL import Image, ImageDraw, ImageFont

from integrations.background import polite_threads
from integrations.mp3 import to_mp3
from services.people.captcha import Sound

T = TypeVar("T")

WIDTH, HEIGHT = 640, 200
MARGIN = 20
"""Pixels around all ink, before it is bent by at most ``BEND``."""
BEND = 6
DARK, LIGHT = (20, 40, 90), (245, 247, 250)
INK = [
    round(light + (dark - light) * opacity / 255)
    for opacity in range(256)
    for dark, light in zip(DARK, LIGHT, strict=True)
]
"""The colours of all opacities, as a palette."""

FONT_SIZE = 150
STROKE = 3
"""Pixels by which strokes are thickened on each side."""
SLANT = 14
"""Degrees by which a digit leans at most."""
CURVE = 3
"""Thickness of the curves, in pixels: thin enough to tell from a digit."""
SPECKS = 60

AT_ONCE = 2
"""Pictures or sounds that are made at the same time."""

VOICES = Path(__file__).parent / "voices"
DEFAULT_VOICE = "ru"
"""Speaks in place of a language that has no recordings."""
RATE = 8000
"""Samples a second; one unsigned byte each, as the package's functions take them."""
PAUSE = (RATE, 2 * RATE)
"""Before each digit, in samples: time to write down the one before."""
SLOWER = (1.0, 1.2)
MURMUR = 0.15
"""How loud the background is, compared with the speech."""


@dataclass
class CaptchaArtist:
    """``services.people.captcha.CaptchaPictures``; the work is done in threads."""

    random: Random = field(default_factory=SystemRandom)
    encode: Callable[[bytes, int], bytes] = to_mp3
    _studio: ThreadPoolExecutor = field(default_factory=lambda: polite_threads(AT_ONCE, "captchas"))

    async def picture(self, digits: str) -> bytes:
        """Return a PNG image."""
        return await self._made(partial(_draw, digits, self.random))

    async def audio(self, digits: str, language: str) -> Sound:
        """Return an MP3 sound, about fifteen seconds of it."""
        return await self._made(partial(self._speak, digits, language))

    async def _made(self, make: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._studio, make)

    def _speak(self, digits: str, language: str) -> Sound:
        samples = self._speakers.get(language, self._speakers[DEFAULT_VOICE]).speak(digits)
        return Sound(self.encode(samples, RATE), round(len(samples) / RATE))

    @cached_property
    def _speakers(self) -> Mapping[str, "_Speaker"]:
        folders = [path for path in VOICES.iterdir() if path.is_dir()]
        return {folder.name: _Speaker(folder, self.random) for folder in folders}


class _Speaker:
    """Speaks with the recordings of one folder: a folder for each digit, any number of recordings in it."""

    def __init__(self, voice: Path, random: Random) -> None:
        self._random = random
        self._recordings = {
            folder.name: [_samples(file) for file in sorted(folder.glob("*.wav"))]
            for folder in sorted(voice.iterdir())
        }
        quiet = bytes(round(128 + (sample - 128) * MURMUR) for sample in range(256))
        self._murmurs = [
            recording[::-1].translate(quiet)
            for recordings in self._recordings.values()
            for recording in recordings
        ]

    def speak(self, digits: str) -> bytes:
        """Return the samples."""
        sound = bytearray()
        for digit in digits:
            recording = self._random.choice(self._recordings[digit])
            speech = change_speed(bytearray(recording), self._random.uniform(*SLOWER))
            sound += self._murmur(self._random.randint(*PAUSE))
            sound += mix_wave(speech, self._murmur(len(speech)))
        sound += self._murmur(RATE)
        return bytes(sound)

    def _murmur(self, length: int) -> bytearray:
        """Speak digits backwards, faintly."""
        murmur = bytearray()
        while len(murmur) < length:
            murmur += self._random.choice(self._murmurs)
        return murmur[:length]


def _samples(file: Path) -> bytes:
    with wave.open(str(file), "rb") as recording:
        return recording.readframes(recording.getnframes())


def _draw(digits: str, random: Random) -> bytes:
    ink = Image.new("L", (WIDTH, HEIGHT))
    cell = (WIDTH - 2 * MARGIN) / len(digits)
    for place, digit in enumerate(digits):
        shape = _digit(digit, random, fits=(round(cell * 0.92), HEIGHT - 2 * MARGIN))
        free = HEIGHT - 2 * MARGIN - shape.height
        left = MARGIN + (place + 0.5) * cell - shape.width / 2
        ink.paste(shape, (round(left), MARGIN + round(free * random.uniform(0.2, 0.8))))
    _scribble(ink, random)
    picture = _bent(ink, random)
    picture.putpalette(INK)
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()


def _digit(digit: str, random: Random, *, fits: tuple[int, int]) -> Image.Image:
    """Give a leaning digit without any ground around it, as opacity."""
    font = ImageFont.truetype(DEFAULT_FONTS[0], FONT_SIZE)
    side = 2 * FONT_SIZE  # nothing is cut off at any slant
    shape = Image.new("L", (side, side))
    ImageDraw.Draw(shape).text(
        (side / 2, side / 2), digit, fill=255, font=font, anchor="mm", stroke_width=STROKE
    )
    shape = shape.rotate(random.uniform(-SLANT, SLANT), Image.Resampling.BICUBIC)
    shape = shape.crop(shape.getbbox())
    scale = random.uniform(0.9, 1) * min(1, fits[0] / shape.width, fits[1] / shape.height)
    size = round(shape.width * scale), round(shape.height * scale)
    return shape.resize(size, Image.Resampling.LANCZOS)


def _scribble(ink: Image.Image, random: Random) -> None:
    """Cross the digits with a dark and a light curve, and strew specks."""
    pen = ImageDraw.Draw(ink)
    for opacity in (255, 0):
        pen.line(list(_curve(random)), fill=opacity, width=CURVE)
    for _ in range(SPECKS):
        x, y = random.randint(MARGIN, WIDTH - MARGIN - 3), random.randint(MARGIN, HEIGHT - MARGIN - 3)
        pen.ellipse((x, y, x + 3, y + 3), fill=255)


def _curve(random: Random) -> Iterator[tuple[float, float]]:
    """Run from margin to margin in a wave."""
    height = random.uniform(HEIGHT * 0.1, HEIGHT * 0.2)
    length, start = random.uniform(WIDTH * 0.5, WIDTH), random.uniform(0, 2 * pi)
    for x in range(MARGIN + CURVE, WIDTH - MARGIN - CURVE, 4):
        yield x, HEIGHT / 2 + height * sin(2 * pi * x / length + start)


def _bent(ink: Image.Image, random: Random) -> Image.Image:
    """Shift every point along two waves, so that no straight line stays straight."""
    length, step = random.uniform(110, 170), 20
    start_x, start_y = random.uniform(0, 2 * pi), random.uniform(0, 2 * pi)

    def source(x: int, y: int) -> tuple[float, float]:
        return x + BEND * sin(2 * pi * y / length + start_x), y + BEND * sin(2 * pi * x / length + start_y)

    mesh = [
        (
            (x, y, x + step, y + step),
            (*source(x, y), *source(x, y + step), *source(x + step, y + step), *source(x + step, y)),
        )
        for x in range(0, WIDTH, step)
        for y in range(0, HEIGHT, step)
    ]
    return ink.transform(ink.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)
