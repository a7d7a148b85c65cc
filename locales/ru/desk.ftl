### What operators read in answer to their commands.

operator-help = <b>Что здесь можно делать</b>
operator-command-help = подсказка: команды и как здесь работать
operator-help-alerts = <b>Оповещения.</b> «Взять в работу» закрепляет оповещение за Вами на полчаса, «Вернуть» снимает закрепление. Решить можно и сразу. «Закрыть» – для того, что не требует решения.
operator-command-unknown = Такой команды нет. Все команды покажет /help.
operator-command-edited = Исправленная команда не выполняется. Отправьте её новым сообщением.
operator-unknown = Telegram не говорит боту, кто в этой группе. Сделайте бота администратором группы и повторите.
operator-anonymous = Вы пишете от имени группы, поэтому не видно, кто это. Отключите анонимность в правах администратора и повторите.
operator-channel = Вы пишете от имени канала, поэтому не видно, кто это. Выберите рядом с полем ввода себя вместо канала и повторите.
operator-reply-lost = Telegram не передал боту, на какое сообщение Вы ответили. Пожалуйста, ответьте на нужное сообщение ещё раз.

operator-command-alerts = что ждёт решения
operator-command-duty = кто на дежурстве, начать или закончить дежурство

alert-shown-hint = Показано ниже
alerts-open-button = Открытые
alerts-count = Открыто: { NUMBER($count) }
alerts-none = Всё разобрано: открытых оповещений нет.
alerts-title = <b>Открыто: { NUMBER($count) }</b>, страница { $page } из { $pages }
alerts-long-questions = ❗️ Вопросов без ответа дольше { $hours } ч: { NUMBER($count) }
alerts-long-mark = ❗️
alerts-line = { $number }. { $mark }{ $name }, { $age }
alerts-danger-mark = ⚠️
alerts-line-others = , и ещё { NUMBER($count) } этого абонента
alerts-line-taken = , в работе: { $by } до { $until }
alerts-line-idle = , ждём абонента
alerts-back-button = ◀️
alerts-again-button = Обновить
alerts-forth-button = ▶️
age-minutes = { $count } мин
age-hours = { $count } ч
age-days = { $count } дн

message-alert-waits = ⏰ Никто не взял в работу: { $name }, { $waited }
    { $duty }
message-alerts-wait = ⏰ Никто не взял в работу оповещений: { NUMBER($count) }, самое давнее ждёт { $waited }
    { $duty }

duty-begin-button = Я на дежурстве
duty-end-button = Сменился
duty-title = <b>На дежурстве</b>
duty-line = { $name } с { $since }
duty-nobody = На дежурстве никого нет. Если оповещение никто не возьмёт, боту некого позвать. Дежурите сегодня? Нажмите «{ duty-begin-button }».
duty-begun-hint = Вы на дежурстве
duty-ended-hint = Дежурство окончено
duty-called = На дежурстве: { $people }
duty-nobody-called = На дежурстве никого нет. Начать дежурство: /duty

## Names of alerts in a line
alert-name-reading-review = 🔎 показания, № { $number }
alert-name-meter-changed = 🔁 замена счётчика, № { $number }
alert-name-proof-failed = 🔒 попытки подтвердить № { $number }
alert-name-question = ❓ вопрос
alert-name-letter-failed = 📮 письма не уходят
alert-name-update-set-aside = ⛔️ отложенное сообщение { $update }
alert-name-unexpected-error = ⚠️ ошибка { $error }
alert-name-work-failed = ⚙️ сбой в работе бота
alert-name-forged-press = 🚨 кнопку нажал не оператор, { $person }
alert-name-message-set-aside = ⛔️ сообщение не дошло до группы
alert-name-export-done = 📤 выгрузка № { $export }
alert-name-answers-taken = 📬 ответы биллинга
alert-name-answers-refused = 📬 ответы биллинга отклонены
alert-name-registry-imported = 📥 реестр загружен
alert-name-registry-refused = 📥 реестр отклонён
alert-name-notice-finished = 📣 рассылка № { $notice }

## Many alerts of a kind at once
alert-burst = 🌊 <b>{ $name }</b>
    С { $since } по { $last }. Чтобы не занимать группу, они собраны в одно сообщение.
alert-burst-folded = Ещё не закрыто: { NUMBER($count) }
alert-burst-attention = Ничего не пропало: «{ alerts-open-button }» покажет каждое. «{ alert-close-button }» закроет все сразу.
alert-burst-decision = Они ждут очереди: следующее придёт, как только Вы решите одно из присланных. Увидеть все сейчас: «{ alerts-open-button }».
alert-burst-reading-review = Показания на проверку, ещё { NUMBER($count) }
alert-burst-meter-changed = Замены счётчиков, ещё { NUMBER($count) }
alert-burst-question = Вопросы абонентов, ещё { NUMBER($count) }
alert-burst-proof-failed = Неудачные попытки подтвердить номер, ещё { NUMBER($count) }
alert-burst-letter-failed = Письма не уходят, ещё { NUMBER($count) }
alert-burst-update-set-aside = Отложенные сообщения, ещё { NUMBER($count) }
alert-burst-unexpected-error = Ошибки в боте, ещё { NUMBER($count) }
alert-burst-work-failed = Сбои в работе бота, ещё { NUMBER($count) }
alert-burst-forged-press = Кнопки нажимал не оператор, ещё { NUMBER($count) }
alert-burst-message-set-aside = Сообщения не дошли до группы, ещё { NUMBER($count) }
alert-burst-answers-refused = Ответы биллинга отклонены, ещё { NUMBER($count) }
alert-burst-registry-refused = Реестры отклонены, ещё { NUMBER($count) }
alert-outcome-burst-over = ✅ Разобрано
