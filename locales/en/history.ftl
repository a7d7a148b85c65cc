### What the meters of a number have shown, the chart of it, and files to keep.

history-title = <b>Reading history</b> · № { $number }
history-none = There are no readings for this number yet.
history-month = <b>{ $month }</b>
history-month-use = <b>{ $month }</b>, { $kwh } kWh in all
history-months = { $first } – { $last }
history-meter = Meter № { $serial }
history-look = { $date } · { $source }
history-look-sent = { $who }, receipt { $receipt }, { $status }
history-source-resident = a resident's reading
history-source-operator = entered by an operator
history-source-inspector = read by an inspector
history-source-calculated = ⚙️ calculated value (not from the meter)
history-reason = Reason: { $reason }
history-more = and { NUMBER($count) } more
history-cut = The rest does not fit into a message. Everything is in the file: press “{ history-download-button }”.
history-chart-button = Chart
history-download-button = Download
history-back-button = To the history

## The chart

use-title = Electricity consumption
use-of-number = № { $number }
use-of-meter = № { $number }, meter № { $serial }
use-of-all-meters = № { $number }, all meters
use-unit = kWh
use-year-before = a year before
use-calculated = by average
use-average = average { $kwh }
use-caption = <b>Electricity consumption</b> · { $whose }
use-caption-one = Consumption: <b>{ $kwh } kWh</b>
use-caption-average = Average month: <b>{ $kwh } kWh</b>
use-caption-most = Most: { $month }, { $kwh } kWh
use-caption-least = Least: { $month }, { $kwh } kWh
use-caption-calculated = Hatched: counted by an average, because there are no readings for these months.
use-caption-before = Pale bars: the same months a year before.
use-none = <b>Electricity consumption</b> · № { $number }

    There is nothing to draw yet. The chart will appear once there are readings for at least two months.
use-dark-button = Dark
use-light-button = Light
use-meter-button = Meter № { $serial }
use-all-button = All meters

## Files to keep

download-ask = <b>Download</b> · № { $number }

    The file will hold readings, consumption, bills and payments. Choose its form.

    An Excel table opens on a phone and on a computer. CSV is for other programs.
download-xlsx-button = Excel table
download-csv-button = CSV
download-text = Readings, consumption, bills and payments of number { $number } as of { $date }. Press the file to open it.
download-readings = Readings
download-consumption = Consumption
download-bills = Bills
download-payments = Payments
download-measured = by readings
download-calculated = by a calculated value
download-column-month = Month
download-column-day = Date
download-column-meter = Meter №
download-column-scale = Scale
download-column-value = Reading, kWh
download-column-use = Consumption, kWh
download-column-source = From
download-column-receipt = Receipt
download-column-state = State
download-column-reason = Reason
download-column-basis = Counted
download-column-charged = Charged, ₽
download-column-recalculated = Recalculated, ₽
download-column-penalty = Penalty, ₽
download-column-amount = Month in all, ₽
download-column-paid = Received since the last bill, ₽
download-column-due = To pay by the bill, ₽
download-column-due-on = Pay by
download-column-left = Still to pay, ₽
download-column-paid-on = Paid on
download-column-sum = Amount, ₽
download-column-place = Where it was paid
file-wait-hint = I am making it. Please wait a little…
