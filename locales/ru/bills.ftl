### One bill, line by line, and how a list names it: what residents and operators read of it.

bill-title = <b>Счёт за { $bill }</b>
bill-of-several = { $month } ({ $place }-й)
bill-minus = минус { $amount }
bill-back-button = К счетам

## A row of the list

bills-row-open = <b>{ $bill }</b>: { $amount } ₽, <b>не оплачен</b>
bills-row-open-partly = <b>{ $bill }</b>: { $amount } ₽, <b>осталось { $left } ₽</b>
bills-row-paid-on = <b>{ $bill }</b>: { $amount } ₽, оплачен { $date }
bills-row-paid-before = <b>{ $bill }</b>: { $amount } ₽, оплачен заранее, { $date }
bills-row-paid = <b>{ $bill }</b>: { $amount } ₽, оплачен
bills-row-nothing = <b>{ $bill }</b>: { $amount } ₽, платить не нужно
bills-until = срок до { $date }
bills-overdue = срок был { $date }
bills-gap-month = { $month }: счёта здесь нет
bills-gap = { $since } – { $until }: счетов здесь нет
bills-choose = Нажмите на месяц, чтобы увидеть, из чего состоит счёт.

## The lines of a bill

bill-basis-reading = <b>По показаниям</b>
bill-basis-average = <b>По среднему расходу</b>
bill-basis-norm = <b>По нормативу</b>
bill-basis-other = <b>Другие начисления</b>
bill-basis-recalculation = <b>Перерасчёт</b>
bill-basis-penalty = <b>Пени</b>
bill-basis-note = ({ $note })
bill-basis-average-means = Это не показания счётчика, а Ваш средний расход за прошлые месяцы.
bill-basis-norm-means = Это не показания счётчика, а норма расхода, установленная для Вашего жилья.
bill-scale = Шкала { $number }
bill-range-first = до { $end } кВт·ч
bill-range-between = от { $begin } до { $end } кВт·ч
bill-range-above = сверх { $begin } кВт·ч
bill-line = { $counted }
bill-line-of = { $label }: { $counted }
bill-line-below =
    { $label }:
    { $counted }
bill-counted-product = { $kwh } кВт·ч × { $price } ₽ = { $amount } ₽
bill-counted-at = { $kwh } кВт·ч по { $price } ₽, начислено { $amount } ₽
bill-counted-kwh = { $kwh } кВт·ч, начислено { $amount } ₽
bill-counted-price = по { $price } ₽ за кВт·ч, начислено { $amount } ₽
bill-counted-amount = { $amount } ₽
bill-lines-more = { NUMBER($count) ->
        [one] И ещё { $count } строка
        [few] И ещё { $count } строки
       *[other] И ещё { $count } строк
    } на { $amount } ₽.
bill-lines-none = Из чего состоит этот счёт, нам не сообщили. Известны только его суммы.

## Its sums

bill-opening = Было к оплате на начало месяца: { $amount } ₽
bill-opening-overpaid = Была переплата на начало месяца: { $amount } ₽
bill-paid = Оплачено с прошлого счёта: { $amount } ₽
bill-due = В счёте к оплате: <b>{ $amount } ₽</b>
bill-due-until = В счёте к оплате: <b>{ $amount } ₽</b>, срок { $date }
bill-overpaid = В счёте переплата: <b>{ $amount } ₽</b>
error-bill-unknown = Этого счёта здесь больше нет. Нажмите «{ menu-electricity-button }», выберите номер и откройте «{ card-bills-button }».
