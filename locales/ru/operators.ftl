### What operators read in their group.

alert-accept-button = Принять
alert-reject-button = Отклонить
alert-take-button = Взять в работу
alert-release-button = Вернуть
alert-close-button = Закрыть
alert-danger = ⚠️ <b>Возможна опасность</b>
alert-danger-words = ⚠️ <b>Возможна опасность</b>
    { $words }
alert-lift-button = Снять ограничение
alert-lifted-hint = Ограничение снято
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
alert-reading-row = { $name }: { $previous } → <b>{ $value }</b>, расход <b>{ $consumption } кВт·ч</b>
alert-reading-per-month = С { $since } прошло дней: { NUMBER($days) }. В среднем за месяц <b>{ $month } кВт·ч</b>.
alert-reading-usual = Обычно за месяц: { $usual } кВт·ч
alert-reading-usual-unknown = Обычно за месяц: неизвестно
alert-reading-total = Всего в среднем за месяц: <b>{ $month } кВт·ч</b>
alert-reading-cost = Стоимость: около <b>{ $amount } ₽</b>
alert-reading-cost-unknown = Стоимость: неизвестно
alert-reading-row-below = { $name }: на счётчике <b>{ $value }</b>, на { $less } кВт·ч меньше известного
alert-known-registry = Известно: <b>{ $previous }</b>, { $since } (реестр)
alert-known-own = Известно: <b>{ $previous }</b>, { $since } (показания этого абонента, квитанция { $receipt })
alert-known-another = Известно: <b>{ $previous }</b>, { $since } (показания другого жильца, квитанция { $receipt })
alert-known-undated = дата неизвестна
alert-weigh = Это { $kwh } кВт·ч, около { $cost } ₽.
alert-weigh-unknown = Это { $kwh } кВт·ч, стоимость неизвестна.
alert-weigh-less = Это на { $kwh } кВт·ч меньше известного.
alert-weigh-ask = <b>Принять?</b>
alert-weigh-hint = Проверьте и подтвердите
alert-sure-button = Да, принять
alert-undo-button = Отменить решение
alert-undone-hint = Решение отменено
alert-undone-accepted = ↩️ Решение «принято» отменено: { $by }, { $at }
alert-undone-rejected = ↩️ Решение «отклонено» отменено: { $by }, { $at }
alert-reading-row-first = { $name }: <b>{ $value }</b>, первое показание
alert-meter-changed = 🔁 <b>Абонент сообщил о замене счётчика</b>
    Абонент № { $number }
    { $address }
    Прежний прибор № { $serial }
    Новый прибор № { $new_serial }
alert-proof-failed = 🔒 <b>Неудачные попытки подтвердить номер</b>
    Логин: { $login }
    Абонентский номер: { $number }
    Неудачных попыток: { NUMBER($failures) }. Новые попытки закрыты на сутки.
    Если это сам абонент, нажмите «{ alert-lift-button }».
alert-question = ❓ <b>Вопрос абонента</b>

    { $question }
alert-question-from = Логин: { $login }
    Абонент №: { $numbers }
alert-question-from-more = Логин: { $login }
    Абонент №: { $numbers } и ещё { NUMBER($more) }
alert-letter-failed = 📮 <b>Письма не уходят</b>
    Почтовый сервер не принимает письма с { $since }. Письма ждут и уйдут сами, когда он заработает. Сообщите администратору.
alert-update-set-aside = ⛔️ <b>Сообщение отложено</b>
    { $reason ->
        [unreadable] Сообщение № { $update } не удалось прочитать: Telegram прислал его в неизвестном виде. Остальные сообщения приняты.
        [sealed] Сообщение № { $update } осталось от прошлого запуска, и бот не может его открыть: скорее всего, у бота новый токен. Абонент ответа не получил.
        [waited] Сообщение № { $update } несколько минут не удавалось обработать, и оно задерживало следующие. { $told ->
            [yes] Абонент получил извинения.
           *[no] Ответа на него не было.
        }
       *[died] Бот несколько раз останавливался на сообщении № { $update }. Оно отложено, абонент ответа не получил.
    }
    Сообщите администратору.
alert-message-set-aside = ⛔️ <b>Сообщение не дошло до группы</b>
    Telegram не принимает его, хотя другие сообщения доходят: { $error }
    Абонент: { $who }
    Текст: { $words }
    Что ждёт ответа, видно в «Открытые» (/alerts).
alert-unexpected-error = ⚠️ <b>Ошибка в боте</b>
    Сообщите администратору, подробности есть в журнале бота.
    { $error } в { $place }
alert-error-apology = Абоненту бот сообщил об ошибке и извинился.
alert-error-unsent = Сообщение не отправлено: Telegram его не принял или бот не смог его составить. Само оно не уйдёт.
alert-error-waits = Telegram не принял сообщение абоненту, причина непонятна. Бот отправит его ещё раз, когда абонент напишет.
alert-work-failed = ⚙️ <b>Сбой в работе бота</b>
    { $work ->
        [polling] Приём сообщений
        [sender-of-telegram] Отправка сообщений
        [sender-of-mail] Отправка писем
        [notices] Рассылка уведомлений
        [housekeeping] Удаление старых записей
        [exchange-with-billing] Обмен с биллингом
        [watch-over-the-alerts] Напоминания об оповещениях
        [watch-over-the-mail-server] Проверка почтового сервера
       *[other] { $work }
    }: { $ended ->
        [yes] работа остановилась, и бот перезапускается. Сообщения абонентов не потеряются.
       *[no] не получилось, бот пробует снова.
    }
    Сообщите администратору, подробности есть в журнале бота.
    { $error } в { $place }
