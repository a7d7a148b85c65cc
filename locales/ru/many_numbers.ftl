### Many numbers in one account: pages, search, adding many at once.

numbers-page = Страница { $page } из { $pages }
numbers-find-button = Найти
numbers-find-ask = Какой номер найти? Напишите любое из этого:

    • часть номера, например 0301;
    • название, которое Вы дали номеру;
    • улицу, дом или квартиру, например: Яблоневая 1 кв 2.
numbers-find-more = Нажмите на нужный номер. Чтобы искать другой, напишите часть номера, название или адрес.
numbers-found = По запросу «{ $sought }» найдено номеров: { $count }.
numbers-not-found = По этим словам ничего не нашлось. Проверьте, пожалуйста, и напишите ещё раз.
error-number-search-empty = Напишите часть номера, его название или адрес.

numbers-list-button = Добавить списком
numbers-list-ask = <b>Добавление номеров списком</b>

    Пришлите список. В каждой строке напишите абонентский номер, дату и сумму его последнего платежа, например:

    100200301 10.11.2026 1244,30
    100200302 12.11.2026 500

    Можно прислать и файл .csv или .xlsx с такими же тремя столбцами. В списке может быть до { $most } строк.

    Когда проверим список, мы удалим его из этого чата.
numbers-list-no-photo = С фотографии я суммы не прочту. Пришлите список текстом или файлом .csv или .xlsx.
numbers-list-read = Прочитали строк: <b>{ $count }</b>
numbers-list-first = Первая из них:
    Абонентский номер: <b>{ $number }</b>
    Дата последнего платежа: <b>{ $date }</b>
    Сумма: <b>{ $amount } ₽</b>
numbers-list-unread = Не удалось прочитать строк: { $count }
numbers-list-unread-row = ⚠️ Строка { $place }: { $fault }
numbers-list-more = И ещё строк: { $count }
numbers-list-fault-parts = нужны номер, дата и сумма
numbers-list-fault-number = не понятен номер
numbers-list-fault-date = не понятна дата
numbers-list-fault-amount = не понятна сумма
numbers-list-fault-unclear = непонятно, где дата, а где сумма: разделите их знаком «;»
numbers-list-check-ask = Всё верно? Если список не весь, пришлите продолжение.
numbers-list-add-button = Добавить номера
numbers-list-wait-hint = Проверяем список, это займёт немного времени.
numbers-list-done-title = <b>Список проверен</b>
numbers-list-added-count = ✅ Добавлено: { $count }
numbers-list-yours-count = Уже были у Вас: { $count }
numbers-list-not-proved-count = ❌ Не подтверждено: { $count }
numbers-list-not-tried-count = Не проверено: { $count }
numbers-list-ended-count = Отключено другим человеком: { $count }
numbers-list-unread-count = ⚠️ Не прочитано: { $count }
numbers-list-not-proved-advice = Не подтверждено: номер, дата или сумма не совпали с нашими данными. Возможно, последний платёж до нас ещё не дошёл: тогда укажите предыдущий.
numbers-list-not-tried-advice = Неудачных попыток было слишком много, поэтому остальные строки мы не проверяли. Пришлите их ещё раз после { $until }. Если данные точно верны, нажмите «{ menu-question-button }»: оператор поможет.
numbers-list-row-added = ✅ № { $number }: добавлен
numbers-list-row-yours = № { $number }: уже есть у Вас
numbers-list-row-not-proved = ❌ № { $number }: не подтверждён
numbers-list-row-not-tried = № { $number }: не проверяли, можно после { $told }
numbers-list-row-ended = № { $number }: его у Вас отключил другой человек платежом за { $told }; нужен более поздний платёж
numbers-list-done-button = Готово
error-proofs-none = Не нашлось ни одной строки с номером, датой и суммой. Пришлите список ещё раз.
error-proofs-too-many = Слишком длинный список: можно не больше { $most } строк. Пришлите его частями.

message-numbers-attached = Оператор добавил в Ваш личный кабинет абонентские номера: { $numbers }{ $rest ->
    [0] { "" }
   *[other] { " " }и ещё { $rest }
}. Нажмите «{ menu-electricity-button }», чтобы увидеть их. Если это ошибка, нажмите «{ menu-question-button }» и сообщите нам.
message-numbers-attached-to-other = Оператор добавил Ваши абонентские номера в личный кабинет ещё одного человека. Номера: { $numbers }{ $rest ->
    [0] { "" }
   *[other] { " " }и ещё { $rest }
}. У Вас они тоже остались. Если Вы не согласны, нажмите «{ menu-question-button }» и сообщите нам.
message-numbers-shared = Ваши абонентские номера добавил в свой личный кабинет ещё один человек: он знает дату и сумму последнего платежа по каждому из них. Номера: { $numbers }{ $rest ->
    [0] { "" }
   *[other] { " " }и ещё { $rest }
}. Если это не кто-то из Ваших близких или коллег, нажмите «{ menu-question-button }» и сообщите нам.
