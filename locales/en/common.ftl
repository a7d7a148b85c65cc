### Menu, commands and what is the same everywhere.

language-name = English

menu-registration-button = Register
menu-sign-in-button = Sign in
menu-help-button = Help
menu-electricity-button = Electricity
menu-reading-button = Send a reading
menu-profile-button = Profile
menu-question-button = Ask a question
menu-text = Press the button you need at the bottom of the screen.

form-back-button = Back
form-cancel-button = Cancel
form-skip-button = Skip
form-agree-button = I agree
form-left = All right, nothing has changed.
form-going-on = Let us go on.
form-already-answered = We have this answer already.
form-text-only = I cannot read photos, voice messages or stickers. Please write your answer in words, or press a button under the question.
form-too-long = That message is too long. Please answer in fewer words.
form-use-buttons = Please choose one of the buttons under the question.
form-secret = A password is needed now, so “{ form-cancel-button }” is the only button left at the bottom of the screen.

start-guest =
    <b>Your electricity account</b>

    Here you can send your meter readings, see how much there is to pay, and look at your payments.

    If you are new here, press “{ menu-registration-button }” at the bottom of the screen. It takes about three minutes. Do you have a login and a password already? Press “{ menu-sign-in-button }”.

    Phone for questions: { $phone }
start-known =
    Hello! You are signed in as <b>{ $login }</b>.

    Press the button you need at the bottom of the screen.
resume-registration = You began to register and have not finished.
resume-add-number = You began to add a subscriber number and have not finished.
resume-reading = You began to send a reading and have not finished. It has not been sent yet.
resume-question = You began a question to the operators and have not sent it.
resume-phone = You began to change your phone and have not finished.
resume-email = You began to change your e-mail address and have not finished.
resume-password = You began to change your password and have not finished.
resume-notice = You began a notice about the supply and have not sent it.
resume-step = You stopped at step { NUMBER($step) } of { NUMBER($steps) }.
resume-ask = Your answers are kept until { $until }. Would you like to go on?
resume-go-button = Go on
resume-anew-button = Start again
resume-forget-button = Not needed
resume-forgotten = All right, the earlier answers are deleted. Press the button you need at the bottom of the screen.
resume-forgotten-by-operator = All right, the earlier answers are deleted.
resume-gone = The earlier answers are no longer kept, because it was too long ago. Please start again.
cancel-nothing = There is nothing to cancel now. Press the button you need at the bottom of the screen.

help-guest =
    <b>Help</b>

    It takes three steps to use your electricity account:
    1. “{ menu-registration-button }”: choose a login and a password, give your e-mail address.
    2. Confirm the address: press the button in our letter.
    3. Add your subscriber number. It is printed on your bill. You will need the date and the amount of your last payment.

    After that you can send readings.

    Registered already? Press “{ menu-sign-in-button }”. Forgot your login or password? There is a button there that helps.

    No power? Just write to me: “no power”.

    Phone for questions: { $phone }
help-signed-in =
    <b>Help</b>

    “{ menu-reading-button }”: tell us what your meter shows.
    “{ menu-electricity-button }”: your subscriber numbers, what you owe or have overpaid, meters, payments and bills.
    “{ menu-profile-button }”: phone, e-mail, password, language.
    “{ menu-question-button }”: write to an operator.

    Not sure whether a bill is ours? Open your number, press “{ card-pay-button }”, and there “{ code-check-button }”.

    If something goes wrong, do not worry: every question has buttons under it. “{ form-back-button }” takes you to the question before, “{ form-cancel-button }” stops everything.

    Phone for questions: { $phone }

fallback-text = I did not understand this message. Press the button you need at the bottom of the screen. Not sure which? Press “{ menu-help-button }”.
fallback-edited = You changed an earlier message, but I read only new ones. Please send the right answer as a new message.
stale-hint = This button no longer works.
stale-text = This button belongs to an earlier conversation and no longer works. Press the button you need at the bottom of the screen.
stale-in-form = This button belongs to an earlier question. I am waiting for your answer to this one:
failure-apology =
    Sorry, something went wrong on our side. We know about it already and will put it right.

    Everything you entered before is safe. Please try again in a few minutes or call us: { $phone }

company-inn = INN { $inn }
company-line = The electricity retailer: { $company }

command-start = Start again
command-menu = Show the menu
command-help = Help
command-cancel = Stop what you are doing

## Unasked messages to residents

message-proof-lifted = ✅ An operator lifted the limit: you can add the number { $number } again. Press “{ menu-electricity-button }”.
message-email-confirmed = Thank you! The address { $email } is confirmed. Everything in your electricity account is open to you now.
message-signed-out = The password of your electricity account was changed on another device, so you need to sign in here again: press “{ menu-sign-in-button }”. If it was not you who changed it, please call us at once. The button “{ menu-help-button }” shows our phone number.
message-too-much-at-once =
    Very many messages and presses came at once, and I did not read some of them: { NUMBER($count) }.

    Please look at my last answer. If something is missing, send it once more, without hurry.
message-number-closed = ⚠️ Subscriber number { $number } was closed: it is not in our lists any more, and we take no readings for it. If this is a mistake, press “{ menu-question-button }” and write to us.
message-number-returned = ✅ Subscriber number { $number } is in force again. You can send readings for it as before.
message-number-shared = One more person has added the subscriber number { $number } to their account: they know the date and the amount of the last payment. If this is nobody from your family, press “{ menu-question-button }” and tell us.

## The demo, on the administrator's screen

demo-ready =
    { "" }
    Ready. Open in a browser: { $url }

    Two residents on the left, the operators' group and the mailbox on the right. Press “START” in a resident's chat and register.
    The letter with the link and the code will come to the mailbox tab.
    To put the clock forward or to make trouble: the tab “{ demo-levers }”.

    Example subscriber numbers with the dates and amounts of their last payments: examples/registry/README.md
    To stop: Ctrl+C
demo-levers = Time and trouble
demo-levers-time = Put the clock forward
demo-lever-hour = By an hour
demo-lever-day = By a day
demo-lever-last-day = To the last day for readings
demo-lever-closed = To the end of the days for readings
demo-lever-month = To the beginning of the next month
demo-levers-trouble = Trouble
demo-lever-slow = Telegram answers slowly
demo-lever-flood = Telegram asks the bot to wait
demo-lever-mail = Mail does not work
demo-levers-bot = Bot
demo-lever-restart = Restart the bot
demo-lever-kill = Cut the bot off
demo-bot-back = The bot works again.
demo-bot-not-back = The bot has not started yet. It goes on trying by itself, please wait a little.
