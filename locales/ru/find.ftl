### What operators look up.

operator-command-find = найти абонента: номер, логин, почта, телефон или квитанция

find-ask = { $name }, ответьте на это сообщение: абонентский номер, логин, эл. почта, телефон или номер квитанции.

    Прервать: /cancel
find-placeholder = 100200301
find-left = Поиск прерван.
find-nothing = Ничего не найдено: <b>{ $asked }</b>
    Искали как: { $tried }
find-several = <b>{ $asked }</b>: найдено { NUMBER($count) }. Что показать?
find-shape-number = абонентский номер
find-shape-receipt = квитанция
find-shape-phone = телефон
find-shape-email = эл. почта
find-shape-login = логин
find-account-button = Логин { $login }

find-number = <b>Абонент № { $number }</b>
find-address = { $address }
find-closed = ⚠️ Номер закрыт
find-meter = <b>Прибор { $model } № { $serial }</b>
find-automatic = Передаёт показания сам
find-no-meters = Приборов нет.
find-readings = <b>Последние показания</b>
find-reading = { $at } · { $receipt } · { $values } · { $status }
find-asked = <b>Квитанция:</b> { $reading }
find-no-holders = Никто не добавил этот номер.
find-holder = 👤 <b>{ $login }</b>
find-email = Эл. почта: { $email }, подтверждена
find-email-unconfirmed = Эл. почта: { $email }, не подтверждена
find-email-pending = Новый адрес ждёт подтверждения
find-phone = Телефон: { $phone }
find-no-phone = Телефон не указан
find-muted = Уведомления об электроснабжении выключены
find-chats = Чатов: { NUMBER($chats) }, из них доступны: { NUMBER($reachable) }
find-numbers = Абонентские номера – на кнопках.
find-no-numbers = Абонентских номеров нет.
find-alerts = <b>Открытые оповещения: { NUMBER($count) }</b>
find-alert = • № { $alert }, { $kind }, { $at }

find-full-button = Показать полностью: { $login }
find-money-button = Показать долг и пени
find-full-login = Логин: { $login }
find-full-pending = новая: { $email }
find-full-no-phone = телефон не указан
find-full-number = № { $number }. Долг (переплата с минусом): { $balance } ₽, пени: { $penalty } ₽
find-full = { $text }

alert-short-reading-review = показания на проверку
alert-short-meter-changed = замена счётчика
alert-short-proof-failed = неудачные попытки
alert-short-question = вопрос
alert-short-letter-failed = письма не уходят
alert-short-update-set-aside = отложенное сообщение
alert-short-unexpected-error = ошибка в боте
alert-short-work-failed = сбой в работе бота
alert-short-forged-press = поддельная кнопка
alert-short-message-set-aside = сообщение не дошло до группы
alert-short-export-done = выгрузка
alert-short-answers-taken = ответы биллинга
alert-short-answers-refused = ответы отклонены
alert-short-registry-imported = реестр загружен
alert-short-registry-refused = реестр отклонён
alert-short-notice-finished = рассылка завершена
