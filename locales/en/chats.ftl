### Chats as operators see them, also those where nobody is signed in.

help-chat = If you ask for help by phone, tell the operator the number of this chat: <code>{ $chat }</code>.
find-chat = <b>Chat</b>
find-chat-nobody = Nobody is signed in here.
find-chat-open = Nothing is closed.
find-lock-captcha = digits of the picture
find-lock-captcha-picture = new pictures with digits
find-lock-waiver-chat = requests to be let through without digits
find-lock-login-asked = choice of a login at the registration
find-lock-password-chosen = choice of a password
find-lock-readmission-chat = requests to be let in without a password
message-chat-locks-lifted = ✅ An operator lifted the limits: you can try again.
