### The registry: what an administrator sees who takes over the files of the billing system.
### Words for the command line: no markup.

registry-phase-reading = Чтение файлов
registry-phase-checking = Проверка
registry-phase-comparing = Сравнение с базой
registry-phase-applying = Запись

registry-imported = Реестр загружен.
registry-table-subscribers = Абоненты: в реестре { $rows }, новых { $added }, изменено { $altered }, закрыто { $vanished }.
registry-table-meters = Приборы учёта: в реестре { $rows }, новых { $added }, изменено { $altered }, закрыто { $vanished }.
registry-table-scales = Шкалы: в реестре { $rows }, новых { $added }, изменено { $altered }, снято { $vanished }.
registry-table-payments = Платежи: в реестре { $rows }, новых { $added }, изменено { $altered }.
registry-table-bills = Счета: в реестре { $rows }, новых { $added }, изменено { $altered }.
registry-table-bill_lines = Строки счетов: в реестре { $rows }, новых { $added }, изменено { $altered }, снято { $vanished }.
registry-table-history = Показания прошлых месяцев: в реестре { $rows }, новых { $added }, изменено { $altered }, убрано { $vanished }.
registry-table-tariffs = Тарифы: в реестре { $rows }, новых { $added }, изменено { $altered }, снято { $vanished }.

registry-refused =
    { $count ->
        [one] Реестр не загружен: { $count } ошибка. Ничего не изменилось.
        [few] Реестр не загружен: { $count } ошибки. Ничего не изменилось.
       *[other] Реестр не загружен: { $count } ошибок. Ничего не изменилось.
    }
registry-errors = Ошибки:
registry-warnings = Предупреждения (загрузке не мешают):
registry-problems-more = …и ещё { $count }.
registry-import-is-running = Реестр уже загружает другой процесс. Дождитесь, пока он закончит.
registry-import-interrupted = Загрузка прервана. Запустите её снова: в базе мог остаться прежний реестр.
registry-import-failed = Реестр не загружен: { $reason }. Ничего не изменилось.

registry-meters-left = Не изменены эти приборы (остальное загружено):
registry-problem-scale-renamed =
    у прибора { $meter } пропала шкала «{ $old }» и появилась «{ $new }», а по прежнему названию есть показания.
    Если это другая шкала, загрузите на сервере: python -m bot registry import PATH --names-tell
registry-problem-scales-swapped =
    у прибора { $meter } шкалы { $names } поменялись номерами, а показания в реестре не говорят, что изменилось: номера или названия.
    Если номера, загрузите на сервере: python -m bot registry import PATH --names-tell
registry-place-file = { $file }: { $reason }
registry-place-file-line = { $file }, строка { $line }: { $reason }
registry-place-file-column = { $file }, столбец { $column }: { $reason }
registry-place-file-line-column = { $file }, строка { $line }, столбец { $column }: { $reason }

registry-check-nothing = Показаний, которые могли попасть на другую шкалу, не найдено.
registry-check-found =
    { $count ->
        [one] { $count } показание могло попасть на другую шкалу. Сверьте его с биллингом:
        [few] { $count } показания могли попасть на другую шкалу. Сверьте их с биллингом:
       *[other] { $count } показаний могли попасть на другую шкалу. Сверьте их с биллингом:
    }
registry-check-exported = квитанция { $receipt }, абонент { $number }, прибор { $meter }: выгружено под другим названием шкалы, чем сейчас в реестре
registry-check-lower = квитанция { $receipt }, абонент { $number }, прибор { $meter }: значения меньше известных биллингу, а если их поменять местами — не меньше
registry-check-failed = Проверить не удалось: { $reason }

## The archive and the files
registry-problem-no-registry = здесь нет ни папки, ни архива .zip, ни книги .xlsx с файлами реестра
registry-problem-archive-damaged = архив повреждён
registry-problem-archive-encrypted = файл { $member } в архиве закрыт паролем
registry-problem-archive-nested = файл { $member } в архиве — тоже архив, такие не читаются
registry-problem-archive-too-large = файл { $member } в архиве неправдоподобно велик
registry-problem-archive-too-many = в архиве больше { $most } файлов
registry-problem-archive-unsafe-name = файл { $member } в архиве лежит за его пределами
registry-problem-file-twice = файл { $member } встречается дважды
registry-problem-file-missing = файла нет
registry-problem-file-unknown = такого файла в реестре не бывает, он пропущен
registry-problem-file-empty = файл пуст, нет даже строки с названиями столбцов
registry-problem-file-damaged = файл не читается до конца
registry-problem-no-rows = в файле нет ни одного абонента
registry-problem-too-many-vanished =
    закрылось бы слишком много абонентов: { $vanished } из { $known }. Возможно, файл неполный.
    Если всё верно, загрузите на сервере: python -m bot registry import PATH --close-many

