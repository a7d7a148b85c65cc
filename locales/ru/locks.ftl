### Locks: what limits have closed, as /find shows it and operators lift it.

find-locks = <b>🔒 Закрыто из-за ошибок</b>
find-lock = • { $what } – до { $until }
find-lock-sign-in-login = вход из новых чатов
find-lock-sign-in-pair = вход в этот кабинет (чатов: { NUMBER($count) })
find-lock-sign-in-chat = вход из чата (чатов: { NUMBER($count) })
find-lock-password = проверка пароля в профиле
find-lock-code = код из письма
find-lock-letter = письма этому кабинету
find-lock-letter-chat = письма по просьбе из чата (чатов: { NUMBER($count) })
find-lock-letter-address = письма на этот адрес
find-lock-proof-account = добавление номеров
find-lock-proof-chat = добавление номеров из чата (чатов: { NUMBER($count) })
find-lock-proof-number = добавление этого номера
find-lift-button = Снять ограничения: { $what }
locks-lifted-hint = Снято ограничений: { NUMBER($count) }
error-locks-over = Ограничений уже нет: они закончились или их сняли.

message-locks-lifted = ✅ Оператор снял ограничения: можно попробовать снова.
