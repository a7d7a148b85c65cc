"""Words by which Telegram says that a message itself is wrong, and not the chat that it goes to.

Only such a message may be given up at once. All other words may be about the chat, also words that nobody
knows yet: then the message waits.
"""

from ui.messenger import MessengerError, RefusedError

OF_THE_MESSAGE = (
    "can't parse",
    "can't find end",
    "unsupported start tag",
    "entit",
    "too long",
    "too_long",
    "too big",
    "too large",
    "too_large",
    "empty",
    "file must be",
    "strings must be encoded",
    "expected",
    "invalid_dimensions",
    "wrong file",
    "wrong remote file",
    "wrong type",
    "wrong http url",
    "can't use file",
    "file_reference",
    "file_id",
    "image_",
    "photo_",
    "media_",
    "webpage_",
    "button",
    "keyboard",
    "reply markup",
    "reply_markup",
    "message to edit",
    "message to delete",
    "message can't be",
    "message_id_invalid",
    "message is not modified",
)
"""Pieces of these words, in small letters."""


def is_of_the_message(error: MessengerError) -> bool:
    """Whether Telegram refuses a message for what is in it."""
    words = error.words.casefold()
    return isinstance(error, RefusedError) and any(part in words for part in OF_THE_MESSAGE)
