### Reminders of readings, verifications and bills, and how they are switched on and off.

message-readings-wanted =
    ⏰ <b>It is time to send your reading</b>

    The reading for { $month } of number { $number } has not been sent yet.
reminder-meters = These meters are missing:
reminder-meter = • { $meter }
reminder-until = We take readings until { $date }, that day included. Press “{ menu-reading-button }” under this message and write the digits of the meter.
reminder-until-today = <b>Today is the last day.</b> Press “{ menu-reading-button }” under this message and write the digits of the meter.
message-verification-ends =
    ⏰ <b>The verification of your meter runs out soon</b>

    Meter { $meter }: it is verified until { $date }. A verification is a check whether the meter counts right. Please call us early, we will tell you what to do: { $phone }
message-bill-comes = 🧾 <b>The bill for { $bill } has come</b>, number { $number }.
message-bill-due-soon = ⏰ <b>The bill for { $bill } has to be paid soon</b>, number { $number }.
reminder-to-pay = Still to pay: <b>{ $amount } ₽</b>.
reminder-pay-until = Please pay by { $date }.
reminder-bill-button = View the bill
reminder-stop-button = No more reminders
reminder-stopped-hint = We will not remind you of this any more. You can bring reminders back under “{ menu-profile-button }”, “Notices”.

reminders-title = <b>What we remind you of</b>
reminders-on = ✅ { $what }: yes
reminders-off = ❌ { $what }: no
reminders-of-readings = A reading is to be sent
reminders-of-verification = The verification of a meter runs out
reminders-of-new-bill = A new bill has come
reminders-of-bill-due = A bill is to be paid (two days before)
reminders-on-readings-button = Remind me of readings
reminders-off-readings-button = Do not remind me of readings
reminders-on-verification-button = Remind me of verifications
reminders-off-verification-button = Do not remind me of verifications
reminders-on-new-bill-button = Tell me of new bills
reminders-off-new-bill-button = Do not tell me of new bills
reminders-on-bill-due-button = Remind me to pay
reminders-off-bill-due-button = Do not remind me to pay

my-data-reminders = What we remind you of
my-data-reminders-readings = A reading is to be sent
my-data-reminders-verification = The verification of a meter runs out
my-data-reminders-new-bill = A new bill has come
my-data-reminders-bill-due = A bill is to be paid

remark-reminders-never = READING_REMINDERS: on these days no readings are taken, so nobody is reminded. Name days inside of READING_WINDOW.
