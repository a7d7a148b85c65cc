"""A demo with ``--keep`` goes on where it was, and one without leaves nothing."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.demo import running
from bot.demo.running import DemoRefusedError, Wishes, open_demo
from tests.bot.demo.stage import MOSCOW, NUMBER, Stage, staged
from tests.conversations.harness import TEXTS, say
from tests.simulator.town import picture

BEGIN = datetime(2026, 11, 25, 12, tzinfo=MOSCOW)


def seen(stage: Stage) -> list[tuple[int, str]]:
    return [(message.id, message.html) for message in stage.anna.chat.messages]


async def test_a_kept_demo_goes_on_with_its_chats_letters_time_and_conversations(tmp_path: Path) -> None:
    wishes = Wishes(keep=tmp_path / "kept", begin_at=BEGIN)
    async with staged(wishes, confirmed=True) as stage:
        await stage.until(lambda: stage.demo.simulator.letters)
        await stage.anna.send_photo(picture())
        await stage.pull("month")
        await stage.anna.send("Передать показания")
        await stage.sees(NUMBER)
        await stage.anna.send("12650")
        await stage.press("Подтвердить")
        before = stage.now
        await stage.sees("приняты")
    chats, letters = seen(stage), list(stage.demo.simulator.letters)
    (photo,) = [each.photo for each in stage.anna.chat.messages if each.photo]
    async with staged(wishes) as stage:
        assert seen(stage)[: len(chats)] == chats
        assert stage.demo.simulator.letters == letters
        assert [each.photo for each in stage.anna.chat.messages if each.photo] == [photo]
        assert before <= stage.now < before + timedelta(hours=1)
        newest = stage.anna.chat.last.id
        await stage.anna.send("Передать показания")
        await stage.until(lambda: stage.anna.chat.last.id > newest or None)
        assert "12650" in stage.anna.chat.last.text


async def test_a_demo_that_is_not_kept_leaves_nothing() -> None:
    async with staged(Wishes(begin_at=BEGIN)) as stage:
        folder = stage.demo.folder
        assert (folder / "cabinet.db").exists()
        await stage.anna.send("/start")
        await stage.sees("Личный кабинет")
    assert not folder.exists()


async def test_what_happens_is_kept_before_the_demo_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "SAVE_SECONDS", 0)
    async with (
        open_demo(Wishes(keep=tmp_path, begin_at=BEGIN), TEXTS.within(None)) as demo,
        asyncio.TaskGroup() as tasks,
    ):
        saving = tasks.create_task(demo.keep_saving())
        for text in ("первое", "второе"):
            await Stage(demo).anna.send(text)
            for _ in range(10):
                await asyncio.sleep(0)
            kept = json.loads((tmp_path / "telegram.json").read_text(encoding="utf-8"))
            assert kept["chats"][0]["messages"][-1]["text"] == text
        saving.cancel()


async def test_the_clock_of_a_kept_demo_is_never_put_back(tmp_path: Path) -> None:
    wishes = Wishes(keep=tmp_path, begin_at=BEGIN)
    async with open_demo(wishes, TEXTS.within(None)) as demo:
        demo.clock.forward(86_400)
        moment = demo.clock()
    async with open_demo(wishes, TEXTS.within(None)) as demo:
        assert demo.clock() >= moment


async def test_two_demos_do_not_share_a_folder(tmp_path: Path) -> None:
    wishes = Wishes(keep=tmp_path, begin_at=BEGIN)
    async with open_demo(wishes, TEXTS.within(None)):
        with pytest.raises(DemoRefusedError) as refusal:
            async with open_demo(wishes, TEXTS.within(None)):
                pytest.fail("a second demo was opened")
    assert str(tmp_path) in say(refusal.value.code, **refusal.value.values)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"version": 99}', '{"version": 1}', "\udcff"])
async def test_a_folder_of_something_else_is_refused_in_words_and_left_as_it_is(
    tmp_path: Path, content: str
) -> None:
    (tmp_path / "telegram.json").write_bytes(content.encode(errors="surrogateescape"))
    with pytest.raises(DemoRefusedError) as refusal:
        async with open_demo(Wishes(keep=tmp_path), TEXTS.within(None)):
            pytest.fail("the demo was opened")
    assert str(tmp_path) in say(refusal.value.code, **refusal.value.values)
    assert (tmp_path / "telegram.json").read_bytes() == content.encode(errors="surrogateescape")


async def test_a_file_in_the_place_of_the_folder_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "kept").touch()
    with pytest.raises(DemoRefusedError, match="start-demo-folder"):
        async with open_demo(Wishes(keep=tmp_path / "kept"), TEXTS.within(None)):
            pytest.fail("the demo was opened")
