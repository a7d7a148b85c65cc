"""Every kind of message that waits has one way out, and what cannot be read holds nobody up."""

from bot.delivery.channels import MailDelivery, TelegramDelivery
from services.messages import CONTENTS, ChatContent, Content, LetterContent, NumberClosed
from services.ports import Priority
from storage.outbox import Channel
from storage.unit import StoredUnit
from tests.conversations.harness import Town, say


def kinds_of(content: type[Content]) -> set[type[Content]]:
    return {each for each in CONTENTS.values() if issubclass(each, content)}


async def test_every_kind_has_exactly_one_delivery(town: Town) -> None:
    to_chats, by_mail = (sender.deliver for sender in town.app.senders)
    assert isinstance(to_chats, TelegramDelivery)
    assert isinstance(by_mail, MailDelivery)
    assert set(to_chats.table) == kinds_of(ChatContent)
    assert set(by_mail.renderer.writers) == kinds_of(LetterContent)


async def test_what_another_version_left_is_set_aside_with_an_alert_and_holds_nobody_up(town: Town) -> None:
    town.expects_faults = True
    anna = await town.holder("100200302")

    def leave(unit: StoredUnit) -> None:
        for _ in range(3):
            unit.outbox.about(
                1, [anna.chat.id], NumberClosed("100200302"), language="ru", priority=Priority.DECISION
            )
        spoil = "UPDATE outbox SET kind = ?, details = ? WHERE id = ?"
        last = unit.connection.execute("SELECT max(id) FROM outbox").fetchone()[0]
        unit.connection.execute(spoil, ("from-the-future", "{}", last - 2))
        unit.connection.execute(spoil, ("notice", '{"notice":1}', last - 1))

    await town.app.database.write(leave)
    await town.settled()

    assert anna.heard == say("message-number-closed", number="100200302")
    assert await town.app.database.read(lambda unit: unit.outbox.depth(Channel.TELEGRAM)) == 0
    assert all(say("alert-error-unsent") in alert for alert in town.alerts)
    errors = town.query("SELECT details FROM alerts WHERE kind = 'unexpected-error' ORDER BY id")
    assert [("outbox from-the-future" in row[0], "outbox notice" in row[0]) for row in errors] == [
        (True, False),
        (False, True),
    ]
