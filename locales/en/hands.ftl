### Numbers that change hands: who else sees a number, and who may end that.

card-holders-button = Who else sees it
holders-none = Only you see this number.
holders-title = 👥 Others who see this number: { NUMBER($count) }. We show only how their logins begin:
holders-line = • { $login }
holders-more = and { NUMBER($count) } more
holders-may-end = If they lived here before you, you can disconnect them: you confirmed the number with a later payment. They will get a message.
holders-ask = The others confirmed the number with the same or a later payment. If you do not know these people, press “{ menu-question-button }” and write to us.
holders-end-button = Disconnect earlier ones
holders-end-ask = Disconnect from the number { $number } those who confirmed it before you? They will no longer see bills and readings, and a message will tell them so.
holders-end-sure-button = Yes, disconnect
holders-ended = ✅ Disconnected: { NUMBER($count) }. We have told them.
error-no-hold-to-end = There is nobody to disconnect: nobody confirmed this number before you.
error-number-ended = Another person disconnected this number from your account: they confirmed it with the payment of { $day }. A later payment brings the number back. If the number is yours, press “{ menu-question-button }” and write to us.

message-number-ended = 👥 The number { $number } is no longer in your account: a person who confirmed it with the payment of { $day } disconnected it. The readings that you sent are kept. If the number is yours, press “{ menu-question-button }” and write to us.
message-number-restored = ✅ An operator has brought the number { $number } back to your account. Press “{ menu-electricity-button }”.
message-others-restored = 👥 An operator has given the number { $number } back to those whom you disconnected: they see it again. If you disagree, press “{ menu-question-button }” and write to us.

alert-holds-ended = 👥 <b>A resident disconnected others from a number</b>
    Who did it: { $login }
    Subscriber number: { $number }
    Whom: { $ended }
    They confirmed the number with a later payment. If the number belongs to those who were disconnected, press “{ alert-restore-button }”.
alert-name-holds-ended = 👥 disconnected from No. { $number }
alert-short-holds-ended = disconnected from a number
alert-burst-holds-ended = Disconnected others from a number, { NUMBER($count) } more
alert-restore-button = Give the number back
alert-restored-hint = The number is back
alert-outcome-restored = ✅ Number given back: { $by }
alert-outcome-nothing-left = ⌛️ There was nothing to give back: { $by }
error-holds-back-already = There is nothing to give back: they have the number again.

my-data-ended-numbers = Numbers that were disconnected from your account
my-data-ended-at = Disconnected
my-data-proof-paid-on = Payment that confirmed the number
