import asyncio
from datetime import timedelta

import pytest

from domain.email_address import EmailAddress
from services.people.email_confirmation import Confirmed
from storage.unit import StoredUnit
from tests.services.residents import CHAT, OTHER_CHAT, People, refused

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def wrong(code: str, step: int = 1) -> str:
    return str((int(code) + step) % 1_000_000).zfill(6)


async def await_email(people: People, account_id: int, email: str) -> None:
    """Do what a change of the address does, without its limits."""
    nonce = people.letters.draw_nonce()

    def change(unit: StoredUnit) -> None:
        account = unit.accounts.get(account_id)
        unit.accounts.await_email(account_id, email)
        people.letters.leave(unit, account, EmailAddress(email), nonce, people.clock())

    await people.database.write(change)


async def test_the_link_confirms_the_address(people: People) -> None:
    account_id = await people.registered()
    confirmed = await people.confirm_by_token(await people.last_token(), CHAT)
    assert confirmed == Confirmed(account_id, "an***@pochta.example")
    account = await people.account(account_id)
    assert account.email_confirmed_at == people.clock.now
    assert account.awaited_email is None


@pytest.mark.parametrize("separator", ["", " ", "-"])
async def test_the_code_confirms_the_address(people: People, separator: str) -> None:
    account_id = await people.registered()
    code = await people.last_code()
    confirmed = await people.confirm_by_code(account_id, f" {code[:3]}{separator}{code[3:]}\n")
    assert confirmed == Confirmed(account_id, "an***@pochta.example")
    assert (await people.account(account_id)).email_is_confirmed


async def test_a_link_that_was_never_sent_is_unknown(people: People) -> None:
    await people.registered()
    with refused("confirmation-unknown"):
        await people.confirm_by_token("no-such-token", CHAT)


async def test_what_the_database_keeps_opens_nothing(people: People) -> None:
    account_id = await people.registered()
    [kept] = await people.database.read(lambda unit: unit.confirmations.list_for(account_id))
    for text in (kept.nonce, kept.token_hash, kept.code_hash):
        with refused("confirmation-unknown"):
            await people.confirm_by_token(text, CHAT)


async def test_opening_the_link_again_tells_that_it_was_used(people: People) -> None:
    await people.registered()
    token = await people.last_token()
    await people.confirm_by_token(token, CHAT)
    people.clock.pass_time(2 * DAY)
    with refused("confirmation-used"):
        await people.confirm_by_token(token, CHAT)


async def test_a_code_is_not_needed_once_the_address_is_confirmed(people: People) -> None:
    account_id = await people.confirmed()
    with refused("nothing-to-confirm"):
        await people.confirm_by_code(account_id, wrong(await people.last_code()))


async def test_typing_the_code_again_tells_that_it_is_done(people: People) -> None:
    account_id = await people.registered()
    code = await people.last_code()
    await people.confirm_by_code(account_id, code, "100-7")
    for key in ("100-7", "100-8"):
        confirmed = await people.confirm_by_code(account_id, code, key)
        assert confirmed == Confirmed(account_id, "an***@pochta.example", already=True)


async def test_the_code_of_an_address_given_up_tells_nothing_of_the_one_in_force(people: People) -> None:
    account_id = await people.confirmed()
    old_code = await people.last_code()
    await await_email(people, account_id, "new@pochta.example")
    await people.confirm_by_token(await people.last_token(), CHAT)
    with refused("nothing-to-confirm"):
        await people.confirm_by_code(account_id, old_code)


async def test_a_letter_expires_after_a_day(people: People) -> None:
    account_id = await people.registered()
    people.clock.pass_time(DAY)
    with refused("confirmation-expired"):
        await people.confirm_by_token(await people.last_token(), CHAT)
    with refused("confirmation-expired"):
        await people.confirm_by_code(account_id, await people.last_code())
    assert not (await people.account(account_id)).email_is_confirmed


async def test_a_letter_is_good_until_its_last_moment(people: People) -> None:
    await people.registered()
    people.clock.pass_time(DAY - timedelta.resolution)
    await people.confirm_by_token(await people.last_token(), CHAT)


async def test_an_older_letter_confirms_as_well_as_the_newest(people: People) -> None:
    account_id = await people.registered()
    first_token, first_code = await people.last_token(), await people.last_code()
    await people.resend_letter(account_id)
    assert first_token != await people.last_token()
    await people.confirm_by_code(account_id, first_code)
    for token in (await people.last_token(), first_token):
        with refused("confirmation-used"):
            await people.confirm_by_token(token, CHAT)


async def test_an_update_that_is_handled_again_confirms_again(people: People) -> None:
    await people.registered()
    token = await people.last_token()
    first = await people.confirm_by_token(token, CHAT, "100-7")
    assert await people.confirm_by_token(token, CHAT, "100-7") == first
    with refused("confirmation-used"):
        await people.confirm_by_token(token, CHAT, "100-8")


