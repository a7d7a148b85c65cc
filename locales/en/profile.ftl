### The profile and the language.

profile-title = <b>Profile</b>
    { "" }
profile-login = Login: <b>{ $login }</b>
profile-email = E-mail: { $email }
profile-email-unconfirmed = ⚠️ This address is not confirmed
profile-email-pending = A new address waits to be confirmed: { $email }
profile-phone = Phone: { $phone }
profile-no-phone = Phone: not given
profile-notices-on = Notices about power cuts: on
profile-notices-off = Notices about power cuts: off
profile-numbers = Subscriber numbers: { NUMBER($count) }

profile-phone-button = Change phone
profile-email-button = Change e-mail
profile-password-button = Change password
profile-notices-on-button = Notices: on
profile-notices-off-button = Notices: off
profile-language-button = Language
profile-my-data-button = My data
profile-sign-out-button = Sign out

password-confirm-ask =
    <b>Confirm that it is you</b>

    Write the password with which you sign in. I will delete the message with it at once.

profile-phone-ask =
    <b>Phone</b>

    Write your phone number or press “{ phone-share-button }” at the bottom of the screen.
phone-remove-button = Remove the phone
profile-phone-done = The phone is saved: { $phone }. Now we can tell you about power cuts.
profile-phone-removed = The phone is removed.

profile-email-ask =
    <b>New e-mail address</b>

    Write the new address. Until you confirm it, the old one stays in use.
profile-email-done =
    We have sent a letter to { $email }. Press “{ letter-confirm-email-button }” in it, or write the code from the letter here: the button “{ email-code-button }”.

    Until then the old address stays in use.
profile-email-kept = This is the address you had before. It stays as it is, there is nothing to confirm.

password-old-ask =
    <b>Change of password</b>

    Write the password you have now. I will delete the message with it at once.
password-new-ask =
    <b>New password</b>

    Think of a new password with at least 8 characters. I will delete the message with it at once, so please write the password down for yourself.
password-repeat-ask =
    <b>New password once more</b>

    Write the new password again: this way we check that there is no slip in it.
password-done = The password is changed. Other devices where your electricity account was open now have to sign in again.

notices-are-on =
    <b>Notices about power cuts</b>

    They are on: if your electricity is going to be cut off, we write to you here.
notices-are-off =
    <b>Notices about power cuts</b>

    They are off: we do not write to you about power cuts.
notices-need-phone = To get them, give us your phone number: the button “{ profile-phone-button }” under “{ menu-profile-button }”.
notices-need-email = To get them, confirm your e-mail address: the button “{ email-code-button }” under “{ menu-profile-button }”.
notices-mute-button = Turn notices off
notices-hear-button = Bring notices back
notices-back-button = Back to the profile

language-ask = На каком языке Вам отвечать? · Which language do you prefer?
language-done = All right, we will speak English.

my-data-text = This file has everything that the electricity account keeps about you. Your password is not in it: we keep it in a way that nobody can read.
