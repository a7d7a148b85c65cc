### Locks: what limits have closed, as /find shows it and operators lift it.

find-locks = <b>🔒 Closed because of errors</b>
find-lock = • { $what } – until { $until }
find-lock-sign-in-login = sign-in from new chats
find-lock-sign-in-pair = sign-in to this account (chats: { NUMBER($count) })
find-lock-sign-in-chat = sign-in from the chat (chats: { NUMBER($count) })
find-lock-password = check of the password in the profile
find-lock-code = code of the letter
find-lock-letter = letters to this account
find-lock-letter-chat = letters asked for in the chat (chats: { NUMBER($count) })
find-lock-letter-address = letters to this address
find-lock-proof-account = adding numbers
find-lock-proof-chat = adding numbers from the chat (chats: { NUMBER($count) })
find-lock-proof-number = adding this number
find-lift-button = Lift the limits: { $what }
locks-lifted-hint = Limits lifted: { NUMBER($count) }
error-locks-over = There are no limits any more: they ended or were lifted.

message-locks-lifted = ✅ An operator lifted the limits: you can try again.
