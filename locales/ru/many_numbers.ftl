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
