### What residents and operators say to each other: questions, photos, and another meter.

## What residents read

danger-call = ⚠️ <b>If there is danger, call { $phone } at once.</b> Keep away from wires and the fuse board, touch nothing.
outage-call = ⚡️ <b>Is the power off, or does it flicker? Call the emergency service: { $phone }.</b> It works at night as well.
question-add-ask = Your message was not sent, but it is not lost. You can add it to a question that is open already:
question-add-button = Add: “{ $words }”
question-added = Thank you! Your message was added to the open question, an operator will read it. The answer will come here.
question-file-kept = The file is attached. Now write the question itself, please.
question-resolved = Fine, the question is closed. If you have another one, press “{ menu-question-button }”.
thread-reply-button = Reply
thread-resolve-button = Question solved
thread-photo-button = Send a photo
thread-words-ask = <b>Reply to the operator</b>

    Write a message. You can also send a photo, a file or a voice message.
thread-photo-ask = <b>A photo for the operator</b>

    Send a photo: press the paper clip beside the input field. If you cannot take one, write so.
thread-words-sent = Thank you! The message was passed on to the operator.
thread-file-sent = Thank you! It was passed on to the operator. Send more if you need to.
thread-added = Added to your question. The operator will read it, and the answer will come here.
thread-corrected = Corrected. The operator will read the new text.
thread-corrected-too-late = This question is closed, and the operator will not see the correction. To ask again, press “{ menu-question-button }”.
thread-asked-anew = The earlier question is closed, so we passed your message on as a new one. The answer will come here.
thread-answer-words = 💬 <b>The operator's answer</b>

    { $text }
thread-answer-file = 💬 <b>The operator's answer</b>
thread-answer-file-words = 💬 <b>The operator's answer</b>

    { $text }
unasked-text = This message has not been sent to anybody yet. To let an operator read it, press “{ unasked-operator-button }”.
unasked-values = This looks like a meter reading. It has not been sent yet: press the button below.
unasked-file = This file has not been sent to anybody yet. What shall I do with it?
unasked-guest = I can help you once you have signed in: press “{ menu-sign-in-button }” at the bottom of the screen. If you are new here, press “{ menu-registration-button }”.

    Phone for questions: { $phone }
unasked-guest-values = This looks like a meter reading, but it has not been sent: I do not know yet who you are. Press “{ menu-sign-in-button }” at the bottom of the screen. If you are new here, press “{ menu-registration-button }”.

    Phone for questions: { $phone }
unasked-gone = I do not have that message any more. Please write it again.
unasked-operator-button = Send to an operator
unasked-reading-values-button = Send a reading: { $values }
unasked-code-button = This is the code of the letter
unasked-money-button = How much to pay
form-text-or-file = Here I understand plain text, photos and files.
form-text-or-recording = Here I understand text, photos, files, videos and voice messages. I cannot pass on anything else.

change-closing-ask = <b>Meter № { $serial } was replaced</b>

    { $scale }: what did the old meter show when it was taken off? It is written in the replacement certificate.
change-unknown-button = I do not know
change-opening-ask = <b>New meter № { $serial }</b>

    { $scale }: what did it show when it was installed? Often it is 0 or a few units.
change-rates-1-button = The new one has one rate
change-rates-2-button = The new one has two rates
change-rates-3-button = The new one has three rates
change-scale-only = Reading
change-scale-one-of = T{ $scale }
change-act-ask = <b>Replacement certificate</b>

    Please send a photo of the certificate: press the paper clip beside the input field. If you do not have it at hand, press “{ form-skip-button }”.
change-act-no-words = A photo of the certificate is needed here. If there is none, press “{ form-skip-button }”.
change-act-added = The photo was added.
change-summary-title = <b>Meter replacement</b> · № { $number }
change-summary-old = Old meter № { $serial }, values when it was taken off:
change-summary-new = New meter № { $serial }, values when it was installed:
change-summary-unknown = { $scale }: not known
change-summary-act = A photo of the certificate is attached.
change-summary-no-act = There is no photo of the certificate.

