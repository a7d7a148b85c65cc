"""aiogram: loaded only where it is needed, and its models built only when they are."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.structure.project import ROOT

COMMANDS = ("audit", "backup", "registry")

LOOK = """
import bot.telegram
import aiogram.methods, aiogram.types

def models(module):
    found = (getattr(module, name) for name in module.__all__)
    return [model for model in found if hasattr(model, "model_rebuild") and model.__name__ not in GENERIC]

GENERIC = {"TelegramMethod", "Response"}
every = models(aiogram.types) + models(aiogram.methods)
print(len(every), sum(model.__pydantic_complete__ for model in every))
update = {"update_id": 1, "message": {"message_id": 5, "date": 0, "text": "1234",
    "chat": {"id": 1, "type": "private"}, "from": {"id": 1, "is_bot": False, "first_name": "Анна"},
    "reply_to_message": {"message_id": 4, "date": 0, "chat": {"id": 1, "type": "private"}}}}
print(aiogram.types.Update.model_validate(update).message.reply_to_message.message_id)
print(all(model.model_rebuild() is not False for model in every))
"""


def test_a_model_of_telegram_is_built_when_it_is_first_used() -> None:
    models, built, number, all_can_be = printed_by(LOOK).split()
    assert int(models) > 500
    assert int(built) < 10
    assert number == "4"
    assert all_can_be == "True"


@pytest.mark.parametrize("module", ["exchange.worker", *(f"commands.{name}" for name in COMMANDS)])
def test_what_does_not_talk_to_telegram_loads_no_aiogram(module: str) -> None:
    assert printed_by(f"import sys, bot.{module}; print('aiogram' in sys.modules)") == "False\n"


def printed_by(program: str) -> str:
    ran = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return ran.stdout
