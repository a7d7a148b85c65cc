### Sending a reading.

reading-number-ask = <b>Передача показаний</b>

    По какому номеру?
reading-meter-ask = <b>Передача показаний</b> · № { $number }

    По какому счётчику?
reading-meter-button = { $model } № { $serial }
reading-title = Абонент № { $number }, счётчик № { $serial }
reading-value-ask = <b>{ $scale }: какое показание сейчас?</b>
reading-previous = Прошлое показание: <b>{ $value }</b> на { $date }
reading-previous-undated = Прошлое показание: <b>{ $value }</b>
reading-no-previous = Прошлых показаний ещё нет.
reading-digits = { NUMBER($digits) ->
        [one] На счётчике { $digits } цифра до запятой.
        [few] На счётчике { $digits } цифры до запятой.
       *[other] На счётчике { $digits } цифр до запятой.
    }
reading-decimals = { NUMBER($decimals) ->
        [one] Цифру после запятой можно указать, но не обязательно.
       *[other] Цифры после запятой (до { $decimals }) можно указать, но не обязательно.
    }
reading-all-at-once = Можно написать всё сразу через пробел: { $scales }.
reading-will-replace = За этот месяц показания уже переданы (квитанция { $receipt }). Новые их заменят.

reading-lower-ask = { $scale }: Вы ввели <b>{ $value }</b>, а прошлое показание больше: <b>{ $previous }</b>. Показания счётчика обычно только растут.

    Что произошло?
reading-mistake-button = Ошибка в цифрах
reading-rollover-button = Счётчик перешёл через ноль
reading-replaced-button = Счётчик заменили
reading-serial-ask = <b>Новый счётчик</b>

    Напишите заводской номер нового счётчика. Он указан на корпусе и в акте замены.
reading-change-reported = Спасибо! Мы сообщили оператору о замене счётчика. Показания нового счётчика можно будет передать, когда он появится в личном кабинете. Если будут вопросы, оператор Вам напишет.

reading-swap-ask = Похоже, показания перепутаны местами. Вы ввели:
reading-swap-row = { $scale }: { $value }
reading-swap-proposal = Если поменять местами, получится:
reading-keep-button = Всё верно, не менять
reading-swap-button = Поменять местами
reading-correct-button = Исправить
reading-confirm-button = Подтвердить

reading-far-ask = ⚠️ Расход получается намного больше обычного. Проверьте, пожалуйста, цифры на счётчике.
reading-far-row = { $scale }: расход <b>{ $consumption } кВт·ч</b>
reading-far-usual = Обычно за месяц: около { $usual } кВт·ч
reading-far-hint = Если всё верно, нажмите «{ reading-confirm-button }»: показания проверит оператор.

reading-summary-title = <b>Показания за { $month }</b>
reading-summary-row = { $scale }: { $previous } → <b>{ $value }</b> = { $consumption } кВт·ч
reading-summary-rolled = { $scale }: { $previous } → через ноль → <b>{ $value }</b> = { $consumption } кВт·ч
reading-summary-first = { $scale }: <b>{ $value }</b> (первое показание)
reading-cost = Примерная стоимость: { $amount } ₽
reading-summary-review = Эти показания сначала проверит оператор.
reading-confirm-ask = Всё верно? Нажмите «{ reading-confirm-button }».

reading-accepted = ✅ <b>Показания за { $month } приняты.</b>

    Квитанция: <code>{ $receipt }</code>
    Время приёма: { $moment }
reading-in-review = 🔎 <b>Показания за { $month } записаны, их проверит оператор.</b>

    Квитанция: <code>{ $receipt }</code>
    Время приёма: { $moment }

    О решении мы напишем Вам сюда.
reading-replaced-earlier = Они заменили переданные раньше (квитанция { $receipt }).
reading-left = Хорошо, показания не переданы.

question-ask = <b>Вопрос оператору</b>

    Напишите свой вопрос одним сообщением или запишите голосовое. Если дело срочное, позвоните: { $phone }
question-sent = Спасибо! Вопрос передан оператору. Ответ придёт сюда.

## Unasked messages to residents

message-reading-accepted = ✅ Оператор проверил и принял Ваши показания по номеру { $number }. Квитанция { $receipt }.
message-reading-rejected =
    ❌ Оператор не принял Ваши показания по номеру { $number }, квитанция { $receipt }. Проверьте, пожалуйста, цифры на счётчике и передайте показания ещё раз.
message-reading-rejected-reason =
    ❌ Оператор не принял Ваши показания по номеру { $number }, квитанция { $receipt }. Причина: { $reason }

    Проверьте, пожалуйста, цифры на счётчике и передайте показания ещё раз.

message-reading-unconfirmed =
    ⏰ Вы ввели показания по номеру { $number }, но не подтвердили их. Они <b>не переданы</b>.

    Нажмите «{ resume-go-button }», проверьте цифры и нажмите «{ reading-confirm-button }».
message-reading-exported = 📤 Ваши показания по номеру { $number } переданы в расчёт. Квитанция { $receipt }.
message-meter-change-exported = 📤 Ваше сообщение о замене счётчика № { $serial } на № { $new_serial } по номеру { $number } передано в расчёт. Новый счётчик появится здесь после обновления данных.
message-reading-taken = ✅ Ваши показания по номеру { $number } приняты к расчёту. Квитанция { $receipt }.
message-reading-billed = 🧾 Ваши показания по номеру { $number } учтены в счёте за { $month }. Квитанция { $receipt }.
message-reading-refused-reason = ❌ Ваши показания по номеру { $number } не приняты к расчёту. Квитанция { $receipt }.

    Причина: { $reason }

    Проверьте счётчик и отправьте показания снова: нажмите «{ menu-reading-button }».
