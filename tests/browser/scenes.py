"""The pictures of README and docs: what each shows, and what is done in the chats before it is taken.

All scenes are played one after the other in one town, so each goes on where the one before has left off.
"""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from PIL import Image, ImageDraw, ImageFont

from domain.payment_code import PaymentOrder
from tests.browser.scenes_of_access import claim, deletion, letting_in, recovery
from tests.browser.scenes_of_many_numbers import adding_many, batch, reminder
from tests.browser.scenes_of_supply import expected_answer, outage, outage_notice
from tests.browser.stage import LONG, NARROW, PHONE, TALL, Stage
from tests.conversations.harness import PASSWORD, PAYEE_SETTINGS, Resident, link_in
from tests.domain.payees import PAYEE
from ui.buttons import NumberButton

NOTICE = "Будем чинить кабель. Пожалуйста, заранее выключите плиту и стиральную машину."
DEBT, OVERPAID, THREE_RATES = "100200311", "100200312", "100200303"
LONG_ADDRESS, NO_METERS, RANGES = "100200323", "100200316", "100200319"
"""Numbers of the example registry, by what they show."""


async def registration(stage: Stage) -> None:
    """The phone, the digits of the picture, and the letter that is on its way."""
    anna = stage.anna
    await stage.plays(anna, "/start", "[Регистрация]", "anna-1957", PASSWORD, PASSWORD, "anna@pochta.example")
    await stage.camera.takes(anna.person.id, size=PHONE)
    await stage.plays(anna, "[Пропустить]", "[Согласен]", "[Согласен]")
    await stage.camera.takes(anna.person.id, size=PHONE)
    await stage.plays(anna, stage.captchas.digits)
    await stage.camera.takes(anna.person.id, size=PHONE)


async def card(stage: Stage) -> None:
    """A number is proved by its last payment, and its card."""
    anna = stage.anna
    await anna.open_link(link_in(stage.town.letters[-1]))
    await stage.plays(anna, "[Электроэнергия]", "[Добавить абонента]", "100200302", "10.11.2026", "1500,00")
    await stage.camera.takes(anna.person.id, size=PHONE)
    await stage.plays(anna, "[Подтвердить]")
    await stage.camera.takes(anna.person.id, size=PHONE)


async def reading(stage: Stage) -> None:
    """The question about the second scale, the sum of both, and the receipt."""
    anna = stage.anna
    await stage.plays(anna, "[Передать показания]", "8364")
    await stage.camera.takes(anna.person.id, size=PHONE)
    await stage.plays(anna, "3967")
    await stage.camera.takes(anna.person.id, size=PHONE)
    await stage.plays(anna, "[Подтвердить]")
    await stage.camera.takes(anna.person.id, size=PHONE)


async def account(stage: Stage) -> None:
    """Several numbers, what is owed for one, and what is overpaid for another."""
    vera = stage.vera
    await stage.town.settle(vera, "vera-1961", DEBT, OVERPAID, THREE_RATES, LONG_ADDRESS, NO_METERS)
    await stage.plays(vera, "[Электроэнергия]")
    await stage.camera.takes(vera.person.id, size=NARROW)
    await stage.shows(vera, "card", DEBT)
    await stage.shows(vera, "card", OVERPAID)


async def meters(stage: Stage) -> None:
    """Three rates, a long address, a number without meters, and an account without a number."""
    for number in (THREE_RATES, LONG_ADDRESS, NO_METERS):
        await stage.shows(stage.vera, "card", number)
    await stage.town.settle(stage.galina, "galina-1948")
    await stage.plays(stage.galina, "[Электроэнергия]")
    await stage.camera.takes(stage.galina.person.id, size=NARROW)


async def bills(stage: Stage) -> None:
    """Bills by month, one line by line, and why it is higher."""
    galina = stage.galina
    await stage.town.give_number(galina, RANGES)
    await stage.shows(galina, "bills", RANGES, LONG)
    await stage.plays(galina, f"[{galina.screen.button_labels[0][0]}]")
    await stage.camera.takes(galina.person.id, size=LONG)
    await stage.plays(galina, "[Почему больше?]")
    await stage.camera.takes(galina.person.id, size=LONG)


