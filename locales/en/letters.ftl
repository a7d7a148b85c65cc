### Letters. The whole letter is these paragraphs in order; link and code stand between them.

letter-signature =
    Questions? Call us: { $phone }.
    This letter was sent by the electricity account bot; there is no need to reply.

letter-confirm-email-subject = Confirm the address for your electricity account
letter-confirm-email-why =
    Hello!
    This address was given for an electricity account, login: { $login }. If the address is yours, please confirm it: press the button. Telegram will open; press “Start” there.
letter-confirm-email-button = Confirm the address
letter-confirm-email-by-code = Does the button not work? Then press “{ email-code-button }” in the chat and write these six digits:
letter-confirm-email-lifetime =
    The button and the code work for { $hours } { $hours ->
        [one] hour
       *[other] hours
    } and only once. Do not tell the code to anybody: our staff never ask for it.
letter-confirm-email-not-you = If you do not use the electricity account, there is nothing to do: without a confirmation we will not write to this address again.

letter-password-changed-subject = The password of your electricity account was changed
letter-password-changed-what =
    Hello!
    The password of the electricity account with the login { $login } was changed. Other devices now have to sign in again.
letter-password-changed-email = This address stays as it is: letters of the account will come here.
letter-password-changed-not-you = If it was not you who changed it, call us at once: { $phone }.

letter-email-changed-subject = The address of your electricity account was changed
letter-email-changed-what =
    Hello!
    Letters of the electricity account with the login { $login } now go to another address: { $email }. We will not write to this one any more.
letter-email-changed-not-you = If it was not you who changed it, call us at once: { $phone }.
