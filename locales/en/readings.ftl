### Sending a reading.

reading-number-ask = <b>Send a reading</b>

    For which number?
reading-meter-ask = <b>Send a reading</b> · № { $number }

    For which meter?
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
reading-will-replace = A reading for this month has been sent already (receipt { $receipt }). The new one will replace it.

reading-lower-ask = { $scale }: you entered <b>{ $value }</b>, but the last reading was higher: <b>{ $previous }</b>. The numbers on a meter usually only grow.

    What happened?
reading-mistake-button = A slip in the digits
reading-rollover-button = The meter went past zero
reading-replaced-button = The meter was replaced
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
reading-far-usual = Usual for a month: about { $usual } kWh
reading-far-hint = If everything is right, press “{ reading-confirm-button }”: an operator will check the reading.

reading-summary-title = <b>Readings for { $month }</b>
reading-summary-row = { $scale }: { $previous } → <b>{ $value }</b> = { $consumption } kWh
reading-summary-rolled = { $scale }: { $previous } → past zero → <b>{ $value }</b> = { $consumption } kWh
reading-summary-first = { $scale }: <b>{ $value }</b> (the first reading)
reading-cost = This will cost about { $amount } ₽
reading-summary-review = An operator will check these readings first.
reading-confirm-ask = Is everything right? Press “{ reading-confirm-button }”.

reading-accepted = ✅ <b>Your readings for { $month } are accepted.</b>

    Receipt: <code>{ $receipt }</code>
    Time: { $moment }
reading-in-review = 🔎 <b>Your readings for { $month } are written down, an operator will check them.</b>

    Receipt: <code>{ $receipt }</code>
    Time: { $moment }

    We will write to you here when they are checked.
reading-replaced-earlier = They replace those sent before (receipt { $receipt }).
reading-left = All right, no readings were sent.

question-ask = <b>A question to our operators</b>

    Write your question in one message, or say it in a voice message. If it is urgent, please call: { $phone }
question-sent = Thank you! Your question has gone to an operator. The answer will come here.

## Unasked messages to residents

message-reading-accepted = ✅ An operator has checked and accepted your readings for number { $number }. Receipt { $receipt }.
message-reading-rejected =
    ❌ An operator did not accept your readings for number { $number }, receipt { $receipt }. Please check the digits on the meter and send the readings again.
message-reading-rejected-reason =
    ❌ An operator did not accept your readings for number { $number }, receipt { $receipt }. The reason: { $reason }

    Please check the digits on the meter and send the readings again.

message-reading-unconfirmed =
    ⏰ You typed a reading for number { $number } and did not confirm it. It has <b>not been sent</b>.

    Press “{ resume-go-button }”, check the digits and press “{ reading-confirm-button }”.
message-reading-exported = 📤 Your reading for number { $number } was passed on for billing. Receipt { $receipt }.
message-meter-change-exported = 📤 What you told us of meter { $serial }, replaced by { $new_serial }, for number { $number } was passed on for billing. The new meter will appear here once our data are renewed.
message-reading-taken = ✅ Your reading for number { $number } was taken for billing. Receipt { $receipt }.
message-reading-billed = 🧾 Your reading for number { $number } is counted in the bill of { $month }. Receipt { $receipt }.
message-reading-refused-reason = ❌ Your reading for number { $number } was not taken for billing. Receipt { $receipt }.

    Reason: { $reason }

    Please look at the meter and send the reading again: press “{ menu-reading-button }”.
