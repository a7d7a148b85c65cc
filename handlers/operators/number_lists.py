"""Lists that operators send and read: subscriber numbers in a file, and items under a title."""

from __future__ import annotations

from collections.abc import Sequence

from domain.number_list import NumberList
from domain.sent_file import FileKind
from handlers.context import Context
from handlers.posts import content_of
from services.notices.preparing import ReadNumbers
from ui.forms import Form, GivenFile
from ui.texts import Speech

MOST_FILE_BYTES = 5 * 1024 * 1024
MOST_LISTED = 10
LONGEST_ITEM = 150
"""Characters of an address in a list; a message has to hold several."""


async def numbers_in_file(form: Form[Context], given: GivenFile) -> NumberList | None:
    """Read the numbers in a file; ``None`` for a photo, in which nothing can be read.

    Errors: ``file-too-large`` (``most``: MB); those of ``ReadNumbers``.
    """
    if given.file.kind is FileKind.PHOTO:
        return None
    content = await content_of(form, given, MOST_FILE_BYTES, "file-too-large")
    return await form.context.cases[ReadNumbers](content)


def listed(say: Speech, title: str, items: Sequence[str]) -> str:
    """Write the first items under a title, each cut to :data:`LONGEST_ITEM` characters."""
    lines = [
        say("notice-item", item=item if len(item) <= LONGEST_ITEM else f"{item[:LONGEST_ITEM]}…")
        for item in items[:MOST_LISTED]
    ]
    if len(items) > MOST_LISTED:
        lines.append(say("notice-and-more", count=len(items) - MOST_LISTED))
    return "\n".join([title, *lines])