alert-registry-imported = 📥 <b>Реестр загружен</b>
    Абонентов: { NUMBER($subscribers) }
    Приборов учёта: { NUMBER($meters) }
    Платежей: { NUMBER($payments) }
alert-registry-refused = 📥 <b>Реестр отклонён</b>
    Ошибок: { NUMBER($errors) }. Ничего не изменилось. Реестр загружали на сервере, список ошибок — у администратора.
alert-notice-finished = { $outcome ->
        [cancelled] 📣 <b>Рассылка № { $notice } отменена: { $cancelled_by }</b>
       *[finished] 📣 <b>Рассылка № { $notice } завершена</b>
    }
    Отправитель: { $operator }
    Доставлено: { NUMBER($delivered) }, недоступны: { NUMBER($unreachable) }, ошибки: { NUMBER($failed) }, не отправлено: { NUMBER($withdrawn) }

alert-outcome-accepted = ✅ Принято: { $by }
alert-outcome-rejected = ❌ Отклонено: { $by }
alert-outcome-replaced = 🔁 Абонент прислал другие показания вместо этих
alert-outcome-answered = ✅ Вопрос закрыт: { $by }
alert-outcome-closed = ✅ Закрыто: { $by }

alert-outcome-lifted = ✅ Ограничение снято: { $by }
alert-outcome-run-out = ⌛️ Ограничение уже закончилось: { $by }
alert-forged-press = 🚨 <b>Кнопка операторов нажата не оператором</b>
    Кто: { $person }
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
    Не удалось учесть: { NUMBER($problems) }
alert-answers-refused = 📬 <b>Ответы биллинга не приняты</b>
    Ошибок: { NUMBER($errors) }. Ничего не изменилось. Файл загружали на сервере, список ошибок — у администратора.

## Files for billing
operator-command-export = выгрузить принятые показания для биллинга
operator-command-exports = последние выгрузки, прислать ещё раз
operator-help-exchange = <b>Обмен с биллингом.</b> Пришлите сюда архив .zip с реестром, answers.csv или answers.xlsx: бот скажет, что это, и спросит, загрузить ли. Файлы больше 20 МБ загружает администратор на сервере.
exchange-looking = 📎 Смотрю файл { $file }…
exchange-offer-import = 📎 <b>Реестр из биллинга</b>
    { $file }, { NUMBER($kibibytes) } КБ

    Загрузить его? Пока идёт загрузка, бот отвечает как обычно. Если в реестре есть ошибки, ничего не изменится.
exchange-offer-answers = 📎 <b>Ответы биллинга по показаниям</b>
    { $file }, { NUMBER($kibibytes) } КБ

    Загрузить их? Абоненты узнают, что стало с их показаниями.
exchange-offer-export = 📤 <b>Выгрузка показаний</b>
    Ждут выгрузки: { NUMBER($readings) }. Принятые замены счётчиков войдут в неё же.

    После выгрузки абонент уже не может заменить эти показания. Каждый узнает, что они переданы в расчёт.
exchange-offer-unfinished = 📤 <b>Выгрузка № { $export } не закончена</b>
    Она продолжится, файлы придут сюда. Ещё ждут следующей выгрузки: { NUMBER($readings) }
exchange-load-button = Загрузить
exchange-export-button = Выгрузить
exchange-cancel-button = Отмена
exchange-again-button = Прислать № { $export }
exchange-waiting = ⏳ Взято в работу: { $by }. Начнётся, когда закончится предыдущее.
exchange-cancelled = Отменено: { $by }.
exchange-running-import = ⏳ <b>Загружаю реестр</b> { $file }
exchange-running-answers = ⏳ <b>Загружаю ответы биллинга</b> { $file }
exchange-running-export = ⏳ <b>Выгружаю показания</b>
exchange-progress = { $phase }: { $percent } %. Прошло { $minutes }:{ $seconds }
exchange-succeeded = ✅ <b>Готово</b> { $file }
exchange-failed = ❌ <b>Не получилось</b> { $file }
exchange-report = <pre>{ $report }</pre>
exchange-rest = Весь список — в файле ниже.
exchange-report-caption = Полный отчёт
exchange-interrupted = ⚠️ <b>Работу прервал перезапуск бота.</b> Наполовину ничего не осталось: можно загрузить ещё раз.
exchange-died = Загрузка прервалась. Попробуйте ещё раз; если не получится, сообщите администратору: причина есть в журнале бота.
exchange-file-gone = Файла { $file } на сервере уже нет. Пришлёт его снова команда /exports.
exchange-file-large = Файл { $file } слишком велик для Telegram. Возьмите его у администратора: он лежит на сервере рядом с базой.
exchange-refused-too-big = Файл больше 20 МБ, Telegram не передаёт такие файлы ботам. Отдайте его администратору: он загрузит его на сервере (python -m bot registry import).
exchange-refused-gone = Telegram больше не отдаёт этот файл. Пришлите его ещё раз.
exchange-refused-unreachable = Не получилось взять файл у Telegram. Пришлите его ещё раз.
exchange-refused-damaged = Файл повреждён или закрыт паролем.
exchange-refused-unknown = В файле нет ни таблиц реестра, ни ответов биллинга.
exchange-refused-part = Это одна таблица реестра. Пришлите все его файлы в одном архиве .zip.
exchange-wrong-file = 📎 Файл { $file } прочесть нельзя.
    Для биллинга нужны: реестр — архив .zip с файлами .csv или .xlsx; ответы — answers.csv или answers.xlsx. Сохраните файл так и пришлите ещё раз.
exchange-exports-title = <b>Выгрузки показаний</b>. Ждут следующей: { NUMBER($waiting) }
exchange-exports-row = № { $export }, { $date }: показаний { NUMBER($readings) }
exchange-exports-unfinished = № { $export }, { $date }: не закончена, её продолжит /export
