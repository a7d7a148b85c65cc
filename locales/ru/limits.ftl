### Limits of guessing and of letters: what residents read, and what operators are told.

error-logins-too-many = Вы уже много раз писали логин. Следующий можно будет написать после { $until }.
error-letters-too-many = Сейчас письмо отправить нельзя: писем уже было много. Попробуйте, пожалуйста, после { $until }.

alert-number-contested = 🔒 <b>Номер добавлен после чужих неудачных попыток</b>
    Логин: { $login }
    Абонентский номер: { $number }
    Другие ошиблись с этим номером { NUMBER($failures) } раз или больше, и для них он закрыт. Этот человек ответил верно с первого раза. Проверьте, абонент ли это.
alert-name-number-contested = 🔒 номер { $number } добавлен после чужих ошибок
alert-short-number-contested = номер после чужих ошибок
alert-burst-number-contested = Номера, добавленные после чужих ошибок, ещё { NUMBER($count) }

alert-too-much = { $what ->
        [sign-in] 🔒 <b>Похоже, подбирают пароли</b>
        [logins] 🔒 <b>Похоже, выясняют логины</b>
       *[letters] 🔒 <b>Очень много писем</b>
    }
    { $what ->
        [sign-in] Ошибок входа из незнакомых чатов за { NUMBER($minutes) } мин: { NUMBER($count) } или больше. Такие чаты сейчас ждут после каждой ошибки. Кто уже входил из своего чата, входит как обычно. Жалуется абонент? Найдите его командой /find и снимите ограничение.
        [logins] При регистрации за { NUMBER($minutes) } мин названо занятых логинов: { NUMBER($count) } или больше. Пока их так много, из одного чата можно назвать два логина, потом пауза. Делать ничего не нужно.
       *[letters] За { NUMBER($minutes) } мин попросили писем: { NUMBER($count) }. Следующие уйдут, когда эти { NUMBER($minutes) } мин пройдут. Остальное работает как обычно. Делать ничего не нужно.
    }
alert-name-too-much = { $what ->
        [sign-in] 🔒 подбор паролей
        [logins] 🔒 подбор логинов
       *[letters] 🔒 очень много писем
    }
alert-short-too-much = подбор или поток писем
alert-burst-too-much = Подбор или поток писем, ещё { NUMBER($count) }

## In the file with all data
my-data-known-chats = Чаты, из которых Вы входили
my-data-known-since = Первый вход
