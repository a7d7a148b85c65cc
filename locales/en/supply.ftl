### The supply: notices that are in force, “No power?”, and reports of houses without light.

## What a notice is about, and when

notice-heading-planned = 🔧 <b>Planned power cut</b>
notice-heading-planned-when = 🔧 <b>Planned power cut { $period }</b>
notice-heading-emergency = 🚨 <b>Emergency power cut</b>
notice-heading-emergency-when = 🚨 <b>Emergency power cut { $period }</b>
notice-heading-other = ⚡️ <b>A notice about your supply</b>
notice-heading-other-when = ⚡️ <b>A notice about your supply, in force { $period }</b>
notice-period-until = until { $time } on { $day }
notice-period-day = on { $day } from { $start } to { $time }
notice-period-days = from { $start } on { $first } to { $time } on { $day }
notice-prolonged = ⏳ <b>The power will be off for longer: { $period }</b>
notice-prolonged-other = ⏳ <b>The notice is in force for longer: { $period }</b>
notice-called-off =
    ✅ <b>The power is back</b>

    Still no power at your home? Press “{ outage-button }”.
notice-called-off-before = ✅ <b>There will be no power cut</b>
notice-called-off-other = ✅ <b>The notice is not in force any more</b>
notice-quoted = Earlier we wrote to you: “{ $text }”

## “No power?”

outage-button = No power?
menu-outage-button = No power?
card-outage-button = No power?
outage-check =
    <b>What to look at:</b>
    • Are the switches in the fuse board on? If the board is hot or smells of burning, do not touch it and call the emergency service.
    • Do your neighbours and the staircase have power? If they do, the fault is most likely in your own wiring.
outage-notice =
    { $heading }

    { $text }
outage-nothing-known = We do not know of any power cut at your home so far.
outage-no-homes = So that we know where your home is, add a subscriber number: press “{ menu-electricity-button }”. Until then I can only tell you whom to call.
outage-guest = To see power cuts at your address, sign in: press “{ menu-sign-in-button }” at the bottom of the screen.
outage-report-ask = Still no power? Press the button below: we tell the operators at once.
outage-words-ask = Do you want to tell more about it? Then press “{ unasked-operator-button }”: an operator will read your message as well.
outage-report-button = Report that there is no power
outage-report-at-button = No power: { $address }
outage-more-homes = Another address? Open its number under “{ menu-electricity-button }”, then “{ card-more-button }” and “{ card-outage-button }”.
outage-reported = ✅ <b>Report taken: no power, { $house }</b>
outage-reported-before = You have reported it already: no power, { $house }. There is no need to do it again.
outage-answer-comes = As soon as the operators know more, their answer comes here.
outage-answered = <b>The operators have answered:</b> { $words }
message-outage-answered =
    ⚡️ <b>About the power: { $house }</b>

    { $words }
error-outages-too-many = You have reported several times already, the operators know. You can report again after { $until }. Urgent? Please call: “{ outage-button }” shows the phone.
error-outage-number-closed = This subscriber number is closed. If that is a mistake, press “{ menu-question-button }” and write to us.
my-data-notice-about = About
my-data-in-force-until = In force until
my-data-notice-planned = a planned power cut
my-data-notice-emergency = an emergency power cut
my-data-notice-other = other
my-data-notice-prolonged = a later end of a notice
my-data-notice-called-off = a notice is over
my-data-outages = Your reports that there was no power

## In the operators' group

notice-kind-planned = Planned power cut
notice-kind-emergency = Emergency power cut
notice-kind-other = Other
notice-kind-ask = { $name }, what is the notice about? Residents see it above the text.
notice-planned-button = Planned power cut
notice-emergency-button = Emergency power cut
notice-other-button = Other
notice-other-until-button = Other, with an end
notice-until-ask = { $name }, reply to this message: until when?

    today until 18
    tomorrow from 9 to 15
    12.11 9:00-15:00

    To go back, reply “Back”. To stop: /cancel
notice-until-placeholder = today until 18:00
notice-validity = { $kind } { $period }
notice-over = Ended early: { $at }
notice-news-prolonged = ⏳ A later end of notice no. { $notice }
notice-news-called-off = ✅ Notice no. { $notice } is over
error-until-not-understood = I do not understand when it ends. Write, for example: “today until 18”, “tomorrow from 9 to 15” or “12.11 9:00-15:00”.
error-until-passed = That time has passed already: { $moment }. Please write another one.
error-until-too-far = It can be { NUMBER($most) } days ahead at most. Please look at the day again.
error-notice-outdated = The end of this notice has passed. Press “{ notice-text-button }” and give it anew.
error-notice-not-in-force = This notice is not in force any more.

notices-none = No notice with an end is in force now.
notices-title = <b>Notices in force: { NUMBER($count) }</b>
notices-line =
    <b>No. { $notice }.</b> { $what }
    { $text }
    Sent by: { $by }
notices-prolong-button = Prolong no. { $notice }
notices-call-off-button = Power is back no. { $notice }
notices-end-button = End no. { $notice }
follow-until-ask = { $name }, until when should notice no. { $notice } be prolonged? Reply to this message, for example: “today until 20”.

    To stop: /cancel
follow-sure-prolong = { $name }, all who got notice no. { $notice } will hear of the later end: <b>{ $period }</b>

    { $text }
follow-sure-call-off = { $name }, tell all who got notice no. { $notice } that <b>the power is back</b>?

    { $text }
follow-sure-call-off-other = { $name }, tell all who got notice no. { $notice } that it is <b>not in force any more</b>?

    { $text }
follow-send-button = Tell them
follow-prolonged = ⏳ Notice no. { $notice } was prolonged by { $by }
follow-called-off = ✅ Notice no. { $notice } was ended by { $by }
follow-left = Nothing was changed.
operator-command-notices = which notices are in force; prolong or end one
operator-help-supply = <b>No power.</b> What residents of one house report within an hour is one alert. “{ alert-answer-all-button }” passes your words on to all who reported, and to those who report later in that hour. “{ alert-make-notice-button }” begins a notice for this house. /notices shows what is in force: there you prolong a notice and tell that the power is back.

alert-outage-reported = 🔌 <b>No power: { $house }</b>
alert-name-outage-reported = 🔌 no power, { $house }
alert-short-outage-reported = no power
alert-burst-outage-reported = No power, { NUMBER($count) } houses more
alert-outage-reports = Reports: { NUMBER($count) }, the last one { $last }
alert-outage-notice = Notice no. { $notice } is about this house already: /notices
alert-outage-answer = ✉️ Answer to all ({ $by }): { $words }
alert-answer-all-button = Answer all
alert-make-notice-button = Make a notice
outage-answer-ask = { $name }, reply to this message: what should all who reported read?
    { $house }

    To stop: /cancel
outage-answer-placeholder = A team is on its way
outage-answer-sent = ✉️ The answer was passed on ({ $by }). Residents: { NUMBER($count) }
outage-answer-left = Nobody was told anything.
error-outage-answer-empty = There are no words in the answer. Please write what to pass on.
error-outage-answer-too-long = The answer is too long: { NUMBER($most) } characters at most.