async def home(stage: Stage) -> None:
    """What is known of meters and home, and what is paid for a kWh."""
    await stage.shows(stage.vera, "passport", THREE_RATES, LONG)
    await stage.shows(stage.vera, "passport", NO_METERS, LONG)
    await stage.shows(stage.galina, "tariffs", RANGES, LONG)


async def history(stage: Stage) -> None:
    """Values with their sources by month, and the chart of a year, light and dark."""
    vera = stage.vera
    await stage.shows(vera, "history", THREE_RATES, LONG)
    await stage.plays(vera, "[График]")
    await stage.camera.takes(vera.person.id, size=LONG)
    await stage.plays(vera, "[Тёмная]")
    await stage.camera.takes(vera.person.id, size=LONG)


async def payment(stage: Stage) -> None:
    """How to pay, the code for it, and what is said of a code that pays somebody else."""
    town, vera = stage.town, stage.vera
    await town.restart(**PAYEE_SETTINGS)
    await stage.shows(vera, "pay", DEBT, LONG)
    await stage.plays(vera, f"[{vera.screen.button_labels[0][0]}]")
    await stage.camera.takes(vera.person.id, size=LONG)
    await vera.forge(NumberButton(action="pay", number=DEBT).pack())
    stranger = replace(PAYEE, name="ООО «Три кита»", inn="9900002021")
    code = PaymentOrder(stranger, 834730, DEBT, "Оплата электроэнергии").compose().decode()
    await stage.plays(vera, "[Проверить QR]", code)
    await stage.camera.takes(vera.person.id, size=LONG)
    await town.restart(**dict.fromkeys(PAYEE_SETTINGS, ""))


async def sign_in(stage: Stage) -> None:
    """What is heard of a new device, and the list of devices."""
    town, vera = stage.town, stage.vera
    await town.sign_in(town.guest("Вера с планшета"), "vera-1961")
    await stage.camera.takes(vera.person.id, size=NARROW)
    await stage.plays(vera, "[Профиль]", "[Мои устройства]")
    await stage.camera.takes(vera.person.id, size=NARROW)


async def asked_bill(stage: Stage) -> None:
    """A question about a bill, and what operators read of it."""
    town, galina = stage.town, stage.galina
    await stage.plays(galina, "[Электроэнергия]", "[Счета]")
    await stage.plays(galina, f"[{galina.screen.button_labels[0][0]}]", "[Спросить об этом счёте]")
    await stage.plays(galina, "Почему так много? Меня весь месяц не было дома.")
    await stage.camera.takes(galina.person.id, town.group.id, size=TALL)
    await town.olga.reply(town.alert, "Посмотрим показания и ответим сегодня до вечера.")


async def review(stage: Stage) -> None:
    """A reading far above the usual ones, its chart, and the photo that an operator asked for."""
    town, boris = stage.town, stage.boris
    await settles_with_a_history(stage)
    await stage.plays(boris, "[Передать показания]", "16080", "[Подтвердить]", "[Подтвердить]")
    await town.oleg.press("Взять в работу")
    await town.oleg.press("Запросить фото")
    await stage.plays(boris, "[Отправить фото]")
    await boris.town.pass_time(minutes=2)
    await send_photo(boris, meter("016080"))
    await stage.camera.takes(boris.person.id, town.group.id, size=TALL)


async def question(stage: Stage) -> None:
    """A question, its answer, and what the resident asks besides."""
    town, anna = stage.town, stage.anna
    await town.oleg.press("Принять")
    await town.pass_time(minutes=7)
    await stage.plays(anna, "[Задать вопрос]", "Почему в счёте пени? Я плачу вовремя.")
    await town.pass_time(minutes=3)
    await town.olga.reply(
        town.alert, "Платёж от 10 ноября пришёл после выставления счёта. Пени пересчитаем в марте."
    )
    await stage.plays(anna, "[Ответить]", "Спасибо! А в кабинете это будет видно?")
    await stage.camera.takes(anna.person.id, town.group.id, size=TALL)


async def desk(stage: Stage) -> None:
    """Two residents and the group side by side, as a wide page shows them."""
    town = stage.town
    await stage.camera.takes(stage.anna.person.id, stage.boris.person.id, town.group.id, size=TALL)


