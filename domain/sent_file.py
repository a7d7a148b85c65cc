"""A file that somebody sent in a chat, as far as it can be passed on: Telegram keeps the content."""

from dataclasses import dataclass
from enum import StrEnum


class FileKind(StrEnum):
    """How a file was sent, and has to be sent on."""

    PHOTO = "photo"
    DOCUMENT = "document"
    VIDEO = "video"
    AUDIO = "audio"
    """A recording or a piece of music, from a file."""
    VOICE = "voice"


PAPERS = frozenset({FileKind.PHOTO, FileKind.DOCUMENT})
"""Files that can show the display of a meter or a paper."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """``file_id`` is Telegram's; a picture may have been sent as a photo or, uncompressed, as a document."""

    kind: FileKind
    file_id: str
    is_picture: bool
