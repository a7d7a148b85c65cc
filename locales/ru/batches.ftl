### Readings of many numbers at once.

batch-begin-button = Передать по всем номерам
batch-ask = <b>Передать по всем номерам</b>

    Пришлите список. В каждой строке напишите абонентский номер и показания, например:
    100200302 8400 3990

    Если у номера несколько счётчиков, после номера напишите заводской номер счётчика или его последние цифры.

    Можно прислать и файл: таблицу Excel (.xlsx) или .csv. Нажмите «{ batch-template-button }», и мы пришлём таблицу с Вашими номерами: останется вписать показания.
batch-template-button = Шаблон
batch-list-button = К списку
batch-template-text = Это таблица с Вашими номерами. Впишите показания в столбец «{ batch-column-new }», сохраните файл и пришлите его сюда. Пустые строки мы пропустим.

    Можно прислать и список сообщением.
batch-template-title = Показания
batch-column-number = Номер абонента
batch-column-address = Адрес
batch-column-meter = Счётчик
batch-column-scale = Шкала
batch-column-previous = Прошлое показание
batch-column-new = Новое показание

batch-title = <b>{ NUMBER($count) ->
        [one] В списке { $count } строка
        [few] В списке { $count } строки
       *[other] В списке { $count } строк
    }</b>
batch-count-wrong = ❌ С ошибкой: { NUMBER($count) }
batch-count-doubtful = ❓ Нужно проверить: { NUMBER($count) }
batch-count-right = ✅ Верно: { NUMBER($count) }
batch-count-skipped = ➖ Пропущено: { NUMBER($count) }
batch-count-sent = 📨 Уже передано: { NUMBER($count) }
batch-page = Лист { NUMBER($page) } из { NUMBER($pages) }
batch-page-of-receipts = Лист { NUMBER($page) } из { NUMBER($pages) }. Все квитанции есть и в истории каждого номера.
batch-page-before-button = ← Назад по списку
batch-page-after-button = Дальше по списку →
batch-send-button = Отправить верные ({ NUMBER($count) })
batch-fix-button = Исправить ({ NUMBER($count) })
batch-end-button = Закончить
batch-again-button = Начать список заново

batch-row-wrong = ❌ { $row }
batch-row-doubtful = ❓ { $row }
batch-row-right = ✅ { $row }
batch-row-skipped = ➖ { $row }
batch-row-sent = 📨 { $row }
batch-meter = { $place }. Номер { $number }, счётчик № { $serial }
batch-meter-named = { $place }. { $name }, номер { $number }, счётчик № { $serial }
batch-typed = { $place }. «{ $typed }»
batch-values-typed = Написано: «{ $typed }»
batch-lower-row = { $scale }: { $previous } → <b>{ $value }</b>

batch-doubt-swapped = Похоже, показания перепутаны местами.
batch-swap-proposal = Если поменять: { $values }
batch-doubt-rollover = Это меньше прошлого показания. Может быть, счётчик перешёл через ноль.
batch-doubt-lower = Это меньше прошлого показания.
batch-doubt-far-above = Расход намного больше обычного.
batch-doubt-changed = ⚠️ Пока Вы смотрели список, данные по этому счётчику изменились. Проверьте строку ещё раз.
batch-twice = Этот счётчик есть в списке ещё раз. Номера строк: { $places }. Оставьте одну, остальные пропустите.
batch-fault-not-yours = Этого номера нет в Вашем личном кабинете.
batch-fault-number-ended = Этот номер у Вас отключили.
batch-fault-number-not-digits = В начале строки нет абонентского номера.
batch-fault-number-like-date = Вместо абонентского номера стоит дата или сумма.
batch-fault-number-wrong-length = В абонентском номере должно быть от { $least } до { $most } цифр.
batch-fault-number-calculated = Таблица испортила абонентский номер. Напишите его заново.
batch-fault-no-meters = У этого номера нет счётчиков.
batch-fault-meter-closed = Этого счётчика больше нет в наших данных.
batch-fault-meter-automatic = Этот счётчик передаёт показания сам.
batch-fault-meter-change-in-review = О замене этого счётчика нам уже сообщили, её проверяет оператор.
batch-fault-meter-change-accepted = Этот счётчик заменён. Новый ещё не появился в наших данных.
batch-fault-window-closed = Сегодня показания не принимаются. Передать их можно будет начиная с { $opens }.
batch-fault-already-exported = Показания за этот месяц уже ушли в расчёт, изменить их нельзя.
batch-fault-value-not-a-number = Показания не получилось прочитать. Напишите только цифры.
batch-fault-value-negative = Показание не может быть меньше нуля.
batch-fault-value-ambiguous = Непонятно, где заканчивается одно показание и начинается другое. Напишите каждое с новой строки.
batch-fault-value-wrong-count = Чисел { NUMBER($got) }, а показаний у счётчика { NUMBER($expected) }.
batch-fault-value-scale-unknown = Непонятно, к чему относятся числа. У этого счётчика есть: { $scales }.

