### Who may use the bot: bans, and registration without the digits of the captcha.

access-closed =
    ⛔️ <b>Личный кабинет для Вас закрыт</b>

    Так решил оператор. Причина: { $reason }
access-closed-means = Передавать показания, добавлять номера и писать операторам здесь сейчас нельзя. На подачу электричества это не влияет.
access-left =
    Уведомления об отключениях приходят, как прежде.
    Получить свои данные: «{ menu-profile-button }», затем «{ profile-my-data-button }».
    Там же кнопка «{ profile-devices-button }» покажет, где открыт Ваш личный кабинет.
access-left-guest = Войти и зарегистрироваться здесь тоже нельзя.
access-call =
    Думаете, что это ошибка? Позвоните: { $phone }. Там же можно передать показания и спросить о счёте.
    Авария или опасность: { $emergency }.
access-call-short = Думаете, что это ошибка? Позвоните: { $phone }. Что Вам остаётся, покажет «{ menu-help-button }».
access-no-new-password = Пока личный кабинет закрыт оператором, сменить пароль здесь нельзя. Позвоните нам: { $phone }.
access-opened =
    ✅ <b>Личный кабинет для Вас снова открыт</b>

    Всё работает, как прежде. Нажмите нужную кнопку внизу экрана.
access-form-ended = То, что Вы сейчас вводили, никуда не отправлено.

ban-reason-rudeness = грубые сообщения
ban-reason-spam = реклама или много пустых сообщений
ban-reason-false-readings = неверные показания нарочно
ban-reason-foreign-numbers = попытки открыть чужие номера
lift-reason-mistake = закрыли по ошибке
lift-reason-settled = вопрос решён

my-data-bans = Закрыт ли доступ к личному кабинету
my-data-banned-at = Доступ закрыт
my-data-banned-because = Причина

captcha-stuck-button = Не получается
waiver-waits =
    <b>Шаг 8 из 8. Ждём оператора</b>

    Мы попросили оператора пропустить Вас без цифр. Ответ придёт сюда. Всё, что Вы уже ввели, сохранится.

    Ничего делать не нужно. Если захотите попробовать ещё раз, нажмите «{ waiver-digits-button }».
waiver-digits-button = Попробовать с цифрами
waiver-granted-ask =
    <b>Шаг 8 из 8. Цифры не нужны</b>

    Оператор пропустил Вас. Осталось нажать «{ waiver-finish-button }».
waiver-finish-button = Завершить регистрацию
waiver-granted = ✅ Оператор пропустил Вас: цифры писать не нужно. Нажмите «{ waiver-go-on-button }».
waiver-go-on-button = Продолжить регистрацию
waiver-refused = Оператор не смог пропустить Вас без цифр. Позвоните нам, поможем: { $phone }. Чтобы попробовать ещё раз, нажмите «{ waiver-go-on-button }».
error-waiver-gone = Разрешение оператора больше не действует. Напишите, пожалуйста, цифры с картинки или попросите оператора ещё раз.

## Operators

operator-command-ban = закрыть личный кабинет учётной записи или чату
operator-command-unban = открыть личный кабинет снова
operator-command-bans = для кого личный кабинет закрыт

ban-button = Закрыть доступ
lift-button = Открыть доступ
ban-whom-ask = { $name }, для кого закрыть личный кабинет? Ответьте на это сообщение: логин, эл. почта, телефон или абонентский номер. Чат: <code>чат 123456789</code>, его номер покажет /find.

    Прервать: /cancel
lift-whom-ask = { $name }, для кого снова открыть личный кабинет? Ответьте на это сообщение: логин, эл. почта, телефон или абонентский номер. Чат: <code>чат 123456789</code>. Список: /bans

    Прервать: /cancel
ban-whom-placeholder = anna-57 или чат 123456789
ban-which-ask = { $name }, кто именно?
ban-chat = чат { $chat }
ban-chat-named = чат { $chat }, { $name }
ban-scope-ask = { $name }, закрыть только учётную запись <b>{ $whom }</b> или и её чаты? В чате, который не закрыт, можно зарегистрироваться заново.
ban-scope-account-button = Только учётную запись
ban-scope-all-button = Учётную запись и чаты: { NUMBER($count) }
ban-chat-line = • { $name }, чат { $chat }
ban-chat-nameless = имя неизвестно
ban-chat-operator = , <b>оператор</b>
ban-why-ask = { $name }, почему закрыть доступ: <b>{ $whom }</b>? Выберите причину или ответьте на это сообщение своими словами. Абонент её прочтёт.
lift-why-ask = { $name }, почему открыть доступ: <b>{ $whom }</b>? Выберите причину или ответьте на это сообщение своими словами. Она останется в журнале.
ban-sure-ask = ⚠️ { $name }, <b>{ $whom }</b> – это оператор: { $people }. Всё равно закрыть? В этой группе оператор сможет работать, как прежде.
ban-sure-button = Всё равно закрыть
ban-left = Ничего не изменилось.
ban-done = ⛔️ <b>{ $whom }</b>: личный кабинет закрыт, { $by }.
    Причина: { $reason }
    Сообщаем в чаты: { NUMBER($count) }. Открыть снова: /unban
lift-done = ✅ <b>{ $whom }</b>: личный кабинет снова открыт, { $by }.
    Причина: { $reason }
    Сообщаем в чаты: { NUMBER($count) }.
bans-none = Личный кабинет ни для кого не закрыт.
bans-title = <b>Личный кабинет закрыт: { NUMBER($count) }</b>, страница { NUMBER($page) } из { NUMBER($pages) }
bans-line = { $number }. <b>{ $whom }</b>, с { $since }, { $by }
    { $reason }
bans-count = Закрыто: { NUMBER($count) }
bans-lift-button = Открыть: { $whom }
bans-back-button = ◀️
bans-forth-button = ▶️

error-ban-nobody = Никого не нашлось. Проверьте, нет ли опечатки. Чат пишите так: <code>чат 123456789</code>.
error-already-banned = Личный кабинет уже закрыт, это сделал оператор { $by }.
error-not-banned = Личный кабинет и так открыт.
error-ban-reason-empty = Напишите причину хотя бы одним словом.
error-ban-reason-too-long = Причина слишком длинная: можно не больше { NUMBER($most) } знаков.

find-banned = ⛔️ Доступ закрыт { $since }, { $by }: { $reason }
find-sessions = <b>Где выполнен вход</b>
find-session-since = , с { $since }
find-session-banned = , ⛔️ закрыт

alert-captcha-unreadable = 🙋 <b>Не получается прочесть цифры</b>
    Кто: { $person }, чат { $chat }
    Логин, который выбирает: { $login }

    Человек регистрируется и не может ни увидеть, ни услышать цифры. «{ alert-let-through-button }» – он зарегистрируется без них.
alert-name-captcha-unreadable = 🙋 не прочесть цифры, { $person }
alert-short-captcha-unreadable = не прочесть цифры
alert-burst-captcha-unreadable = Не получается прочесть цифры, ещё { NUMBER($count) }
alert-let-through-button = Пропустить
alert-turn-away-button = Отклонить
alert-let-through-hint = Пропущен, человек узнает об этом
alert-turned-away-hint = Отклонено, человек узнает об этом
alert-outcome-waiver-granted = ✅ Пропущен без цифр: { $by }
alert-outcome-waiver-refused = ❌ Отклонено: { $by }
alert-outcome-registered = ✅ Человек зарегистрировался
