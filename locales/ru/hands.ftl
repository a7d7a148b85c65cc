### Numbers that change hands: who else sees a number, and who may end that.

card-holders-button = Кто ещё видит
holders-none = Этот номер видите только Вы.
holders-title = 👥 Кроме Вас, этот номер видят: { NUMBER($count) }. Мы показываем только начало логина:
holders-line = • { $login }
holders-more = и ещё { NUMBER($count) }
holders-may-end = Если это прежние жильцы, Вы можете отключить их: Вы подтвердили номер более поздним платежом. Они получат сообщение.
holders-ask = Остальные подтвердили номер таким же или более поздним платежом. Если Вы не знаете этих людей, нажмите «{ menu-question-button }» и напишите нам.
holders-end-button = Отключить прежних
holders-end-ask = Отключить от номера { $number } тех, кто подтвердил его раньше Вас? Они больше не увидят счета и показания и узнают об этом из сообщения.
holders-end-sure-button = Да, отключить
holders-ended = ✅ Отключено: { NUMBER($count) }. Мы сообщили им об этом.
error-no-hold-to-end = Отключать некого: у этого номера нет никого, кто подтвердил его раньше Вас.
error-number-ended = Этот номер у Вас отключил другой человек: он подтвердил его платежом за { $day }. Чтобы вернуть номер, нужен более поздний платёж. Если номер Ваш, нажмите «{ menu-question-button }» и напишите нам.

message-number-ended = 👥 Номер { $number } больше не в Вашем личном кабинете: его отключил человек, который подтвердил номер платежом за { $day }. Переданные Вами показания сохранены. Если номер Ваш, нажмите «{ menu-question-button }» и напишите нам.
message-number-restored = ✅ Оператор вернул номер { $number } в Ваш личный кабинет. Нажмите «{ menu-electricity-button }».
message-others-restored = 👥 Оператор вернул номер { $number } тем, кого Вы отключили: они снова его видят. Если Вы не согласны, нажмите «{ menu-question-button }» и напишите нам.

alert-holds-ended = 👥 <b>Абонент отключил других от номера</b>
    Кто отключил: { $login }
    Абонентский номер: { $number }
    Кого: { $ended }
    Он подтвердил номер более поздним платежом. Если номер принадлежит тем, кого отключили, нажмите «{ alert-restore-button }».
alert-name-holds-ended = 👥 отключили от № { $number }
alert-short-holds-ended = отключили от номера
alert-burst-holds-ended = Отключили других от номера, ещё { NUMBER($count) }
alert-restore-button = Вернуть номер
alert-restored-hint = Номер возвращён
alert-outcome-restored = ✅ Номер возвращён: { $by }
alert-outcome-nothing-left = ⌛️ Возвращать было нечего: { $by }
error-holds-back-already = Возвращать нечего: номер уже у них.

my-data-ended-numbers = Номера, которые у Вас отключили
my-data-ended-at = Отключён
my-data-proof-paid-on = Платёж, которым подтверждён номер