error-batch-empty = В списке не нашлось показаний. В каждой строке должны быть абонентский номер и показания, например: 100200302 8400 3990
error-batch-too-long = В одном списке может быть не больше { NUMBER($most) } строк, а получилось { NUMBER($got) }. Пришлите его, пожалуйста, по частям.
error-batch-meter-unnamed = У этого номера несколько счётчиков: { $serials }. Напишите после номера, какой из них.
error-batch-meter-unknown = Счётчика «{ $meter }» у этого номера нет.
error-batch-scales-missing = Не хватает показаний: { $scales }.
error-batch-gone = Прошло больше суток, и этот список уже не хранится. Переданные показания остались в истории каждого номера. Чтобы начать новый список, нажмите «{ menu-reading-button }».
error-batch-nothing-due = Сейчас передавать нечего: показания по Вашим номерам не нужны.
error-batch-no-picture = Фотографию списка мы прочитать не можем. Пришлите таблицу (.xlsx или .csv) или напишите список сообщением.
error-batch-file-too-large = Этот файл слишком большой. Пришлите таблицу, в которой только номера и показания.
error-batch-file-unreadable = Этот файл прочитать не получилось. Сохраните его как таблицу Excel (.xlsx) и пришлите снова. Или скопируйте строки и отправьте их сообщением.
error-lists-too-many = Вы прислали уже много файлов. Следующий можно прислать после { $until }. Список можно отправить и сообщением.

batch-fix-wrong = Напишите эту строку правильно. Если она не нужна, нажмите «{ form-skip-button }».
batch-fix-doubtful = Если есть ошибка, напишите верные показания. Если ошибки нет, выберите кнопку ниже.
batch-swap-button = Поменять местами
batch-keep-button = Всё верно, не менять
batch-rolled-button = Счётчик перешёл через ноль
batch-below-button = На счётчике действительно столько
batch-as-is-button = Всё верно, передать так
batch-all-fixed = Все строки проверены. Теперь можно отправить верные.

batch-sending = Передаём показания: { NUMBER($sent) } из { NUMBER($all) }. Подождите, пожалуйста.
batch-sent-some = ✅ Передано показаний: { NUMBER($count) }. Остальные строки нужно проверить. Нажмите «Исправить».
batch-changed = { NUMBER($count) ->
        [one] ⚠️ { $count } строку мы не передали: пока Вы смотрели список, данные по счётчику изменились.
        [few] ⚠️ { $count } строки мы не передали: пока Вы смотрели список, данные по счётчикам изменились.
       *[other] ⚠️ { $count } строк мы не передали: пока Вы смотрели список, данные по счётчикам изменились.
    }
batch-sent-title = ✅ <b>Показаний передано: { NUMBER($count) }</b>
batch-sent-review = Из них оператор сначала проверит: { NUMBER($count) }. О решении мы напишем Вам сюда.
batch-sent-left = Не передано строк: { NUMBER($count) }. Их можно передать позже.
batch-receipt-of-row = Квитанция <code>{ $receipt }</code>
batch-receipt = Номер { $number }, счётчик № { $serial }
    { $values }
    Квитанция <code>{ $receipt }</code>
batch-receipt-review = Номер { $number }, счётчик № { $serial }
    { $values }
    Квитанция <code>{ $receipt }</code>, проверит оператор
