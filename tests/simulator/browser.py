"""A browser without a window, driven by the DevTools protocol: what a page shows, what a hand does to it."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, ClientWSTimeout

from tests.simulator.town import in_background

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LISTENS = re.compile(r"DevTools listening on ws://([^/]+)/")
START_TAKES_AT_MOST = 60.0
OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--no-first-run",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--remote-debugging-port=0",
)


def program() -> str | None:
    """Return the browser of this machine, or nothing if it has none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Page:
    """A page of the browser, of a size in CSS pixels."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = count(1)

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Call a method of the DevTools protocol; what is not its answer is passed over."""
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": params})
        while True:
            answer: dict[str, Any] = await self._socket.receive_json()
            if answer.get("id") == number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result

    async def open(self, url: str, width: int, height: int) -> None:
        """Open an address in a window of a size, and wait until its chats are there."""
        await self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        await self.call("Page.navigate", url=url)
        await self.until("document.readyState === 'complete' && document.querySelector('.messages-content')")

    async def prepare(self, script: str) -> None:
        """Run a script in each page before its own."""
        await self.call("Page.enable")
        await self.call("Page.addScriptToEvaluateOnNewDocument", source=script)

    async def run(self, script: str) -> Any:
        """Return what a JavaScript expression gives; a promise is awaited."""
        answer = await self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    async def until(self, condition: str) -> None:
        """Wait until a JavaScript expression is true and the page has drawn what made it so."""
        frame = "await new Promise(requestAnimationFrame)"
        await self.run(f"(async () => {{ do {{ {frame} }} while (!({condition})); {frame}; {frame} }})()")

    async def turn_wheel(self, selector: str, pixels: int) -> None:
        """Turn the wheel over the middle of an element; less than nothing is up."""
        box = await self.run(
            f"(({{x, y, width, height}}) => [x + width / 2, y + height / 2])"
            f"(document.querySelector({json.dumps(selector)}).getBoundingClientRect())"
        )
        await self.call(
            "Input.dispatchMouseEvent", type="mouseWheel", x=box[0], y=box[1], deltaX=0, deltaY=pixels
        )

    async def press_key(self, selector: str, key: str, virtual_code: int) -> None:
        """Press a key of the keyboard while an element has the focus."""
        await self.run(f"document.querySelector({json.dumps(selector)}).focus({{ preventScroll: true }})")
        for kind in ("rawKeyDown", "keyUp"):
            await self.call(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=virtual_code
            )

    async def picture(self) -> bytes:
        """Return the window as a PNG."""
        return base64.b64decode((await self.call("Page.captureScreenshot", format="png"))["data"])


@asynccontextmanager
async def browser(chromium: str, folder: Path) -> AsyncIterator[Page]:
    """Start a browser that keeps its files in a folder, and end it afterwards."""
    process = await asyncio.create_subprocess_exec(
        chromium,
        *OPTIONS,
        f"--user-data-dir={folder}",
        "about:blank",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    try:
        async with asyncio.timeout(START_TAKES_AT_MOST):
            address = await _address(process.stderr)
        said_later = in_background(process.stderr.read())
        async with ClientSession() as http:
            async with http.get(f"http://{address}/json/list") as answer:
                page = next(each for each in await answer.json() if each["type"] == "page")
            timeout = ClientWSTimeout(ws_close=1.0)
            async with http.ws_connect(
                page["webSocketDebuggerUrl"], max_msg_size=0, timeout=timeout
            ) as socket:
                yield Page(socket)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    await said_later


async def _address(errors: asyncio.StreamReader) -> str:
    """Return host and port that the browser chose, from what it says on the way up."""
    said = ""
    async for line in errors:
        said += line.decode(errors="replace")
        if (found := LISTENS.search(said)) is not None:
            return found[1]
    raise AssertionError(f"the browser has ended: {said}")
