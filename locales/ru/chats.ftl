### Chats as operators see them, also those where nobody is signed in.

help-chat = Если Вы просите о помощи по телефону, назовите оператору номер этого чата: <code>{ $chat }</code>.
find-chat = <b>Чат</b>
find-chat-nobody = Здесь никто не вошёл.
find-chat-open = Ограничений нет.
find-lock-captcha = цифры с картинки
find-lock-captcha-picture = новые картинки с цифрами
find-lock-waiver-chat = просьбы пропустить без цифр
find-lock-login-asked = выбор логина при регистрации
find-lock-password-chosen = выбор пароля
find-lock-readmission-chat = просьбы впустить без пароля
message-chat-locks-lifted = ✅ Оператор снял ограничения: можно попробовать снова.
