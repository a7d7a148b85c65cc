### What operators read in answer to their commands.

operator-help = <b>What can be done here</b>
operator-command-help = help: the commands, and how to work here
operator-help-alerts = <b>Alerts.</b> “Take it” keeps an alert for you for half an hour, “Give it back” lets others have it. You can also decide at once. “Close” is for what asks for no decision.
operator-command-unknown = There is no such command. /help shows all of them.
operator-command-edited = A command that was edited does nothing. Send it as a new message.
operator-unknown = Telegram does not tell the bot who is in this group. Make the bot an administrator of it and try again.
operator-anonymous = You write in the name of the group, so nobody can tell who you are. Switch anonymity off in the rights of the administrator and try again.
operator-channel = You write in the name of a channel, so nobody can see who you are. Choose yourself instead of the channel next to the input field and repeat.
operator-reply-lost = Telegram did not tell the bot which message you replied to. Please reply to that message once more.

operator-command-alerts = what waits for a decision
operator-command-duty = who is on duty, begin or end your duty

alert-shown-hint = Shown below
alerts-open-button = Open ones
alerts-count = Open: { NUMBER($count) }
alerts-none = All is done: no alert is open.
alerts-title = <b>Open: { NUMBER($count) }</b>, page { $page } of { $pages }
alerts-long-questions = ❗️ Questions without an answer for more than { $hours } h: { NUMBER($count) }
alerts-long-mark = ❗️
alerts-line = { $number }. { $mark }{ $name }, { $age }
alerts-danger-mark = ⚠️
alerts-line-others = , and { NUMBER($count) } more of this subscriber
alerts-line-taken = , in work: { $by } until { $until }
alerts-line-idle = , waits for the resident
alerts-back-button = ◀️
alerts-again-button = Look again
alerts-forth-button = ▶️
age-minutes = { $count } min
age-hours = { $count } h
age-days = { $count } d

message-alert-waits = ⏰ Nobody has taken: { $name }, { $waited }
    { $duty }
message-alerts-wait = ⏰ Alerts that nobody has taken: { NUMBER($count) }, the oldest for { $waited }
    { $duty }

duty-begin-button = I am on duty
duty-end-button = I am off duty
duty-title = <b>On duty</b>
duty-line = { $name } since { $since }
duty-nobody = Nobody is on duty. If nobody takes an alert, the bot has nobody to call. Are you on duty today? Press “{ duty-begin-button }”.
duty-begun-hint = You are on duty
duty-ended-hint = Your duty is over
duty-called = On duty: { $people }
duty-nobody-called = Nobody is on duty. To begin your duty: /duty

## Names of alerts in a line
alert-name-reading-review = 🔎 reading, no. { $number }
alert-name-meter-changed = 🔁 another meter, no. { $number }
alert-name-proof-failed = 🔒 attempts to prove no. { $number }
alert-name-question = ❓ question
alert-name-letter-failed = 📮 letters do not go out
alert-name-update-set-aside = ⛔️ message { $update } set aside
alert-name-unexpected-error = ⚠️ fault { $error }
alert-name-work-failed = ⚙️ trouble inside the bot
alert-name-forged-press = 🚨 a button pressed by a stranger, { $person }
alert-name-message-set-aside = ⛔️ message kept from the group
alert-name-export-done = 📤 export { $export }
alert-name-answers-taken = 📬 answers of billing
alert-name-answers-refused = 📬 answers of billing refused
alert-name-registry-imported = 📥 registry taken over
alert-name-registry-refused = 📥 registry refused
alert-name-notice-finished = 📣 notice no. { $notice }

## Many alerts of a kind at once
alert-burst = 🌊 <b>{ $name }</b>
    From { $since } to { $last }. They are in one message, so that the group can go on reading.
alert-burst-folded = Not closed yet: { NUMBER($count) }
alert-burst-attention = Nothing is lost: “{ alerts-open-button }” shows each. “{ alert-close-button }” closes all at once.
alert-burst-decision = They wait for their turn: the next one comes as soon as you decide one of those above. To see all now: “{ alerts-open-button }”.
alert-burst-reading-review = Readings for review, { NUMBER($count) } more
alert-burst-meter-changed = Other meters, { NUMBER($count) } more
alert-burst-question = Questions of residents, { NUMBER($count) } more
alert-burst-proof-failed = Failed attempts to prove a number, { NUMBER($count) } more
alert-burst-letter-failed = Letters do not go out, { NUMBER($count) } more
alert-burst-update-set-aside = Messages set aside, { NUMBER($count) } more
alert-burst-unexpected-error = Faults of the bot, { NUMBER($count) } more
alert-burst-work-failed = Trouble inside the bot, { NUMBER($count) } more
alert-burst-forged-press = Buttons pressed by strangers, { NUMBER($count) } more
alert-burst-message-set-aside = Messages kept from the group, { NUMBER($count) } more
alert-burst-answers-refused = Answers of billing refused, { NUMBER($count) } more
alert-burst-registry-refused = Registries refused, { NUMBER($count) } more
alert-outcome-burst-over = ✅ Worked off
