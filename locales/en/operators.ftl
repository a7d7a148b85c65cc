### What operators read in their group.

alert-accept-button = Accept
alert-reject-button = Reject
alert-take-button = Take it
alert-release-button = Give it back
alert-close-button = Close
alert-danger = ⚠️ <b>Possible danger</b>
alert-danger-words = ⚠️ <b>Possible danger</b>
    { $words }
alert-lift-button = Lift the limit
alert-lifted-hint = The limit is lifted
alert-occurrences = Happened: { NUMBER($count) } times, last { $last }
alert-taken = 🛠 In work: { $by } since { $since }, until { $until }
alert-at = { $what }, { $at }
alert-taken-hint = Yours until { $until }
alert-released-hint = Given back
alert-closed-hint = Closed
alert-accepted-hint = Accepted
alert-rejected-hint = Rejected

alert-reading-review = 🔎 <b>A reading to check</b>
    Subscriber № { $number }
    { $address }
    Meter № { $serial }
    Receipt { $receipt }
alert-reading-row = { $name }: { $previous } → <b>{ $value }</b>, consumption <b>{ $consumption } kWh</b>
alert-reading-per-month = Days since { $since }: { NUMBER($days) }. On average <b>{ $month } kWh</b> a month.
alert-reading-usual = Usual for a month: { $usual } kWh
alert-reading-usual-unknown = Usual for a month: unknown
alert-reading-total = Together on average a month: <b>{ $month } kWh</b>
alert-reading-cost = Cost: about <b>{ $amount } ₽</b>
alert-reading-cost-unknown = Cost: unknown
alert-reading-row-below = { $name }: the meter shows <b>{ $value }</b>, { $less } kWh less than known
alert-known-registry = Known: <b>{ $previous }</b>, { $since } (registry)
alert-known-own = Known: <b>{ $previous }</b>, { $since } (a reading of this resident, receipt { $receipt })
alert-known-another = Known: <b>{ $previous }</b>, { $since } (a reading of another resident, receipt { $receipt })
alert-known-undated = date unknown
alert-weigh = This is { $kwh } kWh, about { $cost } ₽.
alert-weigh-unknown = This is { $kwh } kWh, the cost is unknown.
alert-weigh-less = This is { $kwh } kWh less than known.
alert-weigh-ask = <b>Accept?</b>
alert-weigh-hint = Check and confirm
alert-sure-button = Yes, accept
alert-undo-button = Undo the decision
alert-undone-hint = The decision is undone
alert-undone-accepted = ↩️ “Accepted” was undone: { $by }, { $at }
alert-undone-rejected = ↩️ “Rejected” was undone: { $by }, { $at }
alert-reading-row-first = { $name }: <b>{ $value }</b>, the first reading
alert-meter-changed = 🔁 <b>A subscriber reports a new meter</b>
    Subscriber № { $number }
    { $address }
    Old meter № { $serial }
    New meter № { $new_serial }
alert-proof-failed = 🔒 <b>Failed attempts to prove a number</b>
    Login: { $login }
    Subscriber number: { $number }
    Failed attempts: { NUMBER($failures) }. New ones are closed for a day.
    If it is the subscriber in person, press “{ alert-lift-button }”.
alert-question = ❓ <b>A question from a subscriber</b>

    { $question }
alert-question-from = Login: { $login }
    Subscriber No.: { $numbers }
alert-question-from-more = Login: { $login }
    Subscriber No.: { $numbers } and { NUMBER($more) } more
alert-letter-failed = 📮 <b>Letters do not go out</b>
    The mail server has taken no letters since { $since }. They wait and will go out by themselves once it works. Tell the administrator.
alert-update-set-aside = ⛔️ <b>A message was set aside</b>
    { $reason ->
        [unreadable] Message { $update } could not be read: Telegram sent it in an unknown form. The other messages were taken.
        [sealed] Message { $update } was left by an earlier run and cannot be opened. Usually this means that the bot has a new token. The subscriber got no answer.
        [waited] Message { $update } could not be handled for some minutes, and it held up the next ones. { $told ->
            [yes] The subscriber got an apology.
           *[no] There was no answer to it.
        }
       *[died] The bot stopped several times at message { $update }. It was set aside, the subscriber got no answer.
    }
    Tell the administrator.
alert-message-set-aside = ⛔️ <b>A message did not reach the group</b>
    Telegram does not take it, although it takes others: { $error }
    Subscriber: { $who }
    Text: { $words }
    What waits for an answer is listed in /alerts.
alert-unexpected-error = ⚠️ <b>An error in the bot</b>
    Tell the administrator, details are in the log of the bot.
    { $error } in { $place }
alert-error-apology = The bot told the subscriber of the error and apologised.
alert-error-unsent = The message was not sent: Telegram refused it, or the bot could not write it. It will not go out by itself.
alert-error-waits = Telegram refused a message to a resident, and it is not clear why. The bot will send it again once the resident writes.
alert-work-failed = ⚙️ <b>Trouble inside the bot</b>
    { $work ->
        [polling] Receiving messages
        [sender-of-telegram] Sending messages
        [sender-of-mail] Sending letters
        [notices] Sending notices
        [housekeeping] Deleting old rows
        [exchange-with-billing] Exchange with billing
        [watch-over-the-alerts] Reminders of alerts
        [watch-over-the-mail-server] Looking after the mail server
       *[other] { $work }
    }: { $ended ->
        [yes] this has stopped, and the bot starts again. No message of subscribers is lost.
       *[no] this failed, and the bot tries again.
    }
    Tell the administrator, details are in the log of the bot.
    { $error } in { $place }
