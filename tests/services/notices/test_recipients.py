"""What the outbox says about a message is what became of the notice in that chat."""

import pytest

from domain.notice import Counts, RecipientState
from services.notices.recipients import Fate, LeftMessage, outcome


@pytest.mark.parametrize(
    ("fate", "going_out", "held_back"),
    [
        (Fate.WAITS, None, None),
        (Fate.SENT, RecipientState.DELIVERED, RecipientState.DELIVERED),
        (Fate.UNREACHABLE, RecipientState.UNREACHABLE, RecipientState.UNREACHABLE),
        (Fate.SET_ASIDE, RecipientState.FAILED, None),
        (Fate.GONE, RecipientState.FAILED, RecipientState.FAILED),
    ],
)
def test_what_became_of_a_message_is_known_unless_it_waits_or_is_held_back(
    fate: Fate, going_out: RecipientState | None, held_back: RecipientState | None
) -> None:
    assert outcome(LeftMessage(chat_id=1, outbox_id=1, is_held=False, fate=fate)) is going_out
    assert outcome(LeftMessage(chat_id=1, outbox_id=1, is_held=True, fate=fate)) is held_back


def test_what_still_waits_when_a_notice_ends_is_withdrawn() -> None:
    counts = Counts(waiting=4, delivered=3, unreachable=2, failed=1, withdrawn=5)
    assert counts.ended() == Counts(delivered=3, unreachable=2, failed=1, withdrawn=9)
