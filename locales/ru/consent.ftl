### A consent to a newer text about personal data.

message-consent-asked =
    <b>Согласие на обработку данных дополнено</b>

    Новое: мы хотели бы хранить Ваше имя в Telegram. По нему Вы узнаёте свои телефоны в списке «{ profile-devices-button }» и замечаете чужой вход.

    <blockquote expandable>{ $company }{ personal-data-text }</blockquote>

    Если Вы согласны, нажмите «{ form-agree-button }». Если нет, ничего не нажимайте: всё работает, как раньше, а имени мы не храним.
consent-done = Спасибо, согласие записано. Его дата есть в «{ profile-my-data-button }».
