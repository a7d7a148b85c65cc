### What went wrong, by the code of the rule. Each says what to do next.

error-sign-in-needed = Please sign in first: press “{ menu-sign-in-button }”. If you are new here, press “{ menu-registration-button }”.
error-no-numbers =
    To send a reading, please add your subscriber number first. It is printed on your bill.

    You will need the date and the amount of your last payment.
error-email-not-confirmed = { email-needed }

error-login-characters = This login has a character that does not fit. Write it without spaces: only letters, English or Russian, digits, “_” and “-”.
error-login-too-short = This login is too short: it needs at least { $least } characters.
error-login-too-long = This login is too long: at most { $most } characters are possible.
error-login-mixed = This login has both English and Russian letters. Some of them look the same, and you might not be able to sign in later. Please write it all in English or all in Russian letters.
error-login-taken = This login is taken already. Please think of another one.

error-password-too-short = This password is too short: it needs at least { $least } characters.
error-password-too-long = This password is too long: at most { $most } characters are possible.
error-password-is-login = The password must not be the same as the login. Please think of another one.
error-password-is-email = The password must not be an e-mail address. Please think of another one.
error-password-too-common = This is one of the most common passwords and easy to guess. Please think of another one, for example three or four words in a row.
error-password-differs = The two passwords are not the same. Please enter the password again.
error-password-wrong = This password does not fit. Please enter the one you sign in with now. Attempts left: { NUMBER($left) }.
error-password-too-many = You have written a password many times now. You can go on after { $until }. What you have entered so far is kept.
error-too-busy = Very many people are here just now, so we cannot answer at once. Please try again in a minute.
error-password-closed = Too many wrong passwords. Please try again after { $until }.
error-password-changed-meanwhile = While you were answering, the password was changed on another device. Please start again. If that was not you, call us at once: the button “{ menu-help-button }” shows our phone number.

error-email-wrong = This does not look like an e-mail address. It has the sign @ and no spaces, for example: <code>anna@pochta.example</code>. Please check it and write it again.
error-email-not-latin = This address has letters that are not Latin ones, so no letter would arrive. Please switch the keyboard and write the address in Latin letters, like this: <code>anna@pochta.example</code>.
error-email-too-long = This address is too long: at most { $most } characters are possible. Please check it.
error-phone-wrong = This does not look like a phone number. Write it like this: 8 921 123-45-67.
error-phone-foreign = This is a number of another country. We can only call Russian numbers: +7 and ten more digits. If you have none, you need not give a phone.
error-phone-of-another = This is somebody else's number. Press “{ phone-share-button }” at the bottom of the screen or write your own number. You need not give a phone.

error-captcha-wrong = The digits do not match. Here is another picture. Attempts left: { NUMBER($left) }.
error-captcha-no-digits = Six digits are needed, and they are not here. This does not count as an attempt. Here is another picture.
error-captcha-paused = Too many wrong answers. Registration is paused until { $until }. Everything you have entered is kept: come back after that time and press “{ captcha-other-button }”.
error-captcha-too-many = I have shown very many pictures. I will show the next one after { $until }. What you have entered so far is kept: press “{ captcha-other-button }” then.
error-pictures-too-many = You have sent many pictures already. I will check the next one after { $until }. If it is urgent, call us: the button “{ menu-help-button }” shows the phone number.
error-captcha-expired = Much time has passed, and that picture no longer works. Please write the digits of the new one.

error-confirmation-unknown = This link does not fit. Open the link from our latest letter. If you do not have it, press “{ menu-profile-button }”, and there “{ email-resend-button }”.
error-confirmation-used = This link does not work any more: it has been used. To see whether your address is confirmed, press “{ menu-profile-button }”.
error-confirmation-outdated = This link is for another address: you have changed your e-mail since. Open the letter that went to the new address.
error-confirmation-expired = This letter no longer works: more than 24 hours have passed. To get a new one press “{ menu-profile-button }”, and there “{ email-resend-button }”.
error-nothing-to-confirm = Your address is confirmed already, there is nothing more to do.
error-code-wrong = This code does not fit. Check the six digits in the letter. Attempts left: { NUMBER($left) }.
error-code-no-digits = The code is the six digits in our letter, like 123456. If there is no letter, look into the folder “Spam” or press “{ email-resend-button }”.
error-code-closed = Too many wrong codes. Try again after { $until }, or open the link in the letter.
error-resend-too-soon = The letter has just been sent and may take a few minutes. You can send another one in { NUMBER($seconds) ->
        [one] { $seconds } second
       *[other] { $seconds } seconds
    }.
error-resend-too-many = We have sent you many letters already. You can ask for another one after { $until }. Please look in the spam folder too.

