"""What somebody wrote, as it goes between a resident and the operators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiogram.types import Message

from domain.sent_file import FileKind, SentFile
from domain.thread import Post
from ui.files import file_in
from ui.forms import Form, GivenFile


def post_in(message: Message) -> Post:
    """Give the words and the file of a message."""
    return Post(
        text=message.text or message.caption or "",
        file=file_in(message),
        album=message.media_group_id,
        chat_id=message.chat.id,
        message_id=message.message_id,
    )


def words_of(form: Form[Any], text: str) -> Post:
    """Give what was typed as an answer in a form."""
    message = form.talk.message
    message_id = message.message_id if message is not None else 0
    return Post(text, None, None, form.talk.chat_id, message_id)


def file_of(form: Form[Any], given: GivenFile) -> Post:
    """Give a file that was sent as an answer in a form."""
    return Post(given.caption, given.file, given.album, form.talk.chat_id, given.message_id)


def to_draft(post: Post) -> dict[str, Any]:
    """Give JSON types for a draft; ``ValueError`` for a post without a file."""
    file = post.file
    if file is None:
        raise ValueError("only files are kept in a draft")
    return {
        "text": post.text,
        "album": post.album,
        "chat": post.chat_id,
        "message": post.message_id,
        "kind": str(file.kind),
        "file": file.file_id,
        "is_picture": file.is_picture,
    }


def from_draft(kept: Mapping[str, Any]) -> Post:
    """Read what :func:`to_draft` wrote."""
    file = SentFile(FileKind(kept["kind"]), kept["file"], kept["is_picture"])
    return Post(kept["text"], file, kept["album"], kept["chat"], kept["message"])
