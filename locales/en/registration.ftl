### Registration, signing in, confirming the e-mail.

registration-login-ask =
    <b>Registration. Step 1 of 8. Login</b>

    The login is the name with which you will sign in. Think of one, for example: <code>anna-1957</code> or <code>Анна_57</code>.

    English letters or Russian ones (but not both), digits, “_” and “-” will do, without spaces, 3 to 32 characters. You cannot change the login later, so please write it down.
registration-password-ask =
    <b>Step 2 of 8. Password</b>

    Think of a password with at least 8 characters. For example, three or four words in a row.

    I will delete the message with the password from our chat at once, so please write it down for yourself.
registration-repeat-ask =
    <b>Step 3 of 8. Password once more</b>

    Write the same password again: this way we check that there is no slip in it.
registration-email-ask =
    <b>Step 4 of 8. E-mail</b>

    Write your e-mail address, for example: <code>anna@pochta.example</code>. We will send you a letter to confirm it.
registration-phone-ask =
    <b>Step 5 of 8. Phone</b>

    Write your phone number, for example: <code>8 921 123-45-67</code>. Or press “{ phone-share-button }” at the bottom of the screen.

    You can go on without it: press “{ form-skip-button }”. But if we have it, we can tell you about power cuts.
phone-share-button = Send my number
registration-agreement-ask =
    <b>Step 6 of 8. Licence agreement</b>

    Press the text to read all of it.

    <blockquote expandable>{ $company }{ agreement-text }</blockquote>

    If you agree with it, press “{ form-agree-button }”.
registration-agreement-brief =
    <b>Step 6 of 8. Licence agreement</b>

    The agreement is still above. If you agree with it, press “{ form-agree-button }”. If not, press “{ registration-stop-button }”.
registration-personal-data-ask =
    <b>Step 7 of 8. Consent to the processing of personal data</b>

    The law asks for this consent separately. Press the text to read all of it.

    <blockquote expandable>{ $company }{ personal-data-text }</blockquote>

    If you agree, press “{ form-agree-button }”.
registration-personal-data-brief =
    <b>Step 7 of 8. Consent to the processing of personal data</b>

    The text is still above. If you agree, press “{ form-agree-button }”. If not, press “{ registration-stop-button }”.
registration-refusal = Without this consent we cannot open an electricity account for you, because we may not keep your data. If you stop, nothing of what you entered is kept. Your contract and your bills stay as they are. If you have questions, call us: { $phone }
registration-stop-button = Stop
captcha-ask =
    <b>Step 8 of 8. Digits in the picture</b>

    Write the six digits you see in the picture: they tell us that a person is writing, not a program. Hard to see? Press “{ captcha-other-button }” or “{ captcha-audio-button }”.
captcha-listen =
    <b>Step 8 of 8. Digits to listen to</b>

    Play the recording and write the six digits you hear.
captcha-last-counts = If you still see the last picture, write its digits.
captcha-audio-title = Six digits
captcha-other-button = Show another picture
captcha-audio-button = Listen to the digits
registration-done =
    You are registered! We have sent a letter to your e-mail address to confirm it.

    Please note: until the address is confirmed, you can use only a part of your electricity account!
registration-next =
    The letter has gone to { $email }.

    Open it and press “{ letter-confirm-email-button }”. If that does not work, press “{ email-code-button }” here and write the six digits from the letter.

    No letter after a few minutes? Look in the spam folder or press “{ email-resend-button }”.
registration-left = Registration is stopped, nothing is kept. To start again, press “{ menu-registration-button }”.

email-code-button = Enter the code
email-resend-button = Send the letter again
email-code-ask =
    <b>Code from the letter</b>

    Write the six digits from the letter we sent you.
email-code-left = All right. You can confirm your address later: with the button in the letter, or with “{ email-code-button }” under “{ menu-profile-button }”.
email-confirmed =
    Thank you! The address { $email } is confirmed. Everything in your electricity account is open to you now.

    Now press “{ menu-electricity-button }” and add your subscriber number.
email-confirmed-elsewhere = Thank you! The address is confirmed. Your electricity account is open where you registered. To use it here too, press “{ menu-sign-in-button }”.
email-resent = We have sent another letter to { $email }. Any letter of the last 24 hours will do.
email-needed =
    Please confirm your e-mail address first. After that you can add your subscriber number and send readings.

    Open our letter and press “{ letter-confirm-email-button }” or enter the code from it. If you do not have the letter, we will send it again.

sign-in-login-ask =
    <b>Sign in</b>

    Write your login: the name that you thought of when you registered.
sign-in-password-ask =
    Login: <b>{ $login }</b>

    Write your password. I will delete the message with it from our chat at once.
sign-in-done = Hello, { $login }! You are signed in.
sign-out-ask =
    <b>Sign out?</b>

    Your numbers and readings are kept. To come back you will need your login and password. Until then no answers of operators and no notices come here.
sign-out-now-button = Sign out
sign-out-stay-button = Stay
sign-out-done = You are signed out in this chat. To come back, press “{ menu-sign-in-button }”.
