"""A resident pays by a code that the app of a bank reads: for what is due, the penalty, or another sum."""

from __future__ import annotations

import re

import pytest
from aiohttp import ClientSession

from domain.payment_code import Field, PaymentCode, read_payment_code
from integrations.background import WaitingLine
from integrations.payment_pictures import CodeArtist, found
from integrations.workers import Urgency, Workers
from tests.conversations.harness import PAYEE_SETTINGS, WORKERS, Resident, Town, as_seen, say, say_in
from tests.domain.payees import PAYEE

LONGEST_CAPTION = 1024
INDEBTED, WITH_PENALTY, OVERPAID, EVEN = "100200301", "100200311", "100200312", "100200303"


@pytest.fixture
async def paid_town(town: Town) -> Town:
    await town.restart(**PAYEE_SETTINGS)
    return town


async def payer(town: Town, number: str) -> Resident:
    """Let somebody look at how to pay for a number."""
    resident = await town.holder(number)
    await resident.plays("[Электроэнергия]", "[Оплатить]")
    return resident


def code_in(resident: Resident) -> PaymentCode:
    """Read the code that was shown, as the app of a bank would."""
    assert resident.screen.file is not None, resident
    [content] = CodeArtist.contents(found(resident.screen.file.content))
    return read_payment_code(content)


async def test_the_code_for_what_is_due_says_all_that_a_bank_needs(paid_town: Town) -> None:
    anna = await payer(paid_town, INDEBTED)
    assert say("pay-by-code") in anna.sees
    await anna.press("QR для оплаты")
    assert dict(code_in(anna).fields) == {
        Field.NAME: PAYEE.name,
        Field.ACCOUNT: PAYEE.account,
        Field.BANK: PAYEE.bank,
        Field.BIC: PAYEE.bic,
        Field.CORR_ACCOUNT: PAYEE.corr_account,
        Field.SUM: "4848",
        Field.PURPOSE: "Оплата электроэнергии, абонентский номер 100200301",
        Field.INN: PAYEE.inn,
        Field.KPP: PAYEE.kpp,
        Field.NUMBER: INDEBTED,
        Field.PERIOD: "102026",
        Field.TECH_CODE: "02",
        Field.ADDRESS: "г. Светлогорье, ул. Яблоневая, д. 1, кв. 1",
    }


async def test_all_that_the_code_says_stands_below_it(paid_town: Town) -> None:
    anna = await payer(paid_town, INDEBTED)
    await anna.press("QR для оплаты")
    code = code_in(anna)
    for name, value in code.fields.items():
        shown = {Field.SUM: "48,48 ₽", Field.PERIOD: "октябрь 2026"}.get(name, value)
        assert f": {shown}" in anna.sees
    assert len(anna.screen.caption) <= LONGEST_CAPTION
    assert f"<code>{PAYEE.account}</code>" in anna.screen.html
    assert anna.buttons == ["Другая сумма", "К номеру"]


async def test_the_penalty_can_be_paid_apart(paid_town: Town) -> None:
    boris = await payer(paid_town, WITH_PENALTY)
    assert boris.buttons == ["QR для оплаты", "Другая сумма", "Только пени", "Проверить QR", "К номеру"]
    await boris.press("QR для оплаты")
    assert code_in(boris).amount == 834_730
    await boris.plays("[К номеру]", "[Оплатить]", "[Только пени]")
    assert code_in(boris).amount == 11_632
    assert code_in(boris)[Field.PURPOSE] == f"Пени за электроэнергию, абонентский номер {WITH_PENALTY}"


async def test_another_sum_is_asked_for_and_understood_as_amounts_are(paid_town: Town) -> None:
    anna = await payer(paid_town, INDEBTED)
    await anna.press("Другая сумма")
    assert say("card-debt", amount="48,48") in anna.sees
    for typed, error in (
        ("сто", "amount-not-understood"),
        ("1,234", "amount-ambiguous"),
        ("0", "amount-not-positive"),
        ("9" * 12, "amount-too-large"),
    ):
        await anna.send(typed)
        assert say(f"error-{error}") in anna.sees
    await anna.send("1 000,5")
    assert code_in(anna).amount == 100_050
    await anna.press("Другая сумма")
    await anna.send("20")
    assert code_in(anna).amount == 2000


@pytest.mark.parametrize("number", [OVERPAID, EVEN])
async def test_with_nothing_due_one_can_pay_in_advance(paid_town: Town, number: str) -> None:
    anna = await payer(paid_town, number)
    assert say("pay-nothing", number=number) in anna.sees
    assert say("pay-ahead") in anna.sees
    assert anna.buttons == ["Другая сумма", "Проверить QR", "К номеру"]
    await anna.plays("[Другая сумма]", "500")
    code = code_in(anna)
    assert code.amount == 50_000
    assert code.period is None


@pytest.mark.parametrize("way_out", ["Назад", "Отмена"])
async def test_another_sum_is_left_to_how_to_pay(paid_town: Town, way_out: str) -> None:
    anna = await payer(paid_town, INDEBTED)
    before = anna.sees
    await anna.plays("[Другая сумма]", f"[{way_out}]")
    assert anna.sees == before


