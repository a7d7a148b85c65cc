### What operators read in their group.

alert-accept-button = Принять
alert-reject-button = Отклонить
alert-take-button = Взять в работу
alert-release-button = Вернуть
alert-close-button = Закрыть
alert-occurrences = Повторилось: { NUMBER($count) }, последний раз { $last }
alert-taken = 🛠 В работе: { $by } с { $since }, до { $until }
alert-at = { $what }, { $at }
alert-taken-hint = Взято в работу до { $until }
alert-released-hint = Возвращено
alert-closed-hint = Закрыто
alert-accepted-hint = Принято
alert-rejected-hint = Отклонено

alert-reading-review = 🔎 <b>Показания на проверку</b>
    Абонент № { $number }
    { $address }
    Прибор № { $serial }
    Квитанция { $receipt }
alert-reading-row = { $name }: { $previous } → <b>{ $value }</b>, расход <b>{ $consumption }</b>
alert-reading-row-usual = { $name }: { $previous } → <b>{ $value }</b>, расход <b>{ $consumption }</b>, обычно { $usual } в месяц
alert-reading-row-first = { $name }: <b>{ $value }</b>, первое показание
alert-meter-changed = 🔁 <b>Абонент сообщил о замене счётчика</b>
    Абонент № { $number }
    { $address }
    Прежний прибор № { $serial }
    Новый прибор № { $new_serial }
    Введённые показания: { $values }
alert-proof-failed = 🔒 <b>Неудачные попытки добавить номер</b>
    Логин: { $login }
    Абонентский номер: { $number }
    Неудачных попыток: { NUMBER($failures) }. Следующие закрыты на сутки.
alert-question = ❓ <b>Вопрос абонента</b>

    { $question }

    Чтобы ответить абоненту, выберите в меню этого сообщения «Ответить» и напишите текст.
alert-letter-failed = 📮 <b>Письма не уходят</b>
    Почтовый сервер не принимает письма с { $since }. Письма ждут и уйдут сами, когда он заработает.
alert-update-set-aside = ⛔️ <b>Сообщение отложено</b>
    Бот несколько раз останавливался на сообщении { $update }. Оно отложено, абонент ответа не получил.
alert-unexpected-error = ⚠️ <b>Ошибка в боте</b>
    { $error } в { $place }
    Абонент получил извинения. Подробности в журнале.
alert-registry-imported = 📥 <b>Реестр загружен</b>
    Абонентов: { NUMBER($subscribers) }
    Приборов учёта: { NUMBER($meters) }
    Платежей: { NUMBER($payments) }
alert-registry-refused = 📥 <b>Реестр отклонён</b>
    Ошибок: { NUMBER($errors) }. Ничего не изменилось. Список ошибок выведен там, где запускали загрузку.
alert-notice-finished = { $outcome ->
        [cancelled] 📣 <b>Рассылка № { $notice } отменена: { $cancelled_by }</b>
       *[finished] 📣 <b>Рассылка № { $notice } завершена</b>
    }
    Отправлял: { $operator }
    Доставлено: { NUMBER($delivered) }, недоступны: { NUMBER($unreachable) }, ошибки: { NUMBER($failed) }, не отправлено: { NUMBER($withdrawn) }

alert-outcome-accepted = ✅ Принято: { $by }
alert-outcome-rejected = ❌ Отклонено: { $by }
alert-outcome-replaced = 🔁 Абонент прислал другие показания вместо этих
alert-outcome-answered = ✅ Ответ дан: { $by }
alert-outcome-closed = ✅ Закрыто: { $by }

question-answer-sent = Ответ отправлен абоненту.

alert-forged-press = 🚨 <b>Кнопка операторов нажата не оператором</b>
    Телеграм: { $person }
    { $known ->
        [yes] Логин: { $login }
       *[no] В личный кабинет не вошёл.
    }
    Бот ничего не изменил.
alert-export-done = 📤 <b>Выгрузка № { $export } готова</b>
    Показаний: { NUMBER($readings) }
    Строк: { NUMBER($rows) }
alert-answers-taken = 📬 <b>Ответы биллинга приняты</b>
    Принято к расчёту: { NUMBER($taken) }
    Учтено в счёте: { NUMBER($billed) }
    Не принято к расчёту: { NUMBER($refused) }
    Уже было известно: { NUMBER($unchanged) }
    Не подошло: { NUMBER($problems) }
alert-answers-refused = 📬 <b>Ответы биллинга не приняты</b>
    Ошибок: { NUMBER($errors) }. Ничего не изменилось. Список ошибок выведен там, где загружали файл.
