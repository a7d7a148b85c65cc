### One bill, line by line, and how a list names it: what residents and operators read of it.

bill-title = <b>Bill for { $bill }</b>
bill-of-several = { $month } (no. { $place })
bill-minus = minus { $amount }
bill-back-button = To the bills

## A row of the list

bills-row-open = <b>{ $bill }</b>: { $amount } ₽, <b>not paid</b>
bills-row-open-partly = <b>{ $bill }</b>: { $amount } ₽, <b>{ $left } ₽ still to pay</b>
bills-row-paid-on = <b>{ $bill }</b>: { $amount } ₽, paid on { $date }
bills-row-paid-before = <b>{ $bill }</b>: { $amount } ₽, paid in advance on { $date }
bills-row-paid = <b>{ $bill }</b>: { $amount } ₽, paid
bills-row-nothing = <b>{ $bill }</b>: { $amount } ₽, nothing to pay
bills-until = due by { $date }
bills-overdue = was due by { $date }
bills-gap-month = { $month }: no bill here
bills-gap = { $since } – { $until }: no bills here
bills-choose = Press a month to see what its bill is made of.

## The lines of a bill

bill-basis-reading = <b>By readings</b>
bill-basis-average = <b>By the average</b>
bill-basis-norm = <b>By the norm</b>
bill-basis-other = <b>Other charges</b>
bill-basis-recalculation = <b>Recalculation</b>
bill-basis-penalty = <b>Late fee</b>
bill-basis-note = ({ $note })
bill-basis-average-means = This is not a reading of the meter but what you used on average in the months before.
bill-basis-norm-means = This is not a reading of the meter but the consumption that is set for a home like yours.
bill-scale = Scale { $number }
bill-range-first = up to { $end } kWh
bill-range-between = from { $begin } to { $end } kWh
bill-range-above = above { $begin } kWh
bill-line = { $counted }
bill-line-of = { $label }: { $counted }
bill-line-below =
    { $label }:
    { $counted }
bill-counted-product = { $kwh } kWh × { $price } ₽ = { $amount } ₽
bill-counted-at = { $kwh } kWh at { $price } ₽, { $amount } ₽ charged
bill-counted-kwh = { $kwh } kWh, { $amount } ₽ charged
bill-counted-price = at { $price } ₽ per kWh, { $amount } ₽ charged
bill-counted-amount = { $amount } ₽
bill-lines-more = { NUMBER($count) ->
        [one] And { $count } more line
       *[other] And { $count } more lines
    }, { $amount } ₽.
bill-lines-none = We were not told what this bill is made of. Only its sums are known.

## Its sums

bill-opening = To pay at the beginning of the month: { $amount } ₽
bill-opening-overpaid = Overpaid at the beginning of the month: { $amount } ₽
bill-paid = Paid since the bill before: { $amount } ₽
bill-due = To pay by this bill: <b>{ $amount } ₽</b>
bill-due-until = To pay by this bill: <b>{ $amount } ₽</b>, due { $date }
bill-overpaid = Overpaid by this bill: <b>{ $amount } ₽</b>
error-bill-unknown = This bill is not here any more. Press “{ menu-electricity-button }”, choose the number and open “{ card-bills-button }”.
