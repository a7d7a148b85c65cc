"""A program in which a kind of message has no delivery, or two, does not start."""

from collections.abc import Sequence

import pytest

from bot.delivery.sender import Note
from bot.delivery.ways import Way, table_of, way
from services.messages import CONTENTS, ChatContent, SignedOut
from storage.outbox import OutgoingMessage
from ui.texts import Speech


async def send(_say: Speech, _message: OutgoingMessage[ChatContent]) -> Note:
    return None


EVERY_WAY: Sequence[Way] = [
    way(content, send) for content in CONTENTS.values() if issubclass(content, ChatContent)
]


def test_a_table_holds_every_kind_of_message_to_a_chat() -> None:
    assert set(table_of(EVERY_WAY)) == {each.content for each in EVERY_WAY}


def test_a_kind_without_a_delivery_is_refused() -> None:
    with pytest.raises(ValueError, match="SignedOut"):
        table_of(each for each in EVERY_WAY if each.content is not SignedOut)


def test_a_kind_with_two_deliveries_is_refused() -> None:
    with pytest.raises(ValueError, match="SignedOut"):
        table_of([*EVERY_WAY, way(SignedOut, send)])