alert-registry-imported = 📥 <b>The registry was imported</b>
    Subscribers: { NUMBER($subscribers) }
    Meters: { NUMBER($meters) }
    Payments: { NUMBER($payments) }
alert-registry-refused = 📥 <b>The registry was refused</b>
    Errors: { NUMBER($errors) }. Nothing was changed. The registry was imported on the server, the administrator has the list of errors.
alert-notice-finished = { $outcome ->
        [cancelled] 📣 <b>Notice no. { $notice } was cancelled by { $cancelled_by }</b>
       *[finished] 📣 <b>Notice no. { $notice } went out</b>
    }
    Sent by: { $operator }
    Delivered: { NUMBER($delivered) }, unreachable: { NUMBER($unreachable) }, failed: { NUMBER($failed) }, not sent: { NUMBER($withdrawn) }

alert-outcome-accepted = ✅ Accepted: { $by }
alert-outcome-rejected = ❌ Rejected: { $by }
alert-outcome-replaced = 🔁 The subscriber has sent other readings instead of these
alert-outcome-answered = ✅ Question closed: { $by }
alert-outcome-closed = ✅ Closed: { $by }

alert-outcome-lifted = ✅ Limit lifted: { $by }
alert-outcome-run-out = ⌛️ The limit had run out already: { $by }
alert-forged-press = 🚨 <b>Somebody else pressed an operators' button</b>
    Who: { $person }
    { $known ->
        [yes] Login: { $login }
       *[no] Not signed in.
    }
    Nothing was changed.
alert-export-done = 📤 <b>Export { $export } is ready</b>
    Readings: { NUMBER($readings) }
    Rows: { NUMBER($rows) }
alert-answers-taken = 📬 <b>The answers of billing were taken</b>
    Taken by billing: { NUMBER($taken) }
    Counted in a bill: { NUMBER($billed) }
    Refused: { NUMBER($refused) }
    Known before: { NUMBER($unchanged) }
    Did not fit: { NUMBER($problems) }
alert-answers-refused = 📬 <b>The answers of billing were not taken</b>
    Errors: { NUMBER($errors) }. Nothing was changed. The file was loaded on the server, the administrator has the list of errors.

## Files for billing
operator-command-export = export accepted readings for billing
operator-command-exports = the last exports, send one again
operator-help-exchange = <b>Exchange with billing.</b> Send a .zip with the registry here, answers.csv or answers.xlsx: the bot says what it is and asks whether to take it. Files of up to 20 MB; larger ones by a command on the server.
exchange-looking = 📎 Looking at { $file }…
exchange-offer-import = 📎 <b>A registry from billing</b>
    { $file }, { NUMBER($kibibytes) } KB

    Import it? The bot answers as usual meanwhile. If there are errors in it, nothing changes.
exchange-offer-answers = 📎 <b>Answers of billing about readings</b>
    { $file }, { NUMBER($kibibytes) } KB

    Take them? Residents hear what became of their readings.
exchange-offer-export = 📤 <b>Export of readings</b>
    Waiting: { NUMBER($readings) }. Accepted changes of meters go with it.

    After it residents cannot replace these readings any more. Each hears that theirs was passed on.
exchange-offer-unfinished = 📤 <b>Export { $export } is not finished</b>
    It goes on, and its files come here. Waiting for the next one: { NUMBER($readings) }
exchange-load-button = Import
exchange-export-button = Export
exchange-cancel-button = Cancel
exchange-again-button = Send { $export } again
exchange-waiting = ⏳ Started by { $by }. It begins when what runs before it is over.
exchange-cancelled = Cancelled by { $by }.
exchange-running-import = ⏳ <b>Importing the registry</b> { $file }
exchange-running-answers = ⏳ <b>Taking the answers of billing</b> { $file }
exchange-running-export = ⏳ <b>Exporting readings</b>
exchange-progress = { $phase }: { $percent }%. { $minutes }:{ $seconds } so far
exchange-succeeded = ✅ <b>Done</b> { $file }
exchange-failed = ❌ <b>It did not work</b> { $file }
exchange-report = <pre>{ $report }</pre>
exchange-rest = The whole list is in the file below.
exchange-report-caption = The whole report
exchange-interrupted = ⚠️ <b>A restart of the bot ended the work.</b> Nothing is left half done: it can be done again.
exchange-died = Loading was cut short. Try again; if it does not work, tell the administrator: the log of the bot has the reason.
exchange-file-gone = { $file } is not on the server any more. /exports sends it again.
exchange-file-large = { $file } is too large for Telegram. The administrator can give it to you: it lies on the server beside the database.
exchange-refused-too-big = The file is larger than 20 MB, and Telegram gives bots no such files. Give it to the administrator, who imports it on the server (python -m bot registry import).
exchange-refused-gone = Telegram does not give this file any more. Please send it again.
exchange-refused-unreachable = The file could not be brought from Telegram. Please send it again.
exchange-refused-damaged = The file is damaged or has a password.
exchange-refused-unknown = The file holds neither tables of a registry nor answers of billing.
exchange-refused-part = This is one table of a registry. Send all its files in one .zip archive.
exchange-wrong-file = 📎 { $file } cannot be read.
    Billing needs: a registry as a .zip of .csv or .xlsx files; answers as answers.csv or answers.xlsx. Save the file so and send it again.
exchange-exports-title = <b>Exports of readings</b>. Waiting for the next one: { NUMBER($waiting) }
exchange-exports-row = { $export }, { $date }: { NUMBER($readings) } readings
exchange-exports-unfinished = { $export }, { $date }: not finished, /export goes on with it
