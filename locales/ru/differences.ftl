### Why a bill is higher or lower than another one.

why-more-button = Почему больше?
why-less-button = Почему меньше?
why-same-button = Сравнить
why-bill-button = К счёту

## The head of a comparison

why-title = <b>Сравнение счетов</b> · № { $number }
why-more = { NUMBER($bills) ->
        [one] Счёт за { $month } на <b>{ $amount } ₽ больше</b>, чем за { $other }.
       *[other] Счета за { $month } вместе на <b>{ $amount } ₽ больше</b>, чем за { $other }.
    }
why-less = { NUMBER($bills) ->
        [one] Счёт за { $month } на <b>{ $amount } ₽ меньше</b>, чем за { $other }.
       *[other] Счета за { $month } вместе на <b>{ $amount } ₽ меньше</b>, чем за { $other }.
    }
why-same = { NUMBER($bills) ->
        [one] Счёт за { $month } <b>такой же</b>, как за { $other }.
       *[other] Счета за { $month } вместе <b>такие же</b>, как за { $other }.
    }
why-same-parts = { NUMBER($bills) ->
        [one] Счёт за { $month } на <b>ту же сумму</b>, что и за { $other }, но сложилась она иначе.
       *[other] Счета за { $month } вместе на <b>ту же сумму</b>, что и за { $other }, но сложилась она иначе.
    }
why-none = Счёта за { $other } здесь нет, поэтому сравнить с ним не получится.
why-sums = Что входит в один из этих счетов, нам не сообщили. Поэтому здесь только суммы:

## Its parts

why-consumption-of = Расход
why-consumption-of-scale = Расход по шкале { $scale }
why-price-of = Цена за кВт·ч
why-price-of-scale = Цена за кВт·ч по шкале { $scale }
why-scale = «{ $name }»
why-consumption-more = • { $what } вырос на { $kwh } кВт·ч: <b>{ $amount } ₽</b>
why-consumption-less = • { $what } снизился на { $kwh } кВт·ч: <b>{ $amount } ₽</b>
why-consumption-moved = • { $what } распределился иначе: <b>{ $amount } ₽</b>
why-price-more = • { $what } выросла ({ $prices }): <b>{ $amount } ₽</b>
why-price-less = • { $what } снизилась ({ $prices }): <b>{ $amount } ₽</b>
why-price-since-more = • { $what } выросла с { $since } ({ $prices }): <b>{ $amount } ₽</b>
why-price-since-less = • { $what } снизилась с { $since } ({ $prices }): <b>{ $amount } ₽</b>
why-price-moved = • Цены за кВт·ч изменились: <b>{ $amount } ₽</b>
why-prices = было { $before }, стало { $now } ₽
why-prices-mean = в среднем было { $before }, стало { $now } ₽
why-prices-first = до порога было { $before }, стало { $now } ₽
why-range-begun = • Расход за месяц больше { $thresholds } кВт·ч, а всё, что сверх этого порога, стоит дороже: <b>{ $amount } ₽</b>
why-range-begun-at = • Расход за месяц больше { $thresholds } кВт·ч, а сверх этого порога цена { $price } ₽: <b>{ $amount } ₽</b>
why-range-ended = • Расход за месяц на этот раз не больше { $thresholds } кВт·ч, и цена сверх этого порога не действует: <b>{ $amount } ₽</b>
why-range-changed = • Изменились пороги, после которых кВт·ч стоит дороже. Было { $ended } кВт·ч, стало { $begun } кВт·ч: <b>{ $amount } ₽</b>
why-range-moved = • Расход иначе разделился между ценами до порога и сверх него: <b>{ $amount } ₽</b>
why-and = { $first } и { $next }
why-rounding = • Округление до копейки: <b>{ $amount } ₽</b>

## Sums that are compared as they are

why-counting = Начислено (расход сравнить нельзя)
why-charged = Начислено за электроэнергию
why-recalculation = Перерасчёт
why-penalty = Пени
why-other = Прочие начисления
why-sum-begun = • { $what } в этом счёте: <b>{ $amount } ₽</b>
why-sum-ended = • { $what } в счёте за { $other }: { $before } ₽, в этом счёте нет. Поэтому <b>{ $amount } ₽</b>
why-sum-both = • { $what } в счёте за { $other }: { $before } ₽, в этом счёте { $now } ₽. Разница <b>{ $amount } ₽</b>

## Remarks

why-basis = Счёт за { $month } посчитан { $now }, а за { $other } { $before }.
why-basis-both = Оба счёта посчитаны { $now }.
why-by-reading = по показаниям
why-by-average = по среднему расходу
why-by-norm = по нормативу
why-pooled = Шкалы счётчика в этих счетах разные, поэтому сравниваем весь расход и среднюю цену.
