### What operators look up.

operator-command-find = найти абонента: номер, адрес, счётчик, логин, почта, телефон, квитанция

find-ask = { $name }, кого найти? Ответьте на это сообщение: абонентский номер, адрес, заводской номер счётчика, логин, эл. почта, телефон или номер квитанции. Чат: <code>чат 123456789</code>.

    Адрес можно писать как удобно: <code>Яблоневая 1</code>, <code>ул. Яблоневой, д. 1 кв. 2</code>.

    Прервать: /cancel
find-placeholder = 100200301 или Яблоневая 1
find-left = Поиск прерван.
find-nothing = Ничего не найдено: <b>{ $asked }</b>
    Искали как: { $tried }. Проверьте, нет ли опечатки; адрес – это улица и дом.
find-several = <b>{ $asked }</b>: найдено { NUMBER($count) }. Кого показать?
find-too-many = <b>{ $asked }</b>: найдено больше { NUMBER($count) }. Здесь первые { NUMBER($count) }; чтобы список стал короче, напишите и дом.
find-home = • № { $number }: { $address }
find-home-closed = • № { $number } (закрыт): { $address }
find-page = Страница { NUMBER($page) } из { NUMBER($pages) }
find-back-button = ‹ Назад
find-forth-button = Дальше ›
find-shape-number = абонентский номер
find-shape-receipt = квитанция
find-shape-phone = телефон
find-shape-email = эл. почта
find-shape-login = логин
find-shape-serial = заводской номер счётчика
find-shape-address = адрес
find-account-button = Логин { $login }

find-number = <b>Абонент № { $number }</b>
find-address = { $address }
find-closed = ⚠️ Номер закрыт: в реестре его больше нет
find-meter = <b>Прибор { $model } № { $serial }</b>
find-automatic = Передаёт показания сам
find-no-meters = Приборов учёта нет.
find-readings = <b>Последние показания</b>
find-reading = { $at } · { $receipt } · { $values } · { $status }
find-asked = <b>Квитанция:</b> { $reading }
find-no-holders = В личный кабинет этот номер никто не добавил.
find-holder = 👤 <b>{ $login }</b>
find-email = Эл. почта: { $email }, подтверждена
find-email-unconfirmed = Эл. почта: { $email }, не подтверждена
find-email-pending = Новый адрес почты ещё не подтверждён
find-phone = Телефон: { $phone }
find-no-phone = Телефон не указан
find-muted = Уведомления об электроснабжении выключены
find-chats = Вход выполнен в чатах: { NUMBER($chats) }, бот может писать в { NUMBER($reachable) }
find-numbers = Абонентские номера – на кнопках внизу.
find-no-numbers = Абонентских номеров нет.
find-alerts = <b>Открытые оповещения: { NUMBER($count) }</b>
find-alert = • № { $alert }, { $kind }, { $at }

find-full-button = Показать полностью: { $login }
find-money-button = Показать долг и пени
find-full-login = Логин: { $login }
find-full-pending = новая: { $email }
find-full-no-phone = телефон не указан
find-full-number = № { $number }. К оплате (переплата с минусом): { $due } ₽. Из них электроэнергия: { $balance } ₽, пени: { $penalty } ₽
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
