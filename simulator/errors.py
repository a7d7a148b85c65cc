"""How the fake Telegram says no: an error carries the code and the words the real server would use."""

from __future__ import annotations


class ApiError(Exception):
    """A refusal of the Bot API; the HTTP layer turns it into the documented JSON.

    `code` is also the HTTP status, `retry_after` is in seconds.
    """

    def __init__(
        self,
        code: int,
        description: str,
        *,
        retry_after: int | None = None,
        migrate_to_chat_id: int | None = None,
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters: dict[str, int] = {}
        if retry_after is not None:
            self.parameters["retry_after"] = retry_after
        if migrate_to_chat_id is not None:
            self.parameters["migrate_to_chat_id"] = migrate_to_chat_id

    def as_json(self) -> dict[str, object]:
        """Return the body of the answer."""
        body: dict[str, object] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(what: str) -> ApiError:
    """Build the most frequent refusal: `400 Bad Request: …`."""
    return ApiError(400, f"Bad Request: {what}")


def forbidden(what: str) -> ApiError:
    """Build the refusal of chats that do not let the bot in: `403 Forbidden: …`."""
    return ApiError(403, f"Forbidden: {what}")


def too_many_requests(retry_after: int) -> ApiError:
    """Build the refusal of a flood; `retry_after` is in seconds."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


class Impossible(AssertionError):  # noqa: N818 (reads as what it is in a failing test)
    """Somebody tried what no client offers: pressing a button that is not there, sending nothing."""
