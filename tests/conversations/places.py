"""A way to every state of every conversation, for the tests that look at all of them."""

from __future__ import annotations

import re

from handlers.residents.adding_many import AddManyForm
from handlers.residents.batch import BatchForm
from handlers.residents.claims import ClaimForm
from handlers.residents.code_check import CodeCheckForm
from handlers.residents.deletion import DeletionForm
from handlers.residents.email_confirmation import EmailCodeForm
from handlers.residents.holders import EndHoldsForm
from handlers.residents.meter_change import MeterChangeForm
from handlers.residents.number_search import NumberSearchForm
from handlers.residents.paying import PayForm
from handlers.residents.profile import EmailForm, PasswordForm, PhoneForm
from handlers.residents.protection import ProtectionForm
from handlers.residents.questions import QuestionForm
from handlers.residents.readings import ReadingForm
from handlers.residents.readmission import ReadmissionForm
from handlers.residents.recovery import RecoveryForm
from handlers.residents.registration import RegistrationForm
from handlers.residents.sign_in import SignInForm
from handlers.residents.subscribers import AddNumberForm, RemoveForm, RenameForm
from handlers.residents.threads import ThreadForm
from handlers.residents.vacancies import VacancyForm
from tests.conversations.harness import PASSWORD, PAYEE_SETTINGS, Resident, Town

GUEST, REGISTERED, HOLDER = "guest", "registered", "holder"
NEW_DEVICE = "holder with a new device"
SHARES = "holder of a number that somebody proved before"
ANSWERED, PHOTO_ASKED = "holder with an answer", "holder who is asked for a photo"
FORGETFUL = "guest who has an account"
OF_MANY = "holder of more numbers than fit a page"
PAYER = "holder who can pay by a code"
NUMBERS = ("100200308", "100200324", "100200304")
"""Near its rollover; easy to enter the wrong way round; two meters."""
MORE_NUMBERS = tuple(f"10020030{last}" for last in (1, 2, 3, 5, 6, 7))
"""With them the list of numbers has two pages."""
REGISTRATION = (
    "/start",
    "[Регистрация]",
    "anna",
    PASSWORD,
    PASSWORD,
    "anna@pochta.example",
    "[Пропустить]",
    "[Согласен]",
    "[Согласен]",
)
ADDING = ("[Электроэнергия]", "[Добавить абонента]", "100200301", "12.11.2026", "1234,56")
BY_LIST = ("[Добавить списком]", "100200301 12.11.2026 1234,56", "[Добавить номера]")
QUESTIONS = tuple(deed for question in ("1?", "2?", "3?", "4?") for deed in ("[Задать вопрос]", question))
READING = ("[Передать показания]", "[№ 100200308]")
LIST = (READING[0], "[Передать по всем номерам]")
PROFILE = ("[Профиль]",)
DELETING = (*PROFILE, "[Мои данные]", "[Удалить учётную запись]", "[Продолжить]")
CARD = ("[Электроэнергия]", "[Яблоневая, 9, кв. 3 · № 100200308]")

LETTER = "#letter"
"""The code of the newest letter is typed."""
FORGOTTEN = ("/start", "[Войти]", "anna", "[Забыли пароль?]", LETTER, "three green apples")

CLAIMING = (*FORGOTTEN[:4], "[Нет доступа к почте]", "100200301", "12.11.2026", "1234,56")
ASKING_OPERATORS = ("/start", "[Войти]", "[Забыли логин или пароль?]", "[Попросить оператора]", "anna")

CHANGE = (*READING, "50", "[Счётчик заменили]", "[Не знаю]", "55501", "0", "[Пропустить]")

