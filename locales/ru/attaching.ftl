### Operators attach a list of numbers to an account.

attach-button = Добавить номера списком
attach-numbers-ask = { $name }, какие номера добавить в кабинет <b>{ $login }</b>? Ответьте на это сообщение списком: текстом или файлом .txt, .csv, .xlsx, не больше { NUMBER($most) } номеров. В таблице берётся столбец number, а если его нет – первый.

    Прервать: /cancel
attach-new = Добавим в кабинет <b>{ $login }</b>: { NUMBER($count) }
attach-shared = Из них есть и у других людей, им придёт сообщение: { NUMBER($count) }
attach-held = Уже есть в этом кабинете: { NUMBER($count) }
attach-unknown = Нет в реестре: { NUMBER($count) }
attach-reason-ask = { $name }, почему эти номера можно добавить без подтверждения платежом? Ответьте на это сообщение: основание останется в журнале.
attach-reason-placeholder = Доверенность № 12 от 01.11.2026
attach-confirm-ask = { $name }, добавить в кабинет <b>{ $login }</b> номеров: <b>{ NUMBER($count) }</b>?

    Основание: { $reason }
attach-confirm-button = Да, добавить
attach-numbers-button = Другой список
attach-done = ✅ В кабинет <b>{ $login }</b> добавлено номеров: { NUMBER($count) }. Основание: { $reason }. Добавил(а) { $by }.
attach-left = Номера не добавлены.
find-numbers-more = Всего номеров: { NUMBER($count) }. На кнопках первые { NUMBER($shown) }.
error-attach-unconfirmed = Кабинет { $login } ещё не подтвердил эл. почту. Номера можно добавить после этого.
error-nothing-to-attach = Добавлять нечего: эти номера уже есть в кабинете, или их нет в реестре.
