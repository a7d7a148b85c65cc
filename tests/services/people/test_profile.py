import asyncio
from datetime import timedelta

import pytest

from domain.email_address import EmailAddress
from domain.phone import Phone
from services.people.profile import (
    ChangeEmail,
    ChangePassword,
    ChangePhone,
    CheckPassword,
    EmailChanged,
    MuteNotices,
    Profile,
    SetLanguage,
    ViewProfile,
)
from storage.unit import StoredUnit
from tests.services.residents import CHAT, MOSCOW, OTHER_CHAT, FakeHasher, People, refused

MINUTE = timedelta(minutes=1)
RIGHT = "hash of Kobalt-75"
NEW = EmailAddress.parse("new@pochta.example")


@pytest.fixture
def view(people: People) -> ViewProfile:
    return ViewProfile(people.database)


@pytest.fixture
def change_email(people: People) -> ChangeEmail:
    return ChangeEmail(people.database, people.letters, people.clock, MOSCOW)


@pytest.fixture
def check_password(people: People) -> CheckPassword:
    return CheckPassword(people.database, FakeHasher(), people.clock, MOSCOW)


@pytest.fixture
def change_password(people: People) -> ChangePassword:
    return ChangePassword(people.database, people.clock, MOSCOW)


async def test_the_profile_shows_what_was_registered(people: People, view: ViewProfile) -> None:
    account_id = await people.registered()
    assert await view(account_id) == Profile(
        login="Anna",
        email="anna@pochta.example",
        email_confirmed=False,
        pending_email=None,
        phone_shown="+7(921)0000000",
        phone_masked="+7(921)*****00",
        notices_muted=False,
        language="ru",
        created_at=people.clock.now,
        numbers_count=0,
    )


async def test_addresses_are_shown_in_their_own_alphabet(
    people: People, view: ViewProfile, change_email: ChangeEmail
) -> None:
    account_id = await people.confirmed(email="anna@почта.рф")
    await change_email(account_id, RIGHT, EmailAddress.parse("anna@светлогорье.рф"), CHAT, people.update())
    profile = await view(account_id)
    assert (profile.email, profile.pending_email) == ("anna@почта.рф", "anna@светлогорье.рф")


async def test_the_phone_can_be_changed_and_taken_away(people: People, view: ViewProfile) -> None:
    account_id = await people.registered()
    change_phone = ChangePhone(people.database)
    await change_phone(account_id, RIGHT, Phone.parse("8 (812) 303-96-96"))
    assert (await view(account_id)).phone_shown == "+7(812)3039696"
    await change_phone(account_id, RIGHT, None)
    assert (await view(account_id)).phone_shown is None


async def test_notices_can_be_muted_and_heard_again(people: People, view: ViewProfile) -> None:
    account_id = await people.registered()
    for muted in (True, True, False):
        await MuteNotices(people.database)(account_id, muted=muted)
        assert (await view(account_id)).notices_muted is muted


async def test_the_language_can_be_changed_to_one_that_there_is(people: People, view: ViewProfile) -> None:
    account_id = await people.registered()
    set_language = SetLanguage(people.database, frozenset({"ru", "en"}))
    await set_language(account_id, "en")
    with refused("language-unknown"):
        await set_language(account_id, "de")
    assert (await view(account_id)).language == "en"


async def test_changing_one_account_leaves_others_alone(people: People, view: ViewProfile) -> None:
    anna, boris = await people.registered("Anna"), await people.registered("Boris", chat_id=OTHER_CHAT)
    before = await view(boris)
    await ChangePhone(people.database)(anna, RIGHT, None)
    await MuteNotices(people.database)(anna, muted=True)
    await SetLanguage(people.database, frozenset({"en"}))(anna, "en")
    await ChangePassword(people.database, people.clock, MOSCOW)(
        anna, "hash of Kobalt-75", "hash of new", CHAT
    )
    assert await view(boris) == before
    assert (await people.account(boris)).password_hash == "hash of Kobalt-75"
    assert await people.chats_of(boris) == [OTHER_CHAT]


