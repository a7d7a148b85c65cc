### Who can prove nothing to the bot asks operators to be let in.

readmission-button = Ask an operator
readmission-login-ask =
    <b>Ask an operator</b>

    No password and no e-mail? An operator can let you in. Please write your login.

    You do not remember the login either? Call us: { $phone }.
readmission-words-ask =
    <b>How can we recognise you?</b>

    Write a few words about yourself: your full name, your address, and a phone number on which we can call you. No passwords, please.
readmission-asked =
    <b>We have passed it on</b>

    If we have an account with the login <b>{ $login }</b>, an operator will check that it is you, and the answer will come here. They may call you first.

    No answer for a long time? Call us: { $phone }.
readmission-granted =
    ✅ <b>An operator has let you in</b>

    Now choose a new password. Press “{ readmission-open-button }”. The button works for a day, and in this chat only.
readmission-open-button = Choose a new password
readmission-refused-not-recognised = The operator could not make sure that it is you, and has not let you in yet. Please call us, we will help: { $phone }.
readmission-refused-not-reached = The operator could not reach you by phone, and has not let you in yet. Please call us, we will help: { $phone }.
readmission-refused-reason =
    The operator has not let you in yet. Reason: { $reason }

    Please call us, we will help: { $phone }.
error-readmission-login-wrong = This does not look like a login. A login is one word without spaces, for example <code>anna_57</code>.
error-readmission-words-long = That is too long. Please write less: { NUMBER($most) } characters at most.
error-readmissions-too-many = Operators have been asked for this already. You can ask again after { $until }. Or call us: “{ menu-help-button }” shows the phone.
error-readmission-void = This button no longer works: a day has passed, or the password was changed. Press “{ menu-sign-in-button }”.

message-let-in-elsewhere =
    🔐 <b>An operator lets somebody into your account</b>

    Name in Telegram: <code>{ $name }</code>
    When: { $at }

    This person said that they are you and forgot the password. They can now choose a new one.

    Is it you, or somebody of your family? Then there is nothing you need to do. If not, change the password at once: “{ menu-profile-button }”, then “{ profile-password-button }”. And call us: “{ menu-help-button }” shows the phone.

letter-readmission-letter-subject = An operator lets somebody into your account
letter-readmission-letter-what =
    Hello!
    Somebody asked an operator to be let into the account with the login { $login }, and the operator allowed them to choose a new password.
    Name in Telegram: “{ $name }”
    When: { $at }
    If it is you, there is nothing you need to do.
letter-readmission-letter-not-you =
    If it is not you, change the password at once: open your account in Telegram and press “{ profile-password-button }” in “{ menu-profile-button }”.
    And call us: { $phone }.

## Operators

alert-readmission-asked = 🔑 <b>Asks to be let in without a password</b>
    Who: { $person }, chat { $chat }
    Login: { $login }
    Writes: { $words }

    <b>What is known of this account</b>
    E-mail: { $email }{ $confirmed ->
        [yes] {""}
       *[no] , not confirmed
    }
    Phone: { $phone }
    Registered: { $registered }
    Last used: { $seen }
    Devices: { NUMBER($devices) }, names: { $names }
    Numbers:
    { $numbers }{ $more_numbers ->
        [0] {""}
       *[other] {" "}and { NUMBER($more_numbers) } more
    }

    Make sure that it is the resident: call the phone of the account, ask for number, day and amount of the last payment. Then “{ alert-accept-button }”: the person will choose a new password.
alert-name-readmission-asked = 🔑 asks to be let in, { $login }
alert-short-readmission-asked = asks to be let in without a password
alert-burst-readmission-asked = Ask to be let in without a password, { NUMBER($count) } more
alert-outcome-readmitted = ✅ Let in without a password: { $by }
alert-outcome-not-readmitted = ❌ Not let in: { $by }
reason-not-recognised = Does not seem to be the resident
reason-not-reached = Could not be reached by phone
