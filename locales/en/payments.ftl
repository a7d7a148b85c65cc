### Payment by QR code, and the check of others' codes.

## How to pay

pay-by-code = The easiest way is a QR code: press “{ pay-code-button }”. I will send a picture, and the app of your bank fills in all the rest.
pay-ahead = If you want to pay in advance, press “{ pay-other-button }”.
pay-code-button = QR to pay
pay-other-button = Another sum
pay-penalty-button = Penalty only
pay-amount-ask = <b>Payment for No. { $number }</b>
    { $lines }

    How much do you want to pay? Write the amount in rubles, with the kopecks after a comma, for example: 1234,56.
pay-purpose = Electricity, subscriber number { $number }
pay-purpose-penalty = Penalty for electricity, subscriber number { $number }
picture-wait-hint = I am drawing the picture. Please wait a moment…

## The code, and what it says

pay-code-text = <b>QR code for { $amount } ₽</b>

    Save the picture and open it in the app of your bank: “Payment by QR code”. Compare the lines there with those below.
payment-line = { $label }: { $value }
payment-line-copied = { $label }: <code>{ $value }</code>
payment-sum = { $amount } ₽
payment-sum-none = not named
payment-name-label = Payee
payment-account-label = Account
payment-bank-label = Bank
payment-bic-label = BIC
payment-corr-account-label = Corr. account
payment-sum-label = Sum
payment-purpose-label = Purpose
payment-inn-label = INN
payment-kpp-label = KPP
payment-number-label = Subscriber number
payment-period-label = Period
payment-tech-code-label = Kind of service
payment-address-label = Address

## The check of a code

code-check-button = Check a QR
code-check-ask = <b>Check of a QR code</b>

    Send a photo of the QR code on your bill, or a picture of it. I will tell you whether it pays us.
code-check-done-button = Done
code-check-done = The check is over. To check another code, open your number, press “{ card-pay-button }”, and there “{ code-check-button }”.
code-check-ours = ✅ <b>This code pays us.</b> The money comes to { $company }.
code-check-foreign = ⚠️ <b>This code does not pay us. Do not pay by it.</b> Call us, and we will help you: { $phone }
code-check-unknown = I cannot tell whom this code pays. Compare it with an old bill, or call us: { $phone }
code-check-differing = Not the same as ours: { $fields }.
code-check-faulty = The digits here do not fit each other, which never happens in real details: { $fields }.
code-check-repeated = The code says this twice, so be careful: { $fields }.
code-check-number-own = The subscriber number is yours: it is in your personal account.
code-check-number-unknown = This subscriber number is not in your personal account. Check that you pay for the right flat or house.
code-check-several = There are several QR codes in the picture: { NUMBER($count) }. I show { NUMBER($shown) }. Each was checked by itself.
code-check-album = I have checked one picture. Please send the others one by one.

## What can be wrong

error-workers-busy = Many people are asking for this right now. Please try again in a minute.

error-picture-pdf = This is a PDF document, and I understand only pictures. Please take a photo of the QR code, or a screenshot, and send that.
error-picture-no-code = I have found no QR code in the picture. Please take a photo from nearer and in good light, with all of the code in it.
error-picture-unreadable = I could not read this picture. Please send the QR code as an ordinary photo and not as a file.
error-picture-too-large = This picture is too large. Please send the QR code as an ordinary photo and not as a file.

error-payment-code-other = This code names no account to pay to, so I cannot tell whether it is ours. If it holds a link, do not open it or pay by it until you know who sent you the code.
error-payment-code-version = This is a code for a payment, but of a kind that I do not know, so I cannot check it. Do not pay by it until you have asked us whether it is ours.
error-payment-code-charset = This is a code for a payment, but it is damaged and cannot be read. Do not pay by it.
error-payment-code-field = This is a code for a payment, but it has a mistake in it. Do not pay by it.
error-payment-code-missing = This is a code for a payment, but it does not say all that a payment needs. Do not pay by it.
error-payment-code-value = This is a code for a payment, but its details are written wrongly. Do not pay by it.
