"""Codes are drawn so that they read back, and pictures of strangers are read within bounds."""

import io
from collections.abc import Callable
from functools import partial

import pytest
import segno
from hypothesis import given, settings
from PIL import Image, ImageOps

from domain.errors import DomainError
from domain.payment_code import Field, PaymentOrder, read_payment_code
from integrations.payment_pictures import LEAST_PIXELS, MOST_CODES, CodeArtist, drawn, found
from integrations.workers import Bounds, Workers
from tests.domain.test_payment_code import ORDER, orders
from tests.integrations.tasks import forever

CODE = drawn(ORDER.compose())


def opened(picture: bytes = CODE) -> Image.Image:
    return Image.open(io.BytesIO(picture)).convert("RGB")


def version_of(content: bytes) -> int:
    """Give the version of the code, without the search for its best mask."""
    version = segno.make_qr(content, error="m", mode="byte", boost_error=False, mask=0).version
    assert isinstance(version, int)
    return version


def saved(image: Image.Image, kind: str = "PNG") -> bytes:
    content = io.BytesIO()
    image.save(content, kind)
    return content.getvalue()


async def refusal(workers: Workers, picture: bytes) -> str:
    with pytest.raises(DomainError) as refused:
        await CodeArtist(workers).read(picture)
    return refused.value.code


@settings(max_examples=15, deadline=None)
@given(orders)
def test_what_is_drawn_reads_back(order: PaymentOrder) -> None:
    [content] = CodeArtist.contents(found(drawn(order.compose())))
    assert content == order.compose()
    assert read_payment_code(content)[Field.SUM] == str(order.amount)


@given(orders)
def test_no_code_is_larger_than_old_cameras_read(order: PaymentOrder) -> None:
    assert version_of(order.compose()) <= 20


def test_a_code_is_large_enough_for_a_phone_and_has_its_quiet_zone() -> None:
    image = opened()
    assert LEAST_PIXELS <= image.width == image.height < 2 * LEAST_PIXELS
    ink = ImageOps.invert(image.convert("L")).getbbox()
    assert ink is not None
    module = image.width // 97
    assert min(ink[0], ink[1], image.width - ink[2], image.height - ink[3]) >= 4 * module


def on_a_page(image: Image.Image) -> Image.Image:
    page = Image.new("RGB", (2480, 3508), "white")
    page.paste(image.resize((500, 500)), (1800, 2900))
    return page


def see_through(image: Image.Image) -> Image.Image:
    black = Image.new("RGBA", image.size, "black")
    black.putalpha(ImageOps.invert(image.convert("L")))
    return black


@pytest.mark.parametrize(
    "change",
    [
        lambda image: image.rotate(90),
        lambda image: image.rotate(33, expand=True, fillcolor="white"),
        lambda image: image.resize((220, 220)),
        lambda image: image.point(lambda level: level // 8 + 4),
        ImageOps.invert,
        on_a_page,
        see_through,
        lambda image: image.convert("P"),
        lambda image: image.convert("1"),
    ],
    ids=["on its side", "turned", "small", "dark", "inverted", "page", "see-through", "palette", "bits"],
)
async def test_codes_are_found_in_bad_pictures(
    workers: Workers, change: Callable[[Image.Image], Image.Image]
) -> None:
    assert await CodeArtist(workers).read(saved(change(opened()))) == [ORDER.compose()]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
async def test_pictures_of_all_usual_kinds_are_read(workers: Workers, kind: str) -> None:
    assert await CodeArtist(workers).read(saved(opened(), kind)) == [ORDER.compose()]


async def test_all_codes_of_a_picture_are_told_once_and_not_too_many(workers: Workers) -> None:
    page = Image.new("RGB", (3000, 2000), "white")
    for place, content in enumerate((b"1", b"2", b"2", b"3", b"4", b"5", b"6")):
        code = opened(drawn(content)).resize((400, 400))
        page.paste(code, (50 + place % 4 * 700, 50 + place // 4 * 900))
    contents = await CodeArtist(workers).read(saved(page))
    assert len(contents) == len(set(contents)) == MOST_CODES
    assert set(contents) <= {b"1", b"2", b"3", b"4", b"5", b"6"}


async def test_a_picture_without_a_code_has_none(workers: Workers) -> None:
    assert await CodeArtist(workers).read(saved(Image.new("RGB", (300, 200), "green"))) == []


@pytest.mark.parametrize("picture", [b"", b"1;2", b"%PDF-1.7", b"%!PS", CODE[:200], b"\x89PNG\r\n\x1a\n"])
async def test_what_is_no_picture_is_refused(workers: Workers, picture: bytes) -> None:
    assert await refusal(workers, picture) == "picture-unreadable"


async def test_a_picture_with_too_many_pixels_is_refused_by_its_header(workers: Workers) -> None:
    assert await refusal(workers, saved(Image.new("1", (10_000, 5_001)))) == "picture-too-large"


async def test_a_picture_that_takes_too_much_memory_is_refused() -> None:
    workers = Workers(bounds=Bounds(memory_mib=256))
    picture = saved(Image.new("RGBA", (7000, 7000)), "PNG")
    assert await refusal(workers, picture) == "picture-too-large"
    assert await CodeArtist(workers).read(CODE) == [ORDER.compose()]
    workers.close()


async def test_a_picture_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    workers = Workers(bounds=Bounds(seconds=0.2))
    with monkeypatch.context() as patch:
        patch.setattr("integrations.payment_pictures.found", lambda _picture: None)
        patch.setattr("integrations.payment_pictures.partial", lambda *_: partial(forever))
        assert await refusal(workers, CODE) == "picture-unreadable"
    workers.close()
