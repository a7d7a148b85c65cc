### Who can prove nothing to the bot asks operators to be let in.

readmission-button = Попросить оператора
readmission-login-ask =
    <b>Попросить оператора</b>

    Нет ни пароля, ни почты? Вас может впустить оператор. Напишите свой логин.

    Логина тоже не помните? Позвоните нам: { $phone }.
readmission-words-ask =
    <b>Как Вас узнать?</b>

    Напишите несколько слов о себе: имя и фамилию, свой адрес и телефон, по которому Вам можно позвонить. Пароли писать не нужно.
readmission-asked =
    <b>Просьба принята</b>

    Если у нас есть личный кабинет с логином <b>{ $login }</b>, оператор проверит, Вы ли это, и ответ придёт сюда. Может быть, он сначала позвонит.

    Ответа долго нет? Позвоните нам: { $phone }.
readmission-granted =
    ✅ <b>Оператор впустил Вас</b>

    Осталось придумать новый пароль. Нажмите «{ readmission-open-button }». Кнопка действует сутки и только в этом чате.
readmission-open-button = Придумать новый пароль
readmission-refused-not-recognised = Оператор не смог убедиться, что это Вы, и пока не впустил Вас. Позвоните нам, поможем: { $phone }.
readmission-refused-not-reached = Оператор не смог до Вас дозвониться и пока не впустил Вас. Позвоните нам, поможем: { $phone }.
readmission-refused-reason =
    Оператор пока не впустил Вас. Причина: { $reason }

    Позвоните нам, поможем: { $phone }.
error-readmission-login-wrong = Это не похоже на логин. Логин – одно слово без пробелов, например <code>anna_57</code>.
error-readmission-words-long = Слишком длинно. Напишите, пожалуйста, короче: не больше { NUMBER($most) } знаков.
error-readmissions-too-many = Операторов об этом уже просили. Попросить ещё раз можно будет после { $until }. Или позвоните нам: телефон покажет кнопка «{ menu-help-button }».
error-readmission-void = Эта кнопка больше не действует: прошли сутки, или пароль уже сменили. Нажмите «{ menu-sign-in-button }».

message-let-in-elsewhere =
    🔐 <b>Оператор впускает в Ваш личный кабинет</b>

    Имя в Telegram: <code>{ $name }</code>
    Когда: { $at }

    Этот человек сказал, что он – это Вы, и что забыл пароль. Теперь он может придумать новый.

    Это Вы или кто-то из Вашей семьи? Тогда ничего делать не нужно. Если нет, сразу смените пароль: «{ menu-profile-button }», затем «{ profile-password-button }». И позвоните нам: телефон покажет кнопка «{ menu-help-button }».

letter-readmission-letter-subject = Оператор впускает в Ваш личный кабинет
letter-readmission-letter-what =
    Здравствуйте!
    Кто-то попросил оператора впустить его в личный кабинет с логином { $login }, и оператор разрешил ему придумать новый пароль.
    Имя в Telegram: «{ $name }»
    Когда: { $at }
    Если это Вы, ничего делать не нужно.
letter-readmission-letter-not-you =
    Если это не Вы, сразу смените пароль: откройте личный кабинет в Telegram и в разделе «{ menu-profile-button }» нажмите «{ profile-password-button }».
    И позвоните нам: { $phone }.

## Operators

alert-readmission-asked = 🔑 <b>Просят впустить без пароля</b>
    Кто: { $person }, чат { $chat }
    Логин: { $login }
    Пишет: { $words }

    <b>Что известно об этом кабинете</b>
    Эл. почта: { $email }{ $confirmed ->
        [yes] {""}
       *[no] , не подтверждена
    }
    Телефон: { $phone }
    Дата регистрации: { $registered }
    В кабинет заходили: { $seen }
    Устройств: { NUMBER($devices) }, имена: { $names }
    Номера:
    { $numbers }{ $more_numbers ->
        [0] {""}
       *[other] {" "}и ещё { NUMBER($more_numbers) }
    }

    Убедитесь, что это абонент: позвоните по телефону из кабинета, спросите номер, дату и сумму последнего платежа. Потом «{ alert-accept-button }»: человек придумает новый пароль.
alert-name-readmission-asked = 🔑 просит впустить, { $login }
alert-short-readmission-asked = просит впустить без пароля
alert-burst-readmission-asked = Просят впустить без пароля, ещё { NUMBER($count) }
alert-outcome-readmitted = ✅ Впустили без пароля. Решение: { $by }
alert-outcome-not-readmitted = ❌ Не впустили. Решение: { $by }
reason-not-recognised = Не похоже, что это абонент
reason-not-reached = Не дозвонились
