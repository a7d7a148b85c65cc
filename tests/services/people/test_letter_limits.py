"""Letters are limited for each account, chat and address, and in total, with words that tell nothing of an
address."""

from datetime import timedelta

import pytest

from domain.errors import DomainError
from services.people.registration import CheckAddress
from tests.services.residents import CHAT, MOSCOW, OTHER_CHAT, People, draft, refused

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FOREIGN = "boris@pochta.example"


async def register(people: People, number: int, email: str, chat_id: int) -> None:
    await people.register(draft(f"login-{number}", email, chat_id=chat_id), f"key {number}")


def check_address(people: People) -> CheckAddress:
    return CheckAddress(people.database, people.clock, MOSCOW)


async def test_a_foreign_address_gets_six_letters_a_day_from_all_accounts_together(people: People) -> None:
    for number in range(6):
        await register(people, number, FOREIGN, chat_id=number + 1)
    with refused("letters-too-many", until="23.11 12:00"):
        await register(people, 6, FOREIGN, chat_id=7)
    assert len(await people.mail()) == 6
    people.clock.pass_time(24 * HOUR)
    await register(people, 6, FOREIGN, chat_id=7)


@pytest.mark.parametrize("spelling", ["Boris@pochta.example", "boris+bills@pochta.example"])
async def test_spellings_of_one_mailbox_count_together(people: People, spelling: str) -> None:
    for number in range(6):
        await register(people, number, FOREIGN, chat_id=number + 1)
    with refused("letters-too-many", until="23.11 12:00"):
        await register(people, 6, spelling, chat_id=7)


async def test_a_chat_causes_ten_letters_a_day_whatever_accounts_it_makes(people: People) -> None:
    for number in range(10):
        await register(people, number, f"{number}@pochta.example", CHAT)
    with refused("letters-too-many", until="23.11 12:00"):
        await register(people, 10, "10@pochta.example", CHAT)
    await register(people, 10, "10@pochta.example", OTHER_CHAT)


async def test_letters_that_are_asked_for_again_count_for_the_address(people: People) -> None:
    account_id = await people.registered("Anna", email=FOREIGN)
    for _ in range(5):
        people.clock.pass_time(MINUTE)
        await people.resend_letter(account_id)
    with refused("letters-too-many", until="23.11 12:00"):
        await check_address(people)(FOREIGN, OTHER_CHAT)


async def test_in_total_two_hundred_letters_go_out_in_ten_minutes_and_operators_hear_of_more(
    people: People,
) -> None:
    for number in range(200):
        await register(people, number, f"{number}@pochta.example", chat_id=number + 1)
    with refused("letters-too-many", until="12:10"):
        await register(people, 200, "200@pochta.example", 999)
    [alert] = await people.database.read(lambda unit: unit.alerts.list_open())
    assert alert.details == {"what": "letters", "count": 200, "minutes": 10}
    people.clock.pass_time(10 * MINUTE)
    await register(people, 200, "200@pochta.example", 999)


async def test_the_answer_for_a_known_address_is_that_for_an_unknown_one(people: People) -> None:
    await people.confirmed("Anna", email=FOREIGN)
    check = check_address(people)
    for email in (FOREIGN, "nobody@pochta.example"):
        assert (await check(email, OTHER_CHAT)).text == email
    refusals = []
    for number, email in enumerate((FOREIGN, "nobody@pochta.example")):
        for each in range(6):
            try:
                await register(people, 100 * number + each, email, chat_id=50 + 10 * number + each)
            except DomainError as error:
                refusals.append(error.code)
        with refused("letters-too-many", until="23.11 12:00"):
            await check(email, OTHER_CHAT)
    assert refusals == ["letters-too-many"]  # the sixth to the address that had one before


async def test_looking_whether_a_letter_may_go_out_counts_nothing(people: People) -> None:
    for _ in range(20):
        await check_address(people)(FOREIGN, CHAT)
    await register(people, 0, FOREIGN, CHAT)


async def test_a_refused_registration_makes_no_account(people: People) -> None:
    for number in range(6):
        await register(people, number, FOREIGN, chat_id=number + 1)
    with pytest.raises(DomainError, match="letters-too-many"):
        await register(people, 6, FOREIGN, chat_id=7)
    assert not await people.database.read(lambda unit: unit.accounts.login_is_taken("login-6"))
