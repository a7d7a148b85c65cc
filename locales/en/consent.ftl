### A consent to a newer text about personal data.

message-consent-asked =
    <b>Our text about your data has a new line</b>

    New: we would like to keep your name in Telegram. By it you recognise your phones in “{ profile-devices-button }” and notice a stranger.

    <blockquote expandable>{ $company }{ personal-data-text }</blockquote>

    If you agree, press “{ form-agree-button }”. If not, press nothing: all works as before, and we keep no name.
consent-done = Thank you, your consent is noted. Its date is in “{ profile-my-data-button }”.
