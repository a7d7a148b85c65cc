"""People can read the pictures and understand the sound of the captcha, all of them and to the last digit."""

import io
import wave
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from PIL import Image, ImageFilter

from bot.settings import LOCALES
from integrations.captcha_pictures import HEIGHT, RATE, VOICES, WIDTH, CaptchaArtist
from services.people.captcha import Sound

RECORDINGS = sorted(VOICES.glob("*/?/*.wav"))


@pytest.fixture
def artist() -> CaptchaArtist:
    return CaptchaArtist(Random(75), encode=as_they_are)


def as_they_are(samples: bytes, _rate: int) -> bytes:
    """Leave samples that tests can look at; ``test_mp3.py`` has what becomes of them."""
    return samples


def ink_of(picture: bytes) -> Image.Image:
    """Give white ink on black ground."""
    with Image.open(io.BytesIO(picture)) as image:
        return image.convert("L").point(lambda shade: 255 if shade < 200 else 0)


def strokes_of(picture: bytes) -> Image.Image:
    """Leave of the ink what is thick enough to belong to a digit, mended where a curve crosses it."""
    return ink_of(picture).filter(ImageFilter.MaxFilter(7)).filter(ImageFilter.MinFilter(15))


def runs(marks: list[bool]) -> Iterator[tuple[int, int]]:
    """Give beginning and end of each row of marks."""
    begin = None
    for place, marked in enumerate([*marks, False]):
        if marked and begin is None:
            begin = place
        elif not marked and begin is not None:
            yield begin, place
            begin = None


def columns_of(image: Image.Image) -> list[tuple[int, int]]:
    """Give the columns that hold ink, as rows of neighbours."""
    return list(runs([image.crop((x, 0, x + 1, HEIGHT)).getbbox() is not None for x in range(WIDTH)]))


async def test_the_picture_is_a_png_that_telegram_takes(artist: CaptchaArtist) -> None:
    with Image.open(io.BytesIO(await artist.picture("049176"))) as picture:
        assert picture.format == "PNG"
        assert picture.size == (WIDTH, HEIGHT)


async def test_digits_are_dark_on_a_light_ground(artist: CaptchaArtist) -> None:
    with Image.open(io.BytesIO(await artist.picture("888888"))) as picture:
        shades = sorted(picture.convert("L").tobytes())
    assert shades[len(shades) // 20] < 50
    assert shades[len(shades) // 2] > 230


async def test_the_same_digits_are_never_drawn_the_same(artist: CaptchaArtist) -> None:
    assert await artist.picture("049176") != await artist.picture("049176")


async def test_no_ink_comes_near_the_edge(artist: CaptchaArtist) -> None:
    wide = [digit * 6 for digit in "0123456789"]
    mixed = [artist.random.choice(wide)[:3] + artist.random.choice(wide)[:3] for _ in range(50)]
    for digits in wide + mixed:
        box = ink_of(await artist.picture(digits)).getbbox()
        assert box is not None
        left, top, right, bottom = box
        assert left >= 10, digits
        assert top >= 10, digits
        assert right <= WIDTH - 10, digits
        assert bottom <= HEIGHT - 10, digits


@pytest.mark.parametrize("digits", ["200246", "000000", "888888", "444444", "735619"])
async def test_digits_stand_apart_at_even_distances(artist: CaptchaArtist, digits: str) -> None:
    columns = columns_of(strokes_of(await artist.picture(digits)))
    assert len(columns) == 6
    middles = [(begin + end) / 2 for begin, end in columns]
    assert all(80 < right - left < 120 for left, right in pairwise(middles))


async def test_every_digit_is_big(artist: CaptchaArtist) -> None:
    strokes = strokes_of(await artist.picture("013579"))
    for begin, end in columns_of(strokes):
        box = strokes.crop((begin, 0, end, HEIGHT)).getbbox()
        assert box is not None
        assert box[3] - box[1] > HEIGHT * 0.4


def samples_of(sound: Sound) -> list[int]:
    """Give samples from -128 to 127."""
    return [sample - 128 for sample in sound.content]


def recorded_in(file: Path) -> list[int]:
    """Give the samples of a recording, from -128 to 127."""
    with wave.open(str(file), "rb") as recording:
        assert (recording.getframerate(), recording.getsampwidth(), recording.getnchannels()) == (RATE, 1, 1)
        return [sample - 128 for sample in recording.readframes(recording.getnframes())]


def loudness(samples: list[int]) -> float:
    """Give the root mean square, 1 being the loudest that there is."""
    return float((sum(sample**2 for sample in samples) / len(samples)) ** 0.5 / 128)


def spoken_in(samples: list[int]) -> list[tuple[float, float]]:
    """Give beginning and end, in seconds, of what stands out of the background."""
    step = RATE // 20
    loud = [loudness(samples[at : at + step]) for at in range(0, len(samples) - step, step)]
    threshold = max(loud) / 4
    bursts: list[tuple[float, float]] = []
    for begin, end in runs([each > threshold for each in loud]):
        if bursts and begin / 20 - bursts[-1][1] < 0.5:  # between the syllables of one word
            bursts[-1] = bursts[-1][0], end / 20
        else:
            bursts.append((begin / 20, end / 20))
    return bursts


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("digits", ["049176", "358235", "111111"])
async def test_each_digit_stands_out_of_the_murmur_with_time_to_write_it_down(
    artist: CaptchaArtist, digits: str, language: str
) -> None:
    spoken = spoken_in(samples_of(await artist.audio(digits, language)))
    assert len(spoken) == 6
    assert all(begin - end > 0.8 for (_, end), (begin, _) in pairwise(spoken))
    assert spoken[0][0] > 0.8


async def test_the_sound_is_of_a_bearable_length(artist: CaptchaArtist) -> None:
    sound = await artist.audio("049176", "ru")
    assert 8 < sound.seconds < 25
    assert sound.seconds == round(len(samples_of(sound)) / RATE)


async def test_the_sound_is_not_clipped(artist: CaptchaArtist) -> None:
    for language in ("ru", "en"):
        samples = samples_of(await artist.audio("0123456789", language))
        assert max(samples) < 127
        assert min(samples) > -128


async def test_a_language_without_recordings_is_spoken_in_russian() -> None:
    unknown, russian, english = [
        await CaptchaArtist(Random(1), encode=as_they_are).audio("049176", language)
        for language in ("xx", "ru", "en")
    ]
    assert unknown == russian != english


async def test_the_same_digits_are_never_spoken_the_same(artist: CaptchaArtist) -> None:
    assert await artist.audio("049176", "ru") != await artist.audio("049176", "ru")


def test_there_are_recordings_of_every_digit_in_every_language() -> None:
    languages = [folder.name for folder in LOCALES.iterdir() if folder.is_dir()]
    assert {recording.parent.relative_to(VOICES).parts for recording in RECORDINGS} == {
        (language, digit) for language in languages for digit in "0123456789"
    }


@pytest.mark.parametrize("file", RECORDINGS, ids=lambda file: "-".join(file.relative_to(VOICES).parts))
def test_a_recording_is_audible_calm_and_not_clipped(file: Path) -> None:
    samples = recorded_in(file)
    assert 0.4 < len(samples) / RATE < 1
    assert loudness(samples) > 0.1
    assert 80 < max(map(abs, samples)) < 110