## Unasked messages to residents

message-question-closed-quoted =
    The operator closed your question of { $asked }: “{ $question }”

    If anything is still unclear, reply to their message or press “{ menu-question-button }”.
message-question-closed = The operator closed your question. If anything is still unclear, reply to their message or press “{ menu-question-button }”.
message-photo-asked-reading = 📷 An operator is checking your readings for number { $number } and asks for a photo of meter № { $serial }. Its digits and its number should be legible.

    Press “{ thread-photo-button }” or send the photo in reply to this message.
message-photo-asked-act = 📷 An operator is checking the replacement of meter № { $serial } for number { $number } and asks for a photo of the replacement certificate.

    Press “{ thread-photo-button }” or send the photo in reply to this message.
message-reading-rejected-typo =
    ❌ An operator did not accept your readings for number { $number }, receipt { $receipt }: there seems to be a typing mistake.

    Please check every digit on the meter and press “{ reading-again-button }”.
message-reading-rejected-other-meter =
    ❌ An operator did not accept your readings for number { $number }, receipt { $receipt }: they seem to be from another meter.

    Compare the serial number on the meter and press “{ reading-again-button }”.
message-reading-rejected-photo-needed =
    ❌ An operator could not accept your readings for number { $number } without a photo of the meter, receipt { $receipt }.

    Press “{ menu-question-button }” and send a photo with the digits and the number of the meter. Then press “{ reading-again-button }”.
message-meter-change-accepted =
    ✅ The replacement of your meter for number { $number } was passed on: № { $new_serial } instead of № { $serial }.

    The new meter will appear here after the next update of our data. Then you can send its readings.
message-meter-change-rejected =
    ❌ An operator did not accept the report that meter № { $serial } for number { $number } was replaced.

    You can send readings of this meter as before. If it was really replaced, press “{ menu-question-button }”.
message-meter-change-rejected-reason =
    ❌ An operator did not accept the report that meter № { $serial } for number { $number } was replaced. Reason: { $reason }

    You can send readings of this meter as before. If it was really replaced, press “{ menu-question-button }”.
message-meter-change-rejected-typo =
    ❌ An operator did not accept the report that meter № { $serial } for number { $number } was replaced: there seems to be a typing mistake.

    Please take the replacement certificate and report it once more.
message-meter-change-rejected-same-meter =
    ❌ According to our data meter № { $serial } for number { $number } was not replaced.

    You can send its readings as before: press “{ menu-reading-button }”.
message-meter-change-rejected-act-needed =
    ❌ To accept the replacement of meter № { $serial } for number { $number } we need a photo of the certificate.

    Please report it once more and attach the photo.

## What operators read

alert-photo-button = Ask for a photo
alert-answer-button = Answer
alert-finish-button = Close
alert-other-reason-button = Another reason
thread-withdraw-button = Withdraw

