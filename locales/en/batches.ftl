### Readings of many numbers at once.

batch-begin-button = Send for all numbers
batch-ask = <b>Send for all numbers</b>

    Send a list. Write a subscriber number and its readings on each line, for example:
    100200302 8400 3990

    If a number has several meters, write the serial number of the meter or its last digits after the number.

    You can also send a file: an Excel table (.xlsx) or .csv. Press “{ batch-template-button }” and we will send you a table with your numbers: all you need to do is fill in the readings.
batch-template-button = Template
batch-list-button = Back to the list
batch-template-text = This is a table with your numbers. Write the readings in the column “{ batch-column-new }”, save the file and send it here. We will pass over empty rows.

    You can also send the list as a message.
batch-template-title = Readings
batch-column-number = Number
batch-column-address = Address
batch-column-meter = Meter
batch-column-scale = Scale
batch-column-previous = Last reading
batch-column-new = New reading

batch-title = <b>{ NUMBER($count) ->
        [one] { $count } row in the list
       *[other] { $count } rows in the list
    }</b>
batch-count-wrong = ❌ With a mistake: { NUMBER($count) }
batch-count-doubtful = ❓ To be checked: { NUMBER($count) }
batch-count-right = ✅ Right: { NUMBER($count) }
batch-count-skipped = ➖ Left out: { NUMBER($count) }
batch-count-sent = 📨 Sent already: { NUMBER($count) }
batch-page = Page { NUMBER($page) } of { NUMBER($pages) }
batch-page-of-receipts = Page { NUMBER($page) } of { NUMBER($pages) }. All receipts are in the history of each number too.
batch-page-before-button = ← Earlier rows
batch-page-after-button = More rows →
batch-send-button = Send the right ones ({ NUMBER($count) })
batch-fix-button = Correct ({ NUMBER($count) })
batch-end-button = Finish
batch-again-button = Begin a new list

batch-row-wrong = ❌ { $row }
batch-row-doubtful = ❓ { $row }
batch-row-right = ✅ { $row }
batch-row-skipped = ➖ { $row }
batch-row-sent = 📨 { $row }
batch-meter = { $place }. Number { $number }, meter No. { $serial }
batch-meter-named = { $place }. { $name }, number { $number }, meter No. { $serial }
batch-typed = { $place }. “{ $typed }”
batch-values-typed = Written: “{ $typed }”
batch-lower-row = { $scale }: { $previous } → <b>{ $value }</b>

batch-doubt-swapped = The readings seem to be the wrong way round.
batch-swap-proposal = If they are swapped: { $values }
batch-doubt-rollover = This is less than the last reading. Perhaps the meter went past zero.
batch-doubt-lower = This is less than the last reading.
batch-doubt-far-above = The consumption is much higher than usual.
batch-doubt-changed = ⚠️ While you were looking at the list, the data of this meter changed. Please check the row again.
batch-twice = This meter is in the list once more. Rows: { $places }. Keep one of them and skip the others.
batch-fault-not-yours = This number is not in your account.
batch-fault-number-ended = This number was disconnected from your account.
batch-fault-number-not-digits = There is no subscriber number at the beginning of the row.
batch-fault-number-like-date = There is a date or an amount where the subscriber number should be.
batch-fault-number-wrong-length = A subscriber number has { $least } to { $most } digits.
batch-fault-number-calculated = The table has spoilt the subscriber number. Please write it again.
batch-fault-no-meters = This number has no meters.
batch-fault-meter-closed = We no longer have this meter in our records.
batch-fault-meter-automatic = This meter sends its readings itself.
batch-fault-meter-change-in-review = We already know that this meter was replaced. An operator is checking it.
batch-fault-meter-change-accepted = This meter was replaced. The new one is not in our records yet.
batch-fault-window-closed = Readings are not taken today. You can send them from { $opens }.
batch-fault-already-exported = The readings of this month went to billing already and cannot be changed.
batch-fault-value-not-a-number = The readings could not be read. Please write digits only.
batch-fault-value-negative = A reading cannot be less than zero.
batch-fault-value-ambiguous = It is unclear where one reading ends and another begins. Write each on a new line.
batch-fault-value-wrong-count = { NUMBER($got) } numbers, but the meter has { NUMBER($expected) } readings.
batch-fault-value-scale-unknown = It is unclear what the numbers belong to. This meter has: { $scales }.

error-batch-empty = There are no readings in the list. Each line needs a subscriber number and readings, for example: 100200302 8400 3990
error-batch-too-long = A list can have up to { NUMBER($most) } rows, and this one has { NUMBER($got) }. Please send it in parts.
error-batch-meter-unnamed = This number has several meters: { $serials }. Write after the number which one you mean.
error-batch-meter-unknown = This number has no meter “{ $meter }”.
error-batch-scales-missing = Some readings are missing: { $scales }.
error-batch-gone = More than a day has passed, and this list is no longer kept. Readings that you sent are in the history of each number. To begin a new list, press “{ menu-reading-button }”.
error-batch-nothing-due = There is nothing to send now: no readings of your numbers are needed.
error-batch-no-picture = We cannot read a photo of a list. Send a table (.xlsx or .csv), or write the list as a message.
error-batch-file-too-large = This file is too large. Send a table that has only the numbers and the readings.
error-batch-file-unreadable = This file could not be read. Save it as an Excel table (.xlsx) and send it again. Or copy the rows and send them as a message.
error-lists-too-many = You have sent many files already. You can send the next one after { $until }. You can also send the list as a message.

batch-fix-wrong = Write this row correctly. If you do not need it, press “{ form-skip-button }”.
batch-fix-doubtful = If there is a mistake, write the right readings. If there is none, choose a button below.
batch-swap-button = Swap them
batch-keep-button = Keep them as they are
batch-rolled-button = The meter went past zero
batch-below-button = The meter really shows this
batch-as-is-button = All right, send it so
batch-all-fixed = All rows are checked. Now you can send the right ones.

batch-sending = Sending the readings: { NUMBER($sent) } of { NUMBER($all) }. Please wait.
batch-sent-some = ✅ Readings sent: { NUMBER($count) }. The other rows have to be checked. Press “Correct”.
batch-changed = { NUMBER($count) ->
        [one] ⚠️ { $count } row was not sent: while you were looking at the list, the data of its meter changed.
       *[other] ⚠️ { $count } rows were not sent: while you were looking at the list, the data of their meters changed.
    }
batch-sent-title = ✅ <b>Readings sent: { NUMBER($count) }</b>
batch-sent-review = An operator will check some of them first: { NUMBER($count) }. We will write to you here about the decision.
batch-sent-left = Rows not sent: { NUMBER($count) }. You can send them later.
batch-receipt-of-row = Receipt <code>{ $receipt }</code>
batch-receipt = Number { $number }, meter No. { $serial }
    { $values }
    Receipt <code>{ $receipt }</code>
batch-receipt-review = Number { $number }, meter No. { $serial }
    { $values }
    Receipt <code>{ $receipt }</code>, an operator will check it
