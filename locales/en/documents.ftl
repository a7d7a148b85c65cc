### What a resident agrees to. A change of a text needs a new version: consents are kept with it.

agreement-version = 2026-11
agreement-text =
    1. The electricity account helps subscribers to send meter readings and to see the state of their account. It is free of charge.
    2. The subscriber gives correct information, keeps the password secret and does not pass it on to other people.
    3. Readings sent through the electricity account count as sent by the subscriber. The time of sending is the time shown on the receipt.
    4. If readings differ noticeably from the usual ones, an operator may check them, ask for a photo of the meter, or refuse them and say why.
    5. The electricity account may be out of service while our servers are being worked on. Readings can then be given by phone.
    6. The subscriber may leave the electricity account at any time and ask us to delete it.

personal-data-version = 2026-12
personal-data-text =
    I allow the electricity supplier to process my personal data: my login, e-mail address, phone number (if I gave one), subscriber number and address of supply, meter readings and details of payments, the number of my Telegram chat and my name in Telegram.
    Purpose: keeping the electricity account, taking readings, answering my questions, notices about the electricity supply.
    What is done with the data: it is collected, recorded, stored, corrected, used and deleted, with the help of computers.
    This consent holds until I withdraw it. I can withdraw it at any time: with “{ deletion-button }”, through “{ menu-question-button }” or by phone. “{ profile-my-data-button }” in the profile gives me that button and a list of everything that is kept about me.
