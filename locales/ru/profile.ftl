### The profile and the language.

profile-title = <b>Профиль</b>
    { "" }
profile-login = Логин: <b>{ $login }</b>
profile-email = Эл. почта: { $email }
profile-email-unconfirmed = ⚠️ Адрес не подтверждён
profile-email-pending = Новый адрес ждёт подтверждения: { $email }
profile-phone = Телефон: { $phone }
profile-no-phone = Телефон: не указан
profile-notices-on = Уведомления об электроснабжении: включены
profile-notices-off = Уведомления об электроснабжении: выключены
profile-numbers = Абонентских номеров: { NUMBER($count) }

profile-phone-button = Изменить телефон
profile-email-button = Изменить эл. почту
profile-password-button = Сменить пароль
profile-notices-on-button = Уведомления: включены
profile-notices-off-button = Уведомления: выключены
profile-language-button = Язык
profile-my-data-button = Мои данные
profile-sign-out-button = Выйти

password-confirm-ask =
    <b>Подтвердите, что это Вы</b>

    Напишите пароль, с которым Вы входите в личный кабинет. Сообщение с ним я сразу удалю.

profile-phone-ask =
    <b>Телефон</b>

    Напишите номер телефона, например: <code>8 921 123-45-67</code>. Или нажмите «{ phone-share-button }» внизу экрана.
phone-remove-button = Удалить телефон
profile-phone-done = Телефон сохранён: { $phone }. Теперь мы сможем сообщать Вам об отключениях электричества.
profile-phone-removed = Телефон удалён.

profile-email-ask =
    <b>Новый адрес эл. почты</b>

    Напишите новый адрес. Пока Вы его не подтвердите, действует прежний.
profile-email-done =
    На { $email } отправлено письмо. Откройте его и нажмите «{ letter-confirm-email-button }». Если не получается, нажмите здесь «{ email-code-button }» и напишите шесть цифр из письма.

    До подтверждения действует прежний адрес.
profile-email-kept = Это Ваш прежний адрес. Он и остаётся, подтверждать ничего не нужно.

password-old-ask =
    <b>Смена пароля</b>

    Напишите пароль, который действует сейчас. Сообщение с ним я сразу удалю.
password-new-ask =
    <b>Новый пароль</b>

    Придумайте новый пароль: не короче 8 знаков. Сообщение с ним я сразу удалю, поэтому запишите пароль у себя.
password-repeat-ask =
    <b>Новый пароль ещё раз</b>

    Напишите новый пароль ещё раз: так мы проверим, что в нём нет опечатки.
password-done = Пароль изменён. На других устройствах, где был открыт Ваш личный кабинет, нужно войти заново.

notices-are-on =
    <b>Уведомления об электроснабжении</b>

    Сейчас они включены: если у Вас будут отключать электричество, мы напишем Вам сюда.
notices-are-off =
    <b>Уведомления об электроснабжении</b>

    Сейчас они выключены: об отключениях мы Вам не пишем.
notices-need-phone = Чтобы они приходили, укажите телефон: кнопка «{ profile-phone-button }» в разделе «{ menu-profile-button }».
notices-need-email = Чтобы они приходили, подтвердите адрес почты: кнопка «{ email-code-button }» в разделе «{ menu-profile-button }».
notices-mute-button = Выключить уведомления
notices-hear-button = Вернуть уведомления
notices-back-button = Назад в профиль

language-ask = На каком языке Вам отвечать? · Which language do you prefer?
language-done = Хорошо, говорим по-русски.

## The file with all that is kept about a resident

my-data-text = В этом файле всё, что личный кабинет о Вас хранит. Нажмите на файл, чтобы прочитать его. Пароля в нём нет: мы храним его так, что узнать его никто не может.
my-data-title = Мои данные
my-data-made = Всё, что личный кабинет электроснабжения хранит о Вас: { $at }. Пароля здесь нет: его не знаем и мы. Деньги указаны в рублях, показания – в кВт·ч.
my-data-is-nothing = нет
my-data-is-so = да
my-data-is-not-so = нет

my-data-account = Учётная запись
my-data-consents = Данные Вами согласия
my-data-sessions = Где открыт личный кабинет
my-data-letters = Письма для подтверждения почты
my-data-numbers = Абонентские номера
my-data-readings = Переданные Вами показания
my-data-meter-changes = Сообщения о замене счётчика
my-data-talks = Вопросы и ответы
my-data-notices = Полученные уведомления об электроснабжении