_R, _A, _M, _C = RegistrationForm, AddNumberForm, ReadingForm, MeterChangeForm
WAYS: dict[str, tuple[str, tuple[str, ...]]] = {
    state.name: (who, deeds)
    for state, who, deeds in (
        *(
            (state, GUEST, REGISTRATION[:count])
            for count, state in enumerate(
                (
                    _R.login,
                    _R.password,
                    _R.repeat,
                    _R.email,
                    _R.phone,
                    _R.agreement,
                    _R.personal_data,
                    _R.captcha,
                ),
                start=2,
            )
        ),
        (SignInForm.login, GUEST, ("/start", "[Войти]")),
        (SignInForm.password, GUEST, ("/start", "[Войти]", "anna")),
        (SignInForm.code, NEW_DEVICE, ("/start", "[Войти]", "anna", PASSWORD)),
        (RecoveryForm.name, GUEST, ("/start", "[Войти]", "[Забыли логин или пароль?]")),
        *(
            (state, GUEST, ASKING_OPERATORS[:count])
            for count, state in enumerate((ReadmissionForm.login, ReadmissionForm.words), start=4)
        ),
        (RecoveryForm.code, FORGETFUL, FORGOTTEN[:4]),
        (RecoveryForm.new, FORGETFUL, FORGOTTEN[:5]),
        (RecoveryForm.repeat, FORGETFUL, FORGOTTEN),
        (
            ClaimForm.login,
            GUEST,
            ("/start", "[Войти]", "[Забыли логин или пароль?]", "[Нет доступа к почте]"),
        ),
        *(
            (state, FORGETFUL, CLAIMING[:count])
            for count, state in enumerate(
                (ClaimForm.number, ClaimForm.paid_on, ClaimForm.amount, ClaimForm.confirm), start=5
            )
        ),
        (EmailCodeForm.code, REGISTERED, (*PROFILE, "[Ввести код]")),
        (PhoneForm.password, HOLDER, (*PROFILE, "[Изменить телефон]")),
        (PhoneForm.phone, HOLDER, (*PROFILE, "[Изменить телефон]", PASSWORD)),
        (EmailForm.password, HOLDER, (*PROFILE, "[Изменить эл. почту]")),
        (EmailForm.email, HOLDER, (*PROFILE, "[Изменить эл. почту]", PASSWORD)),
        (ProtectionForm.password, HOLDER, (*PROFILE, "[Защита входа]", "[Выключить]")),
        (ProtectionForm.code, HOLDER, (*PROFILE, "[Защита входа]", "[Коды из программы]", PASSWORD)),
        (DeletionForm.password, HOLDER, DELETING),
        (DeletionForm.confirm, HOLDER, (*DELETING, PASSWORD)),
        (PasswordForm.old, HOLDER, (*PROFILE, "[Сменить пароль]")),
        (PasswordForm.new, HOLDER, (*PROFILE, "[Сменить пароль]", PASSWORD)),
        (PasswordForm.repeat, HOLDER, (*PROFILE, "[Сменить пароль]", PASSWORD, "three green apples")),
        *(
            (state, HOLDER, ADDING[:count])
            for count, state in enumerate((_A.number, _A.paid_on, _A.amount, _A.confirm), start=2)
        ),
        *(
            (state, HOLDER, (*ADDING[:2], *BY_LIST[:count]))
            for count, state in enumerate((AddManyForm.rows, AddManyForm.check, AddManyForm.results), start=1)
        ),
        (NumberSearchForm.words, OF_MANY, ("[Электроэнергия]", "[Найти]")),
        (RenameForm.name, HOLDER, (*CARD, "[Ещё]", "[Переименовать]")),
        (EndHoldsForm.confirm, SHARES, (*CARD, "[Ещё]", "[Кто ещё видит]", "[Отключить прежних]")),
        (VacancyForm.last_day, HOLDER, (*CARD, "[Ещё]", "[Квартира пустует]")),
        (VacancyForm.confirm, HOLDER, (*CARD, "[Ещё]", "[Квартира пустует]", "[1 мес.]")),
        (PayForm.amount, PAYER, (*CARD, "[Оплатить]", "[Другая сумма]")),
        (CodeCheckForm.code, HOLDER, (*CARD, "[Оплатить]", "[Проверить QR]")),
        (RemoveForm.confirm, HOLDER, (*CARD, "[Ещё]", "[Удалить]")),
        (_M.number, HOLDER, READING[:1]),
        (_M.meter, HOLDER, (READING[0], "[№ 100200304]")),
        (_M.value, HOLDER, READING),
        (_M.whole, HOLDER, (*READING, "99900,5")),
        (_M.lower, HOLDER, (*READING, "50")),
        (_M.swap, HOLDER, (READING[0], "[№ 100200324]", "7500 18400")),
        (_M.far_above, HOLDER, (READING[0], "[№ 100200324]", "28250 7500")),
        (_M.photo, HOLDER, (*READING, "50", "[На счётчике действительно столько]")),
        (_M.confirm, HOLDER, (*READING, "99900")),
        (
            _M.confirm_photo,
            HOLDER,
            (*READING, "50", "[На счётчике действительно столько]", "[Пропустить]"),
        ),
        (BatchForm.rows, HOLDER, LIST),
        (BatchForm.review, HOLDER, (*LIST, "100200308 99900")),
        (BatchForm.fix, HOLDER, (*LIST, "100200308 50", "[Исправить (1)]")),
        *(
            (state, HOLDER, CHANGE[:count])
            for count, state in enumerate((_C.closing, _C.serial, _C.opening, _C.act, _C.summary), start=4)
        ),
        (_C.whole, HOLDER, (*CHANGE[:4], "99900,5")),
        (QuestionForm.text, HOLDER, ("[Задать вопрос]",)),
        (QuestionForm.add, HOLDER, QUESTIONS),
        (ThreadForm.words, ANSWERED, ("[Ответить]",)),
        (ThreadForm.photo, PHOTO_ASKED, ("[Отправить фото]",)),
    )
}
"""By state: who can get there, and what they do."""


