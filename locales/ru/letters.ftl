### Letters. The whole letter is these paragraphs in order; link and code stand between them.

letter-signature =
    Вопросы? Позвоните: { $phone }.
    Это письмо отправил личный кабинет электроснабжения, отвечать на него не нужно.

letter-confirm-email-subject = Подтвердите адрес для личного кабинета
letter-confirm-email-why =
    Здравствуйте!
    Этот адрес указан в личном кабинете электроснабжения, логин: { $login }. Если адрес Ваш, подтвердите его: нажмите на кнопку. Откроется Telegram, там нажмите «Запустить» или «Начать».
letter-confirm-email-button = Подтвердить адрес
letter-confirm-email-by-code = Кнопка не работает? Тогда в личном кабинете нажмите «{ email-code-button }» и напишите эти шесть цифр:
letter-confirm-email-lifetime =
    Кнопка и код действуют { $hours } { $hours ->
        [one] час
        [few] часа
       *[other] часов
    } и только один раз. Никому не сообщайте код: наши сотрудники его не спрашивают.
letter-confirm-email-not-you = Если Вы не пользуетесь личным кабинетом, ничего делать не нужно: без подтверждения мы на этот адрес больше не напишем.

letter-password-changed-subject = Пароль личного кабинета изменён
letter-password-changed-what =
    Здравствуйте!
    Пароль личного кабинета с логином { $login } изменён. На других устройствах теперь нужно войти заново.
letter-password-changed-email = Этот адрес остаётся прежним: письма личного кабинета будут приходить сюда.
letter-password-changed-not-you = Если пароль меняли не Вы, сразу позвоните нам: { $phone }.

letter-email-changed-subject = Адрес для личного кабинета изменён
letter-email-changed-what =
    Здравствуйте!
    Письма личного кабинета с логином { $login } теперь приходят на другой адрес: { $email }. На этот адрес мы больше писать не будем.
letter-email-changed-not-you = Если адрес меняли не Вы, сразу позвоните нам: { $phone }.
