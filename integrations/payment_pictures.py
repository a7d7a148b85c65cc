"""QR codes as pictures: drawing our own with segno, and reading those of strangers with zxing-cpp.

All of it is done by the workers (``integrations/workers.py``): drawing is plain Python, and a picture of a
stranger may be made to break its decoder.
"""

from __future__ import annotations

import io
import json
import logging
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from domain.errors import DomainError
from integrations.workers import TaskFailedError, Workers

if TYPE_CHECKING:
    from PIL.Image import Image

log = logging.getLogger(__name__)

QUIET_ZONE = 4
"""Modules of white around a code, as its standard wants."""
LEAST_PIXELS = 840
"""The side of a picture, so that a camera reads a code of version 20 from the display of a phone."""
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
"""What is decoded; other decoders, such as that of PostScript, start programs."""
MOST_PIXELS = 50_000_000
READ_AT = 3000
"""Pixels of the longer side at which larger pictures are read, because reading takes long otherwise."""
SMALL = 1000
"""Pixels of the longer side below which a picture is enlarged if nothing was found."""
MOST_CODES = 5
"""Codes of one picture that are told of."""


@dataclass(frozen=True)
class CodeArtist:
    """``CodePictures`` of services/."""

    workers: Workers = field(default_factory=Workers)

    @property
    def must_wait(self) -> bool:
        """Whether a picture that is asked for now has to wait for others."""
        return self.workers.must_wait

    async def draw(self, content: bytes) -> bytes:
        """Return a PNG."""
        return await self.workers.do("code", partial(drawn, content))

    async def read(self, picture: bytes) -> list[bytes]:
        """Return the contents of the codes in a picture."""
        try:
            answer = await self.workers.do("picture", partial(found, picture))
        except TaskFailedError as error:
            log.warning("a picture could not be read: %s", error)
            raise DomainError("picture-unreadable") from None
        return self.contents(answer)

    @staticmethod
    def contents(answer: bytes) -> list[bytes]:
        """Read what :func:`found` gave."""
        told = json.loads(answer)
        if isinstance(told, str):
            raise DomainError(told)
        return [b64decode(code) for code in told]


def drawn(content: bytes) -> bytes:
    """Draw a QR code with medium correction."""
    import segno  # noqa: PLC0415 - the bot itself never draws

    code = segno.make_qr(content, error="m", mode="byte", boost_error=False)
    side = code.symbol_size(border=QUIET_ZONE)[0]
    picture = io.BytesIO()
    code.save(picture, kind="png", border=QUIET_ZONE, scale=-(-LEAST_PIXELS // side))
    return picture.getvalue()


def found(picture: bytes) -> bytes:
    """Give the contents of the codes in a picture as JSON: a list in Base64, or the code of an error."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - the bot itself never reads a picture

    Image.MAX_IMAGE_PIXELS = None  # the bound below comes first, and is ours
    try:
        with Image.open(io.BytesIO(picture), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                return json.dumps("picture-too-large").encode()
            codes = _read(image)
    except MemoryError:
        return json.dumps("picture-too-large").encode()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return json.dumps("picture-unreadable").encode()
    return json.dumps([b64encode(code).decode() for code in codes]).encode()


def _read(image: Image) -> list[bytes]:
    """Look for codes in a picture as it is, and else in one that is easier to read.

    The kinds are those in which the standard of payment codes allows one.
    """
    import zxingcpp  # noqa: PLC0415 - likewise

    kinds = [zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.DataMatrix, zxingcpp.BarcodeFormat.Aztec]
    for gray in _attempts(image):
        codes = zxingcpp.read_barcodes(
            gray, zxingcpp.BarcodeFormats(kinds), try_rotate=True, try_downscale=True, try_invert=True
        )
        if codes:
            return list(dict.fromkeys(code.bytes for code in codes))[:MOST_CODES]
    return []


def _attempts(image: Image) -> Iterator[Image]:
    from PIL import ImageOps  # noqa: PLC0415 - likewise

    image.draft("L", (READ_AT, READ_AT))  # a JPEG is decoded smaller and without colours
    gray = _on_white(image) if image.has_transparency_data else image.convert("L")
    gray.thumbnail((READ_AT, READ_AT))
    yield gray
    clear = ImageOps.autocontrast(gray, cutoff=2)
    yield clear
    if max(gray.size) < SMALL:
        yield ImageOps.scale(clear, 3)


def _on_white(image: Image) -> Image:
    """Put a picture with transparent parts on white, one channel after the other because memory is short."""
    from PIL import Image as Images  # noqa: PLC0415 - likewise

    if "A" not in image.getbands():
        image = image.convert("RGBA")
    gray = Images.new("L", image.size, "white")
    gray.paste(image.convert("L"), mask=image.getchannel("A"))
    return gray
