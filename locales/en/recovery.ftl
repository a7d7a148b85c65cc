### Forgotten password or login: a letter, its code or its link, and a new password.

sign-in-forgotten-button = Forgot your login or password?
sign-in-password-forgotten-button = Forgot your password?

recovery-name-ask =
    <b>Getting in again</b>

    Write your login. You do not remember it? Then write the e-mail address that you gave when you registered. A letter will come there.

    You cannot open your e-mail? Press “{ claim-begin-button }”: you will need a bill and a receipt. You have none? Press “{ readmission-button }”.
recovery-code-ask =
    <b>Code from the letter</b>

    You wrote: <b>{ $named }</b>. If we know such an account and its e-mail address is confirmed, a letter has been sent there. It may take a few minutes. Please look in the spam folder, too.

    Open the letter and press “{ letter-recover-access-button }”, or write the eight digits from it here.

    No letter? Check that login or address are written correctly: you can correct them with “{ form-back-button }”. You no longer have that mailbox? Press “{ claim-begin-button }” or call us: { $phone }.
recovery-resend-button = Send the letter again
recovery-resent = All right. Only the code of the newest letter will do.
recovery-new-ask =
    <b>New password</b>

    Your login: <b>{ $login }</b>

    Think of a new password, with at least 8 characters. I will delete the message with it at once, so please write login and password down for yourself.
recovery-done = Done! The new password is in force, and you are signed in. Your login: { $login }. Wherever your account was open before, you need to sign in again.
recovery-done-app = The new password is in force. Your login: { $login }. An app with codes protects your account, so please sign in yourself: press “{ menu-sign-in-button }”, write your login and the new password, and then a code from that app or a backup code.

error-recovery-name-wrong = This looks like neither a login nor an e-mail address. Please write a login, for example <code>anna_57</code>, or an address, for example <code>anna@pochta.example</code>.
error-recovery-too-many = There have been many letters already. Open the last one and press “{ letter-recover-access-button }” there. You can ask for a new letter after { $until }.
error-recovery-no-digits = The code is the eight digits from our letter, for example: 1234 5678.
error-recovery-code-wrong = That code did not fit. It is good for one hour, and only the code of the newest letter will do. Attempts left: { NUMBER($left) }.
error-recovery-closed = Too many wrong codes. Open the letter and press “{ letter-recover-access-button }” there, or try again after { $until }.
error-recovery-link-void = This link is no longer valid. For a new letter press “{ menu-sign-in-button }”, then “{ sign-in-forgotten-button }”.
error-recovery-over = It took too long, or the password was changed on another device. Press “{ menu-sign-in-button }”. You cannot sign in? Press “{ sign-in-forgotten-button }” there, and we will send a new letter.

find-lock-recovery-named = letters for a forgotten password
find-lock-recovery-address = letters for a forgotten password to this address
find-lock-recovery-chat = letters for a forgotten password asked for in the chat (chats: { NUMBER($count) })
find-lock-recovery-code = code for a new password in the chat (chats: { NUMBER($count) })

letter-recover-access-subject = A new password for your account
letter-recover-access-why =
    Hello!
    Somebody has forgotten the login or the password of an electricity account. If it was you, press the button. Telegram will open: press “Start” there and think of a new password.
letter-recover-access-login = Login: { $login }
letter-recover-access-button = Choose a new password
letter-recover-access-by-code = The button does not work? Then write these eight digits in the chat where you asked for the letter:
letter-recover-access-lifetime =
    Button and code are good for { $hours } { $hours ->
        [one] hour
       *[other] hours
    } and only once. Tell nobody the code: our staff never ask for it.
letter-recover-access-not-you = If it was not you, there is nothing to do: your password stays as it is.
