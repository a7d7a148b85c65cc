### Limits of guessing and of letters: what residents read, and what operators are told.

error-logins-too-many = You have tried many logins already. You can try the next one after { $until }.
error-letters-too-many = A letter cannot be sent now, because there were many letters already. Please try again after { $until }.

alert-number-contested = 🔒 <b>A number was added after other people's failed attempts</b>
    Login: { $login }
    Subscriber number: { $number }
    Others failed with this number { NUMBER($failures) } times or more, and it is closed to them. This person was right the first time. Please see whether it is the subscriber.
alert-name-number-contested = 🔒 no. { $number } added after others failed
alert-short-number-contested = number after others failed
alert-burst-number-contested = Numbers added after others failed, { NUMBER($count) } more

alert-too-much = { $what ->
        [sign-in] 🔒 <b>Somebody seems to guess passwords</b>
        [logins] 🔒 <b>Somebody seems to look for logins</b>
        [proofs] 🔒 <b>Somebody seems to guess payments</b>
       *[letters] 🔒 <b>Very many letters</b>
    }
    { $what ->
        [sign-in] Failed sign-ins from unknown chats within { NUMBER($minutes) } min: { NUMBER($count) } or more. Such chats wait after every failure now. Who was signed in from a chat before signs in there as usual. Does a subscriber complain? Find the person with /find and lift the limit.
        [logins] Taken logins named at registration within { NUMBER($minutes) } min: { NUMBER($count) } or more. While there are so many, a chat may name two logins, and then there is a pause. Nothing has to be done.
        [proofs] Payments that did not match when numbers were added, within { NUMBER($minutes) } min: { NUMBER($count) } or more. Who has added no number yet may be wrong twice a day now. For all others nothing has changed. Does a subscriber complain? Find the person with /find and lift the limit.
       *[letters] Letters asked for within { NUMBER($minutes) } min: { NUMBER($count) }. The next ones go out when these { NUMBER($minutes) } min are over. Everything else works as usual. Nothing has to be done.
    }
alert-name-too-much = { $what ->
        [sign-in] 🔒 guessed passwords
        [logins] 🔒 guessed logins
        [proofs] 🔒 guessed payments
       *[letters] 🔒 very many letters
    }
alert-short-too-much = guessing, or many letters
alert-burst-too-much = Guessing, or many letters, { NUMBER($count) } more

## In the file with all data
my-data-known-chats = Chats from which you signed in
my-data-known-since = First sign-in
