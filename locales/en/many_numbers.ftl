### Many numbers in one account: pages, search, adding many at once.

numbers-page = Page { $page } of { $pages }
numbers-find-button = Find
numbers-find-ask = Which number should I find? Write any of these:

    • a part of the number, for example 0301;
    • the name that you gave to the number;
    • the street, house or flat, for example: Yablonevaya 1 flat 2.
numbers-find-more = Press the number. To look for another one, write a part of the number, its name or address.
numbers-found = Numbers found for “{ $sought }”: { $count }.
numbers-not-found = Nothing was found for these words. Please check them and write again.
error-number-search-empty = Write a part of the number, its name or the address.

numbers-list-button = Add a list
numbers-list-ask = <b>Adding a list of numbers</b>

    Send the list. Write in each line a subscriber number, and the date and the amount of its last payment, for example:

    100200301 10.11.2026 1244,30
    100200302 12.11.2026 500

    You can also send a .csv or .xlsx file with the same three columns. A list may have { $most } lines.

    When we have checked the list, we delete it from this chat.
numbers-list-no-photo = I cannot read amounts from a photo. Send the list as text, or as a .csv or .xlsx file.
numbers-list-read = Lines that were read: <b>{ $count }</b>
numbers-list-first = The first of them:
    Subscriber number: <b>{ $number }</b>
    Date of the last payment: <b>{ $date }</b>
    Amount: <b>{ $amount } ₽</b>
numbers-list-unread = Lines that could not be read: { $count }
numbers-list-unread-row = ⚠️ Line { $place }: { $fault }
numbers-list-more = And { $count } more
numbers-list-fault-parts = it needs a number, a date and an amount
numbers-list-fault-number = the number is not clear
numbers-list-fault-date = the date is not clear
numbers-list-fault-amount = the amount is not clear
numbers-list-fault-unclear = it is not clear which is the date and which the amount: put “;” between them
numbers-list-check-ask = Is it right? If the list is not complete, send the rest.
numbers-list-add-button = Add the numbers
numbers-list-wait-hint = We are checking the list, it will take a little while.
numbers-list-done-title = <b>The list is checked</b>
numbers-list-added-count = ✅ Added: { $count }
numbers-list-yours-count = Yours already: { $count }
numbers-list-not-proved-count = ❌ Not confirmed: { $count }
numbers-list-not-tried-count = Not checked: { $count }
numbers-list-ended-count = Disconnected by another person: { $count }
numbers-list-unread-count = ⚠️ Not read: { $count }
numbers-list-not-proved-advice = Not confirmed: the number, the date or the amount differ from our data. Perhaps the last payment has not reached us yet: then give the one before.
numbers-list-not-tried-advice = There were too many failed attempts, so we did not check the other lines. Send them again after { $until }. If the data are certainly right, press “{ menu-question-button }”: an operator will help.
numbers-list-row-added = ✅ № { $number }: added
numbers-list-row-yours = № { $number }: yours already
numbers-list-row-not-proved = ❌ № { $number }: not confirmed
numbers-list-row-not-tried = № { $number }: not checked, possible after { $told }
numbers-list-row-ended = № { $number }: another person disconnected it with a payment of { $told }; a later payment is needed
numbers-list-done-button = Done
error-proofs-none = No line with a number, a date and an amount was found. Please send the list again.
error-proofs-too-many = The list is too long: { $most } lines at most. Send it in parts.

message-numbers-attached = An operator added subscriber numbers to your account: { $numbers }{ $rest ->
    [0] { "" }
   *[other] { " " }and { $rest } more
}. Press “{ menu-electricity-button }” to see them. If this is a mistake, press “{ menu-question-button }” and tell us.
message-numbers-attached-to-other = An operator added your subscriber numbers to the account of one more person. The numbers: { $numbers }{ $rest ->
    [0] { "" }
   *[other] { " " }and { $rest } more
}. You keep them as well. If you do not agree, press “{ menu-question-button }” and tell us.
message-numbers-shared = One more person has added your subscriber numbers to their account: they know the date and the amount of the last payment of each. The numbers: { $numbers }{ $rest ->
    [0] { "" }
   *[other] { " " }and { $rest } more
}. If this is nobody of your family or your colleagues, press “{ menu-question-button }” and tell us.