alert-change-row = { $name }: last { $last }, taken off at <b>{ $closing }</b>, new from <b>{ $opening }</b>
alert-change-row-old = { $name }: last { $last }, taken off at <b>{ $closing }</b>
alert-change-new-1 = New one with one rate: from <b>{ $opening1 }</b>
alert-change-new-2 = New one with two rates: T1 from <b>{ $opening1 }</b>, T2 from <b>{ $opening2 }</b>
alert-change-new-3 = New one with three rates: T1 from <b>{ $opening1 }</b>, T2 from <b>{ $opening2 }</b>, T3 from <b>{ $opening3 }</b>
alert-photo-asked = 📷 Photo asked for: { $by }
alert-photo-undelivered-blocked = ⚠️ The request for a photo was not delivered: the resident blocked the bot. It will arrive once they write again.
alert-photo-undelivered-unknown = ⚠️ The request for a photo was not delivered: Telegram does not know the resident's chat. It will arrive once they write to the bot.
alert-photo-undelivered-deleted = ⚠️ The request for a photo was not delivered: the resident deleted their Telegram. Contact them in another way.
alert-photo-undelivered-refusing = ⚠️ The request for a photo was not delivered: the resident accepts no messages of the bot. It will arrive once they write again.
alert-photo-undelivered-unclear = ⚠️ The request for a photo was not delivered: Telegram did not take it. The bot will try again once the resident writes.
alert-photo-undelivered-faulty = ⚠️ The request for a photo was not delivered because of a fault of the bot. Contact the resident in another way.
alert-photo-undelivered-signed-out = ⚠️ The resident has signed out. The request for a photo will arrive once they sign in.
alert-photos = 📎 Photos received: { NUMBER($count) }
alert-question-waits = ⏳ The resident has been waiting since { $since }
alert-question-answered = 💬 Answers: { $by }
alert-reason = Reason: { $reason }
alert-reason-ask = <b>Why reject it?</b>
alert-outcome-resolved = ✅ The resident closed the question
reason-typo = Looks like a typing mistake
reason-other-meter = Not that meter
reason-photo-needed = Photo needed
reason-same-meter = Meter not replaced
reason-act-needed = Photo of the certificate needed

alert-reason-hint = Choose a reason
alert-reason-dropped-hint = Nothing changed
alert-reason-write-hint = Write the reason in reply
alert-photo-hint = Photo asked for
alert-answer-hint = Write the answer

prompt-placeholder = Answer
prompt-reason = { $operator }, write the reason in reply to this message. The resident will read it.
prompt-about = { $operator }, reply to this message with text, a photo or a file. The resident will get it.

thread-said-words = 💬 <b>The resident writes</b>

    { $text }
thread-said-file = 📎 <b>From the resident</b>
thread-said-file-words = 📎 <b>From the resident</b>

    { $text }
thread-said-corrected = ✏️ <i>corrected by the resident</i>
thread-sent = The answer was sent to the resident.
thread-voice-refused = ⚠️ Not delivered: this subscriber accepts no voice messages. Please answer in writing.
thread-undelivered-blocked = ⚠️ Not delivered: the resident blocked the bot. The answer will arrive once they write again.
thread-undelivered-unknown = ⚠️ Not delivered: Telegram does not know the resident's chat. The answer will arrive once they write to the bot.
thread-undelivered-deleted = ⚠️ Not delivered: the resident deleted their Telegram. Contact them in another way.
thread-undelivered-refusing = ⚠️ Not delivered: the resident accepts no messages of the bot. The answer will arrive once they write again.
thread-undelivered-unclear = ⚠️ Not delivered: Telegram did not take the message. The bot will try again once the resident writes.
thread-undelivered-faulty = ⚠️ Not delivered: Telegram could not take this very message. Please answer once more, best in plain words.
thread-undelivered-signed-out = ⚠️ The resident has signed out. The answer will arrive once they sign in.
thread-kept = ⚠️ It could not be withdrawn: Telegram did not delete the resident's message.
thread-withdrawn = ↩️ Answer withdrawn: { $by }

operator-help-review = <b>Readings and replacements.</b> “Reject” asks for the reason, which the resident will read. “Ask for a photo” asks the resident for one; it comes under the alert. “Undo the decision” works until the export.
operator-help-questions = <b>Questions.</b> Reply to the message with the question: with text, a photo or a file. If you edit your message, the resident's copy changes too. Deleting it in the group takes nothing back: “Withdraw” does, for two days. A question stays open until somebody closes it.

chart-title = Consumption, average kWh a month
    № { $number }, meter № { $serial }
chart-caption = Consumption, average kWh a month. № { $number }, meter № { $serial }. The new reading: { $kwh } kWh a month.
chart-unit = kWh a month
chart-usual = usually { $kwh }
chart-doubted = new, under review: { $kwh }
