"""Who lost password and mailbox claims an account by one of its numbers: what is proved, told, and kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from domain.claim import OBJECTING, OPEN_FOR, Claim, Ending
from domain.details import Value
from domain.errors import DomainError
from domain.limits import FAILED_CLAIMS_OF_LOGIN, FAILED_PROOFS_IN_CHAT
from domain.login import Login
from domain.second_step import SecondStep
from domain.subscriber_number import SubscriberNumber
from services.numbers.proving import Proof
from services.people.claims import BeginClaim, ObjectByLink, ObjectToClaim, TellOfDueClaims, UseClaim
from services.people.new_password import put_in_force
from services.people.opening import Device, open_chat
from services.people.recovery import Proved, SetRecoveredPassword
from storage.unit import StoredUnit
from tests.services.counted_reads import CountedReads
from tests.services.household import FLAT, PAID, PAID_ON, Household
from tests.services.residents import APPS, CHAT, MOSCOW, OTHER_CHAT, People, refused
from tests.services.traces import Waiting, let_go, waiting

NEW_CHAT, NEW_HASH = 300, "hash of another password"
MINUTE = timedelta(minutes=1)
NEWS = ("account-claimed", "claim-due", "claim-over", "claim-objected", "claim-letter")
AT, DUE, UNTIL = "22.11.2026, 12:00", "23.11.2026, 12:00", "26.11.2026, 12:00"


@dataclass
class Way:
    """The way back into an account without its mailbox."""

    people: People

    def __post_init__(self) -> None:
        people = self.people
        units, tokens, clock = people.database, people.tokens, people.clock
        self._begin = BeginClaim(units, tokens, people.randomness, clock, MOSCOW)
        self.object_to = ObjectToClaim(units, clock)
        self.by_link = ObjectByLink(units, tokens, clock)
        self.use = UseClaim(units, tokens, people.randomness, clock, MOSCOW)
        self._set = SetRecoveredPassword(units, people.step_letters, clock, MOSCOW)
        self.tell = TellOfDueClaims(units, clock, MOSCOW)

    async def begin(
        self,
        login: str = "Anna",
        number: str = FLAT,
        paid_on: date = PAID_ON,
        amount: int = PAID,
        chat_id: int = NEW_CHAT,
        key: str | None = None,
    ) -> Claim:
        """Claim an account, in a new update unless its key is given."""
        proof = Proof(SubscriberNumber.parse(number), paid_on, amount)
        device = Device(chat_id, "Анна дома")
        return await self._begin(Login.parse(login), proof, device, key or self.people.update())

    async def fail(self, times: int, **wrong: object) -> None:
        """Fail to prove it, in one chat or another."""
        for _ in range(times):
            with pytest.raises(DomainError, match=r"claim-wrong|claim-closed"):
                await self.begin(amount=1, **wrong)  # type: ignore[arg-type]

    async def finish(self, proved: Proved, chat_id: int = NEW_CHAT) -> bool:
        """Choose a new password; tell whether the chat is signed in."""
        device = Device(chat_id, "Анна дома")
        return (await self._set(proved.nonce, proved.account_id, NEW_HASH, device)).is_signed_in

    async def pass_time(self, step: timedelta) -> None:
        """Let time pass, and the watch go round."""
        self.people.clock.pass_time(step)
        await self.tell()

    async def heard(self) -> list[Waiting]:
        return await waiting(self.people.database, *NEWS)

    async def claim(self) -> Claim:
        """Look up the only claim."""
        found = await self.people.database.read(lambda unit: unit.claims.find(1))
        assert found is not None
        return found


@pytest.fixture
def way(people: People) -> Way:
    return Way(people)


async def test_everybody_of_the_account_hears_of_a_claim_and_nothing_else_changes(
    way: Way, anna: int
) -> None:
    await way.people.sign_in_chat(anna, OTHER_CHAT)
    before = await way.people.account(anna)
    claim = await way.begin()
    about: dict[str, Value] = {"name": "Анна дома", "at": AT, "due": DUE}
    assert await way.heard() == [
        Waiting(str(CHAT), "account-claimed", {"claim": claim.id} | about),
        Waiting(str(OTHER_CHAT), "account-claimed", {"claim": claim.id} | about),
        Waiting("anna@pochta.example", "claim-letter", {"nonce": claim.nonce, "login": "Anna"} | about),
    ]
    assert await way.people.account(anna) == before
    assert await way.people.chats_of(anna) == [CHAT, OTHER_CHAT]


async def test_the_password_may_be_chosen_when_a_day_has_passed(way: Way, anna: int) -> None:
    claim = await way.begin()
    await let_go(way.people.database)
    await way.pass_time(OBJECTING - MINUTE)
    assert await way.heard() == []
    with refused("claim-waits", until="12:00"):
        await way.use(claim.id, NEW_CHAT)
    await way.pass_time(MINUTE)
    await way.pass_time(MINUTE)
    assert await way.heard() == [Waiting(str(NEW_CHAT), "claim-due", {"claim": claim.id, "until": UNTIL})]
    proved = await way.use(claim.id, NEW_CHAT)
    assert await way.finish(proved)
    account = await way.people.account(anna)
    assert (account.password_hash, account.email_is_confirmed) == (NEW_HASH, True)
    assert await way.people.chats_of(anna) == [NEW_CHAT]
    assert (await way.claim()).ending is Ending.USED
    with refused("claim-gone"):
        await way.use(claim.id, NEW_CHAT)


async def test_every_step_can_be_repeated(way: Way, anna: int) -> None:
    first, second = [await way.begin(key="begun") for _ in range(2)]
    assert first == second
    assert len(await way.heard()) == 2
    for _ in range(2):
        await way.object_to(anna, first.id)
    assert [each.kind for each in await way.heard()].count("claim-objected") == 1
    alerts = await way.people.database.read(lambda unit: unit.alerts.list_open())
    assert [(alert.kind, alert.account_id, alert.occurrences) for alert in alerts] == [
        ("claim-objected", anna, 1)
    ]


async def test_a_chat_has_one_open_claim_of_an_account(way: Way, anna: int) -> None:  # noqa: ARG001
    first = await way.begin()
    assert await way.begin() == first
    other = await way.begin(chat_id=OTHER_CHAT)
    assert other.id != first.id


WRONG: list[dict[str, object]] = [
    {"login": "Boris"},
    {"number": "100200399"},
    {"number": "100200302"},
    {"paid_on": PAID_ON - timedelta(days=1)},
    {"amount": PAID + 1},
    {"login": "Vera"},
]


@pytest.mark.parametrize("wrong", WRONG)
async def test_whatever_is_wrong_gets_the_same_answer(
    way: Way, anna: int, flat: Household, wrong: dict[str, object]
) -> None:
    await flat.settle("100200302")
    await way.people.confirmed("Vera", email="vera@pochta.example", chat_id=400)
    await let_go(way.people.database)
    with refused("claim-wrong", left=4):
        await way.begin(**wrong)  # type: ignore[arg-type]
    assert await way.heard() == []
    assert await way.people.chats_of(anna) == [CHAT]


async def test_whatever_is_wrong_takes_the_same_statements(way: Way, anna: int, flat: Household) -> None:  # noqa: ARG001
    """A statement less would make the answer faster."""
    await flat.settle("100200302")
    people = way.people
    counted = CountedReads(people.database)
    begin = BeginClaim(counted, people.tokens, people.randomness, people.clock, MOSCOW)  # type: ignore[arg-type]
    shapes = set()
    for place, wrong in enumerate(WRONG[:5]):
        asked = {"login": "Anna", "number": FLAT, "paid_on": PAID_ON, "amount": PAID} | wrong
        proof = Proof(SubscriberNumber.parse(str(asked["number"])), asked["paid_on"], asked["amount"])  # type: ignore[arg-type]
        with pytest.raises(DomainError, match="claim-wrong"):
            await begin(Login.parse(str(asked["login"])), proof, Device(500 + place, ""), people.update())
        shapes.add(len(counted.statements))
    assert len(shapes) == 1


async def test_five_failures_close_the_way_and_operators_hear_of_it(way: Way, anna: int) -> None:  # noqa: ARG001
    for left in range(FAILED_CLAIMS_OF_LOGIN.most - 1, 0, -1):
        with refused("claim-wrong", left=left):
            await way.begin(amount=1)
    for amount in (1, PAID):
        with refused("claim-closed", until="23.11 12:00"):
            await way.begin(amount=amount)
    alerts = await way.people.database.read(lambda unit: unit.alerts.list_open())
    assert [(alert.kind, alert.details["login"]) for alert in alerts] == [("proof-failed", "Anna")]
    way.people.clock.pass_time(timedelta(days=1))
    await way.begin()


async def test_strangers_do_not_close_the_way_to_the_owner(way: Way, anna: int) -> None:  # noqa: ARG001
    for chat in range(1000, 1005):
        await way.fail(1, chat_id=chat)
    with refused("claim-closed", until="23.11 12:00"):
        await way.begin(chat_id=1000)
    await way.begin()


async def test_a_chat_fails_ten_times_whatever_it_names(way: Way, anna: int) -> None:  # noqa: ARG001
    for number in range(FAILED_PROOFS_IN_CHAT.most):
        await way.fail(1, login=f"login-{number}", number=f"1002003{number:02}")
    with refused("claim-closed", until="23.11 12:00"):
        await way.begin()


async def test_an_unknown_login_is_closed_alike(way: Way) -> None:
    await way.fail(4, login="nobody")
    with refused("claim-closed", until="23.11 12:00"):
        await way.begin(login="nobody")


async def test_an_objection_ends_the_claim_for_the_account_whoever_asks_next(way: Way, anna: int) -> None:
    claim = await way.begin()
    await way.by_link(way.people.tokens.claim_token(claim.nonce))
    with refused("claim-gone"):
        await way.use(claim.id, NEW_CHAT)
    for chat in (NEW_CHAT, 400):
        with refused("claim-refused"):
            await way.begin(chat_id=chat)
    with refused("claim-wrong", left=4):
        await way.begin(amount=1, chat_id=500)
    assert await way.people.chats_of(anna) == [CHAT]


async def test_only_chats_of_the_account_object(way: Way, anna: int) -> None:
    boris = await way.people.confirmed("Boris", email="boris@pochta.example", chat_id=400)
    claim = await way.begin()
    for account_id, claim_id in ((boris, claim.id), (anna, 99)):
        with refused("claim-gone"):
            await way.object_to(account_id, claim_id)
    with refused("claim-gone"):
        await way.by_link("a made-up link")
    assert (await way.claim()).ending is None


async def test_only_the_chat_that_claimed_may_use_it(way: Way, anna: int) -> None:  # noqa: ARG001
    claim = await way.begin()
    await way.pass_time(OBJECTING)
    for chat_id, claim_id in ((OTHER_CHAT, claim.id), (NEW_CHAT, 99)):
        with refused("claim-gone"):
            await way.use(claim_id, chat_id)


async def test_it_can_be_used_for_three_days(way: Way, anna: int) -> None:  # noqa: ARG001
    claim = await way.begin()
    await way.pass_time(OBJECTING + OPEN_FOR - MINUTE)
    await way.use(claim.id, NEW_CHAT)
    await way.pass_time(MINUTE)
    with refused("claim-gone"):
        await way.use(claim.id, NEW_CHAT)
    assert (await way.claim()).ending is Ending.EXPIRED
    assert (await way.begin()).id != claim.id


async def test_a_claim_that_nobody_looked_at_in_time_is_told_to_be_over(way: Way, anna: int) -> None:  # noqa: ARG001
    await way.begin()
    await let_go(way.people.database)
    await way.pass_time(OBJECTING + OPEN_FOR)
    assert await way.heard() == [Waiting(str(NEW_CHAT), "claim-over")]


async def test_another_password_makes_it_void(way: Way, anna: int) -> None:
    claim, account = await way.begin(), await way.people.account(anna)
    await way.people.database.write(lambda unit: put_in_force(unit, account, NEW_HASH, CHAT))
    await let_go(way.people.database)
    await way.pass_time(OBJECTING)
    assert await way.heard() == [Waiting(str(NEW_CHAT), "claim-over")]
    assert (await way.claim()).ending is Ending.OVERTAKEN
    with refused("claim-gone"):
        await way.use(claim.id, NEW_CHAT)


@pytest.mark.parametrize(("is_proven", "ending"), [(True, Ending.OVERTAKEN), (False, None)])
async def test_a_proven_chat_that_is_signed_in_ends_it(
    way: Way, anna: int, *, is_proven: bool, ending: Ending | None
) -> None:
    await way.begin()
    account, now = await way.people.account(anna), way.people.clock()

    def sign_in(unit: StoredUnit) -> None:
        open_chat(unit, account, Device(OTHER_CHAT, "Анна"), now, MOSCOW, is_proven=is_proven)

    await way.people.database.write(sign_in)
    assert (await way.claim()).ending is ending


async def test_a_number_that_was_taken_off_makes_it_void(way: Way, anna: int, flat: Household) -> None:
    await way.begin()
    await flat.remove(anna, FLAT)
    await way.pass_time(OBJECTING)
    assert (await way.claim()).ending is Ending.NUMBER_GONE


async def test_an_authenticator_is_asked_for_all_the_same(way: Way, anna: int) -> None:
    step = SecondStep(sealed_key=APPS.new_key(anna, "seed"))
    await way.people.database.write(lambda unit: unit.second_steps.put(anna, step))
    claim = await way.begin()
    await way.pass_time(OBJECTING)
    assert not await way.finish(await way.use(claim.id, NEW_CHAT))
    assert await way.people.chats_of(anna) == []


async def test_claims_are_kept_for_a_month(way: Way, anna: int) -> None:
    claim = await way.begin()
    await way.people.database.write(lambda unit: unit.claims.forget(claim.begun_at - MINUTE))
    assert await way.people.database.read(lambda unit: unit.claims.list_for(anna)) == [claim]
    await way.people.database.write(lambda unit: unit.claims.forget(claim.begun_at))
    assert await way.people.database.read(lambda unit: unit.claims.list_for(anna)) == []
