"""The pictures of README and docs change only with what they show."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from tests.browser.pictures import look_alike, take
from tests.browser.scenes import SCENES


@pytest.mark.timeout(280)
def test_pictures_that_are_taken_again_keep_their_bytes(tmp_path: Path) -> None:
    take(tmp_path)
    before = {name: (tmp_path / name).read_bytes() for name in SCENES}
    take(tmp_path)
    assert [name for name in SCENES if (tmp_path / name).read_bytes() != before[name]] == []


def drawn(words: str = "8364", edge: int = 200, size: int = 200) -> bytes:
    """Draw a reading, and beside it a photo of which the edge has a shade of grey."""
    picture = Image.new("RGB", (size, 100), "white")
    draw = ImageDraw.Draw(picture)
    draw.text((10, 10), words, fill="black")
    draw.line((150, 10, 150, 90), fill=(edge, edge, edge))
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()


def test_an_edge_of_another_shade_is_the_same_picture() -> None:
    assert look_alike(drawn(), drawn(edge=180))


@pytest.mark.parametrize(
    "other", [drawn("8365"), drawn(edge=90), drawn(size=201)], ids=["digit", "colour", "size"]
)
def test_what_somebody_could_see_is_another_picture(other: bytes) -> None:
    assert not look_alike(drawn(), other)
