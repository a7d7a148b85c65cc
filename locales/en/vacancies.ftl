### “The home is empty”: the last values are sent for a resident who is away.

card-vacant-button = The home is empty
card-returned-button = We are back home
card-vacant = 🏠 The home is empty. We send the readings for you.
card-vacant-until = 🏠 The home is empty until { $date }, that day included. We send the readings for you.
card-vacant-stopped = 🏠 The home is empty, but at the moment we do not send readings for you: please tell us whether you are back. Press “{ card-more-button }”, then “{ card-returned-button }”.
card-reading-vacant = Sent for you for { $month } (the home is empty): { $values }. Receipt { $receipt }, { $status }.

vacancy-ask =
    🏠 <b>The home is empty, number { $number }</b>

    While nobody is at home we send the last readings for you every month. You do not have to send them.

    Until which day is it empty? Press a button, or write the day. For example: { $example }
vacancy-months-button = { $count } mo.
vacancy-open-button = Until I stop it
vacancy-confirm-ask =
    🏠 <b>Please check. Number { $number }</b>

    Every month we shall send these readings for you:
vacancy-meter = • { $meter }: { $values }
vacancy-meter-unknown = • { $meter }: there was no reading yet. We cannot send for this meter, please send a reading yourself.
vacancy-until = Until which day: { $date }, that day included. Then please send them yourself again, we shall write to you.
vacancy-until-stopped = Until which day: until you stop it.
vacancy-terms =
    <b>You answer for these readings.</b> They may be checked at the meter, and the bill may be corrected.

    We tell you, and everybody who sees this number, each time we send. You can undo it. If anybody sends a reading themselves, we send none for that month.
vacancy-confirm-button = Yes, send for me
vacancy-begun = ✅ Agreed: we send the readings for you. When you are back, press “{ card-more-button }” under the number, then “{ card-returned-button }”.
vacancy-ended = ✅ All right, we do not send for you any more. Please send the readings yourself.
vacancy-goes-on = ✅ All right, the home is empty: we go on sending the readings that you see below.
vacancy-returned-button = Yes, we are back
vacancy-still-button = No, it is empty
vacant-withdraw-button = Undo
vacant-withdrawn = ✅ Undone: the readings for { $month } (receipt { $receipt }) do not count. Please send the readings yourself while they are taken.

message-vacancy-begun = 🏠 { $number }: another person who sees this number says that the home is empty. Every month we shall send the last readings. If you live there, open the number, press “{ card-more-button }”, then “{ card-returned-button }”.
message-vacancy-ended = { $why ->
        [over] 🏠 { $number }: the time for which you said that the home is empty is over. Please send the readings yourself from now on. If nobody is at home yet, open the number, press “{ card-more-button }”, then “{ card-vacant-button }”.
        [left] 🏠 { $number }: we do not send readings for you any more. Whoever said that the home is empty does not have this number any more. Please send the readings yourself.
       *[stopped] 🏠 { $number }: another person who sees this number says that somebody lives there again. We do not send readings for you any more, please send them yourself.
    }
message-vacancy-doubted =
    🏠 <b>Are you back?</b>

    { $number }: it is said that the home is empty, but the readings that were sent show a consumption. Until you answer we send nothing for you.
message-vacant-sent =
    🏠 <b>We sent the readings for { $month } for you: the home is empty</b>

    { $number }
    Meter No. { $serial }: { $values }
    Receipt { $receipt }

    If the meter shows other digits by now, press “{ vacant-withdraw-button }” and send the readings yourself.
message-vacant-unsent = ⚠️ <b>We could not send the readings for { $month } for you</b>

    { $number }, meter No. { $serial }. { $why ->
        [no-values] There was no reading of this meter yet, we do not know what to send.
        [other-values] We have other readings of this meter than those that you confirmed.
        [meter-change] You told us that the meter was replaced. We wait until the new one is in our data.
        [email] Your e-mail address is not confirmed. Please confirm it: button “{ menu-profile-button }”.
       *[doubt] The last readings of this meter are being checked, or were not accepted.
    }

    Please send them yourself, or press “{ menu-question-button }” and write to us.
message-vacant-withdrawn = 🏠 { $number }: another person who sees this number undid the readings that we had sent for you. Receipt { $receipt }. Please send the readings yourself.

find-vacant-open = 🏠 The home is empty, we send the readings for the residents. Said on { $since }, without an end.
find-vacant = 🏠 The home is empty, we send the readings for the residents. Said on { $since }, until { $until }.
find-vacant-doubted = We wait for an answer whether they are back, and send nothing until then.

error-vacancy-closed = This number is closed: no readings are taken for it.
error-vacancy-on = It is said already that the home is empty. To stop it, open the number, press “{ card-more-button }”, then “{ card-returned-button }”.
error-vacancy-off = We do not send for you any more. To begin again, open the number, press “{ card-more-button }”, then “{ card-vacant-button }”.
error-vacancy-needless = There is nothing to send: this number has no meter whose readings are sent.
error-vacancy-unknown = We do not know what the meter shows. Please send a reading yourself once: button “{ menu-reading-button }”.
error-vacancy-day-past = This day is over. Please write a day that is still to come.
error-vacancy-day-far = That is too far: a year ahead at most. Please write a nearer day, or press “{ vacancy-open-button }”.
error-withdraw-exported = It cannot be undone any more: the readings went to billing. If the meter shows other digits, press “{ menu-question-button }” and write to us.
error-withdraw-replaced = There is nothing to undo: a later reading has taken the place of this one.

alert-known-vacant = Known: <b>{ $previous }</b>, { $since } (sent for the resident: the home is empty, receipt { $receipt })
find-reading-vacant = { find-reading } · sent for the resident: the home is empty
alert-vacant-before = The value before was sent for the resident: the home is empty. Receipt { $receipt }.

my-data-vacant-since = Home empty since
my-data-vacant-until = Home empty until
my-data-sent-for-you = Sent for you, the home is empty
