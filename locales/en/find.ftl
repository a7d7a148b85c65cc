### What operators look up.

operator-command-find = find a subscriber: number, address, meter, login, e-mail, phone, receipt

find-ask = { $name }, whom shall I find? Reply to this message: subscriber number, address, serial number of the meter, login, e-mail, phone or receipt. A chat: <code>chat 123456789</code>.

    An address can be written as you like: <code>Яблоневая 1</code>, <code>ул. Яблоневой, д. 1 кв. 2</code>.

    To stop: /cancel
find-placeholder = 100200301 or Яблоневая 1
find-left = The search was stopped.
find-nothing = Nothing was found: <b>{ $asked }</b>
    Looked for as: { $tried }. Look for a slip; an address is street and house.
find-several = <b>{ $asked }</b>: { NUMBER($count) } were found. Which one?
find-too-many = <b>{ $asked }</b>: more than { NUMBER($count) } were found. Here are the first { NUMBER($count) }; write the house as well to make the list shorter.
find-home = • no. { $number }: { $address }
find-home-closed = • no. { $number } (closed): { $address }
find-page = Page { NUMBER($page) } of { NUMBER($pages) }
find-back-button = ‹ Back
find-forth-button = Next ›
find-shape-number = subscriber number
find-shape-receipt = receipt
find-shape-phone = phone
find-shape-email = e-mail
find-shape-login = login
find-shape-serial = serial number of a meter
find-shape-address = address
find-account-button = Login { $login }

find-number = <b>Subscriber no. { $number }</b>
find-address = { $address }
find-closed = ⚠️ The number is closed: the registry does not name it any more
find-meter = <b>Meter { $model } no. { $serial }</b>
find-automatic = Sends its readings itself
find-no-meters = There are no meters.
find-readings = <b>Last readings</b>
find-reading = { $at } · { $receipt } · { $values } · { $status }
find-asked = <b>Receipt:</b> { $reading }
find-no-holders = Nobody has added this number to an account.
find-holder = 👤 <b>{ $login }</b>
find-email = E-mail: { $email }, confirmed
find-email-unconfirmed = E-mail: { $email }, not confirmed
find-email-pending = A new e-mail address is not confirmed yet
find-phone = Phone: { $phone }
find-no-phone = No phone
find-muted = Notices about the supply are off
find-chats = Signed in in chats: { NUMBER($chats) }, the bot can write to { NUMBER($reachable) }
find-numbers = The subscriber numbers are on the buttons below.
find-no-numbers = There are no subscriber numbers.
find-alerts = <b>Open alerts: { NUMBER($count) }</b>
find-alert = • no. { $alert }, { $kind }, { $at }

find-full-button = Show in full: { $login }
find-money-button = Show debt and penalty
find-full-login = Login: { $login }
find-full-pending = new: { $email }
find-full-no-phone = no phone
find-full-number = No. { $number }. To pay (overpaid if negative): { $due } ₽. Electricity: { $balance } ₽, penalty: { $penalty } ₽
find-full = { $text }

alert-short-reading-review = reading for review
alert-short-meter-changed = meter change
alert-short-proof-failed = failed proofs
alert-short-question = question
alert-short-letter-failed = letters do not go out
alert-short-update-set-aside = message set aside
alert-short-unexpected-error = error in the bot
alert-short-work-failed = trouble inside the bot
alert-short-forged-press = forged press
alert-short-message-set-aside = message kept from the group
alert-short-export-done = export
alert-short-answers-taken = answers of billing
alert-short-answers-refused = answers refused
alert-short-registry-imported = registry imported
alert-short-registry-refused = registry refused
alert-short-notice-finished = notice finished
