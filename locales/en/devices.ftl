### Devices, the second step of signing in, and what residents are told of both.

profile-devices-button = My devices
profile-protection-button = Sign-in protection

## My devices

devices-title =
    <b>My devices</b>

    Your account is open here:
devices-this = ✅ <b>{ $name }</b>: this device. Signed in { $since }.
devices-other = • <b>{ $name }</b>: signed in { $since }, last used { $seen }.
devices-more = And more devices: { NUMBER($count) }.
devices-unseen = at an unknown time
devices-unnamed = No name
devices-what-it-is = Devices with the same Telegram are one line. If you do not know a name, press “Sign out” with this name, and then change your password.
devices-end-button = Sign out: { $name }, { $since }
devices-end-all-button = Sign out all others
devices-end-ask = Close your account on the device <b>{ $name }</b> (signed in { $since })?
devices-end-all-ask = Close your account on all other devices? There are { NUMBER($count) } of them. Here it stays open.
devices-end-now-button = Yes, sign out
devices-keep-button = No, keep it
devices-ended = Done: your account is closed on that device. If a stranger used it, change your password, because the stranger knows it.
devices-ended-all = Done: your account is closed on all other devices. If a stranger used one of them, change your password, because the stranger knows it.
devices-not-me-button = It was not me
devices-stranger-out = That device is signed out. But a stranger knows your password, so you need to change it. You do not remember it? Call us at once: the button “{ menu-help-button }” shows our phone number.
devices-change-password = That device is signed out. But a stranger knows your password, so you need to change it. You do not remember it? Press “{ sign-in-password-forgotten-button }”.
error-device-too-new = You signed in on this device not long ago. So that no stranger can take your account away, you can do this here after { $until }. Before that, do it on a device where you signed in long ago.

message-signed-out-elsewhere = Your account was closed here from another one of your devices. To open it again press “{ menu-sign-in-button }”. If it was not you who closed it, please call us at once. The button “{ menu-help-button }” shows our phone number.
message-new-sign-in =
    🔐 <b>Your account was opened on a new device</b>

    Name in Telegram: <code>{ $name }</code>
    When: { $at }

    Was it you, or somebody of your family? Then there is nothing to do. If not, press “{ devices-not-me-button }”.
message-let-in = An operator has opened your account for you. Press any button at the bottom of the screen. If there is none, write /menu.

letter-signed-in-elsewhere-subject = New sign-in to your electricity account
letter-signed-in-elsewhere-what =
    Hello,
    The electricity account with the login { $login } was opened on a new device.
    Name in Telegram: “{ $name }”
    When: { $at }
    If it was you, there is nothing to do.
letter-signed-in-elsewhere-not-you =
    If it was not you:
    1. Open your account in Telegram with the button below: it shows “{ profile-devices-button }”.
    2. Sign out the device that is not yours.
    3. Under “{ menu-profile-button }” press “{ profile-password-button }”.
    It does not work? Call us at once: { $phone }.
letter-signed-in-elsewhere-button = Open “{ profile-devices-button }”

## The second step

step-mail-ask =
    <b>One more step</b>

    You sign in on this device for the first time. We have sent a letter to { $email }. Write the six digits from it. I will delete your message at once.
step-app-ask =
    <b>One more step</b>

    You sign in on this device for the first time. Write the six digits that your authenticator app shows now. I will delete your message at once.
step-no-code = No code? A backup code of eight digits will do as well, if you wrote some down. You have none? Call us: { $phone }. An operator will make sure that it is you, and let you in without a code.
step-mail-is-down = ⚠️ We cannot send letters now, so the letter will be late.
step-again-button = Send the code again
step-sent-again = We have sent another letter to { $email }. Only its code counts.
error-second-step-gone = This sign-in is over. Press “{ menu-sign-in-button }” and begin again.
error-step-code-no-digits = The code is six digits, for example 123456. A backup code has eight digits, for example 1234-5678.
error-step-code-wrong = The code is wrong or too old. Please check the digits. Attempts left: { NUMBER($left) }.
error-step-code-closed = Too many wrong codes. Try again after { $until }.

letter-sign-in-code-subject = The code for your electricity account
letter-sign-in-code-what =
    Hello,
    Somebody signs in on a new device to the electricity account with the login { $login }. If it is you, write these six digits there:
letter-sign-in-code-lifetime = The code works for { $minutes } minutes, and only once. Tell it to nobody: our people never ask for it.
letter-sign-in-code-not-you = If it is not you, tell the code to nobody. A stranger knows your password: open your account, and under “{ menu-profile-button }” press “{ profile-password-button }”.

## Protection of the sign-in

protection-title = <b>Sign-in protection</b>
protection-none = For now the password is enough to sign in on any device. Confirm your e-mail address, and a new device will need a code from a letter as well.
protection-off = ⚠️ It is off now: a person who knows your password can sign in on any device. It is better to turn it on.
protection-mail = It is on: a new device needs a code in addition to the password. We send it to { $email }. This device needs no code.
protection-app = It is on: a new device needs a code of your authenticator app in addition to the password. This device needs no code.
protection-backup-codes = { NUMBER($count) ->
    [0] There are no backup codes. You need them if a code does not come.
   *[other] Backup codes left: { NUMBER($count) }.
}
protection-on-button = Turn on
protection-off-button = Turn off
protection-app-button = Codes of an app
protection-mail-button = Codes by e-mail
protection-codes-button = New backup codes
protection-is-on = The protection is on: a new device will need a code from a letter in addition to the password.
protection-is-off = The protection is off: on a new device the password will be enough.
protection-key-ask =
    <b>Authenticator app</b>

    Open it on your phone, for example Google Authenticator or Aegis, and add an entry by hand with this key:

    <code>{ $key }</code>

    Then write here the six digits that it shows. I will delete the key and the digits at once.
protection-app-connected = ✅ Done: a new device will need a code of the app in addition to the password.
protection-codes =
    <b>Backup codes: { NUMBER($codes) }</b>

    Write them on paper. Each works once instead of the usual code. I will not show them again.
protection-codes-noted-button = Written down, delete them
protection-codes-gone = The codes are deleted from the chat. Keep the paper where no stranger finds it.
error-key-lost = This key does not work any more. Please begin again.

## In the file with all data
my-data-device-name = Name in Telegram
my-data-seen-on = Last used
my-data-second-step = Code for a new device
my-data-step-none = not needed: the address is not confirmed
my-data-step-off = not needed: turned off
my-data-step-mail = comes by e-mail
my-data-step-app = of an authenticator app
