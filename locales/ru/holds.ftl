### Operators disconnect an account from a number that it should not see, and take that back.

end-hold-button = Отключить от номера: { $login }
end-hold-why-ask = { $name }, почему отключить <b>{ $login }</b> от номера { $number }? Выберите причину или ответьте на это сообщение своими словами. Абонент её прочтёт.
end-hold-reason-moved-out = Здесь больше не живёт
end-hold-reason-not-theirs = Это чужой номер
end-hold-sure-ask = ⚠️ { $name }, отключить <b>{ $login }</b> от номера { $number }? Этот человек больше не увидит счета и показания. Ему и остальным, кто видит номер, придёт сообщение.
    Причина: { $reason }
end-hold-sure-button = Да, отключить
end-hold-done = 👥 { $by }: <b>{ $login }</b> отключён от номера { $number }. Всем сообщили.
    Причина: { $reason }
end-hold-given-back = ✅ { $by }: номер { $number } снова у <b>{ $login }</b>. Всем сообщили.
error-hold-gone = У этой учётной записи такого номера уже нет.

message-number-ended-by-operator = 👥 Оператор отключил номер { $number } от Вашего личного кабинета. Переданные Вами показания сохранены. Думаете, что это ошибка? Нажмите «{ menu-question-button }» и напишите нам.
message-number-ended-by-operator-moved-out = 👥 Оператор отключил номер { $number } от Вашего личного кабинета: нам сообщили, что Вы там больше не живёте. Переданные Вами показания сохранены. Это не так? Нажмите «{ menu-question-button }» и напишите нам.
message-number-ended-by-operator-not-theirs = 👥 Оператор отключил номер { $number } от Вашего личного кабинета: нам сообщили, что этот номер не Ваш. Переданные Вами показания сохранены. Это не так? Нажмите «{ menu-question-button }» и напишите нам.
message-number-ended-by-operator-reason =
    👥 Оператор отключил номер { $number } от Вашего личного кабинета. Переданные Вами показания сохранены.

    Причина: { $reason }

    Не согласны? Нажмите «{ menu-question-button }» и напишите нам.
message-holder-ended = 👥 Оператор отключил от номера { $number } другой личный кабинет: тот человек его больше не видит. У Вас всё остаётся, как было.
message-holder-restored = 👥 Оператор вернул номер { $number } тому, кого отключил: этот человек снова его видит. У Вас всё остаётся, как было.
error-number-ended-by-operator = Этот номер у Вас отключил оператор. Снова добавить его можно по платежу, сделанному после { $day }. Если номер Ваш, нажмите «{ menu-question-button }» и напишите нам.
