"""What one simulator keeps in a folder another one goes on with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.types import (
    BufferedInputFile,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from simulator import Channel, Simulator
from simulator.keeping import KeepingError, Kept, keep
from simulator.page_json import state_json
from simulator.wire import message_json
from tests.simulator.test_mailbox import letter, send
from tests.simulator.town import TOKEN, Clock, Town, picture


@pytest.fixture
def other(clock: Clock) -> Simulator:
    """Another Telegram, in which nobody lives yet."""
    return Simulator(TOKEN, clock=clock)


def passed_on(sim: Simulator, other: Simulator, folder: Path) -> Simulator:
    """Keep one simulator and restore the other."""
    keep(sim, folder, 12.5)
    kept = Kept.read(folder)
    assert kept is not None
    assert kept.ahead == 12.5
    kept.restore(other)
    return other


def on_the_wire(sim: Simulator) -> list[object]:
    return [message_json(message) for chat in sim.world.chats.values() for message in chat.messages]


async def live_a_little(sim: Simulator, bot: Bot, town: Town) -> None:
    """Let everything happen of which a chat has a trace."""
    buttons = [
        [
            InlineKeyboardButton(text="Да", callback_data="yes"),
            InlineKeyboardButton(text="Сайт", url="https://example.org"),
        ]
    ]
    keys = [[KeyboardButton(text="Мой номер", request_contact=True)], [KeyboardButton(text="Меню")]]
    anna = town.anna
    await bot.send_message(
        anna.id,
        "<b>Да?</b> <a href='https://example.org'>где</a>",
        parse_mode="HTML",
        reply_markup=InlineKeyboardMarkup(inline_keyboard=buttons),
    )
    asked = await anna.send_formatted("<i>Вопрос</i>")
    await bot.send_message(anna.id, "Ответ", reply_to_message_id=asked.id)
    await anna.delete(asked)
    await bot.send_photo(anna.id, BufferedInputFile(picture(), "p.png"), caption="Фото")
    await anna.send_document("a.txt", b"text", caption="файл")
    await anna.send_voice()
    await anna.send_sticker()
    await anna.send_location()
    await anna.share_contact()
    await anna.edit(await anna.send("Опечтка"), "Опечатка")
    await bot.send_message(
        anna.id, "Меню", reply_markup=ReplyKeyboardMarkup(keyboard=keys, input_field_placeholder="Выберите")
    )
    await town.boris.send("/start")
    await bot.send_message(town.boris.id, "Пусто", reply_markup=ReplyKeyboardRemove())
    await town.boris.block_bot()
    await town.oleg.send("В группе", to=town.group)
    await town.oleg.send_as_group("От группы", town.group)
    await town.oleg.send_as_channel("От канала", town.group, Channel(-1007, title="Новости"))
    await bot.send_message(town.group.id, "Напишите", reply_markup=ForceReply(selective=True))
    sim.set_bot_rights(town.group, town.oleg, missing=["can_send_photos"])
    await send(sim, letter())


async def test_people_chats_files_and_letters_are_as_they_were(
    sim: Simulator, other: Simulator, bot: Bot, town: Town, tmp_path: Path
) -> None:
    await live_a_little(sim, bot, town)
    passed_on(sim, other, tmp_path)
    before = state_json(sim.world, sim.letters, sim.levers)
    assert state_json(other.world, other.letters, other.levers) == before
    assert on_the_wire(other) == on_the_wire(sim)
    assert [file.content for file in other.world.files.all()] == [f.content for f in sim.world.files.all()]
    anna, boris = (other.people[person.id] for person in (town.anna, town.boris))
    assert anna.chat.keyboard == town.anna.chat.keyboard
    assert boris.chat.blocked


async def test_life_goes_on_and_no_number_is_given_twice(
    sim: Simulator, other: Simulator, bot: Bot, town: Town, tmp_path: Path
) -> None:
    await live_a_little(sim, bot, town)
    passed_on(sim, other, tmp_path)
    newest = max(message.id for chat in sim.world.chats.values() for message in chat.messages)
    files = {file.file_id for file in sim.world.files.all()}
    anna = other.people[town.anna.id]
    assert (await anna.send("Снова здесь")).id == newest + 1
    assert other.last_update_id == sim.last_update_id + 1
    photo = await anna.send_photo(picture())
    assert photo.file is not None
    assert photo.file.file_id not in files
    query = await anna.press("Да")
    assert query is not None
    assert query.data == "yes"
    assert query.id not in sim.world._callbacks


async def test_what_the_bot_has_not_confirmed_is_delivered_again(
    sim: Simulator, other: Simulator, town: Town, tmp_path: Path
) -> None:
    sim.world.queue.allow(["message"])
    await town.anna.send("первое")
    await town.anna.send("второе")
    sim.world.queue.confirm_before(sim.last_update_id)
    passed_on(sim, other, tmp_path)
    (update,) = await other.world.queue.poll(offset=0, limit=10, timeout_s=0)
    assert isinstance(update.payload, dict)
    assert update.payload["text"] == "второе"
    assert other.world.queue.allowed == frozenset({"message"})


async def test_keeping_twice_is_going_on_and_not_beginning_again(
    sim: Simulator, other: Simulator, bot: Bot, town: Town, clock: Clock, tmp_path: Path
) -> None:
    await live_a_little(sim, bot, town)
    passed_on(sim, other, tmp_path)
    await other.people[town.anna.id].send("Снова здесь")
    third = passed_on(other, Simulator(TOKEN, clock=clock), tmp_path)
    assert on_the_wire(third) == on_the_wire(other)


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    assert Kept.read(tmp_path) is None


async def test_what_is_not_whole_is_refused(
    sim: Simulator, other: Simulator, town: Town, tmp_path: Path
) -> None:
    await town.anna.send_photo(picture())
    keep(sim, tmp_path, 0.0)
    file = tmp_path / "telegram.json"
    state = json.loads(file.read_text(encoding="utf-8"))
    for name in state.keys() - {"version", "ahead"}:
        file.write_text(
            json.dumps({key: value for key, value in state.items() if key != name}), encoding="utf-8"
        )
        kept = Kept.read(tmp_path)
        assert kept is not None
        with pytest.raises(KeepingError):
            kept.restore(Simulator(TOKEN))
    file.write_text(json.dumps(state), encoding="utf-8")
    next((tmp_path / "files").iterdir()).unlink()
    kept = Kept.read(tmp_path)
    assert kept is not None
    with pytest.raises(KeepingError):
        kept.restore(other)
