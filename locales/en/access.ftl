### Who may use the bot: bans, and registration without the digits of the captcha.

access-closed =
    ⛔️ <b>Your account here is closed</b>

    An operator decided so. Reason: { $reason }
access-closed-means = You cannot send readings, add numbers or write to operators here at present. This has no effect on your electricity supply.
access-left =
    Notices about power cuts come as before.
    To get your own data: “{ menu-profile-button }”, then “{ profile-my-data-button }”.
    The button “{ profile-devices-button }” next to it shows where your account is open.
access-left-guest = You cannot sign in or register here either.
access-call =
    Do you think this is a mistake? Please call { $phone }. You can also give readings and ask about your bill there.
    Accident or danger: { $emergency }.
access-call-short = Do you think this is a mistake? Please call { $phone }. “{ menu-help-button }” shows what is left to you.
access-no-new-password = While your account is closed by an operator, you cannot change the password here. Please call us: { $phone }.
access-opened =
    ✅ <b>Your account here is open again</b>

    Everything works as before. Press the button you need at the bottom of the screen.
access-form-ended = What you were entering just now was not sent anywhere.

ban-reason-rudeness = rude messages
ban-reason-spam = advertising, or many empty messages
ban-reason-false-readings = wrong readings on purpose
ban-reason-foreign-numbers = attempts to open other people's numbers
lift-reason-mistake = closed by mistake
lift-reason-settled = the matter is settled

my-data-bans = Whether access is closed
my-data-banned-at = Access closed
my-data-banned-because = Reason

captcha-stuck-button = I cannot do it
waiver-waits =
    <b>Step 8 of 8. Waiting for an operator</b>

    We have asked an operator to let you through without the digits. The answer will come here. Everything you have entered is kept.

    There is nothing you need to do. If you want to try once more, press “{ waiver-digits-button }”.
waiver-digits-button = Try the digits
waiver-granted-ask =
    <b>Step 8 of 8. No digits needed</b>

    An operator has let you through. Just press “{ waiver-finish-button }”.
waiver-finish-button = Finish registration
waiver-granted = ✅ An operator has let you through: you need not write the digits. Press “{ waiver-go-on-button }”.
waiver-go-on-button = Go on with registration
waiver-refused = The operator could not let you through without the digits. Please call us, we will help: { $phone }. To try again, press “{ waiver-go-on-button }”.
error-waiver-gone = The operator's permission no longer counts. Please write the digits of the picture, or ask an operator once more.

## Operators

operator-command-ban = close the bot to an account or a chat
operator-command-unban = open the bot again
operator-command-bans = to whom the bot is closed

ban-button = Close access
lift-button = Open access
ban-whom-ask = { $name }, to whom shall the bot be closed? Reply to this message: login, e-mail, phone or subscriber number. A chat: <code>chat 123456789</code>, /find shows its number.

    To stop: /cancel
lift-whom-ask = { $name }, to whom shall the bot be opened again? Reply to this message: login, e-mail, phone or subscriber number. A chat: <code>chat 123456789</code>. The list: /bans

    To stop: /cancel
ban-whom-placeholder = anna-57 or chat 123456789
ban-which-ask = { $name }, who exactly?
ban-chat = chat { $chat }
ban-chat-named = chat { $chat }, { $name }
ban-scope-ask = { $name }, close the account <b>{ $whom }</b> alone, or its chats as well? In a chat that is not closed, another account can be registered.
ban-scope-account-button = The account alone
ban-scope-all-button = The account and chats: { NUMBER($count) }
ban-chat-line = • { $name }, chat { $chat }
ban-chat-nameless = name unknown
ban-chat-operator = , <b>an operator</b>
ban-why-ask = { $name }, why close access: <b>{ $whom }</b>? Choose a reason, or reply to this message in your own words. The resident will read it.
lift-why-ask = { $name }, why open access: <b>{ $whom }</b>? Choose a reason, or reply to this message in your own words. It is kept in the audit trail.
ban-sure-ask = ⚠️ { $name }, <b>{ $whom }</b> is an operator: { $people }. Close it all the same? In this group the operator can go on working.
ban-sure-button = Close it all the same
ban-left = Nothing has changed.
ban-done = ⛔️ <b>{ $whom }</b>: access is closed, { $by }.
    Reason: { $reason }
    Chats that are told: { NUMBER($count) }. To open it again: /unban
lift-done = ✅ <b>{ $whom }</b>: access is open again, { $by }.
    Reason: { $reason }
    Chats that are told: { NUMBER($count) }.
bans-none = The bot is closed to nobody.
bans-title = <b>Access is closed: { NUMBER($count) }</b>, page { NUMBER($page) } of { NUMBER($pages) }
bans-line = { $number }. <b>{ $whom }</b>, since { $since }, { $by }
    { $reason }
bans-count = Closed: { NUMBER($count) }
bans-lift-button = Open: { $whom }
bans-back-button = ◀️
bans-forth-button = ▶️

error-ban-nobody = Nobody was found. Please check the spelling. Write a chat like this: <code>chat 123456789</code>.
error-already-banned = Access is closed already, by operator { $by }.
error-not-banned = Access is open anyway.
error-ban-reason-empty = Please write the reason in one word at least.
error-ban-reason-too-long = The reason is too long: at most { NUMBER($most) } characters are possible.

find-banned = ⛔️ Access closed { $since }, { $by }: { $reason }
find-sessions = <b>Signed in</b>
find-session-since = , since { $since }
find-session-banned = , ⛔️ closed

alert-captcha-unreadable = 🙋 <b>Cannot read the digits</b>
    Who: { $person }, chat { $chat }
    Login they chose: { $login }

    Somebody is registering and can neither see nor hear the digits. “{ alert-let-through-button }” lets them register without.
alert-name-captcha-unreadable = 🙋 cannot read the digits, { $person }
alert-short-captcha-unreadable = cannot read the digits
alert-burst-captcha-unreadable = Cannot read the digits, { NUMBER($count) } more
alert-let-through-button = Let through
alert-turn-away-button = Turn down
alert-let-through-hint = Let through, the person will be told
alert-turned-away-hint = Turned down, the person will be told
alert-outcome-waiver-granted = ✅ Let through without digits: { $by }
alert-outcome-waiver-refused = ❌ Turned down: { $by }
alert-outcome-registered = ✅ The person has registered
