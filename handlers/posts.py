"""Makes a post for a thread out of a message, and keeps it in a draft; gives the content of a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.errors import DomainError
from domain.sent_file import FileKind, SentFile
from domain.thread import Post
from domain.words import marks_from, marks_text
from ui.event import Message
from ui.forms import Form, GivenFile
from ui.messenger import RefusedError
from ui.talk import Talk


def post_in(talk: Talk, message: Message) -> Post:
    """Give the words and the file of a message."""
    said = message.said
    return Post(
        said.text,
        message.file,
        message.album,
        talk.chat_id,
        message.message_id,
        message.topic,
        marks=said.marks,
    )


def words_of(form: Form[Any], text: str) -> Post:
    """Give the post of an answer that was typed in a form."""
    message = form.talk.message
    if message is None:
        return Post(text, None, None, form.talk.chat_id, 0)
    said = message.said
    return Post(said.text, None, None, form.talk.chat_id, message.message_id, marks=said.marks)


def file_of(form: Form[Any], given: GivenFile) -> Post:
    """Give the post of a file that was sent as an answer in a form."""
    said = given.words
    return Post(said.text, given.file, given.album, form.talk.chat_id, given.message_id, marks=said.marks)


async def content_of(form: Form[Any], given: GivenFile, most: int, too_large: str) -> bytes:
    """Give the content of a file that is an answer; ``too_large`` (``most``: MB) above ``most`` bytes."""
    refusal = DomainError(too_large, most=most // 1024 // 1024)
    if given.size > most:
        raise refusal
    try:
        content = await form.talk.download(given.file.file_id)
    except RefusedError:  # Telegram does not always tell the size before
        raise refusal from None
    if len(content) > most:
        raise refusal
    return content


def to_draft(post: Post) -> dict[str, Any]:
    """Give a post as JSON types for a draft."""
    kept = {
        "text": post.text,
        "album": post.album,
        "chat": post.chat_id,
        "message": post.message_id,
    }
    if post.marks:
        kept["marks"] = marks_text(post.marks)
    file = post.file
    if file is None:
        return kept
    return kept | {"kind": str(file.kind), "file": file.file_id, "is_picture": file.is_picture}


def from_draft(kept: Mapping[str, Any]) -> Post:
    """Read what :func:`to_draft` wrote."""
    file = SentFile(FileKind(kept["kind"]), kept["file"], kept["is_picture"]) if "kind" in kept else None
    marks = marks_from(kept.get("marks"))
    return Post(kept["text"], file, kept["album"], kept["chat"], kept["message"], marks=marks)
