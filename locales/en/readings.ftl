### Sending a reading.

reading-number-ask = <b>Send a reading</b>

    For which number?
reading-meter-ask = <b>Send a reading</b> · № { $number }

    For which meter?
reading-nothing-to-send = There is nothing to send now.
reading-next = { NUMBER($count) ->
        [one] The reading of { $count } more meter is still to be sent.
       *[other] The readings of { $count } more meters are still to be sent.
    }
reading-next-button = Next: { $what }
reading-next-meter = meter no. { $serial }
reading-meter-button = { $model } № { $serial }
reading-title = Subscriber № { $number }, meter № { $serial }
reading-value-ask = <b>{ $scale }: what does the meter show now?</b>
reading-previous = Last reading: <b>{ $value }</b> on { $date }
reading-previous-undated = Last reading: <b>{ $value }</b>
reading-no-previous = There are no earlier readings.
reading-digits = { NUMBER($digits) ->
        [one] The meter has { $digits } digit before the comma.
       *[other] The meter has { $digits } digits before the comma.
    }
reading-decimals = { NUMBER($decimals) ->
        [one] You may add the digit after the comma, but you need not.
       *[other] You may add the digits after the comma (up to { $decimals }), but you need not.
    }
reading-all-at-once = You can write them all at once, with spaces between: { $scales }.
reading-will-replace = A reading for this month has been sent already: <b>{ $values }</b> (receipt { $receipt }). The new one will replace it.
reading-kept = Until an operator has decided, the one sent before stays in force: <b>{ $values }</b> (receipt { $receipt }).
reading-whole-ask = { NUMBER($decimals) ->
        [0] This meter is counted without digits after the comma. I take the whole numbers: <b>{ $values }</b>. Is that right?
       *[other] This meter needs fewer digits after the comma. I take: <b>{ $values }</b>. Is that right?
    }

reading-month-changed = ⚠️ While you were entering the reading, the days for last month ended. It will now be taken for <b>{ $month }</b>. Please look at it once more.

reading-lower-ask = { $scale }: you entered <b>{ $value }</b>, but the last reading was higher: <b>{ $previous }</b>. The numbers on a meter usually only grow.

    What happened? If the meter really shows { $value }, press “{ reading-below-button }”: we will ask for a photo, and an operator will check the reading.
reading-mistake-button = A slip in the digits
reading-rollover-button = The meter went past zero
reading-replaced-button = The meter was replaced
reading-below-button = The meter really shows this
reading-photo-ask = <b>A photo of the meter</b>

    Take a photo of the meter and send it here: press the paper clip next to the input field. The digits and the serial number have to be visible.

    If you cannot take a photo, press “{ form-skip-button }”.
reading-photo-no-words = A photo of the meter is needed here. If you have none, press “{ form-skip-button }”.
reading-photo-added = The photo was added.
reading-serial-ask = <b>The new meter</b>

    Write the serial number of the new meter. You will find it on the body of the meter and in the paper about the replacement.
reading-change-reported = Thank you! We have told an operator about the new meter. You can send its readings as soon as it appears in your electricity account. If there are questions, an operator will write to you.

reading-swap-ask = It looks as if the readings have changed places. You entered:
reading-swap-row = { $scale }: { $value }
reading-swap-proposal = The other way round it would be:
reading-keep-button = Keep them as they are
reading-swap-button = Swap them
reading-correct-button = Correct
reading-confirm-button = Confirm

reading-far-ask = ⚠️ This is much more electricity than usual. Please check the digits on the meter.
reading-far-row = { $scale }: consumption <b>{ $consumption } kWh</b>
reading-far-typed = You entered: <b>{ $value }</b>
reading-far-usual = Usual for a month: about { $usual } kWh
reading-slip-extra-digit = ❓ Perhaps one digit too many? If the meter shows <b>{ $value }</b>, the consumption is { $consumption } kWh.
reading-slip-swapped-digits = ❓ Perhaps two digits have changed places? If the meter shows <b>{ $value }</b>, the consumption is { $consumption } kWh.
reading-slip-missing-comma = ❓ Perhaps the comma is missing? If the meter shows <b>{ $value }</b>, the consumption is { $consumption } kWh.
reading-slip-other-scale = ❓ Perhaps this is the reading of “{ $scale }” and not of this line? { $value } fits there: the consumption is { $consumption } kWh.
reading-far-hint = If you found a slip, send the right digits. If everything is right, press “{ reading-confirm-button }”: an operator will check the reading.

reading-summary-title = <b>Readings for { $month }</b>
reading-summary-row = { $scale }: { $previous } → <b>{ $value }</b> = { $consumption } kWh
reading-summary-rolled = { $scale }: { $previous } → past zero → <b>{ $value }</b> = { $consumption } kWh
reading-summary-below = { $scale }: the meter shows <b>{ $value }</b>, we have { $previous }
reading-summary-first = { $scale }: <b>{ $value }</b> (the first reading)
reading-cost = This will cost about { $amount } ₽
reading-cost-basis = at the prices since { $since }
reading-cost-days = { $before } and since { $since }
reading-cost-divided = what was used since { $since } is divided evenly by days
reading-cost-without = without meter № { $serial }, which has no reading of this month yet
reading-cost-without-others = without the meters that have no reading of this month yet
reading-summary-review = An operator will check these readings first.
reading-summary-review-below = This is less than we have written down, so an operator will check it first.
reading-summary-photos = { NUMBER($count) ->
        [0] There is no photo: an operator may ask for it later. You can also send it now.
       *[other] Photos: { NUMBER($count) }. You can send more.
    }
