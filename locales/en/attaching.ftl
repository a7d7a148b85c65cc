### Operators attach a list of numbers to an account.

attach-button = Add a list of numbers
attach-numbers-ask = { $name }, which numbers should the account <b>{ $login }</b> get? Reply to this message with a list: as text, or as a .txt, .csv or .xlsx file, { NUMBER($most) } numbers at most. Of a table the column “number” counts, or else the first.

    Stop: /cancel
attach-new = The account <b>{ $login }</b> would get: { NUMBER($count) }
attach-shared = Of them others have these as well, and will be told: { NUMBER($count) }
attach-held = In this account already: { NUMBER($count) }
attach-unknown = Not in the registry: { NUMBER($count) }
attach-reason-ask = { $name }, why may these numbers be added without the proof by a payment? Reply to this message: the reason stays in the audit trail.
attach-reason-placeholder = Power of attorney No. 12 of 01.11.2026
attach-confirm-ask = { $name }, add numbers to the account <b>{ $login }</b>: <b>{ NUMBER($count) }</b>?

    Reason: { $reason }
attach-confirm-button = Yes, add them
attach-numbers-button = Another list
attach-done = ✅ Numbers added to the account <b>{ $login }</b>: { NUMBER($count) }. Reason: { $reason }. Added by { $by }.
attach-left = No numbers were added.
find-numbers-more = Numbers in all: { NUMBER($count) }. The buttons show the first { NUMBER($shown) }.
error-attach-unconfirmed = The account { $login } has not confirmed its e-mail address yet. Numbers can be added afterwards.
error-nothing-to-attach = There is nothing to add: the account has these numbers already, or the registry does not name them.
