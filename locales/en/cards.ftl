### The list of subscriber numbers, and the card of each.

numbers-before-button = Previous
numbers-after-button = Next
numbers-row = <b>{ $what }</b>: { $money }
numbers-debt = to pay { $amount } ₽
numbers-overpaid = overpaid { $amount } ₽
numbers-even = nothing to pay
numbers-closed = The number is closed.
numbers-no-meters = No meters.
numbers-state = Readings: { $state }
numbers-days-left = { NUMBER($days) ->
        [0] Readings are taken until { $day }: today is the last day.
        [one] Readings are taken until { $day }, { $days } day left.
       *[other] Readings are taken until { $day }, { $days } days left.
    }
numbers-choose = Press a number to open it.

card-debt-until = To pay <b>{ $amount } ₽</b> by { $day }
card-debt-overdue = To pay <b>{ $amount } ₽</b>, it was due by { $day }
card-days-left = { NUMBER($days) ->
        [0] Taken until { $day }: today is the last day.
        [one] Taken until { $day }, { $days } day left.
       *[other] Taken until { $day }, { $days } days left.
    }
card-days-left-to-correct = { NUMBER($days) ->
        [0] You can correct them until { $day }: today is the last day.
        [one] You can correct them until { $day }, { $days } day left.
       *[other] You can correct them until { $day }, { $days } days left.
    }
card-typed = ⚠️ You have entered a reading and not confirmed it. It is not sent yet: press “{ card-reading-button }”.
card-void = ⚠️ Reading { $values }: { $status }. Please send it again.
card-void-because = ⚠️ Reading { $values }: { $status }. Reason: { $reason }. Please send it again.
card-bill = Bill for { $bill }
card-payment = Payment { $date }: { $amount } ₽
card-payments = Payments { $date }: { $amount } ₽ in all
card-payment-pending = Payment { $date }: { $amount } ₽, not booked yet
card-payment-reversed = Payment { $date }: { $amount } ₽, taken back
card-payment-reversal = Payment taken back { $date }: { $amount } ₽
card-value = On { $date }: { $value } kWh
card-value-undated = Reading: { $value } kWh
card-meter-brief = <b>{ $meter }</b>
card-value-unknown = No readings yet.
card-values = On { $date }, kWh:
card-values-row = • { $scale }: { $value }
card-more-meters = Not all meters are shown here, there are { $count } more.

day-of-1 = { $day }{ "\u00A0" }January
day-of-2 = { $day }{ "\u00A0" }February
day-of-3 = { $day }{ "\u00A0" }March
day-of-4 = { $day }{ "\u00A0" }April
day-of-5 = { $day }{ "\u00A0" }May
day-of-6 = { $day }{ "\u00A0" }June
day-of-7 = { $day }{ "\u00A0" }July
day-of-8 = { $day }{ "\u00A0" }August
day-of-9 = { $day }{ "\u00A0" }September
day-of-10 = { $day }{ "\u00A0" }October
day-of-11 = { $day }{ "\u00A0" }November
day-of-12 = { $day }{ "\u00A0" }December
day-of-year = { $day } { $year }