async def test_the_old_address_stays_in_force_until_the_new_one_is_confirmed(
    people: People, view: ViewProfile, change_email: ChangeEmail
) -> None:
    account_id = await people.confirmed()
    assert await change_email(account_id, RIGHT, NEW, CHAT, people.update()) == EmailChanged(
        "n***@pochta.example", awaits_confirmation=True
    )
    profile = await view(account_id)
    assert (profile.email, profile.pending_email) == ("anna@pochta.example", "new@pochta.example")
    assert profile.email_confirmed
    await people.confirm_by_token(await people.last_token(), CHAT)
    profile = await view(account_id)
    assert (profile.email, profile.pending_email) == ("new@pochta.example", None)
    assert profile.email_confirmed


async def test_the_letter_goes_to_the_new_address(people: People, change_email: ChangeEmail) -> None:
    account_id = await people.confirmed()
    await change_email(account_id, RIGHT, NEW, CHAT, people.update())
    assert [letter.recipient for letter in await people.mail()] == [
        "anna@pochta.example",
        "new@pochta.example",
    ]


async def test_an_address_that_was_mistyped_at_registration_is_corrected_at_once(
    people: People, view: ViewProfile, change_email: ChangeEmail
) -> None:
    account_id = await people.registered()
    mistyped_token = await people.last_token()
    await change_email(account_id, RIGHT, NEW, CHAT, people.update())
    profile = await view(account_id)
    assert (profile.email, profile.email_confirmed, profile.pending_email) == (
        "new@pochta.example",
        False,
        None,
    )
    with refused("confirmation-outdated"):
        await people.confirm_by_token(mistyped_token, CHAT)
    await people.confirm_by_code(account_id, await people.last_code())
    assert (await view(account_id)).email_confirmed


@pytest.mark.parametrize("is_confirmed", [True, False])
async def test_a_change_that_is_handled_again_sends_no_second_letter(
    people: People, change_email: ChangeEmail, *, is_confirmed: bool
) -> None:
    account_id = await (people.confirmed() if is_confirmed else people.registered())
    first = await change_email(account_id, RIGHT, NEW, CHAT, "100-7")
    for _ in range(2):
        people.clock.pass_time(MINUTE)
        assert await change_email(account_id, RIGHT, NEW, CHAT, "100-7") == first
    assert len(await people.mail()) == 2


async def test_a_change_that_is_handled_again_does_not_undo_a_later_one(
    people: People, view: ViewProfile, change_email: ChangeEmail
) -> None:
    account_id = await people.confirmed()
    await change_email(account_id, RIGHT, NEW, CHAT, "100-7")
    people.clock.pass_time(MINUTE)
    await change_email(account_id, RIGHT, EmailAddress("newest@pochta.example"), CHAT, "100-8")
    await change_email(account_id, RIGHT, NEW, CHAT, "100-7")
    assert (await view(account_id)).pending_email == "newest@pochta.example"


async def test_giving_a_change_up_again_is_the_same(people: People, change_email: ChangeEmail) -> None:
    account_id = await people.confirmed()
    await change_email(account_id, RIGHT, NEW, CHAT, people.update())
    old = EmailAddress("anna@pochta.example")
    answers = [await change_email(account_id, RIGHT, old, CHAT, "100-7") for _ in range(2)]
    assert answers == [EmailChanged("an***@pochta.example", awaits_confirmation=False)] * 2


async def test_asking_for_the_same_change_once_more_waits_like_a_letter(
    people: People, change_email: ChangeEmail
) -> None:
    account_id = await people.confirmed()
    await change_email(account_id, RIGHT, NEW, CHAT, people.update())
    with refused("resend-too-soon", seconds=60):
        await change_email(account_id, RIGHT, NEW, CHAT, people.update())


async def test_the_address_in_force_is_no_change(people: People, change_email: ChangeEmail) -> None:
    account_id = await people.confirmed()
    kept = await change_email(account_id, RIGHT, EmailAddress("anna@pochta.example"), CHAT, people.update())
    assert kept == EmailChanged("an***@pochta.example", awaits_confirmation=False)
    assert len(await people.mail()) == 1


