### The profile and the language.

profile-title = <b>Профиль</b>
    { "" }
profile-login = Логин: <b>{ $login }</b>
profile-email = Эл. почта: { $email }
profile-email-unconfirmed = ⚠️ Адрес не подтверждён
profile-email-pending = Новый адрес ждёт подтверждения: { $email }
profile-phone = Телефон: { $phone }
profile-no-phone = Телефон: не указан
profile-notices-on = Уведомления об отключениях света: включены
profile-notices-off = Уведомления об отключениях света: выключены
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

    Напишите номер телефона или нажмите «{ phone-share-button }» внизу экрана.
phone-remove-button = Удалить телефон
profile-phone-done = Телефон сохранён: { $phone }. Теперь мы сможем сообщать Вам об отключениях электричества.
profile-phone-removed = Телефон удалён.

profile-email-ask =
    <b>Новый адрес эл. почты</b>

    Напишите новый адрес. Пока Вы его не подтвердите, действует прежний.
profile-email-done =
    На { $email } отправлено письмо для подтверждения. Нажмите в нём «{ letter-confirm-email-button }» или напишите код из письма сюда: кнопка «{ email-code-button }».

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
    <b>Уведомления об отключениях света</b>

    Сейчас они включены: если у Вас будут отключать электричество, мы напишем Вам сюда.
notices-are-off =
    <b>Уведомления об отключениях света</b>

    Сейчас они выключены: об отключениях мы Вам не пишем.
notices-need-phone = Чтобы они приходили, укажите телефон: кнопка «{ profile-phone-button }» в разделе «{ menu-profile-button }».
notices-need-email = Чтобы они приходили, подтвердите адрес почты: кнопка «{ email-code-button }» в разделе «{ menu-profile-button }».
notices-mute-button = Выключить уведомления
notices-hear-button = Вернуть уведомления
notices-back-button = Назад в профиль

language-ask = На каком языке Вам отвечать? · Which language do you prefer?
language-done = Хорошо, говорим по-русски.

my-data-text = В этом файле всё, что личный кабинет о Вас хранит. Пароля в нём нет: мы храним его так, что узнать его никто не может.
