"""What residents and operators do at the page, for more than one test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.conversations.harness import PASSWORD, Resident, Town, digits_in

if TYPE_CHECKING:
    from tests.browser.window import Panel, Window

EMAIL = "anna@pochta.example"
NUMBER, PAID_ON, PAID = "100200302", "10.11.2026", "1500,00"


async def registers(window: Window, anna: Panel, resident: Resident) -> None:
    """Answer the eight questions of the registration, and the digits of the picture."""
    await window.turns_to("Анна")
    await anna.presses("СТАРТ")
    await anna.sees("Если Вы у нас впервые")
    await anna.presses("Регистрация")
    for step, answer in enumerate(("anna-1957", PASSWORD, PASSWORD, EMAIL), start=1):
        await anna.sees(f"Шаг {step} из 8")
        await anna.writes(answer)
    for step, label in ((5, "Пропустить"), (6, "Согласен"), (7, "Согласен")):
        await anna.sees(f"Шаг {step} из 8")
        await anna.presses(label)
    await anna.sees("Шаг 8 из 8")
    await anna.writes(digits_in(resident.chat.last))
    await anna.sees("Письмо отправлено")


async def confirms_address(window: Window, town: Town, anna: Panel) -> None:
    """Open the letter, press its button, and come back to the chat."""
    await town.settled()
    await window.turns_to("Почта")
    letter = await window.mailbox.opens_letter("Подтвер")
    await letter.get_by_role("link", name="Подтвердить адрес").click()
    await window.chooses("Анна")
    await window.turns_to("Анна")
    await anna.sees("подтвержд")


async def adds_number(anna: Panel) -> None:
    """Prove a number by its last payment."""
    await anna.presses("Электроэнергия")
    await anna.sees("номер")
    await anna.presses("Добавить абонента")
    for step, answer in enumerate((NUMBER, PAID_ON, PAID), start=1):
        await anna.sees(f"Шаг {step} из 3")
        await anna.writes(answer)
    await anna.sees("Проверьте, пожалуйста")
    await anna.presses("Подтвердить")
    await anna.sees(f"Абонент № {NUMBER}")


async def sends_reading(anna: Panel, values: str = "8400 3990") -> None:
    """Send a reading of day and night at once, and confirm it."""
    await anna.presses("Передать показания")
    await anna.sees("какое показание")
    await anna.writes(values)
    await anna.sees("Всё верно?")
    await anna.presses("Подтвердить")
