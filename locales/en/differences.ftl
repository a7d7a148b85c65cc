### Why a bill is higher or lower than another one.

why-more-button = Why is it more?
why-less-button = Why is it less?
why-same-button = Compare
why-bill-button = To the bill

## The head of a comparison

why-title = <b>Bills compared</b> · № { $number }
why-more = { NUMBER($bills) ->
        [one] The bill for { $month } is <b>{ $amount } ₽ more</b> than for { $other }.
       *[other] The bills for { $month } together are <b>{ $amount } ₽ more</b> than for { $other }.
    }
why-less = { NUMBER($bills) ->
        [one] The bill for { $month } is <b>{ $amount } ₽ less</b> than for { $other }.
       *[other] The bills for { $month } together are <b>{ $amount } ₽ less</b> than for { $other }.
    }
why-same = { NUMBER($bills) ->
        [one] The bill for { $month } is <b>the same</b> as for { $other }.
       *[other] The bills for { $month } together are <b>the same</b> as for { $other }.
    }
why-same-parts = { NUMBER($bills) ->
        [one] The bill for { $month } is <b>the same sum</b> as for { $other }, but it is made up of other parts.
       *[other] The bills for { $month } together are <b>the same sum</b> as for { $other }, but it is made up of other parts.
    }
why-none = There is no bill for { $other } here, so we cannot compare with it.
why-sums = We were not told what one of these bills is made up of. So here are only the sums:

## Its parts

why-consumption-of = Your use
why-consumption-of-scale = Your use on scale { $scale }
why-price-of = The price of a kWh
why-price-of-scale = The price of a kWh on scale { $scale }
why-scale = “{ $name }”
why-consumption-more = • { $what } rose by { $kwh } kWh: <b>{ $amount } ₽</b>
why-consumption-less = • { $what } fell by { $kwh } kWh: <b>{ $amount } ₽</b>
why-consumption-moved = • { $what } is shared in another way: <b>{ $amount } ₽</b>
why-price-more = • { $what } rose ({ $prices }): <b>{ $amount } ₽</b>
why-price-less = • { $what } fell ({ $prices }): <b>{ $amount } ₽</b>
why-price-since-more = • { $what } rose on { $since } ({ $prices }): <b>{ $amount } ₽</b>
why-price-since-less = • { $what } fell on { $since } ({ $prices }): <b>{ $amount } ₽</b>
why-price-moved = • The prices of a kWh changed: <b>{ $amount } ₽</b>
why-prices = was { $before }, is { $now } ₽
why-prices-mean = was { $before }, is { $now } ₽ on average
why-prices-first = up to the limit was { $before }, is { $now } ₽
why-range-begun = • You used more than { $thresholds } kWh in the month, and what is above this limit costs more: <b>{ $amount } ₽</b>
why-range-begun-at = • You used more than { $thresholds } kWh in the month, and above this limit the price is { $price } ₽: <b>{ $amount } ₽</b>
why-range-ended = • This time you used no more than { $thresholds } kWh in the month, so the price above this limit does not count: <b>{ $amount } ₽</b>
why-range-changed = • The limits above which a kWh costs more are now others. They were { $ended } kWh and are { $begun } kWh: <b>{ $amount } ₽</b>
why-range-moved = • Your use is shared in another way between the prices up to the limit and above it: <b>{ $amount } ₽</b>
why-and = { $first } and { $next }
why-rounding = • Rounding to the kopeck: <b>{ $amount } ₽</b>

## Sums that are compared as they are

why-counting = Charged (your use cannot be compared)
why-charged = Charged for electricity
why-recalculation = Recalculation
why-penalty = Late fee
why-other = Other charges
why-sum-begun = • { $what } in this bill: <b>{ $amount } ₽</b>
why-sum-ended = • { $what } in the bill for { $other }: { $before } ₽, and none in this bill. So <b>{ $amount } ₽</b>
why-sum-both = • { $what } in the bill for { $other }: { $before } ₽, in this bill { $now } ₽. The difference is <b>{ $amount } ₽</b>

## Remarks

why-basis = The bill for { $month } is counted { $now }, the one for { $other } { $before }.
why-basis-both = Both bills are counted { $now }.
why-by-reading = by readings
why-by-average = by average use
why-by-norm = by the norm
why-pooled = The meter has other scales in these two bills, so we compare your whole use and the average price.
