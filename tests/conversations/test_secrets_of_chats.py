"""What is a secret leaves the chat at once, in every conversation that asks for one."""

from __future__ import annotations

import pytest

from handlers.residents.code_check import CodeCheckForm
from handlers.routing import TABLES
from tests.conversations.harness import PASSWORD, Town, say
from tests.conversations.places import WAYS, go_to

SECRET = ("password", "old", "new", "repeat", "code")
"""How states are called that wait for a password or a code."""
NO_SECRET = {CodeCheckForm.code.name}
"""A payment code is printed on every bill."""
STATES = sorted({state for table in TABLES for state in table.by_state})
ASK_FOR_SECRETS = [state for state in STATES if state.partition(":")[2] in SECRET and state not in NO_SECRET]


def test_every_step_that_is_called_a_secret_is_known_here() -> None:
    secret = {name for table in TABLES for name, step in table.by_state.items() if step.secret}
    assert secret <= set(ASK_FOR_SECRETS)
    assert len(ASK_FOR_SECRETS) > 10


@pytest.mark.parametrize("state", [state for state in ASK_FOR_SECRETS if state in WAYS])
@pytest.mark.parametrize("typed", ["wrong", "123456"])
async def test_what_is_typed_where_a_secret_is_asked_for_is_deleted(
    town: Town, state: str, typed: str
) -> None:
    resident = await go_to(town, state)
    assert (await resident.send(typed)).deleted


@pytest.mark.parametrize("label", ["Изменить телефон", "Изменить эл. почту", "Сменить пароль"])
async def test_nothing_by_which_an_account_is_reached_changes_without_the_password(
    town: Town, label: str
) -> None:
    anna = await town.confirmed()
    before = town.query("SELECT email, pending_email, phone, password_hash FROM accounts")
    await anna.plays("Профиль", f"[{label}]", "not the password", "+79215554433", "anna@drugaya.example")
    assert town.query("SELECT email, pending_email, phone, password_hash FROM accounts") == before


async def test_the_password_that_was_asked_for_first_counts_only_while_it_is_in_force(town: Town) -> None:
    anna = await town.confirmed()
    await anna.plays("Профиль", "[Изменить телефон]", PASSWORD)
    await town.change("UPDATE accounts SET password_hash = 'another one'")
    await anna.send("+79215554433")
    assert say("error-password-changed-meanwhile") in anna.sees
    assert town.query("SELECT phone FROM accounts") == [("+79210000000",)]
