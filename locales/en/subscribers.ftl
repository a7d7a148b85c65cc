### Subscriber numbers and everything that is shown of them.

number-add-button = Add a subscriber number
number-button = № { $number }
number-named-button = { $name } · № { $number }
numbers-title = <b>Electricity</b>
numbers-none = <b>Electricity</b>

    Your subscriber numbers will be here. There are none yet. Press “{ number-add-button }”.

    You will need the number from your bill, and the date and the amount of your last payment.

due-title = Readings for { $month }:
due-title-closed = Readings are taken from { $opens } on:
due-row = • { $what }: { $state }
due-due = still to be sent
due-some = sent, but not of all meters ({ $sent } of { $all })
due-sent = sent on { $date }
due-sent-doubted = sent on { $date }, an operator is checking it
due-with-billing = sent to be billed
due-automatic = the meter sends them by itself
due-change-in-review = waiting: an operator is checking the report of another meter
due-change-accepted = waiting for the new meter in our records
due-no-meters = no meters
due-number-closed = the number is closed

number-ask = <b>Add a subscriber number. Step 1 of 3</b>

    Write your subscriber number. It is printed on your electricity bill.

    If the number used to begin with a zero, leave the zero out now.
number-date-ask = <b>Step 2 of 3. Date of the last payment</b>

    Number: <b>{ $number }</b>

    When did you last pay this bill? Write the date, for example: 05.11.2026.
number-amount-ask = <b>Step 3 of 3. Amount of the last payment</b>

    Date of the payment: <b>{ $date }</b>

    How much did you pay? Write the amount in rubles, with the kopecks after a comma, for example: 1234,56.
number-confirm-ask = <b>Please check</b>

    Subscriber number: <b>{ $number }</b>
    Date of the last payment: <b>{ $date }</b>
    Amount: <b>{ $amount } ₽</b>

    Is everything right?
number-confirm-button = Confirm
number-correct-button = Correct
number-added = ✅ The subscriber number is added.

card-title = <b>Subscriber № { $number }</b>
card-title-named = <b>{ $name }</b> · № { $number }
card-address = { $address }
card-debt = To pay <b>{ $amount } ₽</b>
card-overpaid = Overpaid <b>{ $amount } ₽</b>
card-even = You owe nothing.
card-parts = Of this: electricity { $electricity } ₽, late fee { $penalty } ₽
card-parts-overpaid = Overpaid for electricity { $electricity } ₽, late fee { $penalty } ₽
card-closed = ⚠️ This number is closed. Readings for it are no longer taken.
card-no-meters = There are no meters under this number.
card-meter = <b>Meter { $model } № { $serial }</b>
card-meter-automatic = It sends its readings by itself.
card-scale = { $scale }: { $value } kWh on { $date }
card-scale-undated = { $scale }: { $value } kWh
card-scale-unknown = { $scale }: no readings yet
card-reading = Sent for { $month }: { $values }. Receipt { $receipt }, { $status }.
card-state = Readings for { $month }: { $state }
card-window-closed = Readings are taken from { $opens } on.
verification-near = ⚠️ The meter is verified until { $date }. Please call us in good time, we will tell you what to do: { $phone }
verification-over = ⚠️ The verification of the meter ended on { $date }. Until it is verified again, bills may be based on the average and not on your readings. Please call us, we will tell you what to do: { $phone }
card-verify-by = To be verified by { $date }

card-reading-button = Send a reading
card-history-button = History
card-payments-button = Payments
card-bills-button = Bills
card-pay-button = Pay
card-more-button = More
card-more-text = What would you like to do with this number?
card-tariffs-button = Prices
card-rename-button = Rename
card-remove-button = Remove
card-all-button = All numbers
card-back-button = Back to the number
page-newer-button = Newer
page-older-button = Older

scale-with-hours = { $name } ({ $hours })

payments-title = <b>Payments</b> · № { $number }
payments-none = There are no payments yet.
payments-row = { $date }: { $amount } ₽
payments-row-reversal = { $date }: payment of { $amount } ₽ taken back
payments-row-reversed = { $date }: { $amount } ₽, taken back
payments-row-pending = { $date }: { $amount } ₽, not booked yet

bills-title = <b>Bills</b> · № { $number }
bills-none = There are no bills yet.
bills-charged = Charged: { $amount } ₽
bills-recalculated = Recalculated: { $amount } ₽
bills-penalty = Late fee: { $amount } ₽
bills-open = The bill is { $amount } ₽, <b>not paid</b>
bills-open-partly = The bill is { $amount } ₽, <b>{ $left } ₽ still to pay</b>
bills-paid-on = The bill is { $amount } ₽, paid on { $date }
bills-paid-before = The bill is { $amount } ₽, paid in advance on { $date }
bills-paid = The bill is { $amount } ₽, paid
bills-nothing = The bill is { $amount } ₽, nothing to pay
bills-elsewhere = For months whose bills are not shown here: <b>{ $amount } ₽</b>

tariffs-title = <b>Prices</b>
tariffs-category = Category: { $category }
tariffs-scale = { $scale }, since { $since }:
tariffs-range-only = • { $price } ₽
tariffs-range-first = • up to { $until } kWh: { $price } ₽
tariffs-range-above = • above { $begin }: { $price } ₽
tariffs-was = (was { $price })
tariffs-before = Before, since { $since }:
tariffs-coming = From { $since } on:
tariffs-unknown = We have no price for this meter yet. Please call us, we will tell you: { $phone }
tariffs-note = This is the price of 1 kWh.
tariffs-note-ranges = This is the price of 1 kWh. It depends on what you use in a month; all meters of this number are added together.
tariffs-nothing-sent = What you have used in { $month } is not known yet: it is seen from the readings you send.
tariffs-used = Used in { $month }, by the readings sent: <b>{ $used } kWh</b>.
tariffs-used-of = Used in { $month }, by the readings sent: <b>{ $used } of { $ahead } kWh</b>.
tariffs-unread = Some meters are missing here, because they have no readings of this month yet.
range-passed = The limit of { $threshold } kWh a month is passed. { $above } kWh above it: { $prices }.
range-ahead = At this pace the limit of { $threshold } kWh will be passed on day { $day } of the month: above it { $prices }.
range-price = { $price } instead of { $before } ₽
range-price-of = { $scale } { $price } instead of { $before } ₽

history-value = { $scale }: { $value } kWh, consumption { $consumption }
history-first-value = { $scale }: { $value } kWh

pay-text = Subscriber number for the payment: <code>{ $number }</code>
    Press the number to copy it.

    You can pay in your bank's app: find our company there and paste this number. No payments are taken in this chat. We never ask for your card number here: do not write it to anybody.

    Phone for questions: { $phone }
pay-recipient = To be paid to: { $company }
pay-nothing = There is nothing to pay for number <code>{ $number }</code> now.

rename-ask = <b>A name for № { $number }</b>

    Write what you would like to call this number, for example: Summer house.
rename-clear-button = Remove the name
remove-ask = Remove the number <b>{ $number }</b> from your electricity account?

    The readings you have sent are kept. You can add the number again at any time.
remove-done = The number { $number } is removed from your electricity account.

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
month-of-year = { $month } { $year }

status-accepted = accepted
status-review = being checked by an operator
status-rejected = rejected
status-replaced = replaced by a later one
status-withdrawn = undone
status-exported = sent to be billed
status-taken = taken into account
status-billed = counted in the bill
status-billed-month = counted in the bill of { $month }
status-refused = not taken into the bill
