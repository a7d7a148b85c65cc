### A question about a bill: what residents read, and what operators do.

bill-ask-button = Ask about this bill
question-bill-ask = <b>Question about the bill for { $bill }</b> · № { $number }

    Write in one message what is not clear in this bill, or record a voice message. The operator will see the bill itself with your question. If it is urgent, call: { $phone }
question-bill-named = This is about the bill for { $bill }, № { $number }.
my-data-about-bill = About which bill
alert-question-bill = 🧾 <b>Bill for { $bill }</b> · № { $number }
alert-question-bill-gone = The resident no longer has this bill or this number.
message-question-closed-about-bill =
    The operator closed your question of { $asked } about the bill for { $bill }: “{ $question }”

    If anything is still unclear, reply to their message or press “{ menu-question-button }”.