async def test_entering_the_address_in_force_gives_a_change_up(
    people: People, view: ViewProfile, change_email: ChangeEmail
) -> None:
    account_id = await people.confirmed()
    await change_email(account_id, RIGHT, NEW, CHAT, people.update())
    token = await people.last_token()
    kept = await change_email(account_id, RIGHT, EmailAddress("anna@pochta.example"), CHAT, people.update())
    assert kept == EmailChanged("an***@pochta.example", awaits_confirmation=False)
    with refused("confirmation-outdated"):
        await people.confirm_by_token(token, CHAT)
    profile = await view(account_id)
    assert (profile.email, profile.pending_email) == ("anna@pochta.example", None)


async def test_the_address_can_be_changed_once_a_minute(people: People, change_email: ChangeEmail) -> None:
    account_id = await people.confirmed()
    await change_email(account_id, RIGHT, NEW, CHAT, people.update())
    with refused("resend-too-soon", seconds=60):
        await change_email(account_id, RIGHT, EmailAddress("another@pochta.example"), CHAT, people.update())
    assert (await people.account(account_id)).pending_email == "new@pochta.example"


async def test_changes_of_the_address_are_limited_like_letters(
    people: People, change_email: ChangeEmail
) -> None:
    account_id = await people.confirmed()
    for number in range(5):
        await change_email(
            account_id, RIGHT, EmailAddress(f"a{number}@pochta.example"), CHAT, people.update()
        )
        people.clock.pass_time(MINUTE)
    with refused("resend-too-many", until="23.11 12:00"):
        await change_email(account_id, RIGHT, NEW, CHAT, people.update())
    with refused("resend-too-many", until="23.11 12:00"):
        await people.resend_letter(account_id)
    assert (await people.account(account_id)).pending_email == "a4@pochta.example"


async def test_the_present_password_is_checked(people: People, check_password: CheckPassword) -> None:
    account_id = await people.registered()
    assert await check_password(account_id, "Kobalt-75", people.update()) == "hash of Kobalt-75"


async def test_five_wrong_passwords_close_the_change(people: People, check_password: CheckPassword) -> None:
    account_id = await people.registered()
    for left in (4, 3, 2, 1, 0):
        with refused("password-wrong", left=left):
            await check_password(account_id, "wrong", people.update())
    with refused("password-closed", until="12:15"):
        await check_password(account_id, "Kobalt-75", people.update())
    people.clock.pass_time(15 * MINUTE)
    assert await check_password(account_id, "Kobalt-75", people.update())


async def test_a_wrong_password_that_is_handled_again_counts_once(
    people: People, check_password: CheckPassword
) -> None:
    account_id = await people.registered()
    for number, left in enumerate((4, 3, 2, 1, 0)):
        for _ in range(3):
            with refused("password-wrong", left=left):
                await check_password(account_id, "wrong", f"100-{number}")
    for _ in range(2):
        with refused("password-closed", until="12:15"):
            await check_password(account_id, "Kobalt-75", "100-5")


async def test_a_right_password_that_is_handled_again_is_right(
    people: People, check_password: CheckPassword
) -> None:
    account_id = await people.registered()
    for _ in range(7):
        assert await check_password(account_id, "Kobalt-75", "100-7") == "hash of Kobalt-75"


async def test_the_right_password_forgets_the_wrong_ones(
    people: People, check_password: CheckPassword
) -> None:
    account_id = await people.registered()
    for _ in range(3):
        with refused("password-wrong", left=4):
            await check_password(account_id, "wrong", people.update())
        await check_password(account_id, "Kobalt-75", people.update())


async def test_guessing_at_once_does_not_get_more_tries(
    people: People, check_password: CheckPassword
) -> None:
    account_id = await people.registered()
    await asyncio.gather(
        *(check_password(account_id, f"guess {number}", people.update()) for number in range(50)),
        return_exceptions=True,
    )
    assert isinstance(check_password.hasher, FakeHasher)
    assert len(check_password.hasher.verified) == 5


