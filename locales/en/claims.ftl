### Forgotten password, and the mailbox is not read any more: a number is proved, and a day is left to object.

claim-begin-button = I cannot read that mailbox
claim-login-ask =
    <b>Getting in without e-mail</b>

    Write your login. You do not remember it? Call us: { $phone }.
claim-number-ask =
    <b>Getting in without e-mail</b>

    First we check that it is you: we need a subscriber number that your account has, and the date and the amount of its last payment. Please have your bill and the receipt at hand.

    Then you need to wait for 24 hours: this protects you from strangers. After that you will choose a new password here.

    An app with codes protects your account? Then you will need, with the new password, a code from that app or a backup code as well. You have neither? Call us: { $phone }.

    Write the subscriber number. It is printed on the electricity bill.
claim-date-ask =
    <b>Date of the last payment</b>

    Number: <b>{ $number }</b>

    When did you last pay this bill? Write the date, for example: 05.11.2026.
claim-amount-ask =
    <b>Amount of the last payment</b>

    Date of the payment: <b>{ $date }</b>

    How much did you pay? Write the amount in rubles, with the kopecks after a comma, for example: 1234,56.
claim-confirm-ask =
    <b>Please check</b>

    Login: <b>{ $login }</b>
    Subscriber number: <b>{ $number }</b>
    Date of the last payment: <b>{ $date }</b>
    Amount: <b>{ $amount } ₽</b>

    Is everything right?
claim-begun =
    ✅ Thank you, everything is right. Now please wait.

    On { $due } I will write here, and you can choose a new password. Until then there is nothing to do. Please do not delete this chat.

    We have told all devices where this account is open, and its e-mail address. If somebody of your family uses this account too, tell them that it was you who asked. Questions? Call us: { $phone }.
claim-choose-button = Choose a new password
claim-ended =
    ✅ The request is refused. Your password stays as it is, and nobody was let into the account.

    The operators know of it. If you pressed by mistake, or want to tell us something, call us: { $phone }.

message-account-claimed =
    🔐 <b>Somebody asks for a new password for your account</b>

    Name in Telegram: <code>{ $name }</code>
    When: { $at }

    This person knows your login, a subscriber number and its last payment. A new password can be chosen on { $due } at the earliest.

    Is it you, or somebody of your family? Then there is nothing to do. If not, press “{ devices-not-me-button }”.
message-claim-due =
    ✅ <b>You can choose a new password</b>

    24 hours have passed, and nobody objected. Press “{ claim-choose-button }”. Please do it before { $until }.
message-claim-over = Your request for a new password is no longer valid: somebody signed in to this account, or changed its password, or it does not have that number any more. You still cannot sign in? Call us: the button “{ menu-help-button }” shows the telephone number.
message-claim-objected = Your request for a new password was refused: a person who has this account open, or reads its mail, answered that it was not them. If the account is yours, call us, and an operator will look into it. The button “{ menu-help-button }” shows the telephone number.

error-claim-login-wrong = This does not look like a login. It has 3 to 32 letters and digits without spaces, for example: <code>anna_57</code>.
error-claim-wrong = Login, number, date or amount are not those that we know. Maybe your last payment has not reached us yet: then give the one before. Attempts left: { NUMBER($left) }.
error-claim-closed = Too many failed attempts. You can try again after { $until }. If you are sure of what you wrote, call us: the button “{ menu-help-button }” shows the telephone number.
error-claim-refused = Such a request was refused not long ago: a person who has this account open answered that it was not them. So this way is closed now. If the account is yours, call us, and an operator will help. The button “{ menu-help-button }” shows the telephone number.
error-claim-gone = This request is no longer valid. If a stranger got into your account, call us at once: the button “{ menu-help-button }” shows the telephone number.
error-claim-waits = It is too early: you can choose a new password after { $until }.

letter-claim-letter-subject = Somebody asks for a new password for your account
letter-claim-letter-what =
    Hello,
    Somebody asks for a new password for the account with the login { $login }.
    Name in Telegram: “{ $name }”
    When: { $at }
    This person knows a subscriber number and its last payment. A new password can be chosen on { $due } at the earliest.
    If it is you or somebody of your family, there is nothing to do.
letter-claim-letter-not-you =
    If it is not you, press the button. Telegram opens; press “Start” there, and the request is refused.
    It does not work? Call us at once: { $phone }.
letter-claim-letter-button = It was not me

alert-claim-objected = 🔐 <b>A request for a new password was refused: “It was not me”</b>
    Login: { $login }
    Asked by: { $name }, chat { $chat }
    This person proved the number { $number } by its last payment, but the owner of the account answered that it was not them. Call the resident. For 30 days nobody can ask for a new password for this account in this way. You can close the bot to a stranger: find the chat with /ban.
alert-name-claim-objected = 🔐 “not me”: password asked for { $login }
alert-short-claim-objected = request for a password refused
alert-burst-claim-objected = Refused requests for a new password, { NUMBER($count) } more
find-lock-claim-login = getting in without e-mail

password-forgotten =
    <b>New password by e-mail</b>

    We will send a letter to { $email }. With it you choose a new password; you do not need the old one. You no longer read that mailbox? Press “{ password-forgotten-send-button }” all the same, and “{ claim-begin-button }” on the next screen.
password-forgotten-no-email = Without the old password a new one can only be had by e-mail, and your address is not confirmed. Call us, and we will help: { $phone }.
password-forgotten-send-button = Send the letter

## In the file with all data
my-data-recoveries = Requests for a letter for a new password
my-data-asked-at = Asked at
my-data-good-until = Valid until
my-data-claims = Requests for a new password without e-mail
my-data-claimed-by = Asked by, name in Telegram
my-data-ending = What came of it
my-data-ending-open = not over yet
my-data-ending-objected = refused: “It was not me”
my-data-ending-overtaken = the account was opened otherwise
my-data-ending-number-gone = the account does not have the number any more
my-data-ending-banned = operators closed the bot
my-data-ending-expired = it took too long
my-data-ending-used = the password was changed