my-data-login = Логин
my-data-email = Эл. почта
my-data-email-confirmed-at = Почта подтверждена
my-data-pending-email = Новый адрес, ждёт подтверждения
my-data-phone = Телефон
my-data-language = Язык
my-data-wants-notices = Уведомления об электроснабжении включены
my-data-registered-at = Дата регистрации
my-data-document = Документ
my-data-version = Редакция
my-data-given-at = Согласие дано
my-data-chat = Номер чата в Телеграме
my-data-signed-in-at = Вход выполнен
my-data-sent-at = Письмо отправлено
my-data-used-at = Адрес подтверждён
my-data-number = Абонентский номер
my-data-name = Ваше название
my-data-added-at = Номер добавлен
my-data-address = Адрес
my-data-to-pay = К оплате (со знаком «−»: переплата)
my-data-balance = Из них электроэнергия
my-data-penalty = Пени
my-data-closed = Больше не действует
my-data-area = Площадь, м²
my-data-residents = Сколько человек живёт
my-data-stove = Плита
my-data-category = Группа потребителей, от неё зависит цена
my-data-bill-delivery = Как приходит счёт
my-data-meters = Счётчики
my-data-known-values = Показания прошлых месяцев
my-data-payments = Платежи
my-data-bills = Счета
my-data-serial = Заводской номер счётчика
my-data-model = Модель
my-data-automatic = Передаёт показания сам
my-data-installed-on = Установлен
my-data-verify-by = Поверка до
my-data-read-on = Дата
my-data-told-by = Откуда
my-data-paid-on = Дата платежа
my-data-amount = Сумма
my-data-source = Где оплачено
my-data-month = Месяц
my-data-charged = Начислено
my-data-recalculated = Перерасчёт
my-data-paid = Оплачено
my-data-due = К оплате
my-data-opening-balance = Долг на начало месяца (со знаком «−»: переплата)
my-data-due-on = Оплатить до
my-data-lines = Из чего состоит счёт
my-data-basis = Как посчитано
my-data-consumption = Расход, кВт·ч
my-data-from-kwh = Цена действует, если расход за месяц больше, кВт·ч
my-data-price = Цена за кВт·ч
my-data-note = Пояснение
my-data-entered-at = Передано
my-data-values = Показания
my-data-scale = Шкала
my-data-value = Показание
my-data-previous = Прошлое показание
my-data-receipt = Номер квитанции
my-data-status = Состояние
my-data-reason = Причина отказа
my-data-replaced-by = Заменено показанием с квитанцией
my-data-billed-month = Учтено в счёте за
my-data-old-serial = Заводской номер старого счётчика
my-data-new-serial = Заводской номер нового счётчика
my-data-reported-at = Сообщено
my-data-change-status = Состояние
my-data-ordinal = Шкала №
my-data-closing = Последнее показание старого
my-data-opening = Первое показание нового
my-data-said-at = Когда
my-data-author = Кто пишет
my-data-text-of = Текст
my-data-file = Файл
my-data-withdrawn-at = Отозвано
my-data-told-at = Когда

my-data-document-agreement = Лицензионное соглашение
my-data-document-personal-data = Согласие на обработку персональных данных
my-data-author-resident = Вы
my-data-payment-booked = зачислен
my-data-payment-pending = ещё не зачислен
my-data-payment-reversed = отменён
my-data-basis-reading = по показаниям
my-data-basis-average = по среднему расходу
my-data-basis-norm = по нормативу
my-data-basis-recalculation = перерасчёт
my-data-basis-penalty = пени
my-data-basis-other = прочее
my-data-told-by-resident = от жителя
my-data-told-by-operator = от оператора
my-data-told-by-inspector = от инспектора
my-data-told-by-calculated = расчётное, прибор не смотрели
my-data-stove-electric = электрическая
my-data-stove-gas = газовая
my-data-delivery-paper = на бумаге
my-data-delivery-electronic = в электронном виде
my-data-delivery-both = на бумаге и в электронном виде
my-data-author-operator = оператор
my-data-file-photo = фотография
my-data-file-document = документ
my-data-file-video = видео
my-data-file-audio = звукозапись
my-data-file-voice = голосовое сообщение
my-data-change-review = на проверке у оператора
my-data-change-accepted = принято
my-data-change-rejected = отклонено
my-data-change-exported = передано в расчёт
