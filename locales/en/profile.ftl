### The profile and the language.

profile-title = <b>Profile</b>
    { "" }
profile-login = Login: <b>{ $login }</b>
profile-email = E-mail: { $email }
profile-email-unconfirmed = ⚠️ This address is not confirmed
profile-email-pending = A new address waits to be confirmed: { $email }
profile-phone = Phone: { $phone }
profile-no-phone = Phone: not given
profile-notices-on = Notices about your supply: on
profile-notices-off = Notices about your supply: off
profile-numbers = Subscriber numbers: { NUMBER($count) }

profile-phone-button = Change phone
profile-email-button = Change e-mail
profile-password-button = Change password
profile-notices-on-button = Notices: on
profile-notices-off-button = Notices: off
profile-language-button = Language
profile-my-data-button = My data
profile-sign-out-button = Sign out

password-confirm-ask =
    <b>Confirm that it is you</b>

    Write the password with which you sign in. I will delete the message with it at once.

profile-phone-ask =
    <b>Phone</b>

    Write your phone number, for example: <code>8 921 123-45-67</code>. Or press “{ phone-share-button }” at the bottom of the screen.
phone-remove-button = Remove the phone
profile-phone-done = The phone is saved: { $phone }. Now we can tell you about power cuts.
profile-phone-removed = The phone is removed.

profile-email-ask =
    <b>New e-mail address</b>

    Write the new address. Until you confirm it, the old one stays in use.
profile-email-done =
    We have sent a letter to { $email }. Open it and press “{ letter-confirm-email-button }”. If that does not work, press “{ email-code-button }” here and write the six digits from the letter.

    Until then the old address stays in use.
profile-email-kept = This is the address you had before. It stays as it is, there is nothing to confirm.

password-old-ask =
    <b>Change of password</b>

    Write the password you have now. I will delete the message with it at once.
password-new-ask =
    <b>New password</b>

    Think of a new password with at least 8 characters. I will delete the message with it at once, so please write the password down for yourself.
password-repeat-ask =
    <b>New password once more</b>

    Write the new password again: this way we check that there is no slip in it.
password-done = The password is changed. Other devices where your electricity account was open now have to sign in again.

notices-are-on =
    <b>Notices about your supply</b>

    They are on: if your electricity is going to be cut off, we write to you here.
notices-are-off =
    <b>Notices about your supply</b>

    They are off: we do not write to you about power cuts.
notices-need-phone = To get them, give us your phone number: the button “{ profile-phone-button }” under “{ menu-profile-button }”.
notices-need-email = To get them, confirm your e-mail address: the button “{ email-code-button }” under “{ menu-profile-button }”.
notices-mute-button = Turn notices off
notices-hear-button = Bring notices back
notices-back-button = Back to the profile

language-ask = На каком языке Вам отвечать? · Which language do you prefer?
language-done = All right, we will speak English.

## The file with all that is kept about a resident

my-data-text = This file has everything that the electricity account keeps about you. Press it to read it. Your password is not in it: we keep it in a way that nobody can read.
my-data-title = My data
my-data-made = All that the electricity account keeps about you: { $at }. Your password is not here: we do not know it either. Amounts are in rubles, readings in kWh.
my-data-is-nothing = none
my-data-is-so = yes
my-data-is-not-so = no

my-data-account = Account
my-data-consents = Consents that you gave
my-data-sessions = Where the account is open
my-data-letters = Letters to confirm your e-mail
my-data-numbers = Subscriber numbers
my-data-readings = Readings that you sent
my-data-meter-changes = Reports of another meter
my-data-talks = Questions and answers
my-data-notices = Notices about your supply that you got

my-data-login = Login
my-data-email = E-mail
my-data-email-confirmed-at = E-mail confirmed
my-data-pending-email = New address, not confirmed yet
my-data-phone = Phone
my-data-language = Language
my-data-wants-notices = Notices about your supply are on
my-data-registered-at = Registered
my-data-document = Document
my-data-version = Version
my-data-given-at = Consent given
my-data-chat = Number of the chat in Telegram
my-data-signed-in-at = Signed in
my-data-sent-at = Letter sent
my-data-used-at = Address confirmed
my-data-number = Subscriber number
my-data-name = Your name for it
my-data-added-at = Number added
my-data-address = Address
my-data-to-pay = To pay (with “−”: paid in advance)
my-data-balance = Of this for electricity
my-data-penalty = Penalty
my-data-closed = No longer in use
my-data-area = Area, m²
my-data-residents = How many people live there
my-data-stove = Stove
my-data-category = Group of consumers, which the price depends on
my-data-bill-delivery = How the bill arrives
my-data-meters = Meters
my-data-known-values = Values of earlier months
my-data-payments = Payments
my-data-bills = Bills
my-data-serial = Serial number of the meter
my-data-model = Model
my-data-automatic = Sends readings itself
my-data-installed-on = Installed
my-data-verify-by = Verification until
my-data-read-on = Date
my-data-told-by = From whom
my-data-paid-on = Day of the payment
my-data-amount = Amount
my-data-source = Where it was paid
my-data-month = Month
my-data-charged = Charged
my-data-recalculated = Recalculated
my-data-paid = Paid
my-data-due = Due
my-data-opening-balance = Owed at the beginning of the month (with “−”: paid in advance)
my-data-due-on = Pay by
my-data-lines = What the bill is made of
my-data-basis = How it was counted
my-data-consumption = Consumption, kWh
my-data-from-kwh = The price holds if a month has more than, kWh
my-data-price = Price of a kWh
my-data-note = Note
my-data-entered-at = Sent
my-data-values = Values
my-data-scale = Scale
my-data-value = Value
my-data-previous = Value before
my-data-receipt = Number of the receipt
my-data-status = State
my-data-reason = Reason of the refusal
my-data-replaced-by = Replaced by the reading with receipt
my-data-billed-month = Counted in the bill for
my-data-old-serial = Serial number of the old meter
my-data-new-serial = Serial number of the new meter
my-data-reported-at = Reported
my-data-change-status = State
my-data-ordinal = Scale No.
my-data-closing = Last value of the old one
my-data-opening = First value of the new one
my-data-said-at = When
my-data-author = Who writes
my-data-text-of = Text
my-data-file = File
my-data-withdrawn-at = Withdrawn
my-data-told-at = When

my-data-document-agreement = Licence agreement
my-data-document-personal-data = Consent to the processing of personal data
my-data-author-resident = you
my-data-payment-booked = booked
my-data-payment-pending = not booked yet
my-data-payment-reversed = taken back
my-data-basis-reading = by readings
my-data-basis-average = by the average consumption
my-data-basis-norm = by the norm
my-data-basis-recalculation = recalculation
my-data-basis-penalty = penalty
my-data-basis-other = other
my-data-told-by-resident = from the resident
my-data-told-by-operator = from an operator
my-data-told-by-inspector = from an inspector
my-data-told-by-calculated = calculated, nobody read the meter
my-data-stove-electric = electric
my-data-stove-gas = gas
my-data-delivery-paper = on paper
my-data-delivery-electronic = electronically
my-data-delivery-both = on paper and electronically
my-data-author-operator = operator
my-data-file-photo = photo
my-data-file-document = document
my-data-file-video = video
my-data-file-audio = recording
my-data-file-voice = voice message
my-data-change-review = under review by an operator
my-data-change-accepted = accepted
my-data-change-rejected = rejected
my-data-change-exported = sent to billing
