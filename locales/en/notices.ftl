### Notices about the supply: as residents read them, and how operators prepare and send them.

notice-message =
    { $heading }

    { $text }
notice-addresses = It is about:
notice-address = • { $address }
notice-more-addresses = • and { NUMBER($count) } more
notice-mute-button = No more notices
notice-muted-hint = Notices about your supply are off. You can bring them back under “{ menu-profile-button }”.

## In the operators' group

operator-mention = <a href="tg://user?id={ $id }">{ $name }</a>
operator-not-yours-hint = This question was not asked of you, or it is answered already.
operator-nothing-to-cancel = There is nothing to cancel.

notice-text-ask = { $name }, <b>a notice about the supply</b>. Reply to this message with the text that residents will read, up to { $most } characters.

    To stop: /cancel
notice-text-placeholder = Text of the notice
notice-audience-ask = { $name }, who should get it?
notice-audience-all-button = Everybody who gave a phone
notice-audience-address-button = A street or a house
notice-audience-numbers-button = A list of numbers
notice-address-ask = { $name }, reply to this message: streets or houses, each on a line of its own.

    Яблоневая 1
    пер. Тихий
    СНТ Клюква, уч. 17

    A street without a number means all its houses, a house without a building all its buildings. To go back, reply “Back”. To stop: /cancel
notice-address-placeholder = Яблоневая 1
notice-numbers-ask = { $name }, reply to this message with a list of subscriber numbers: as text, or as a .txt, .csv or .xlsx file. Of a table the column “number” counts, or else the first.

    To go back, reply “Back”. To stop: /cancel
notice-numbers-placeholder = 100200301, 100200302

notice-item = • { $item }
notice-and-more = • and { NUMBER($count) } more
notice-understood = <b>Understood as:</b>
notice-unmatched = <b>Not in the registry (look at the name and the house):</b>
notice-similar = <b>Similar addresses:</b>
notice-found-all = For: everybody who gave a phone.
notice-found-addresses = Subscribers in the registry: { NUMBER($subscribers) }, houses: { NUMBER($houses) }
notice-found-samples = <b>For example:</b>
notice-found-numbers = Numbers in the registry: { NUMBER($known) }, added by residents: { NUMBER($held) }
notice-unknown = <b>Not in the registry: { NUMBER($count) }</b>
notice-unreadable = <b>Not like numbers: { NUMBER($count) }</b>

notice-preview = { $name }, this is how residents will see it (the message above). <b>Check who will get it.</b>
notice-reach = <b>People: { NUMBER($people) }</b> (chats: { NUMBER($chats) }), subscriber numbers: { NUMBER($numbers) }
notice-left-out = Left out: { NUMBER($people) } (no phone, notices muted, e-mail not confirmed, or not signed in)
notice-samples = <b>Addresses of residents, for example:</b>
notice-busy = ⏳ Notice no. { $notice } is being sent ({ $by }). This one will follow it.
notice-confirm-ask = Send it?
notice-nobody = There is nobody to send it to: nobody with these numbers gets notices. Change the audience, or stop: /cancel
notice-send-button = Send
notice-text-button = Change the text
notice-audience-button = Change the audience
notice-confirmed = ✅ Notice no. { $notice } was confirmed by { $by }
notice-left = The notice was not sent.

notice-progress =
    📣 <b>Notice no. { $notice }</b>

    { $text }
notice-state-sending = ▶️ Sent by { $by }
notice-state-paused = ⏸ Paused by { $changed_by }. Sent by { $by }
notice-state-cancelling = ⏹ Being cancelled by { $changed_by }. Sent by { $by }
notice-state-cancelled = ❌ Cancelled by { $changed_by }. Sent by { $by }
notice-state-finished = ✅ Done. Sent by { $by }
notice-counts = Chats: { NUMBER($done) } of { NUMBER($total) }, delivered: { NUMBER($delivered) }
notice-counts-not-delivered = Cannot get messages of the bot: { NUMBER($unreachable) }, failed on the way: { NUMBER($failed) }, not sent: { NUMBER($withdrawn) }
notice-pause-button = Pause
notice-resume-button = Resume
notice-cancel-button = Cancel sending
notice-pause-hint = Paused
notice-resume-hint = It goes on
notice-cancel-hint = It is being cancelled

address-part-house = house { $value }
address-part-plot = plot { $value }
address-part-building = building { $value }
address-part-structure = structure { $value }
address-part-letter = letter { $value }
address-part-flat = flat { $value }
address-part-room = room { $value }
address-part-quarter = quarter { $value }
address-part-number = house or plot { $value }

operator-command-notice = tell residents about their supply
operator-command-cancel = stop what you have begun
operator-help-notices = <b>Notices.</b> /notice asks for the text and who should get it, and shows how many people that is and how it looks. Answer the bot's questions by replying to its message. Any operator can pause, resume or cancel a notice that is being sent.
notice-numbers-no-photo = I cannot read numbers from a photo. Send them as text or as a file.
