"""Pictures, documents and voice messages, in both directions."""

from __future__ import annotations

import io

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BufferedInputFile,
    InputMediaDocument,
    InputMediaPhoto,
)
from aiohttp import FormData

from simulator import Impossible
from tests.simulator.town import TOKEN, RawClient, Town, picture


async def test_an_uploaded_picture_appears_with_its_caption(bot: Bot, town: Town) -> None:
    sent = await bot.send_photo(
        town.anna.id, BufferedInputFile(picture(), "график.png"), caption="<b>Расход</b>", parse_mode="HTML"
    )
    shown = town.anna.chat.last
    assert (shown.photo, shown.caption, shown.html) == (picture(), "Расход", "<b>Расход</b>")
    assert shown.text == ""
    assert sent.photo is not None
    assert [(size.width, size.height) for size in sent.photo] == [(90, 45), (200, 100)]


async def test_a_picture_once_sent_can_be_sent_again_by_its_id(bot: Bot, town: Town) -> None:
    sent = await bot.send_photo(town.anna.id, BufferedInputFile(picture(), "x.png"))
    assert sent.photo is not None
    again = await bot.send_photo(town.anna.id, sent.photo[-1].file_id)
    assert again.photo == sent.photo
    with pytest.raises(TelegramBadRequest, match="can't use file of type Photo as Document"):
        await bot.send_document(town.anna.id, sent.photo[-1].file_id)
    with pytest.raises(TelegramBadRequest, match="wrong file identifier/HTTP URL specified"):
        await bot.send_photo(town.anna.id, "no-such-file")


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", "file must be non-empty"),
        (b"not a picture", "IMAGE_PROCESS_FAILED"),
        (picture()[:60], "IMAGE_PROCESS_FAILED"),
        (picture(9_901, 100), "PHOTO_INVALID_DIMENSIONS"),
        (picture(2_001, 100), "PHOTO_INVALID_DIMENSIONS"),
        (
            picture() + bytes(10_485_761 - len(picture())),
            "file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes",
        ),
    ],
    ids=["empty", "text", "torn", "too wide and high", "too narrow", "too big"],
)
async def test_a_picture_telegram_would_not_take_is_refused(
    bot: Bot, town: Town, content: bytes, refusal: str
) -> None:
    with pytest.raises(TelegramBadRequest) as error:
        await bot.send_photo(town.anna.id, BufferedInputFile(content, "x.png"))
    assert error.value.message == f"Bad Request: {refusal}"


async def test_the_largest_picture_that_fits_is_taken(bot: Bot, town: Town) -> None:
    await bot.send_photo(town.anna.id, BufferedInputFile(picture(2_000, 100, "JPEG"), "x.jpg"))
    assert town.anna.chat.last.photo == picture(2_000, 100, "JPEG")


async def test_a_caption_has_a_limit_of_its_own(bot: Bot, town: Town) -> None:
    photo = BufferedInputFile(picture(), "x.png")
    sent = await bot.send_photo(town.anna.id, photo, caption="я" * 1024)
    with pytest.raises(TelegramBadRequest, match="message caption is too long"):
        await bot.send_photo(town.anna.id, photo, caption="я" * 1025)
    with pytest.raises(TelegramBadRequest, match="MEDIA_CAPTION_TOO_LONG"):
        await bot.edit_message_caption(chat_id=town.anna.id, message_id=sent.message_id, caption="я" * 1025)


async def test_caption_and_picture_can_be_edited(bot: Bot, town: Town) -> None:
    sent = await bot.send_photo(town.anna.id, BufferedInputFile(picture(), "x.png"), caption="раз")
    shown = town.anna.chat.last
    await bot.edit_message_caption(chat_id=town.anna.id, message_id=sent.message_id, caption="два")
    assert shown.caption == "два"
    other = InputMediaPhoto(
        media=BufferedInputFile(picture(30, 30), "y.png"), caption="<i>три</i>", parse_mode="HTML"
    )
    await bot.edit_message_media(other, chat_id=town.anna.id, message_id=sent.message_id)
    assert (shown.photo, shown.html) == (picture(30, 30), "<i>три</i>")
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await bot.edit_message_text("x", chat_id=town.anna.id, message_id=sent.message_id)
    words = await bot.send_message(town.anna.id, "x")
    with pytest.raises(TelegramBadRequest, match="there is no caption in the message to edit"):
        await bot.edit_message_caption(chat_id=town.anna.id, message_id=words.message_id, caption="x")


async def test_a_document_keeps_its_name_and_type(bot: Bot, town: Town) -> None:
    sent = await bot.send_document(town.anna.id, BufferedInputFile(b"a;b\n", "реестр.csv"))
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.mime_type) == ("реестр.csv", "text/csv")
    shown = town.anna.chat.last.document
    assert shown is not None
    assert (shown.file_name, shown.content, shown.size) == ("реестр.csv", b"a;b\n", 4)