error-sign-in-wrong = The login or the password does not fit. Check whether you write in English or Russian letters, and whether capital letters are on. Write the password again. To correct the login press “{ form-back-button }”.
error-sign-in-closed = The login or the password did not fit many times. You can sign in after { $until }. If it was not you, please phone us: the button “{ menu-help-button }” shows the number.
error-language-unknown = We do not speak this language here.

error-number-not-digits = A subscriber number has digits only. Please look it up on your bill.
error-number-like-date = This looks like a date or an amount: a subscriber number has no points or commas. Please write the number on your bill in digits, without anything between them.
error-number-wrong-length = A subscriber number has { $least } to { $most } digits. Please look it up on your bill.
error-number-already-added = This number is in your electricity account already.
error-date-not-understood = I could not understand the date. Write it like this: 05.11.2026 (day, month, year).
error-date-impossible = There is no such date. Please check the day, the month and the year.
error-date-in-future = This date has not come yet: today is { $today }. Give the date of a payment you have made already.
error-amount-not-understood = I could not understand the amount. Write it in digits, with the kopecks after a comma: 1234,56.
error-amount-ambiguous = This amount can be read in two ways. Write the rubles without spaces or points, and the kopecks after a comma: 1234,56.
error-amount-not-positive = The amount of a payment must be more than zero.
error-amount-too-large = This amount is too large. Please check the digits.
error-proof-wrong = The number, the date or the amount does not match our records. Perhaps your last payment has not reached us yet: then give the one before it. Attempts left: { NUMBER($left) }.
error-proof-closed = Too many failed attempts. You can add a number after { $until }. If you are sure that everything was right, press “{ menu-question-button }”: an operator will help.
error-not-yours = This number is not in your electricity account. Press “{ menu-electricity-button }” to see your numbers.
error-name-wrong = Please give a shorter name: 1 to { $most } characters are possible.

error-no-meters = There are no meters under this number whose readings you could send. If that is not right, press “{ menu-question-button }” and write to us.
error-meter-closed = This meter is no longer in our records. If it is still in your home, press “{ menu-question-button }” and write to us.
error-meter-automatic = This meter sends its readings by itself. There is nothing for you to send.
error-window-closed = Readings are not taken today. You can send them from { $opens } on.
error-window-closed-meanwhile = ⚠️ The days for readings ended while you were entering yours. This reading was <b>not sent</b>. You can send readings from { $opens } on.
error-month-changed = Readings are taken for another month by now. Please send your reading again.
error-already-exported = The readings of this month have been sent to be billed and cannot be changed. If there is a mistake in them, press “{ menu-question-button }” and write to us.
error-scales-incomplete = Some readings of this meter are missing. Please press “{ menu-reading-button }” and write them again.
error-far-above-unconfirmed = This is much more electricity than usual. Press “{ reading-correct-button }” and check the digits.
error-receipt-wrong = There is a mistake in the receipt number. Please check the digits.
error-serial-wrong = A serial number has 1 to { $most } characters. You will find it on the body of the meter.

error-value-not-a-number = I could not understand the reading. Write only the digits on the meter, for example: 12345.
error-value-negative = A reading cannot be less than zero. Write the digits on the meter.
error-value-ambiguous = This can be read in two ways: as one number or as several. Write the readings one by one, or each on a new line.
error-value-wrong-count = I see this many numbers: { NUMBER($got) }. I need this many: { NUMBER($expected) }. Please write the readings one by one.
error-value-too-long = { $scale }: too many digits. This meter has { NUMBER($digits) ->
        [one] { $digits } digit
       *[other] { $digits } digits
    } before the comma.
error-value-no-decimals = { $scale }: write only the digits before the comma.
error-value-too-precise = { $scale }: too many digits after the comma. { NUMBER($decimals) ->
        [one] One is
       *[other] { $decimals } are
    } enough.
error-value-scale-unknown = I could not tell what the numbers belong to. Write a name before each number. This meter has: { $scales }.
error-value-scale-twice = { $scale }: given twice. Please write it again.
error-value-which-scale = It is not clear which value you mean: this meter has { $scales }. Write the name and the digits, or press a button.
error-value-lower = { $scale }: the new reading is lower than the last one ({ $previous }). Press “{ reading-correct-button }”.

error-question-empty = Please write your question.
error-questions-open = You have questions that no operator has answered yet: { NUMBER($most) }. You can ask a new one as soon as one of them is answered.
error-questions-open-in-chat = Questions from this chat that no operator has answered yet: { NUMBER($most) }. You can ask a new one as soon as one of them is answered.
error-question-open-unconfirmed = Your last question still waits for an answer. Until your e-mail address is confirmed you can ask one question. You can confirm it under “{ menu-profile-button }”.
error-questions-too-many = There were many questions today. You can ask a new one after { $until }. If it is urgent, call us: press “{ menu-help-button }” to see the telephone.
error-files-too-many = There were many files and charts during the last hour. You can get the next one after { $until }.
error-question-too-many-files = There are { NUMBER($most) } files already, you cannot add more. Please write the question itself.
error-thread-too-many = The operator did not get this message: there were very many in the last hour. You can send the next one after { $until }. If it is urgent, call us: press “{ menu-help-button }” to see the telephone.
error-question-too-long = This question is too long: it has { NUMBER($length) } characters, at most { NUMBER($most) } are possible. Please divide it into two messages.
error-caption-too-long = There are too many words under the photo or the file: { NUMBER($length) } characters, at most { NUMBER($most) } are possible. Please send the file with a short caption, and the rest in a message of its own.