async def somebody(town: Town, who: str) -> Resident:
    """Let somebody live here who can go a way of :data:`WAYS`."""
    if who == GUEST:
        return town.guest()
    if who == FORGETFUL:
        await town.confirmed("Анна на даче")
        return town.guest()
    if who == REGISTERED:
        return await town.registered()
    if who == NEW_DEVICE:
        await town.confirmed()
        return town.guest("Анна дома")
    if who == PAYER:
        await town.restart(**PAYEE_SETTINGS)
    resident = await town.holder(*NUMBERS, *(MORE_NUMBERS if who == OF_MANY else ()))
    if who == SHARES:
        await town.holder(*NUMBERS, name="Борис", login="boris")
        await town.change("UPDATE holdings SET paid_on = '2026-01-01' WHERE account_id = 2")
    if who == ANSWERED:
        await resident.plays("[Задать вопрос]", "Когда будет счёт?")
        await town.oleg.reply(town.alert, "Завтра")
    elif who == PHOTO_ASKED:
        await resident.plays(*READING[:1], "[№ 100200324]", "28250 7500", "[Подтвердить]", "[Подтвердить]")
        await town.oleg.press("Запросить фото")
    return resident


async def go_to(town: Town, state: str) -> Resident:
    """Bring somebody to a state."""
    who, deeds = WAYS[state]
    resident = await somebody(town, who)
    for deed in deeds:
        await resident.plays(_newest_code(town) if deed == LETTER else deed)
    assert await town.state_of(resident) == state, resident
    return resident


def _newest_code(town: Town) -> str:
    found = re.search(r"^[0-9]{4} [0-9]{4}$", town.letters[-1].text, re.MULTILINE)
    assert found is not None
    return found[0]


async def check_way_out(town: Town, resident: Resident) -> None:
    """See that what the resident looks at leads on and out: nobody is ever stranded."""
    if await town.state_of(resident) is None:
        assert "Помощь" in resident.keys, resident
    else:
        assert {"Назад", "Отмена"} <= {*resident.buttons, *resident.keys}, resident
