"""``make screenshots``: takes the pictures of README and docs, with the same bytes each time.

Time and randomness are those of the tests, so nothing in the pictures depends on the day of their taking.
The browser may draw the edge of a photo a shade differently; a picture in which nobody sees a difference
stays as it is.
"""

from __future__ import annotations

import asyncio
import io
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.font_manager import findSystemFonts
from PIL import Image, ImageChops

from bot.commands.registry import run_import
from bot.demo import EXAMPLE_REGISTRY
from storage.sqlite.place import SqlitePlace
from storage.unit import UnitSettings
from tests.browser.chromium import SAME_PIXELS, chromium, missing
from tests.browser.scenes import SCENES
from tests.browser.stage import KnownPictures, Stage
from tests.conversations.harness import Town, running_town, say
from tests.services.fakes import FakeClock

if TYPE_CHECKING:
    from playwright.async_api import Browser

SCREENSHOTS = Path(__file__).parents[2] / "docs" / "screenshots"
GAP = 12
"""Pixels between windows that stand side by side."""
COLOURS = 256
SHADE = 48
"""Of 255 levels of a colour: what differs by less is a shade, and not another picture."""
SHADED = 0.01
"""Of a picture: more of it in other shades is another picture."""
FONTS = {"DejaVuSans.ttf": "fonts-dejavu-core", "NotoColorEmoji.ttf": "fonts-noto-color-emoji"}
"""What the pictures are written in, each with Debian's package of it."""
STYLE = """
    :root { font-family: "DejaVu Sans", "Noto Color Emoji", sans-serif; }
    :is(code, pre) { font-family: "DejaVu Sans Mono", monospace !important; }
"""
ALL_LOADED = """async () => {
    await document.fonts.ready;
    const near = [...document.images].filter((each) => each.checkVisibility()).filter((each) => {
        const { top, bottom } = each.getBoundingClientRect();
        return bottom > 0 && top < innerHeight;
    });
    await Promise.all(near.map((each) => each.decode()));
    return true;
}"""
"""Pictures that are scrolled out of sight are not even asked for, so they are not waited for."""

DRAW_ANEW = "(visibility) => { document.body.style.visibility = visibility; }"
"""What was drawn while a picture was on its way has other edges than what is drawn with it."""


@dataclass
class Camera:
    """Takes windows of a browser; what it took since it was last asked stands side by side in one picture."""

    browser: Browser
    town: Town
    _taken: list[bytes] = field(default_factory=list)

    async def takes(self, *chat_ids: int, size: tuple[int, int]) -> None:
        """Add chats, each in a window of its own."""
        for chat_id in chat_ids:
            await self._take(f"/?view={chat_id}", size)

    async def _take(self, view: str, size: tuple[int, int]) -> None:
        from tests.browser.window import window  # noqa: PLC0415 (here, because Playwright may be missing)

        async with window(self.browser, now=self.town.clock(), size=size, device_scale_factor=1) as shown:
            await shown.opens(self.town.sim.url + view)
            await shown.page.add_style_tag(content=STYLE)
            await shown.page.evaluate(ALL_LOADED)
            for visibility in ("hidden", "visible"):
                await shown.page.evaluate(DRAW_ANEW, visibility)
                await shown.drawn()
            self._taken.append(await shown.page.screenshot(animations="disabled", caret="hide"))

    def picture(self) -> bytes:
        """Return what was taken as one PNG, and begin anew."""
        windows = [Image.open(io.BytesIO(content)).convert("RGB") for content in self._taken]
        self._taken.clear()
        width = sum(window.width for window in windows) + GAP * (len(windows) - 1)
        joined = Image.new("RGB", (width, max(window.height for window in windows)), "white")
        left = 0
        for window in windows:
            joined.paste(window, (left, 0))
            left += window.width + GAP
        content = io.BytesIO()
        joined.quantize(COLOURS, dither=Image.Dither.NONE).save(content, "PNG", optimize=True)
        return content.getvalue()


def take(folder: Path) -> None:
    """Play all scenes and write their pictures into a folder."""
    with tempfile.TemporaryDirectory() as home:
        settings = UnitSettings(FakeClock(), operator_chat_id=None, operator_language="ru")
        if run_import(EXAMPLE_REGISTRY, SqlitePlace(Path(home) / "cabinet.db"), settings=settings, say=say):
            raise RuntimeError("the example registry was not imported")
        asyncio.run(_play(Path(home), folder))


async def _play(home: Path, folder: Path) -> None:
    captchas = KnownPictures()
    async with chromium(*SAME_PIXELS) as browser, running_town(home, captchas) as town:
        camera = Camera(browser, town)
        stage = Stage(town, captchas, camera)
        for name, scene in SCENES.items():
            await scene(stage)
            keep(folder / name, camera.picture())


def keep(path: Path, content: bytes) -> None:
    """Write a picture, unless nobody would see that it differs from the one that is there."""
    if not path.exists() or not look_alike(path.read_bytes(), content):
        path.write_bytes(content)


def look_alike(one: bytes, other: bytes) -> bool:
    """Tell whether two pictures differ at most by some shades."""
    before, after = (Image.open(io.BytesIO(content)).convert("RGB") for content in (one, other))
    if before.size != after.size:
        return False
    differences = [ImageChops.difference(before, after).getchannel(colour) for colour in "RGB"]
    most = ImageChops.lighter(ImageChops.lighter(differences[0], differences[1]), differences[2])
    levels = most.histogram()
    return not any(levels[SHADE:]) and sum(levels[1:]) <= SHADED * before.width * before.height


def missing_fonts() -> list[str]:
    """Return the packages of the fonts that this machine does not have."""
    files = {Path(file).name for file in findSystemFonts()}
    return [package for file, package in FONTS.items() if file not in files]


if __name__ == "__main__":
    if (packages := missing_fonts()) != []:
        sys.stderr.write(f"The pictures will not look as they should: apt install {' '.join(packages)}\n")
    if (reason := missing()) is not None:
        sys.exit(reason)
    take(Path(sys.argv[1]) if len(sys.argv) > 1 else SCREENSHOTS)