async def test_a_new_password_signs_the_other_chats_out_and_tells_them(
    people: People, change_password: ChangePassword
) -> None:
    account_id = await people.confirmed()
    await people.sign_in_chat(account_id, OTHER_CHAT)
    await change_password(account_id, "hash of Kobalt-75", "hash of new", CHAT)
    assert (await people.account(account_id)).password_hash == "hash of new"
    assert await people.chats_of(account_id) == [CHAT]
    [message] = await people.telegrams()
    assert (message.recipient, message.kind) == (str(OTHER_CHAT), "signed-out")


async def test_a_letter_tells_of_the_new_password(people: People, change_password: ChangePassword) -> None:
    account_id = await people.confirmed()
    await change_password(account_id, "hash of Kobalt-75", "hash of new", CHAT)
    letter = (await people.mail())[-1]
    assert (letter.recipient, letter.kind) == ("anna@pochta.example", "password-changed")
    assert letter.content.details == {"login": "Anna"}


async def test_an_address_that_was_never_confirmed_gets_no_letter_about_the_password(
    people: People, change_password: ChangePassword
) -> None:
    account_id = await people.registered()
    await change_password(account_id, "hash of Kobalt-75", "hash of new", CHAT)
    assert [letter.kind for letter in await people.mail()] == ["confirm-email"]


async def test_repeating_a_change_of_the_password_tells_nobody_twice(
    people: People, change_password: ChangePassword
) -> None:
    account_id = await people.confirmed()
    for _ in range(2):
        await change_password(account_id, "hash of Kobalt-75", "hash of new", CHAT)
    assert [letter.kind for letter in await people.mail()] == ["confirm-email", "password-changed"]


async def test_a_password_checked_before_another_change_changes_nothing(
    people: People, change_password: ChangePassword
) -> None:
    account_id = await people.confirmed()
    await change_password(account_id, "hash of Kobalt-75", "hash of new", CHAT)
    with refused("password-changed-meanwhile"):
        await change_password(account_id, "hash of Kobalt-75", "hash of a thief", OTHER_CHAT)
    assert (await people.account(account_id)).password_hash == "hash of new"


async def test_the_profile_counts_subscriber_numbers(people: People, view: ViewProfile) -> None:
    account_id = await people.confirmed()
    await people.database.write(lambda unit: hold_a_number(unit, account_id))
    assert (await view(account_id)).numbers_count == 2


def hold_a_number(unit: StoredUnit, account_id: int) -> None:
    """Give the account two numbers, the first with a meter and two of its readings."""
    moment = "2026-11-22T09:00:00.000000+00:00"
    execute = unit.connection.execute
    for number, name in (("100200301", "Дача"), ("100200302", None)):
        execute(
            "INSERT INTO subscribers (number, address, balance, penalty) VALUES (?, 'Светлогорье', 500, 150)",
            (number,),
        )
        execute(
            """
            INSERT INTO holdings (account_id, number, name, added_at, idempotency_key)
            VALUES (?, ?, ?, ?, ?)
            """,
            (account_id, number, name, moment, number),
        )
    execute("INSERT INTO meters VALUES ('m1', '100200301', '1', 'model', 5, 0, 0, NULL, NULL, NULL)")
    for receipt in ("r1", "r2"):
        execute(
            """
            INSERT INTO readings
                (receipt, meter_id, number, account_id, month, entered_at, status, idempotency_key)
            VALUES (?, 'm1', '100200301', ?, '2026-11', ?, 'accepted', ?)
            """,
            (receipt, account_id, moment, receipt),
        )


async def test_a_password_that_was_changed_meanwhile_changes_no_phone_and_no_address(
    people: People, change_email: ChangeEmail, change_password: ChangePassword
) -> None:
    account_id = await people.registered()
    await change_password(account_id, RIGHT, "hash of another", CHAT)
    sent = len(await people.mail())
    with refused("password-changed-meanwhile"):
        await ChangePhone(people.database)(account_id, RIGHT, None)
    with refused("password-changed-meanwhile"):
        await change_email(account_id, RIGHT, NEW, CHAT, people.update())
    assert (await people.account(account_id)).phone is not None
    assert len(await people.mail()) == sent