## Lines and columns
registry-problem-encoding-unknown = не удалось понять кодировку. Сохраните файл в UTF-8
registry-problem-encoding-refused = кодировка { $encoding } не читается. Сохраните файл в UTF-8 или Windows-1251
registry-problem-encoding-twice = русские буквы испорчены: файл уже прочли однажды в неверной кодировке. Выгрузите его заново
registry-problem-workbook-damaged = книга Excel повреждена или закрыта паролем
registry-problem-workbook-too-large = книга Excel слишком велика. Сохраните листы как файлы .csv
registry-problem-workbook-error-cell = в ячейке { $cell } вместо значения ошибка формулы { $found }
registry-problem-line-not-text = строка содержит байты, которых нет в кодировке { $encoding }
registry-problem-line-too-long = строка длиннее { $most } байт; чтение файла остановлено
registry-problem-quotes-broken = кавычка не закрыта или стоит не на месте
registry-problem-separator-missing = столбцы должны быть разделены знаком «{ $separator }»
registry-problem-column-missing = столбца нет
registry-problem-column-twice = столбец встречается дважды
registry-problem-column-unknown = неизвестный столбец, он пропущен
registry-problem-cells-count = столбцов должно быть { $expected }, а в строке { $found }

## Values
registry-problem-empty = не заполнено
registry-problem-number-not-digits = «{ $found }» — не абонентский номер: нужны только цифры
registry-problem-number-wrong-length = «{ $found }» — не абонентский номер: без нулей в начале должно быть от { $least } до { $most } цифр
registry-problem-number-calculated = «{ $found }»: таблица приняла номер за число и могла потерять его цифры. Сохраните столбец как текст
registry-problem-code-not-understood = «{ $found }»: в обозначении не должно быть пробелов и невидимых знаков
registry-problem-unprintable = «{ $found }» содержит невидимые знаки
registry-problem-too-long = «{ $found }» длиннее { $most } знаков
registry-problem-whole-not-understood = «{ $found }» — не целое число
registry-problem-whole-out-of-range = нужно число от { $least } до { $most }, а не { $found }
registry-problem-amount-not-understood = «{ $found }» — не сумма: нужны рубли и не больше двух знаков после запятой или точки
registry-problem-amount-nothing = сумма платежа не может быть нулём
registry-problem-amount-negative = цена { $found } не может быть меньше нуля
registry-problem-date-not-understood = «{ $found }» — не дата: нужно ДД.ММ.ГГГГ или ГГГГ-ММ-ДД
registry-problem-date-impossible = даты { $found } не бывает
registry-problem-month-not-understood = «{ $found }» — не месяц: нужно ГГГГ-ММ, 01.ММ.ГГГГ или название месяца с годом
registry-problem-value-not-understood = «{ $found }» — не показание: нужны цифры и не больше трёх знаков после запятой или точки
registry-problem-area-not-understood = «{ $found }» — не площадь: нужны квадратные метры и не больше двух знаков после запятой или точки
registry-problem-basis-not-understood = «{ $found }» — не основание: нужно reading, average, norm, recalculation, penalty или other
registry-problem-source-not-understood = «{ $found }» — не источник показания: нужно resident, operator, inspector или calculated
registry-problem-payment-status-not-understood = «{ $found }» — не состояние платежа: нужно booked, pending или reversed

## The registry as a whole
registry-problem-duplicate = повторяет строку { $first }
registry-problem-unknown-number = абонента { $number } нет в subscribers.csv
registry-problem-unknown-meter = прибора { $meter } нет в meters.csv
registry-problem-unknown-scale = у прибора { $meter } нет шкалы { $scale } в scales.csv
registry-problem-unknown-bill = счёта { $bill } нет в bills.csv
registry-problem-lines-not-adding-up =
    строки счёта { $bill } { $part ->
        [recalculated] с основанием recalculation
        [penalty] с основанием penalty
       *[charged] (кроме recalculation и penalty)
    } дают { $found } ₽, а в bills.csv { $part ->
        [recalculated] перерасчёт
        [penalty] пени
       *[charged] начислено
    } { $expected } ₽