async def notice(stage: Stage) -> None:
    """A notice before it is sent: whom it would reach."""
    town = stage.town
    await town.oleg.send("/notice")
    await town.oleg.reply(town.group.last, NOTICE)
    await town.oleg.press("Плановое отключение")
    await town.oleg.reply(town.group.last, "25.02 10:00-14:00")
    await town.oleg.press("Улица или дом")
    await town.oleg.reply(town.group.last, "на Яблоневой улице, 1")
    await stage.camera.takes(town.group.id, size=TALL)
    await town.oleg.press("Отправить")


async def exchange(stage: Stage) -> None:
    """Readings leave for billing, and the resident hears of it."""
    town = stage.town
    await town.pass_time(minutes=5)
    await town.oleg.send("/export")
    await town.oleg.press("Выгрузить")
    await stage.camera.takes(stage.boris.person.id, town.group.id, size=TALL)


async def stats(stage: Stage) -> None:
    """The figures of the day."""
    await stage.town.olga.send("/stats")
    await stage.camera.takes(stage.town.group.id, size=TALL)


async def ban(stage: Stage) -> None:
    """Operators close the bot to somebody who floods them, and what that resident reads."""
    town = stage.town
    viktor = town.guest("Виктор")
    await town.settle(viktor, "viktor-88", "100200305")
    await stage.plays(viktor, "[Задать вопрос]", "Продам зимнюю резину, недорого!!!")
    await town.oleg.reply(town.alert, "/ban")
    await stage.camera.takes(town.group.id, size=NARROW)
    await town.oleg.press("Только учётную запись")
    await town.oleg.press("реклама или много пустых сообщений")
    await stage.plays(viktor, "Электроэнергия")
    await stage.camera.takes(viktor.person.id, town.group.id, size=NARROW)


SCENES: Mapping[str, Callable[[Stage], Awaitable[None]]] = {
    "registration.png": registration,
    "card.png": card,
    "reading.png": reading,
    "account.png": account,
    "account-meters.png": meters,
    "account-bills.png": bills,
    "account-home.png": home,
    "account-history.png": history,
    "account-payment.png": payment,
    "account-devices.png": sign_in,
    "account-recovery.png": recovery,
    "account-claim.png": claim,
    "operators-letting-in.png": letting_in,
    "account-deletion.png": deletion,
    "account-numbers.png": adding_many,
    "account-batch.png": batch,
    "operators-outage.png": outage,
    "account-notice.png": outage_notice,
    "account-question.png": expected_answer,
    "operators-bill.png": asked_bill,
    "account-reminder.png": reminder,
    "operators-review.png": review,
    "operators-question.png": question,
    "operators-desk.png": desk,
    "operators-notice.png": notice,
    "operators-exchange.png": exchange,
    "operators-stats.png": stats,
    "operators-ban.png": ban,
}
"""The pictures in `docs/screenshots`, in the order in which they are taken."""


async def settles_with_a_history(stage: Stage) -> None:
    """Let Boris have sent readings for three months, so that there is something to compare with."""
    town, boris = stage.town, stage.boris
    await town.settle(boris, "boris-1", "100200301")
    for value in ("12680", "12880", "13080"):
        await boris.plays("[Передать показания]", value, "[Подтвердить]")
        await town.pass_time(days=30)


async def send_photo(resident: Resident, content: bytes) -> None:
    """Let somebody send a picture that is worth looking at."""
    await resident.at_once(resident.person.send_photo(content))


def meter(digits: str) -> bytes:
    """Draw what a resident would photograph."""
    picture = Image.new("RGB", (640, 420), (214, 208, 198))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((60, 40, 580, 380), 20, (243, 240, 233), (120, 120, 120), 4)
    draw.rectangle((120, 100, 520, 210), (28, 30, 26))
    draw.text((320, 155), digits, (215, 240, 205), ImageFont.load_default(88), "mm")
    draw.text((120, 260), "T1     kW·h", (50, 50, 50), ImageFont.load_default(30), "lm")
    draw.text((120, 325), "No 09348817", (50, 50, 50), ImageFont.load_default(36), "lm")
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()