error-alert-unknown = This alert is gone.
error-alert-already-decided = Decided already: { $by }.
error-alert-already-closed = This alert is closed already.
error-decision-not-made = There is no decision yet, or it was undone already.
error-decision-exported = The readings of this month went to billing: the decision cannot be undone. Corrections are made in billing.
error-decision-built-on = The resident has sent another reading since: this decision cannot be undone any more.
error-limit-run-out = The limit has run out by itself: the subscriber can add numbers again.
error-alert-taken = Already in work: { $by }, until { $until }. If it is urgent, agree with them or wait until then.
operator-error-already-exported = The readings of this month have been sent to billing. These can only be rejected: what is wrong is put right in the billing system.
operator-error-question-empty = Your answer was not sent: such a message cannot be passed on. Answer with text, a photo, a file, a video or a voice message.
operator-error-question-too-long = Your answer was not sent: it has { NUMBER($length) } characters, at most { NUMBER($most) } are possible. Divide it into two messages.
operator-error-caption-too-long = Your answer was not sent: there are { NUMBER($length) } characters under the photo or the file, at most { NUMBER($most) } are possible. Send the file with a short caption, and the rest of the answer in a message of its own.
error-reading-replaced = The subscriber has sent other readings instead of these.

error-export-unknown = There is no export { $number }.
error-export-nothing = There are no new readings, nothing to export.
error-job-not-offered = This was started, cancelled or done already.

error-notice-empty = Write the text of the notice.
error-notice-too-long = The text is too long: { $most } characters at most.
error-notice-not-draft = This notice is gone, or it was sent already.
error-notice-not-sending = It is not being sent any more.
error-notice-not-paused = It is not paused.
error-address-no-name = Write a street, such as: Яблоневая 1.
error-address-unclear = It is unclear what { $number } means: a house, a building or a flat. Write «корп.» or «кв.», and each house on a line of its own.
error-address-too-long = The address is too long: { $most } characters at most.
error-address-too-many = Too many addresses: { $most } at most.
error-numbers-none = There is no subscriber number in it.
error-numbers-too-many = Too many numbers: { $most } at most.
error-file-too-large = The file is too large: { $most } MB at most.
error-file-not-text = Such a file cannot be read. Send .txt, .csv or .xlsx.
error-encoding-unknown = The encoding of the file could not be told. Save it in UTF-8.
error-encoding-refused = { $encoding } is not read. Save the file in UTF-8 or Windows-1251.
error-encoding-twice = The Russian letters of the file are spoilt. Export it again.
error-workbook-damaged = The workbook is damaged or has a password. Save it again as .xlsx or .csv.
error-workbook-too-large = The workbook is too large. Save the sheet with the numbers as .csv.
error-workbook-error-cell = Cell { $cell } holds an error of a formula, { $found }. Correct it and send the file again.
error-number-calculated = A spreadsheet took the number for an amount and may have lost digits. Save the column as text.
error-numbers-column-unclear = It is not clear which column holds the subscriber numbers. Leave one column, or write number above it.
error-lookup-not-understood = This looks like no subscriber number, address, serial number of a meter, login, e-mail, phone or receipt.
error-lookup-gone = It is not there any more.

error-meter-change-in-review = We have already received a report that this meter was replaced, an operator is checking it. We will write the decision here. If it was reported by mistake, press “{ menu-question-button }”.
error-meter-change-accepted = The replacement of this meter was passed on. The new meter will appear here after the next update of our data, then you can send its readings. If more than a month has passed, press “{ menu-question-button }”.
error-serial-same = This is the number of the old meter. The serial number of the new one is needed: it stands on its case and in the certificate.
error-thread-unknown = This conversation with the operator is no longer here. To write to the operator press “{ menu-question-button }”.
error-photo-not-needed = Thank you, the photo is no longer needed: the operator has decided.
error-photo-already-asked = A photo was asked for already: { $by }. It has not come yet.
error-reason-empty = Write the reason in words.
error-reason-too-long = This reason is too long: { NUMBER($length) } characters, at most { NUMBER($most) } are possible. Write it in fewer words.
error-answer-unknown = This answer was not found.
error-answer-already-withdrawn = This answer was withdrawn already.
error-answer-too-old = More than 48 hours have passed: Telegram will not delete this message any more.
