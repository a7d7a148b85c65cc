"""Photos and files in messages."""

from aiogram.types import Message

from domain.sent_file import FileKind, SentFile


def file_in(message: Message) -> SentFile | None:
    """Return the photo or the file that a message brings, in its largest size."""
    if message.photo:
        return SentFile(FileKind.PHOTO, message.photo[-1].file_id, is_picture=True)
    document = message.document
    if document is not None:
        is_picture = (document.mime_type or "").startswith("image/")
        return SentFile(FileKind.DOCUMENT, document.file_id, is_picture)
    return None