async def test_the_code_is_in_the_language_of_the_bank_and_the_words_in_that_of_the_person(
    paid_town: Town,
) -> None:
    anna = await payer(paid_town, INDEBTED)
    await anna.plays("[Профиль]", "[Язык]", "[English]")
    await anna.plays("[Electricity]", "[Pay]", "[QR to pay]")
    assert say_in("en", "pay-code-text", amount="48,48") in anna.sees
    assert f"Sum: {say_in('en', 'payment-sum', amount='48,48')}" in anna.sees
    assert code_in(anna)[Field.PURPOSE].startswith("Оплата электроэнергии")
    await anna.plays("[Another sum]", "xyz")
    assert say_in("en", "error-amount-not-understood") in anna.sees
    await anna.send("12")
    assert code_in(anna).amount == 1200


@pytest.mark.parametrize("given", [{}, {**PAYEE_SETTINGS, "PAYMENT_DOCUMENTS": "off"}], ids=["none", "off"])
async def test_without_a_payee_or_with_documents_switched_off_there_is_no_code(
    town: Town, given: dict[str, str]
) -> None:
    await town.restart(**given)
    anna = await payer(town, INDEBTED)
    assert say("pay-text", number=INDEBTED, phone="(812) 303-96-96") in anna.sees
    assert anna.buttons == ["Проверить QR", "К номеру"]
    shown = anna.sees
    for action in ("pay-code", "pay-penalty", "pay-other"):
        await anna.forge(f"n:{action}:{INDEBTED}:0")
        assert anna.sees == shown


async def test_a_sum_that_is_typed_after_the_payee_is_gone_is_answered(paid_town: Town) -> None:
    anna = await payer(paid_town, INDEBTED)
    await anna.press("Другая сумма")
    await paid_town.restart(PAYMENT_DOCUMENTS="off")
    await anna.send("100")
    assert say("pay-text", number=INDEBTED, phone="(812) 303-96-96") in anna.sees
    assert await paid_town.state_of(anna) is None


async def test_what_was_paid_meanwhile_is_not_asked_for_again(paid_town: Town) -> None:
    anna = await payer(paid_town, WITH_PENALTY)
    await paid_town.change("UPDATE subscribers SET balance = 0, penalty = 0")
    for action in ("pay-code", "pay-penalty"):
        await anna.forge(f"n:{action}:{WITH_PENALTY}:0")
        assert say("pay-nothing", number=WITH_PENALTY) in anna.sees


async def test_nobody_gets_a_code_for_the_number_of_another(paid_town: Town) -> None:
    anna = await payer(paid_town, INDEBTED)
    for action in ("pay", "pay-code", "pay-penalty", "pay-other"):
        await anna.forge(f"n:{action}:{WITH_PENALTY}:0")
        assert say("error-not-yours") in anna.sees


async def test_who_comes_when_too_many_wait_is_asked_to_come_again(
    paid_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await payer(paid_town, INDEBTED)
    with monkeypatch.context() as patch:
        patch.setattr(WORKERS, "_line", WaitingLine(0, dict.fromkeys(Urgency, 0)))
        await anna.press("QR для оплаты")
        assert anna.sees == say("error-workers-busy")
        assert anna.hints == [say("picture-wait-hint")]


async def test_the_longest_words_of_a_code_fit_under_the_picture(town: Town) -> None:
    await town.restart(
        **{**PAYEE_SETTINGS, "COMPANY_NAME": "Ж" * 160, "PAYEE_BANK": "Щ" * 45, "SUPPORT_PHONE": "8" * 40}
    )
    anna = await town.holder(WITH_PENALTY)
    await town.change("UPDATE subscribers SET address = address || address || address || address")
    for language, labels in (("ru", ("Другая сумма",)), ("en", ("Another sum",))):
        if language == "en":
            await anna.plays("[Профиль]", "[Язык]", "[English]")
        await anna.forge(f"n:pay-other:{WITH_PENALTY}:0")
        await anna.send("999999999,99")
        assert labels[0] in anna.buttons
        caption = as_seen(anna.screen.caption)
        assert len(caption) <= LONGEST_CAPTION, re.sub("[ЖЩЫ ]+", "…", caption)


async def test_the_bot_counts_what_its_own_workers_do_and_ends_them_with_itself(
    paid_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Workers] = []

    class Watched(Workers):
        def __post_init__(self) -> None:
            super().__post_init__()
            made.append(self)

    monkeypatch.setattr("bot.parts.Workers", Watched)
    paid_town.workers = None
    await paid_town.restart(WORKER_PROCESSES="2", WORKER_MEMORY="300")
    anna = await payer(paid_town, INDEBTED)
    await anna.press("QR для оплаты")
    url = f"http://127.0.0.1:{paid_town.app.http.port}/metrics"
    async with ClientSession() as http, http.get(url) as response:
        told = await response.text()
    assert 'cabinet_worker_tasks_total{name="code",outcome="done"} 1.0' in told
    assert 'cabinet_worker_seconds_count{name="code"} 1.0' in told
    assert "cabinet_worker_tasks_waiting 0.0" in told
    [workers] = made
    [process] = workers._idle
    assert (workers.count, workers.bounds.memory_mib) == (2, 300)
    assert process.is_alive
    await paid_town.restart()
    assert not process.is_alive
