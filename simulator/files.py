"""Files of the fake Telegram: kept in memory, checked the way the real server checks uploads."""

from __future__ import annotations

import io
import mimetypes
from dataclasses import replace

from PIL import Image, UnidentifiedImageError

from simulator.errors import bad_request
from simulator.model import FileKind, StoredFile

MAX_PHOTO = 10 * 1024 * 1024  # bytes
MAX_DOWNLOAD = 20 * 1024 * 1024  # bytes
MAX_UPLOAD = 50 * 1024 * 1024  # bytes
MAX_PHOTO_SIDES = 10_000  # pixels, width and height together
MAX_PHOTO_RATIO = 20
THUMBNAIL_SIDE = 90  # pixels
_FOLDERS: dict[FileKind, tuple[str, str]] = {
    "photo": ("photos", ".jpg"),
    "document": ("documents", ""),
    "voice": ("voice", ".oga"),
    "audio": ("music", ".mp3"),
    "video": ("videos", ".mp4"),
    "video_note": ("video_notes", ".mp4"),
    "sticker": ("stickers", ".webp"),
}


class FileStore:
    """Every file that was ever sent, by its id."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def add(
        self,
        kind: FileKind,
        content: bytes,
        *,
        name: str | None = None,
        title: str | None = None,
        duration: int = 0,
        emoji: str | None = None,
    ) -> StoredFile:
        """Check and keep a new file; raise `ApiError` where Telegram would refuse it. Duration in seconds."""
        if not content:
            raise bad_request("file must be non-empty")
        number = len(self._files) + 1
        folder, suffix = _FOLDERS[kind]
        file_name = name if kind in {"document", "audio", "video"} else None
        file = StoredFile(
            file_id=f"{kind}-{number:06}",
            kind=kind,
            content=content,
            path=f"{folder}/file_{number}{suffix or _suffix(file_name)}",
            file_name=file_name,
            title=title if kind == "audio" else None,
            mime_type=mimetypes.guess_type(file_name or f"x{suffix}")[0],
            duration=duration,
            emoji=emoji,
        )
        if kind == "photo":
            file = self._measured(file)
        return self.put(file)

    def put(self, file: StoredFile) -> StoredFile:
        """Keep a file that was checked before."""
        self._files[file.file_id] = file
        self._by_path[file.path] = file
        return file

    def all(self) -> list[StoredFile]:
        """Return all files, in the order in which they came; a preview comes before its picture."""
        return list(self._files.values())

    def get(self, file_id: str) -> StoredFile:
        """Return a file by its id, with the refusal of an unknown one."""
        file = self._files.get(file_id)
        if file is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return file

    def at_path(self, path: str) -> StoredFile | None:
        """Return the file that getFile gave this path."""
        return self._by_path.get(path)

    def _measured(self, file: StoredFile) -> StoredFile:
        if file.size > MAX_PHOTO:
            raise bad_request(
                f"file of size {file.size} bytes is too big for a photo; "
                f"the maximum size is {MAX_PHOTO} bytes"
            )
        try:
            with Image.open(io.BytesIO(file.content)) as picture:
                width, height = picture.size
                picture.draft("RGB", (THUMBNAIL_SIDE, THUMBNAIL_SIDE))
                thumbnail = io.BytesIO()
                if width + height <= MAX_PHOTO_SIDES:
                    picture.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
                    picture.convert("RGB").save(thumbnail, "JPEG")
                    small = picture.size
        except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
            raise bad_request("IMAGE_PROCESS_FAILED") from error
        if width + height > MAX_PHOTO_SIDES or max(width, height) > MAX_PHOTO_RATIO * min(width, height):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        preview = StoredFile(
            file_id=f"{file.file_id}-small",
            kind="photo",
            content=thumbnail.getvalue(),
            path=f"thumbnails/{file.path.rpartition('/')[2]}",
            mime_type="image/jpeg",
            width=small[0],
            height=small[1],
        )
        return replace(file, width=width, height=height, thumbnail=self.put(preview))


def _suffix(name: str | None) -> str:
    dot = (name or "").rpartition(".")
    return f".{dot[2]}" if dot[1] else ""
