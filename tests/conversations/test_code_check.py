"""«Проверить QR»: residents learn whose a code is before they pay by it, whatever they send."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace

import pytest
from fpdf import FPDF
from PIL import Image

from domain.limits import PICTURES_CHECKED
from domain.payment_code import PaymentOrder
from integrations.background import WaitingLine
from integrations.payment_pictures import drawn
from integrations.workers import TaskFailedError, Urgency
from tests.conversations.harness import PAYEE_SETTINGS, WORKERS, Resident, Town, calls_of, say, say_in
from tests.domain.payees import PAYEE
from ui.messenger import RefusedError

NUMBER, OTHER = "100200301", "100200311"
PHONE = "(812) 303-96-96"
OURS = PaymentOrder(PAYEE, 4848, NUMBER, "Оплата электроэнергии")
SWINDLER = replace(
    PAYEE, name="ООО «Три кита»", account="40702810138250123017", bic="044525225", inn="500100732259"
)
SWINDLER = replace(SWINDLER, corr_account="30101810400000000225", kpp="")


@pytest.fixture
async def anna(town: Town) -> Resident:
    await town.restart(**PAYEE_SETTINGS)
    return await checking(town)


async def checking(town: Town) -> Resident:
    """Let somebody be asked for a code."""
    resident = await town.holder(NUMBER)
    await resident.plays("[Электроэнергия]", "[Оплатить]", "[Проверить QR]")
    assert resident.sees == say("code-check-ask")
    return resident


def picture_of(*contents: bytes) -> bytes:
    page = Image.new("RGB", (1000 * len(contents), 1100), "white")
    for place, content in enumerate(contents):
        page.paste(Image.open(io.BytesIO(drawn(content))).convert("RGB"), (1000 * place, 50))
    return saved(page)


def saved(image: Image.Image) -> bytes:
    content = io.BytesIO()
    image.save(content, "PNG")
    return content.getvalue()


GREEN = saved(Image.new("RGB", (400, 300), "green"))


def error(code: str) -> str:
    return say(f"error-{code}")


async def test_a_code_of_ours_is_called_ours_with_all_that_it_says(anna: Resident) -> None:
    await anna.send_photo(content=picture_of(OURS.compose()))
    assert anna.sees.startswith(say("code-check-ours", company=PAYEE.name))
    for line in (
        f"Получатель: {PAYEE.name}",
        f"Счёт: {PAYEE.account}",
        "Сумма: 48,48 ₽",
        f"Абонентский номер: {NUMBER}",
        say("code-check-number-own"),
    ):
        assert line in anna.sees
    assert say("code-check-ask") in anna.sees


async def test_a_code_of_somebody_else_is_warned_of(anna: Resident) -> None:
    await anna.send_photo(content=picture_of(replace(OURS, payee=SWINDLER).compose()))
    assert anna.sees.startswith(say("code-check-foreign", phone=PHONE))
    assert say("code-check-differing", fields="Счёт, БИК, ИНН") in anna.sees
    assert "Получатель: ООО «Три кита»" in anna.sees
    assert "не сходятся" not in anna.sees


@pytest.mark.parametrize(
    ("change", "differing"),
    [
        ({"account": "40702810400000001017"}, "Счёт"),
        ({"inn": "500100732259"}, "ИНН"),
        ({"inn": ""}, "ИНН"),
        ({"bic": "049999117", "account": PAYEE.account}, "БИК"),
    ],
)
async def test_account_bank_and_inn_all_have_to_be_ours(
    anna: Resident, change: Mapping[str, str], differing: str
) -> None:
    payee = replace(PAYEE, **change)
    await anna.send(replace(OURS, payee=payee).compose().decode())
    assert say("code-check-foreign", phone=PHONE) in anna.sees
    assert say("code-check-differing", fields=differing) in anna.sees


async def test_digits_that_do_not_fit_and_lines_that_come_twice_are_pointed_out(anna: Resident) -> None:
    text = replace(OURS, payee=replace(SWINDLER, account="40702810238250123017")).compose().decode()
    await anna.send(f"{text}|Sum=1|PersonalAcc=40702810238250123017")
    assert say("code-check-faulty", fields="Счёт") in anna.sees
    assert say("code-check-repeated", fields="Сумма, Счёт") in anna.sees
    assert "Сумма: 0,01 ₽" in anna.sees


async def test_a_code_with_two_accounts_is_not_ours_even_if_the_last_one_is(anna: Resident) -> None:
    both = f"|PersonalAcc={SWINDLER.account}|PersonalAcc={PAYEE.account}"
    await anna.send(OURS.compose().decode() + both)
    assert say("code-check-foreign", phone=PHONE) in anna.sees
    assert say("code-check-repeated", fields="Счёт") in anna.sees


async def test_of_a_number_it_is_only_told_whether_it_is_ones_own(town: Town, anna: Resident) -> None:
    await town.holder(OTHER, name="Борис", login="boris")
    for number in (OTHER, "999999999", "нет"):
        await anna.send(replace(OURS, number=number).compose().decode())
        assert say("code-check-number-unknown") in anna.sees
        assert "8 347" not in anna.sees
    await anna.send(replace(OURS, number=f"000{NUMBER}").compose().decode())
    assert say("code-check-number-own") in anna.sees
    await anna.send(replace(OURS, number="").compose().decode())
    assert "Абонентский номер" not in anna.sees


async def test_without_a_payee_it_is_told_what_a_code_says_and_no_more(town: Town) -> None:
    anna = await checking(town)
    await anna.send_photo(content=picture_of(OURS.compose()))
    assert anna.sees.startswith(say("code-check-unknown", phone=PHONE))
    assert f"Получатель: {PAYEE.name}" in anna.sees
    assert "✅" not in anna.sees


async def test_several_codes_are_judged_one_by_one(anna: Resident) -> None:
    await anna.send_photo(
        content=picture_of(OURS.compose(), replace(OURS, payee=SWINDLER).compose(), b"https://qr.example/1")
    )
    assert say("code-check-several", count=3, shown=3) in anna.sees
    for words in (
        say("code-check-ours", company=PAYEE.name),
        say("code-check-foreign", phone=PHONE),
        error("payment-code-other"),
    ):
        assert words in anna.sees


async def test_the_longest_codes_fit_one_message(anna: Resident) -> None:
    longest = replace(SWINDLER, name="Ж" * 160, bank="Щ" * 45)
    orders = [replace(OURS, payee=longest, amount=amount, purpose="Ы" * 80) for amount in range(1, 6)]
    await anna.send_photo(content=picture_of(*(order.compose() for order in orders)))
    assert say("code-check-several", count=5, shown=3) in anna.sees
    assert say("code-check-ask") in anna.sees


@pytest.mark.parametrize("as_file", [False, True], ids=["photo", "file"])
async def test_a_picture_may_come_as_a_photo_or_as_a_file(anna: Resident, *, as_file: bool) -> None:
    image = Image.open(io.BytesIO(picture_of(OURS.compose()))).rotate(15, expand=True, fillcolor="white")
    if as_file:
        await anna.send_document(name="qr.png", content=saved(image))
    else:
        await anna.send_photo(content=saved(image))
    assert say("code-check-ours", company=PAYEE.name) in anna.sees


def pdf() -> bytes:
    document = FPDF()
    document.add_page()
    document.image(io.BytesIO(drawn(OURS.compose())), w=100)
    return bytes(document.output())


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("bill.pdf", pdf(), "picture-pdf"),
        ("photo.jpg", pdf(), "picture-pdf"),
        ("list.csv", b"1;2", "picture-unreadable"),
        ("qr.png", drawn(OURS.compose())[:300], "picture-unreadable"),
        ("meadow.png", GREEN, "picture-no-code"),
        ("huge.png", saved(Image.new("1", (10_000, 5_001))), "picture-too-large"),
        ("link.png", picture_of(b"https://qr.example/AS10"), "payment-code-other"),
        ("wifi.png", picture_of("WIFI:S:Дом;P:пароль;;".encode()), "payment-code-other"),
        ("new.png", picture_of(OURS.compose().replace(b"ST0001", b"ST0009")), "payment-code-version"),
        ("odd.png", picture_of(OURS.compose().replace(b"ST00012", b"ST00017")), "payment-code-charset"),
        ("torn.png", picture_of(OURS.compose()[:61]), "payment-code-missing"),
        ("short.png", picture_of(OURS.compose().replace(b"BIC=0", b"BIC=")), "payment-code-value"),
    ],
)
async def test_bad_files_get_an_answer_that_helps(
    anna: Resident, name: str, content: bytes, code: str
) -> None:
    await anna.send_document(name=name, content=content)
    assert anna.sees == f"{error(code)}\n\n{say('code-check-ask')}"
    await anna.send(OURS.compose().decode())
    assert say("code-check-ours", company=PAYEE.name) in anna.sees


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("https://qr.example/AS10", "payment-code-other"),
        ("100200301", "payment-code-other"),
        ("ST00012|Name=Я", "payment-code-missing"),
        (OURS.compose().decode() + "|Привет", "payment-code-field"),
    ],
)
async def test_bad_texts_get_an_answer_that_helps(anna: Resident, typed: str, code: str) -> None:
    await anna.send(typed)
    assert anna.sees == f"{error(code)}\n\n{say('code-check-ask')}"


async def test_what_shows_no_picture_is_asked_for_again(anna: Resident) -> None:
    for deed in (anna.send_voice, anna.send_video, anna.send_sticker, anna.send_location):
        await deed()
        assert say("code-check-ask") in anna.sees
        assert say("form-text-or-file") in anna.sees


async def test_of_an_album_the_first_picture_is_checked_and_the_others_asked_for(anna: Resident) -> None:
    await anna.send_album(3)
    assert error("picture-no-code") in anna.sees
    assert say("code-check-ask") in anna.sees


async def test_a_file_that_telegram_does_not_give_is_too_large(
    town: Town, anna: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(_file_id: str) -> bytes:
        raise RefusedError("Bad Request: file is too big")

    monkeypatch.setattr(town.app.messenger, "download", refuse)
    await anna.send_document(name="qr.png", content=drawn(b"1"))
    assert error("picture-too-large") in anna.sees


async def test_a_picture_that_breaks_its_reader_is_no_fault_of_the_bot(
    anna: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> bytes:
        raise TaskFailedError("its process ended (-11)")

    with monkeypatch.context() as patch:
        patch.setattr(WORKERS, "do", fail)
        await anna.send_photo(content=drawn(b"1"))
    assert error("picture-unreadable") in anna.sees


@pytest.mark.parametrize(
    ("way_out", "text"), [("Готово", "code-check-done"), ("Назад", "form-left"), ("Отмена", "form-left")]
)
async def test_the_check_ends_with_the_menu(town: Town, anna: Resident, way_out: str, text: str) -> None:
    await anna.send(OURS.compose().decode())
    await anna.press(way_out)
    assert anna.sees == say(text)
    assert await town.state_of(anna) is None


async def test_the_check_speaks_english(town: Town, anna: Resident) -> None:
    await anna.plays("[Профиль]", "[Язык]", "[English]")
    await anna.plays("[Electricity]", "[Pay]", "[Check a QR]")
    assert anna.sees == say_in("en", "code-check-ask")
    await anna.send_photo(content=picture_of(OURS.compose(), replace(OURS, payee=SWINDLER).compose()))
    assert say_in("en", "code-check-ours", company=PAYEE.name) in anna.sees
    assert say_in("en", "code-check-differing", fields="Account, BIC, INN") in anna.sees
    for code, content in (("picture-pdf", pdf()), ("picture-unreadable", b"1;2")):
        await anna.send_document(content=content)
        assert say_in("en", f"error-{code}") in anna.sees
    assert await town.state_of(anna) is not None


async def test_a_guest_is_told_to_sign_in(town: Town) -> None:
    guest = town.guest("Вера")
    await guest.send("/start")
    await guest.forge("s:check-code")
    assert error("sign-in-needed") in guest.sees


async def test_pictures_without_end_have_to_wait_and_texts_do_not(town: Town, anna: Resident) -> None:
    for _ in range(PICTURES_CHECKED.most):
        await anna.send_photo(content=GREEN)
        assert error("picture-no-code") in anna.sees
    await anna.send_photo(content=GREEN)
    assert say("error-pictures-too-many", until="12:15") in anna.sees
    await anna.send(OURS.compose().decode())
    assert say("code-check-ours", company=PAYEE.name) in anna.sees
    await town.pass_time(minutes=15)
    await anna.send_photo(content=GREEN)
    assert error("picture-no-code") in anna.sees


async def test_who_sends_a_picture_when_too_many_wait_sees_it_and_is_asked_to_send_it_again(
    town: Town, anna: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(WORKERS, "_line", WaitingLine(0, dict.fromkeys(Urgency, 0)))
        await anna.send_photo(content=GREEN)
    assert anna.sees == f"{error('workers-busy')}\n\n{say('code-check-ask')}"
    typing = [call for call in calls_of(town.sim.calls, "sendChatAction") if call.chat_id == anna.chat.id]
    assert len(typing) == 1
    await anna.send_photo(content=picture_of(OURS.compose()))
    assert say("code-check-ours", company=PAYEE.name) in anna.sees


async def test_codes_are_checked_also_where_none_may_be_sent(town: Town) -> None:
    await town.restart(**PAYEE_SETTINGS, PAYMENT_DOCUMENTS="off")
    anna = await checking(town)
    await anna.send_photo(content=picture_of(OURS.compose()))
    assert say("code-check-ours", company=PAYEE.name) in anna.sees
