### Payment by QR code, and the check of others' codes.

error-workers-busy = Many people are asking for this right now. Please try again in a minute.

error-payment-code-other = This is not a code for a payment: it names no account to pay to. It may hold a link. Do not open it unless you know who sent you this code.
error-payment-code-version = This is a code for a payment, but of a kind that I do not know, so I cannot check it. Do not pay by it until you have asked us whether it is ours.
error-payment-code-charset = This is a code for a payment, but it is damaged and cannot be read. Do not pay by it.
error-payment-code-field = This is a code for a payment, but it has a mistake in it. Do not pay by it.
error-payment-code-missing = This is a code for a payment, but it does not say all that a payment needs. Do not pay by it.
error-payment-code-value = This is a code for a payment, but its details are written wrongly. Do not pay by it.