async def test_voice_and_music_are_sent_as_what_they_are(bot: Bot, town: Town) -> None:
    voice = await bot.send_voice(town.anna.id, BufferedInputFile(b"OggS", "captcha.ogg"), duration=4)
    audio = await bot.send_audio(town.anna.id, BufferedInputFile(b"ID3", "captcha.mp3"))
    assert voice.voice is not None
    assert voice.voice.duration == 4
    assert audio.audio is not None
    assert audio.audio.file_name == "captcha.mp3"


async def test_an_album_arrives_as_messages_of_one_group(bot: Bot, town: Town) -> None:
    album = [InputMediaDocument(media=BufferedInputFile(name.encode(), name)) for name in ("а.txt", "б.txt")]
    sent = await bot.send_media_group(town.anna.id, list(album))
    assert len({message.media_group_id for message in sent}) == 1
    shown = town.anna.chat.messages[-2:]
    assert [message.document.content.decode() for message in shown if message.document] == ["а.txt", "б.txt"]
    with pytest.raises(TelegramBadRequest, match="2-10 items"):
        await bot.send_media_group(town.anna.id, list(album[:1]))


async def test_what_a_person_sends_can_be_downloaded(bot: Bot, town: Town) -> None:
    await town.anna.send_photo(picture(), caption="счётчик")
    await town.anna.send_document("акт.pdf", b"%PDF")
    photo, document = (update.message for update in await bot.get_updates())
    assert photo is not None
    assert photo.photo is not None
    assert photo.caption == "счётчик"
    assert await _download(bot, photo.photo[-1].file_id) == picture()
    assert await _download(bot, photo.photo[0].file_id) != picture()
    assert document is not None
    assert document.document is not None
    assert await _download(bot, document.document.file_id) == b"%PDF"


async def _download(bot: Bot, file_id: str) -> bytes:
    file = await bot.get_file(file_id)
    assert file.file_path is not None
    out = io.BytesIO()
    await bot.download_file(file.file_path, out)
    return out.getvalue()


async def test_a_file_over_20_mb_cannot_be_downloaded(bot: Bot, town: Town) -> None:
    largest = await town.anna.send_document("x.zip", bytes(20 * 1024 * 1024))
    larger = await town.anna.send_document("y.zip", bytes(20 * 1024 * 1024 + 1))
    assert largest.file is not None
    assert larger.file is not None
    assert (await bot.get_file(largest.file.file_id)).file_size == 20 * 1024 * 1024
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await bot.get_file(larger.file.file_id)
    with pytest.raises(TelegramBadRequest, match="invalid file_id"):
        await bot.get_file("x")


async def test_an_upload_over_50_mb_is_refused(raw: RawClient, town: Town) -> None:
    form = FormData({"chat_id": str(town.anna.id)})
    form.add_field("document", io.BytesIO(bytes(50 * 1024 * 1024 + 1)), filename="x.zip")
    async with raw.http.post(f"{raw.base}/sendDocument", data=form) as response:
        assert response.status == 413
        assert (await response.json())["description"] == "Request Entity Too Large"


async def test_nothing_is_fetched_from_elsewhere(bot: Bot, town: Town) -> None:
    with pytest.raises(TelegramBadRequest, match="failed to get HTTP URL content"):
        await bot.send_photo(town.anna.id, "https://example.org/x.png")


async def test_a_missing_file_is_named(raw: RawClient, town: Town) -> None:
    refusal = await raw.refusal("sendPhoto", chat_id=town.anna.id)
    assert refusal == "Bad Request: there is no photo in the request"
    refusal = await raw.refusal("sendPhoto", chat_id=town.anna.id, photo="attach://x")
    assert refusal == "Bad Request: there is no file with the name given by attach://"


async def test_a_path_that_was_never_given_is_not_found(raw: RawClient) -> None:
    async with raw.http.get(raw.base.replace("/bot", "/file/bot") + "/photos/file_1.jpg") as response:
        assert response.status == 404
    async with raw.http.get(raw.base.replace(f"/bot{TOKEN}", "/file/bot42:wrong_token") + "/x") as response:
        assert response.status == 401


@pytest.mark.parametrize("kind", ["voice", "video", "video_note", "sticker", "location"])
async def test_whatever_a_person_sends_is_something_aiogram_understands(
    bot: Bot, town: Town, kind: str
) -> None:
    await getattr(town.anna, f"send_{kind}")()
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.content_type == kind


async def test_pictures_that_are_sent_together_share_an_album(bot: Bot, town: Town) -> None:
    await town.anna.send_album([picture(), picture(), picture()], caption="три")
    messages = [update.message for update in await bot.get_updates()]
    assert [message.caption for message in messages if message] == ["три", None, None]
    assert len({message.media_group_id for message in messages if message}) == 1
    with pytest.raises(Impossible, match="2-10"):
        await town.anna.send_album([picture()])


async def test_a_client_sends_nothing_it_could_not(town: Town) -> None:
    with pytest.raises(Impossible, match="empty message"):
        await town.anna.send(" ")
    with pytest.raises(Impossible, match="4096"):
        await town.anna.send("я" * 4097)
    with pytest.raises(Impossible, match="1024"):
        await town.anna.send_photo(picture(), caption="я" * 1025)
    with pytest.raises(Impossible, match="no phone number"):
        await town.oleg.share_contact()
