### Operators disconnect an account from a number that it should not see, and take that back.

end-hold-button = Disconnect from the number: { $login }
end-hold-why-ask = { $name }, why disconnect <b>{ $login }</b> from No. { $number }? Choose a reason, or reply to this message in your own words. The resident will read it.
end-hold-reason-moved-out = Does not live here any more
end-hold-reason-not-theirs = The number is somebody else's
end-hold-sure-ask = ⚠️ { $name }, disconnect <b>{ $login }</b> from No. { $number }? This person will see its bills and readings no more. They and the others who see the number will be told.
    Reason: { $reason }
end-hold-sure-button = Yes, disconnect
end-hold-done = 👥 { $by }: <b>{ $login }</b> is disconnected from No. { $number }. Everybody was told.
    Reason: { $reason }
end-hold-given-back = ✅ { $by }: <b>{ $login }</b> has No. { $number } again. Everybody was told.
error-hold-gone = This account does not have that number any more.

message-number-ended-by-operator = 👥 An operator disconnected No. { $number } from your account. The readings that you sent are kept. You think that this is a mistake? Press “{ menu-question-button }” and write to us.
message-number-ended-by-operator-moved-out = 👥 An operator disconnected No. { $number } from your account: we were told that you do not live there any more. The readings that you sent are kept. Is that wrong? Press “{ menu-question-button }” and write to us.
message-number-ended-by-operator-not-theirs = 👥 An operator disconnected No. { $number } from your account: we were told that this number is not yours. The readings that you sent are kept. Is that wrong? Press “{ menu-question-button }” and write to us.
message-number-ended-by-operator-reason =
    👥 An operator disconnected No. { $number } from your account. The readings that you sent are kept.

    Reason: { $reason }

    You do not agree? Press “{ menu-question-button }” and write to us.
message-holder-ended = 👥 An operator disconnected another account from No. { $number }: that person does not see it any more. Nothing changes for you.
message-holder-restored = 👥 An operator gave No. { $number } back to the person who was disconnected: they see it again. Nothing changes for you.
error-number-ended-by-operator = An operator disconnected this number from your account. You can add it again by a payment made after { $day }. If the number is yours, press “{ menu-question-button }” and write to us.
