import io
import wave

import pytest
from PIL import Image

from integrations.captcha_pictures import HEIGHT, WIDTH, CaptchaArtist


@pytest.fixture(scope="module")
def artist() -> CaptchaArtist:
    return CaptchaArtist()


async def test_the_picture_is_a_png_that_telegram_takes(artist: CaptchaArtist) -> None:
    with Image.open(io.BytesIO(await artist.picture("049176"))) as picture:
        assert picture.format == "PNG"
        assert picture.size == (WIDTH, HEIGHT)


async def test_digits_are_dark_on_a_light_ground(artist: CaptchaArtist) -> None:
    with Image.open(io.BytesIO(await artist.picture("888888"))) as picture:
        shades = sorted(picture.convert("L").tobytes())
    assert shades[len(shades) // 50] < 80
    assert shades[len(shades) // 2] > 230


async def test_the_same_digits_are_never_drawn_the_same(artist: CaptchaArtist) -> None:
    assert await artist.picture("049176") != await artist.picture("049176")


@pytest.mark.parametrize("digits", ["000000", "111111", "888888"])
async def test_wide_and_narrow_digits_fit(artist: CaptchaArtist, digits: str) -> None:
    with Image.open(io.BytesIO(await artist.picture(digits))) as picture:
        assert picture.size == (WIDTH, HEIGHT)


async def test_the_sound_is_a_wav_of_a_bearable_length(artist: CaptchaArtist) -> None:
    sound = await artist.audio("049176")
    with wave.open(io.BytesIO(sound)) as recording:
        seconds = recording.getnframes() / recording.getframerate()
    assert 5 < seconds < 60


async def test_every_digit_can_be_spoken(artist: CaptchaArtist) -> None:
    assert await artist.audio("0123456789")