async def test_strangers_learn_nothing_of_an_account_from_a_link(people: People) -> None:
    account_id = await people.registered()
    expired = await people.last_token()
    people.clock.pass_time(DAY)
    await people.resend_letter(account_id)
    outdated = await people.last_token()
    await await_email(people, account_id, "new@pochta.example")
    used = await people.last_token()
    await people.confirm_by_token(used, CHAT)
    await await_email(people, account_id, "third@pochta.example")
    for token in (expired, outdated, used):
        with refused("confirmation-used"):
            await people.confirm_by_token(token, OTHER_CHAT)


async def test_a_used_letter_does_not_bring_an_old_address_back(people: People) -> None:
    account_id = await people.confirmed()
    old_token = await people.last_token()
    await await_email(people, account_id, "new@pochta.example")
    await people.confirm_by_token(await people.last_token(), CHAT)
    with refused("confirmation-used"):
        await people.confirm_by_token(old_token, CHAT)
    assert (await people.account(account_id)).email == "new@pochta.example"


async def test_a_second_letter_is_void_once_the_first_one_was_used(people: People) -> None:
    account_id = await people.registered()
    await people.resend_letter(account_id)
    unused_token = await people.last_token()
    await people.confirm_by_code(account_id, await people.last_code())
    await await_email(people, account_id, "new@pochta.example")
    await people.confirm_by_token(await people.last_token(), CHAT)
    await await_email(people, account_id, "anna@pochta.example")
    with refused("confirmation-used"):
        await people.confirm_by_token(unused_token, CHAT)


async def test_a_new_address_comes_into_force_when_it_is_confirmed(people: People) -> None:
    account_id = await people.confirmed()
    await await_email(people, account_id, "new@pochta.example")
    before = await people.account(account_id)
    assert (before.email, before.pending_email) == ("anna@pochta.example", "new@pochta.example")
    confirmed = await people.confirm_by_code(account_id, await people.last_code())
    after = await people.account(account_id)
    assert (after.email, after.pending_email) == ("new@pochta.example", None)
    assert confirmed == Confirmed(account_id, "n***@pochta.example")


@pytest.mark.parametrize("by_link", [True, False])
async def test_the_old_address_hears_of_the_new_one(people: People, *, by_link: bool) -> None:
    account_id = await people.confirmed()
    await await_email(people, account_id, "new@pochta.example")
    if by_link:
        await people.confirm_by_token(await people.last_token(), CHAT)
    else:
        await people.confirm_by_code(account_id, await people.last_code())
    letter = (await people.mail())[-1]
    assert (letter.recipient, letter.kind) == ("anna@pochta.example", "email-changed")
    assert letter.content.details == {"login": "Anna", "email": "n***@pochta.example"}


async def test_an_address_that_was_never_confirmed_does_not_hear_of_another(people: People) -> None:
    account_id = await people.registered()
    await await_email(people, account_id, "new@pochta.example")
    await people.confirm_by_token(await people.last_token(), CHAT)
    assert [letter.kind for letter in await people.mail()] == ["confirm-email", "confirm-email"]


async def test_a_letter_to_an_address_that_is_no_longer_wanted_confirms_nothing(people: People) -> None:
    account_id = await people.confirmed()
    await await_email(people, account_id, "first@pochta.example")
    first_token, first_code = await people.last_token(), await people.last_code()
    await await_email(people, account_id, "second@pochta.example")
    with refused("confirmation-outdated"):
        await people.confirm_by_token(first_token, CHAT)
    with refused("code-wrong", left=4):
        await people.confirm_by_code(account_id, first_code)
    assert (await people.account(account_id)).pending_email == "second@pochta.example"


async def test_an_address_never_confirmed_is_replaced_by_another(people: People) -> None:
    account_id = await people.registered()
    old_token = await people.last_token()
    await await_email(people, account_id, "new@pochta.example")
    account = await people.account(account_id)
    assert (account.email, account.pending_email) == ("new@pochta.example", None)
    with refused("confirmation-outdated"):
        await people.confirm_by_token(old_token, CHAT)


async def test_a_code_confirms_only_the_account_it_was_sent_to(people: People) -> None:
    await people.registered("Anna")
    code = await people.last_code()
    boris = await people.registered("Boris", chat_id=OTHER_CHAT)
    with refused("code-wrong", left=4):
        await people.confirm_by_code(boris, code)


async def test_five_wrong_codes_close_the_codes_for_an_hour(people: People) -> None:
    account_id = await people.registered()
    code = await people.last_code()
    for left in (4, 3, 2, 1):
        with refused("code-wrong", left=left):
            await people.confirm_by_code(account_id, wrong(code, step=left))
        people.clock.pass_time(MINUTE)
    with refused("code-closed", until="13:00"):
        await people.confirm_by_code(account_id, wrong(code))
    with refused("code-closed", until="13:00"):
        await people.confirm_by_code(account_id, code)
    people.clock.pass_time(56 * MINUTE)
    assert not (await people.confirm_by_code(account_id, code)).already


