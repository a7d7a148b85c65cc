"""Photos, recordings and other files in messages."""

from aiogram.types import Message

from domain.sent_file import FileKind, SentFile


def file_in(message: Message) -> SentFile | None:
    """Return the file that a message brings, a photo in its largest size.

    Stickers and round videos are left out, because Telegram shows no words under them when they are sent on.
    """
    if message.photo:
        return SentFile(FileKind.PHOTO, message.photo[-1].file_id, is_picture=True)
    document = message.document
    if document is not None:
        is_picture = (document.mime_type or "").startswith("image/")
        return SentFile(FileKind.DOCUMENT, document.file_id, is_picture)
    recordings = {
        FileKind.VOICE: message.voice,
        FileKind.VIDEO: message.video,
        FileKind.AUDIO: message.audio,
    }
    return next(
        (SentFile(kind, file.file_id, is_picture=False) for kind, file in recordings.items() if file), None
    )
