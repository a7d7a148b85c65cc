"""Who lives in a crash test: residents who have an account already, and newcomers who register under fire."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.cases import Means, make_cases
from bot.process.clock import SystemClock, SystemRandomness
from domain.dates import ReadingWindow
from domain.email_address import EmailAddress
from domain.login import Login
from domain.phone import Phone
from domain.subscriber_number import SubscriberNumber
from integrations.captcha_pictures import CaptchaArtist
from integrations.passwords import Argon2Passwords, HashingCost
from integrations.sealing import AUTHENTICATOR, Seal
from integrations.tokens import KeyedTokens
from services.numbers.subscribers import AddSubscriber
from services.passwords import Errand
from services.people.email_confirmation import ConfirmByToken
from services.people.registration import Register, RegistrationDraft
from simulator import Simulator
from tests.crash.databases import CrashDatabase
from tests.crash.households import Household
from tests.crash.residents import HALF, Resident, Surroundings

CHEAP = HashingCost(time_cost=1, memory_kib=8, parallelism=1)
"""Nobody signs in with the passwords of old residents, so their hashes may cost nothing."""
FIND_NONCE = "SELECT nonce FROM confirmations WHERE account_id = ?"


def newcomer(sim: Simulator, town: Surroundings, place: int, households: list[Household]) -> Resident:
    """Somebody who sees the bot for the first time; every fifth name ends with half a character."""
    name = f"Житель {place}" + (HALF if place % 5 == 0 else "")
    person = sim.add_person(name, phone=f"+7921{place:07}")
    return Resident(person, town, login=f"zhitel-{place}", to_add=households)


async def settle(residents: list[Resident], database: CrashDatabase, tokens: KeyedTokens) -> None:
    """Give residents their account and their numbers before the bot runs, by the bot's own use cases."""
    clock = SystemClock()
    async with database.place.opened(clock=clock) as units:
        hasher = Argon2Passwords(CHEAP)
        cases = make_cases(
            Means(
                units=units,
                clock=clock,
                random=SystemRandomness(),
                zone=ZoneInfo("Europe/Moscow"),
                window=ReadingWindow(),
                languages=frozenset({"ru"}),
                tokens=tokens,
                hasher=hasher,
                pictures=CaptchaArtist(),
                seal=Seal.of(tokens.key, AUTHENTICATOR),
            )
        )
        for resident in residents:
            draft = RegistrationDraft(
                login=Login.parse(resident.login),
                password_hash=await hasher.hash(resident.password, Errand.REGISTRATION),
                email=EmailAddress.parse(resident.email),
                phone=Phone.parse(resident.person.user.phone or ""),
                language="ru",
                chat_id=resident.chat_id,
                agreement_version="1",
                personal_data_version="2026-12",
            )
            registered = await cases[Register](draft, f"settled-{resident.login}")
            [(nonce,)] = database.rows(FIND_NONCE, registered.account_id)
            await cases[ConfirmByToken](tokens.token(nonce), resident.chat_id, f"link-{resident.chat_id}")
            for household in resident.to_add:
                number = SubscriberNumber.parse(household.number)
                key = f"settled-{resident.login}-{household.number}"
                await cases[AddSubscriber](
                    registered.account_id, number, household.paid_on, household.amount, resident.chat_id, key
                )
            resident.is_settled()
