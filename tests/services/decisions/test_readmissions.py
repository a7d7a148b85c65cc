"""Operators let somebody in, or do not: what is granted, and who hears of it."""

from __future__ import annotations

import pytest

from domain.alert import AlertKind
from domain.recovery import GRANT_LIFETIME, nonce_of_grant
from services.decisions.readmissions import DecideReadmission, Unsure
from services.messages import ReadmissionAsked
from services.people.readmission import Plea, tell_operators
from storage.unit import StoredUnit
from tests.services.residents import CHAT, MOSCOW, OLEG, OLGA, People, refused
from tests.services.traces import deeds, newest_alert, waiting

NEW_CHAT = 300
TOLD = ("readmission-granted", "readmission-refused", "let-in-elsewhere", "readmission-letter")


@pytest.fixture
def decide(people: People) -> DecideReadmission:
    return DecideReadmission(people.database, people.clock, MOSCOW)


async def asked(people: People) -> int:
    """Let somebody ask for the account of Anna; return the alert."""
    plea = Plea(ReadmissionAsked("anna", "Это я", "Анна дома"), NEW_CHAT, "en", 1)
    now = people.clock()
    await people.database.write(lambda unit: tell_operators(unit, plea, now, MOSCOW))
    return await newest_alert(people.database)


async def told(people: People) -> list[tuple[str, str]]:
    return [(each.recipient, each.kind) for each in await waiting(people.database, *TOLD)]


async def test_the_chat_gets_a_grant_and_the_owner_hears_everywhere(
    decide: DecideReadmission, people: People
) -> None:
    account_id = await people.confirmed()
    alert = await asked(people)
    await decide(alert, OLEG, accept=True)
    granted = await people.database.read(lambda unit: unit.recoveries.find(nonce_of_grant(alert)))
    assert granted is not None
    assert (granted.account_id, granted.asked_in, granted.code_hash) == (account_id, NEW_CHAT, "")
    assert granted.expires_at == people.clock() + GRANT_LIFETIME
    assert sorted(await told(people)) == [
        (str(CHAT), "let-in-elsewhere"),
        (str(NEW_CHAT), "readmission-granted"),
        ("anna@pochta.example", "readmission-letter"),
    ]
    details = {"login": "Anna", "chat": "300", "reason": None}
    assert await deeds(people.database, f"account:{account_id}") == [("Олег", "readmitted", details)]


async def test_an_address_that_was_never_confirmed_gets_no_letter(
    decide: DecideReadmission, people: People
) -> None:
    await people.registered()
    await decide(await asked(people), OLEG, accept=True)
    assert "readmission-letter" not in [kind for _, kind in await told(people)]


@pytest.mark.parametrize("reason", [Unsure.NOT_REACHED, "Приходите с паспортом"])
async def test_a_refusal_is_told_to_the_chat_alone(
    decide: DecideReadmission, people: People, reason: str
) -> None:
    account_id = await people.confirmed()
    await decide(await asked(people), OLEG, accept=False, reason=reason)
    [message] = await waiting(people.database, *TOLD)
    assert (message.recipient, message.details) == (str(NEW_CHAT), {"reason": reason})
    [(_, action, details)] = await deeds(people.database, f"account:{account_id}")
    assert (action, details["reason"]) == ("not-readmitted", reason)


async def test_it_is_decided_once(decide: DecideReadmission, people: People) -> None:
    await people.confirmed()
    alert = await asked(people)
    await decide(alert, OLEG, accept=False)
    with refused("alert-already-decided", by="Олег"):
        await decide(alert, OLGA, accept=True)
    assert await people.database.read(lambda unit: unit.recoveries.find(nonce_of_grant(alert))) is None


async def test_an_alert_of_another_kind_lets_nobody_in(decide: DecideReadmission, people: People) -> None:
    now = people.clock()

    def raise_other(unit: StoredUnit) -> int:
        return unit.alerts.raise_alert(AlertKind.QUESTION, "question", {"question": "?"}, now)

    alert = await people.database.write(raise_other)
    with refused("alert-unknown"):
        await decide(alert, OLEG, accept=True)


async def test_no_code_proves_what_an_operator_granted(decide: DecideReadmission, people: People) -> None:
    await people.confirmed()
    alert = await asked(people)
    await decide(alert, OLEG, accept=True)
    granted = await people.database.read(lambda unit: unit.recoveries.find(nonce_of_grant(alert)))
    assert granted is not None
    stored = people.tokens.stored
    assert granted.code_hash not in {stored(f"{code:08}") for code in range(0, 10**8, 10**6)}
    assert granted.token_hash != stored(granted.nonce)
