### What the meters of a number have shown, the chart of it, and files to keep.

history-title = <b>История показаний</b> · № { $number }
history-none = Показаний по этому номеру пока нет.
history-month = <b>{ $month }</b>
history-month-use = <b>{ $month }</b>, всего { $kwh } кВт·ч
history-months = { $first } – { $last }
history-meter = Счётчик № { $serial }
history-look = { $date } · { $source }
history-look-sent = { $who }, квитанция { $receipt }, { $status }
history-source-resident = показание жителя
history-source-operator = внёс оператор
history-source-inspector = снял инспектор
history-source-calculated = ⚙️ расчётное значение (не по счётчику)
history-reason = Причина: { $reason }
history-more = и ещё { NUMBER($count) }
history-cut = Остальное не помещается в сообщение. Всё есть в файле: нажмите «{ history-download-button }».
history-chart-button = График
history-download-button = Скачать
history-back-button = К истории

## The chart

use-title = Расход электроэнергии
use-of-number = № { $number }
use-of-meter = № { $number }, счётчик № { $serial }
use-of-all-meters = № { $number }, все счётчики
use-unit = кВт·ч
use-year-before = годом раньше
use-calculated = по среднему
use-average = в среднем { $kwh }
use-caption = <b>Расход электроэнергии</b> · { $whose }
use-caption-one = Расход: <b>{ $kwh } кВт·ч</b>
use-caption-average = В среднем за месяц: <b>{ $kwh } кВт·ч</b>
use-caption-most = Больше всего: { $month }, { $kwh } кВт·ч
use-caption-least = Меньше всего: { $month }, { $kwh } кВт·ч
use-caption-calculated = Штриховка: расход посчитан по среднему, показаний за эти месяцы нет.
use-caption-before = Бледные полоски: те же месяцы годом раньше.
use-none = <b>Расход электроэнергии</b> · № { $number }

    Рисовать пока нечего. График появится, когда будут показания хотя бы за два месяца.
use-dark-button = Тёмная
use-light-button = Светлая
use-meter-button = Счётчик № { $serial }
use-all-button = Все счётчики

## Files to keep

download-ask = <b>Скачать</b> · № { $number }

    В файле будут показания, расход, счета и платежи. Выберите вид файла.

    Таблица Excel открывается на телефоне и на компьютере. CSV нужен для других программ.
download-xlsx-button = Таблица Excel
download-csv-button = CSV
download-text = Показания, расход, счета и платежи по номеру { $number } на { $date }. Нажмите на файл, чтобы открыть его.
download-readings = Показания
download-consumption = Расход
download-bills = Счета
download-payments = Платежи
download-measured = по показаниям
download-calculated = по расчётному значению
download-column-month = Месяц
download-column-day = Дата
download-column-meter = Счётчик №
download-column-scale = Шкала
download-column-value = Показание, кВт·ч
download-column-use = Расход, кВт·ч
download-column-source = Откуда
download-column-receipt = Квитанция
download-column-state = Состояние
download-column-reason = Причина
download-column-basis = Как посчитано
download-column-charged = Начислено, ₽
download-column-recalculated = Перерасчёт, ₽
download-column-penalty = Пени, ₽
download-column-amount = Итого за месяц, ₽
download-column-paid = Поступило с прошлого счёта, ₽
download-column-due = К оплате по счёту, ₽
download-column-due-on = Оплатить до
download-column-left = Осталось оплатить, ₽
download-column-paid-on = Оплачен
download-column-sum = Сумма, ₽
download-column-place = Где оплачено
file-wait-hint = Готовлю. Подождите, пожалуйста, немного…
