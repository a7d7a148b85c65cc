### Closing an account, taking it back, and what is left of it.

deletion-button = Delete my account
deletion-what =
    <b>Deleting your account</b>

    We delete: login, password, e-mail, phone, your name in Telegram, the list of numbers and devices, everything you and the operators wrote.

    What stays: the readings that you have sent. Bills are counted by them, but the bot will not show whose they are. The dates of your consents stay too, because the law asks for them. Your name is not in them.

    Your contract and bills do not change. You can tell readings by phone: { $phone }.

    The account closes at once, on all devices. You can change your mind within { NUMBER($days) ->
        [one] { NUMBER($days) } day
       *[other] { NUMBER($days) } days
    }: just sign in, and everything comes back. After that nothing can be brought back.
deletion-go-on-button = Go on
deletion-keep-button = Do not delete
deletion-confirm-ask =
    <b>Delete the account { $login }?</b>

    It closes at once. You can take it back until { $until }.
deletion-confirm-button = Yes, delete
deletion-left = Nothing was deleted. Your account works as before.
deletion-done =
    <b>Your account is closed</b>

    Erasure receipt: <code>{ $receipt }</code>. Please write its number down.

    Changed your mind? Until { $until } press “{ menu-sign-in-button }”: everything comes back. After that your data are deleted for ever, and I will tell you here.

message-account-closed =
    Your account was closed from another device of yours, so that it is deleted. Your data will be deleted on { $until }.

    Was it not you, or did you change your mind? Press “{ menu-sign-in-button }” before that: everything comes back. If it was not you, change your password then.
message-account-reopened = ✅ You signed in, so your account will not be deleted. Numbers and settings are as before. Your questions to operators are closed: please ask them again.
message-account-erased = Your data are deleted from the bot for ever. Erasure receipt: <code>{ $receipt }</code>.

letter-account-closing-subject = Your account is closed
letter-account-closing-what =
    Hello!
    The account with the login { $login } is closed, so that it is deleted. Your data will be deleted on { $until }.
    Erasure receipt: { $receipt }. Please keep this letter.
letter-account-closing-back = Changed your mind? Sign in to the bot in Telegram before that: everything comes back.
letter-account-closing-not-you = If it was not you, sign in, change your password and call us at once: { $phone }.

letter-account-open-again-subject = Your account works again
letter-account-open-again-what =
    Hello!
    The account with the login { $login } will not be deleted, because somebody signed in to it.
letter-account-open-again-not-you = If it was not you, call us at once: { $phone }.

alert-outcome-account-closed = ⌛️ The resident deleted the account. No answer is needed.
find-closing = ⌛️ The resident closed the account. It is erased { $at }. A resident who wants it back signs in before that.