reading-confirm-ask = Is everything right? Press “{ reading-confirm-button }”.

reading-accepted = ✅ <b>Your readings for { $month } are accepted.</b>

    Receipt: <code>{ $receipt }</code>
    Time: { $moment }
reading-in-review = 🔎 <b>Your readings for { $month } are written down, an operator will check them.</b>

    Receipt: <code>{ $receipt }</code>
    Time: { $moment }

    We will write to you here when they are checked.
reading-in-review-below = 🔎 <b>Your readings for { $month } are written down, an operator will check them.</b>

    Receipt: <code>{ $receipt }</code>
    Time: { $moment }

    Your meter shows less than we have written down. An operator will compare and write to you here. If they are accepted, they go to billing, and we will count from them. Until then the bill may keep the earlier numbers.
reading-replaced-earlier = They replace those sent before: { $values } (receipt { $receipt }).
reading-left = All right, no readings were sent.

question-ask = <b>A question to our operators</b>

    Write your question in one message, or say it in a voice message. If it is urgent, please call: { $phone }
question-sent = Thank you! Your question has gone to an operator. The answer will come here. Is there anything to add? Just write it.

## Unasked messages to residents

message-reading-accepted = ✅ An operator has checked and accepted your readings for number { $number }. Receipt { $receipt }.
message-reading-below-accepted = ✅ An operator checked and accepted your readings for number { $number }. Receipt { $receipt }. They will go to billing with the remark that more was written down before. The next readings will be compared with these.
message-reading-reopened = ↩️ An operator has undone the decision about your readings for number { $number }, receipt { $receipt }. They will be checked once more. You need not do anything: we will write to you here.
message-earlier-in-force = For this month the earlier readings stay in force: { $values } (receipt { $receipt }).
reading-again-button = Send again
message-reading-rejected =
    ❌ An operator did not accept your readings for number { $number }, receipt { $receipt }. Please check the digits on the meter and press “{ reading-again-button }”.
message-reading-rejected-reason =
    ❌ An operator did not accept your readings for number { $number }, receipt { $receipt }.

    Reason: { $reason }

message-readings-exported = 📤 Your readings went to billing. Numbers and meters: { NUMBER($count) }.
message-readings-taken = ✅ Your readings were taken for billing. Numbers and meters: { NUMBER($count) }.
message-readings-billed = 🧾 Your readings are counted in the bills of { $month }. Numbers and meters: { NUMBER($count) }.
message-readings-row = No. { $number }, receipt { $receipt }
message-readings-rest = and { NUMBER($count) } more
message-reading-unconfirmed =
    ⏰ You typed a reading for number { $number } and did not confirm it. It has <b>not been sent</b>.

    Press “{ resume-go-button }”, check the digits and press “{ reading-confirm-button }”.
message-reading-exported = 📤 Your reading for number { $number } was passed on for billing. Receipt { $receipt }.
message-meter-change-exported = 📤 What you told us of meter { $serial }, replaced by { $new_serial }, for number { $number } was passed on for billing. The new meter will appear here once our data are renewed.
message-reading-taken = ✅ Your reading for number { $number } was taken for billing. Receipt { $receipt }.
message-reading-billed = 🧾 Your reading for number { $number } is counted in the bill of { $month }. Receipt { $receipt }.
message-reading-refused-reason = ❌ Your reading for number { $number } was not taken for billing. Receipt { $receipt }.

    Reason: { $reason }
advice-verify = The meter has to be verified or replaced. If it was verified already, press “{ menu-question-button }” and send a photo of the certificate. When we have noted the new date, press “{ reading-again-button }”. Until then the bill is made without readings.
advice-seal = A technician has to look at the meter or its seal. Press “{ menu-question-button }” to arrange it. Afterwards press “{ reading-again-button }”.
advice-replaced = Compare the serial number on the meter with that in your account. If the meter was replaced, press “{ reading-again-button }”, enter the readings, and then “{ reading-replaced-button }” or “{ menu-question-button }”. If the number is the same, send the readings again.
advice-automatic = This meter sends its readings itself, you need not do anything. If it does not, press “{ menu-question-button }”.
advice-closed = This number is closed or belongs to another company now. If that is a mistake, press “{ menu-question-button }” and write to us.
advice-late = These readings came too late for the bill. Read the meter today and press “{ reading-again-button }”: the readings will be counted in the next bill.
advice-twice = We have readings for this month already, you need not send them again. If the bill shows other numbers, press “{ menu-question-button }”.
advice-photo = Take a photo of the meter with its digits and number. Press “{ menu-question-button }” and send the photo, then press “{ reading-again-button }”.
advice-lower = Check that you copied all digits. Press “{ reading-again-button }”. If the meter really shows less, choose “{ reading-below-button }” and send a photo.
advice-too-high = Check for a digit too many, and for digits behind the comma. Press “{ reading-again-button }”. If everything is right, press “{ menu-question-button }” and send a photo of the meter.
advice-scales = Check which reading is that of the day and which that of the night: the display names them. Press “{ reading-again-button }” and enter each in its line.
advice-digits = Copy the digits of the meter once more, only those before the comma. Press “{ reading-again-button }”.
advice-other = Check the digits and the number of the meter and press “{ reading-again-button }”. If you do not understand the reason, press “{ menu-question-button }”: an operator will explain.
