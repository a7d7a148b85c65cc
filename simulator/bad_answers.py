"""What comes back instead of an answer: pages of proxies, other shapes, silence, and bodies that trickle."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from aiohttp import web

from simulator.faults import Fault, Faults

BAD_GATEWAY = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    b"<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)
PORTAL = (
    b"<!DOCTYPE html>\n<html><head><title>Welcome</title></head>\n"
    b"<body><form action='/login'>Please sign in to use this network.</form></body></html>\n"
)
SHAPES = {
    "empty": "",
    "truncated": '{"ok":true,"result":{"message_i',
    "null": "null",
    "list": "[]",
    "object": "{}",
    "no result": '{"ok":true}',
    "result null": '{"ok":true,"result":null}',
    "result list": '{"ok":true,"result":[5]}',
    "result object": '{"ok":true,"result":{}}',
    "result text": '{"ok":true,"result":"done"}',
    "result number": '{"ok":true,"result":5}',
    "ok text": '{"ok":"true","result":{"message_id":1}}',
    "no ok": '{"result":{"message_id":1}}',
    "refused without words": '{"ok":false,"error_code":400}',
    "refused for nothing": '{"ok":false}',
    "error unknown": '{"ok":false,"error_code":777,"description":"Of tomorrow"}',
    "error text": '{"ok":false,"error_code":"400","description":5}',
}
"""Answers that no client expects, by name; none of them says that the request was refused for good."""
INSTEAD = frozenset({"bad_gateway", "html", "shape", "cut_before", "hang"})
"""Faults that replace the whole answer."""
PIECES = 8
LOOK_SECONDS = 0.05


async def instead(fault: Fault, request: web.Request, faults: Faults) -> web.StreamResponse:
    """Return what a fault of `INSTEAD` answers with."""
    match fault.kind:
        case "bad_gateway":
            return web.Response(status=502, body=BAD_GATEWAY, content_type="text/html")
        case "html":
            return web.Response(status=fault.status or 200, body=PORTAL, content_type="text/html")
        case "shape":
            body = SHAPES.get(fault.words, fault.words).encode()
            return web.Response(status=fault.status or 200, body=body, content_type="application/json")
        case "hang":
            await _silence(fault.seconds, request, faults.cleared)
    return cut(request)


async def _silence(seconds: float, request: web.Request, cleared: asyncio.Event) -> None:
    """Wait until the client hangs up, but not for ever."""
    end = asyncio.get_running_loop().time() + seconds
    while not (cleared.is_set() or _hung_up(request)) and asyncio.get_running_loop().time() < end:
        with suppress(TimeoutError):
            await asyncio.wait_for(cleared.wait(), min(seconds, LOOK_SECONDS))


def _hung_up(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()


def cut(request: web.Request) -> web.StreamResponse:
    """End the connection without an answer."""
    if request.transport is not None:
        request.transport.close()
    return web.Response()


async def trickled(request: web.Request, body: bytes, seconds: float) -> web.StreamResponse:
    """Answer piece by piece."""
    response = web.StreamResponse(
        headers={"Content-Type": "application/json", "Content-Length": str(len(body))}
    )
    with suppress(ConnectionResetError):  # the client had enough
        await response.prepare(request)
        for place in range(PIECES):
            await response.write(body[len(body) * place // PIECES : len(body) * (place + 1) // PIECES])
            await asyncio.sleep(seconds / PIECES)
        await response.write_eof()
    return response
