"""Parameters of a Bot API request: JSON, urlencoded, multipart and query string, all read the same way."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from simulator.errors import ApiError, bad_request
from simulator.files import MAX_UPLOAD


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the request."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Params:
    """Values are text, as the real server sees them; objects inside are JSON."""

    values: dict[str, str]
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """Return a text."""
        return self.values.get(name, default)

    def integer(self, name: str, default: int = 0) -> int:
        """Return a number; what is no number counts as the default, as with the real server."""
        try:
            return int(self.values[name])
        except (KeyError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        """Return a boolean."""
        return self.values.get(name, "").lower() in {"true", "yes", "1"}

    def json(self, name: str) -> Any:
        """Return a parsed object, None when it is absent; raise `ApiError` if it is not JSON."""
        source = self.values.get(name)
        if not source:
            return None
        try:
            return json.loads(source)
        except ValueError as error:
            raise bad_request(f"can't parse {name} JSON object") from error

    def upload(self, name: str) -> Upload | None:
        """Return the file given under this name, directly or by `attach://`."""
        return self.attached(self.values.get(name, "")) or self.files.get(name)

    def attached(self, reference: str) -> Upload | None:
        """Return the file that `attach://…` refers to."""
        if not reference.startswith("attach://"):
            return None
        return self.files.get(reference.removeprefix("attach://"))


async def read_params(request: web.Request) -> Params:
    """Read whatever the request carries; the body wins over the query string."""
    values = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        values |= params_from_json(await request.read())
    elif request.content_type == "multipart/form-data":
        await _read_multipart(request, values, files)
    elif request.can_read_body:
        values |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    return Params(values, files)


def params_from_json(body: bytes) -> dict[str, str]:
    """Return the fields of a JSON object as the texts they would be in a form; raise `ApiError` otherwise."""
    try:
        parsed = json.loads(body or b"{}")
    except ValueError as error:
        raise bad_request("can't parse request JSON object") from error
    if not isinstance(parsed, dict):
        raise bad_request("object expected in the request body")
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in parsed.items()
        if value is not None
    }


async def _read_multipart(request: web.Request, values: dict[str, str], files: dict[str, Upload]) -> None:
    received = 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytes(await part.read(decode=True))
        received += len(content)
        if received > MAX_UPLOAD:
            raise ApiError(413, "Request Entity Too Large")
        if part.filename is None:
            values[part.name] = _decoded(content)
        else:
            files[part.name] = Upload(part.filename, content)


def _decoded(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise bad_request("strings must be encoded in UTF-8") from error
