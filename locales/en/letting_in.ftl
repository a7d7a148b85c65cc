### Operators let a resident in who can get no code.

let-in-waiting = <b>🔑 Right password, waiting for a code</b>
let-in-button = Let in: { $whom }
let-in-ask =
    <b>Let into the account { $login } without a code?</b>
    { $chat }

    Have you made sure that it is the resident? Check: the number, the day and the amount of the last payment.
let-in-sure-button = Yes, it is the resident: let in
let-in-keep-out-button = No, do not let in
let-in-hint = Let in. The resident was told.
let-in-done = ✅ { $by }: { $whom } is in the account { $login } without a code. The resident was told.
let-in-kept-out = { $by }: not let in, { $whom }.
error-already-in = This chat is in the account already: it was let in, or a code fitted.
operator-error-second-step-gone = This chat does not wait here any more. It is in already, began anew, or waited for more than a day. Find the account again: /find