@pytest.mark.parametrize("text", ["код", "не пришло", "12345", ""])
async def test_what_is_no_code_costs_no_try(people: People, text: str) -> None:
    account_id = await people.registered()
    for _ in range(10):
        with refused("code-no-digits"):
            await people.confirm_by_code(account_id, text)
    with refused("code-wrong", left=4):
        await people.confirm_by_code(account_id, wrong(await people.last_code()))


async def test_guessing_at_once_does_not_get_more_tries(people: People) -> None:
    account_id = await people.registered()
    code = await people.last_code()
    await asyncio.gather(
        *(people.confirm_by_code(account_id, wrong(code, step)) for step in range(1, 50)),
        return_exceptions=True,
    )
    with refused("code-closed", until="13:00"):
        await people.confirm_by_code(account_id, code)


async def test_a_wrong_code_that_is_handled_again_counts_once(people: People) -> None:
    account_id = await people.registered()
    code = await people.last_code()
    for _ in range(10):
        with refused("code-wrong", left=4):
            await people.confirm_by_code(account_id, wrong(code), "100-7")
    await people.confirm_by_code(account_id, code)


async def test_the_link_works_while_the_codes_are_closed(people: People) -> None:
    account_id = await people.registered()
    for step in range(1, 6):
        with pytest.raises(Exception, match="code-"):
            await people.confirm_by_code(account_id, wrong(await people.last_code(), step))
    assert not (await people.confirm_by_token(await people.last_token(), CHAT)).already


async def test_other_chats_hear_of_a_link_that_was_opened_elsewhere(people: People) -> None:
    await people.registered()
    await people.confirm_by_token(await people.last_token(), OTHER_CHAT)
    [message] = await people.telegrams()
    assert (message.recipient, message.kind) == (str(CHAT), "email-confirmed")
    assert message.content.details == {"email": "an***@pochta.example"}


async def test_the_chat_that_opened_the_link_gets_no_second_message(people: People) -> None:
    await people.confirmed()
    assert await people.telegrams() == []


async def test_a_letter_is_sent_again_once_a_minute(people: People) -> None:
    account_id = await people.registered()
    assert (await people.resend_letter(account_id)).email_masked == "an***@pochta.example"
    people.clock.pass_time(timedelta(seconds=20, microseconds=1))
    with refused("resend-too-soon", seconds=40):
        await people.resend_letter(account_id)
    people.clock.pass_time(timedelta(seconds=40))
    await people.resend_letter(account_id)
    assert len(await people.mail()) == 3


async def test_a_letter_is_sent_again_five_times_a_day(people: People) -> None:
    account_id = await people.registered()
    for _ in range(5):
        await people.resend_letter(account_id)
        people.clock.pass_time(HOUR)
    with refused("resend-too-many", until="23.11 12:00"):
        await people.resend_letter(account_id)
    people.clock.pass_time(19 * HOUR)
    await people.resend_letter(account_id)


async def test_there_is_nothing_to_send_again_once_the_address_is_confirmed(people: People) -> None:
    account_id = await people.confirmed()
    with refused("nothing-to-confirm"):
        await people.resend_letter(account_id)


async def test_a_letter_for_a_change_goes_again_to_the_new_address(people: People) -> None:
    account_id = await people.confirmed()
    await await_email(people, account_id, "new@pochta.example")
    await people.resend_letter(account_id)
    assert (await people.mail())[-1].recipient == "new@pochta.example"


async def test_asking_for_a_letter_that_is_handled_again_sends_one(people: People) -> None:
    account_id = await people.registered()
    first = await people.resend_letter(account_id, "100-7")
    for step in (timedelta(0), MINUTE, HOUR):
        people.clock.pass_time(step)
        assert await people.resend_letter(account_id, "100-7") == first
    assert len(await people.mail()) == 2


async def test_letters_handled_again_do_not_use_up_the_day(people: People) -> None:
    account_id = await people.registered()
    for number in range(5):
        for _ in range(3):
            await people.resend_letter(account_id, f"100-{number}")
        people.clock.pass_time(MINUTE)
    with refused("resend-too-many", until="23.11 12:00"):
        await people.resend_letter(account_id)
    await people.resend_letter(account_id, "100-4")
    assert len(await people.mail()) == 6


async def test_a_refused_letter_is_sent_when_its_update_is_handled_again_later(people: People) -> None:
    account_id = await people.registered()
    await people.resend_letter(account_id)
    with refused("resend-too-soon", seconds=60):
        await people.resend_letter(account_id, "100-7")
    people.clock.pass_time(MINUTE)
    await people.resend_letter(account_id, "100-7")
    assert len(await people.mail()) == 3