registry-problem-meter-without-scales = у прибора { $meter } нет ни одной шкалы в scales.csv
registry-problem-scales-with-gaps = шкалы прибора { $meter } должны идти подряд, начиная с 1, без пропусков до { $highest }
registry-problem-scales-alike = у прибора { $meter } две шкалы называются одинаково: { $name }
registry-problem-value-beyond-capacity = показание не помещается на приборе: на нём цифр до запятой { $digits }
registry-problem-value-too-precise = у показания больше знаков после запятой, чем у прибора ({ $decimals })
registry-problem-value-without-date = у показания нет даты
registry-problem-date-without-value = есть дата показания, но нет самого показания
registry-problem-date-in-future = дата ещё не наступила
registry-problem-scale-beyond-rates = такой шкалы не бывает: у этих приборов число шкал { $rates }
registry-problem-category-without-tariff = для группы «{ $category }» в tariffs.csv нет цен, её абонентам цена не показывается
registry-problem-range-without-beginning = первый диапазон потребления должен начинаться с 0

## Readings for billing
registry-phase-taking = Отбор показаний
registry-phase-writing = Запись файлов

export-is-running = Выгрузку или ответы уже обрабатывает другой процесс. Дождитесь, пока он закончит.
export-nothing = Новых показаний нет, выгружать нечего.
export-done = Выгрузка № { $export } готова.
export-repeated = Выгрузка № { $export } записана ещё раз: файлы те же.
export-content = Показаний { $readings }, строк { $rows }, сумма значений { $values }, сумма расхода { $consumption }.
export-file = { $path }: байт { $size }, SHA-256 { $sha256 }
export-changes = Замен счётчиков: { $count } (meter_changes.csv).
export-waiting = Ждут следующей выгрузки: { $count }.
export-interrupted = Выгрузка прервана. Запустите её снова: она продолжится и даст те же файлы.
export-failed = Файлы не записаны: { $reason }. Запустите выгрузку снова: она продолжится и даст те же файлы.

## Answers of billing
answers-taken = Ответы биллинга приняты.
answers-content = Принято к расчёту { $taken }, учтено в счёте { $billed }, не принято к расчёту { $refused }, уже было известно { $unchanged }, не подошло { $problems }.
answers-not-applied = Не подошли (остальные приняты):
answers-refused =
    { $count ->
        [one] Ответы не приняты: { $count } ошибка. Ничего не изменилось.
        [few] Ответы не приняты: { $count } ошибки. Ничего не изменилось.
       *[other] Ответы не приняты: { $count } ошибок. Ничего не изменилось.
    }
answers-is-running = Выгрузку или ответы уже обрабатывает другой процесс. Дождитесь, пока он закончит.
answers-interrupted = Приём ответов прерван. Запустите его снова с тем же файлом: принятое дважды не учтётся.
answers-failed = Ответы не приняты: { $reason }. Запустите приём снова с тем же файлом: принятое дважды не учтётся.

registry-problem-no-answers = в файле нет ни одного ответа
registry-problem-receipt-not-understood = «{ $found }» — не номер квитанции: нужно 12 цифр
registry-problem-receipt-unknown = квитанции { $receipt } у нас нет
registry-problem-answer-not-understood = «{ $found }» — не ответ: нужно accepted, billed или refused
registry-problem-answer-without-reason = у отказа нет причины
registry-problem-answer-without-month = не сказано, в счёте за какой месяц учтено
registry-problem-answer-impossible-accepted = показания по квитанции { $receipt } ещё не передавали в расчёт
registry-problem-answer-impossible-review = показания по квитанции { $receipt } ещё на проверке, их не передавали в расчёт
registry-problem-answer-impossible-rejected = показания по квитанции { $receipt } отклонил оператор, их не передавали в расчёт
registry-problem-answer-impossible-withdrawn = показания по квитанции { $receipt } отменил абонент, их не передавали в расчёт
registry-problem-answer-impossible-replaced = показания по квитанции { $receipt } заменены другими, их не передавали в расчёт
registry-problem-answer-impossible-billed = показания по квитанции { $receipt } уже учтены в счёте, ответ этому противоречит
registry-problem-answer-impossible-refused = показания по квитанции { $receipt } уже не приняты к расчёту, ответ этому противоречит
