### What residents and operators say to each other: questions, photos, and another meter.

## What residents read

danger-call = ⚠️ <b>Если есть опасность, сразу звоните { $phone }.</b> Не подходите к проводам и щиту, ничего не трогайте.
outage-call = ⚡️ <b>Нет света или он мигает? Позвоните в аварийную службу: { $phone }.</b> Она работает и ночью.
question-add-ask = Ваше сообщение не отправлено, но не потеряно. Можно добавить его к вопросу, который уже открыт:
question-add-button = Добавить: «{ $words }»
question-added = Спасибо! Ваше сообщение добавлено к открытому вопросу, оператор его прочтёт. Ответ придёт сюда.
question-file-kept = Файл приложен. Теперь напишите, пожалуйста, сам вопрос.
question-resolved = Хорошо, вопрос закрыт. Если появится новый, нажмите «{ menu-question-button }».
thread-reply-button = Ответить
thread-resolve-button = Вопрос решён
thread-photo-button = Отправить фото
thread-words-ask = <b>Ответ оператору</b>

    Напишите сообщение. Можно прислать фотографию, файл или голосовое сообщение.
thread-photo-ask = <b>Фото для оператора</b>

    Пришлите фотографию: нажмите на скрепку рядом с полем ввода. Если сфотографировать не получается, напишите об этом.
thread-words-sent = Спасибо! Сообщение передано оператору.
thread-file-sent = Спасибо! Передано оператору. Если нужно, пришлите ещё.
thread-added = Добавлено к вопросу. Оператор это прочтёт, ответ придёт сюда.
thread-corrected = Исправлено. Оператор прочтёт новый текст.
thread-corrected-too-late = Этот вопрос уже закрыт, и исправления оператор не увидит. Чтобы спросить ещё раз, нажмите «{ menu-question-button }».
thread-asked-anew = Прежний вопрос уже закрыт, поэтому мы передали Ваше сообщение как новый вопрос. Ответ придёт сюда.
thread-answer-words = 💬 <b>Ответ оператора</b>

    { $text }
thread-answer-file = 💬 <b>Ответ оператора</b>
thread-answer-file-words = 💬 <b>Ответ оператора</b>

    { $text }
unasked-text = Это сообщение пока никому не отправлено. Чтобы его прочёл оператор, нажмите «{ unasked-operator-button }».
unasked-values = Похоже на показания счётчика. Они пока не переданы: нажмите кнопку ниже.
unasked-file = Этот файл пока никому не отправлен. Что с ним сделать?
unasked-guest = Чтобы я мог Вам помочь, сначала войдите в личный кабинет: нажмите «{ menu-sign-in-button }» внизу экрана. Если Вы у нас впервые, нажмите «{ menu-registration-button }».

    Телефон для справок: { $phone }
unasked-guest-values = Похоже на показания счётчика, но они не переданы: я пока не знаю, кто Вы. Нажмите «{ menu-sign-in-button }» внизу экрана. Если Вы у нас впервые, нажмите «{ menu-registration-button }».

    Телефон для справок: { $phone }
unasked-gone = Того сообщения у меня уже нет. Напишите его, пожалуйста, ещё раз.
unasked-operator-button = Передать оператору
unasked-reading-values-button = Передать показания: { $values }
unasked-code-button = Это код из письма
unasked-money-button = Сколько платить
form-text-or-file = Здесь я понимаю обычный текст, фотографии и файлы.
form-text-or-recording = Здесь я понимаю текст, фотографии, файлы, видео и голосовые сообщения. Остальное передать не могу.

change-closing-ask = <b>Замена счётчика № { $serial }</b>

    { $scale }: какое показание было на старом счётчике, когда его сняли? Оно записано в акте замены.
change-unknown-button = Не знаю
change-opening-ask = <b>Новый счётчик № { $serial }</b>

    { $scale }: какое показание было на нём, когда его поставили? Часто это 0 или несколько единиц.
change-rates-1-button = Новый — однотарифный
change-rates-2-button = Новый — двухтарифный
change-rates-3-button = Новый — трёхтарифный
change-scale-only = Показание
change-scale-one-of = Т{ $scale }
change-act-ask = <b>Акт замены</b>

    Пришлите, пожалуйста, фотографию акта: нажмите на скрепку рядом с полем ввода. Если акта нет под рукой, нажмите «{ form-skip-button }».
change-act-no-words = Здесь нужна фотография акта. Если её нет, нажмите «{ form-skip-button }».
change-act-added = Фотография добавлена.
change-summary-title = <b>Замена счётчика</b> · № { $number }
change-summary-old = Старый счётчик № { $serial }, показания при снятии:
change-summary-new = Новый счётчик № { $serial }, показания при установке:
change-summary-unknown = { $scale }: неизвестно
change-summary-act = Фото акта приложено.
change-summary-no-act = Фото акта нет.

## Unasked messages to residents

message-question-closed-quoted =
    Оператор закрыл Ваш вопрос от { $asked }: «{ $question }»

    Если что-то осталось неясным, ответьте на его сообщение или нажмите «{ menu-question-button }».
message-question-closed = Оператор закрыл Ваш вопрос. Если что-то осталось неясным, ответьте на его сообщение или нажмите «{ menu-question-button }».
message-photo-asked-reading = 📷 Оператор проверяет Ваши показания по номеру { $number } и просит фотографию счётчика № { $serial }. На ней должны быть видны цифры и номер счётчика.

    Нажмите «{ thread-photo-button }» или пришлите фото ответом на это сообщение.
message-photo-asked-act = 📷 Оператор проверяет замену счётчика № { $serial } по номеру { $number } и просит фотографию акта замены.

    Нажмите «{ thread-photo-button }» или пришлите фото ответом на это сообщение.
message-reading-rejected-typo =
    ❌ Оператор не принял Ваши показания по номеру { $number }, квитанция { $receipt }: похоже на опечатку.

    Проверьте, пожалуйста, каждую цифру на счётчике и нажмите «{ reading-again-button }».
message-reading-rejected-other-meter =
    ❌ Оператор не принял Ваши показания по номеру { $number }, квитанция { $receipt }: похоже, они сняты с другого прибора.

    Сверьте заводской номер на счётчике и нажмите «{ reading-again-button }».
message-reading-rejected-photo-needed =
    ❌ Оператор не смог принять Ваши показания по номеру { $number } без фотографии счётчика, квитанция { $receipt }.

    Нажмите «{ menu-question-button }» и пришлите фото, на котором видны цифры и номер счётчика. Потом нажмите «{ reading-again-button }».
message-meter-change-accepted =
    ✅ Замена счётчика по номеру { $number } передана: вместо № { $serial } будет № { $new_serial }.

    Новый счётчик появится в личном кабинете после обновления данных. Тогда можно будет передавать его показания.
message-meter-change-rejected =
    ❌ Оператор не принял сообщение о замене счётчика № { $serial } по номеру { $number }.

    Показания по этому счётчику можно передавать как раньше. Если его действительно заменили, нажмите «{ menu-question-button }».
message-meter-change-rejected-reason =
    ❌ Оператор не принял сообщение о замене счётчика № { $serial } по номеру { $number }. Причина: { $reason }

    Показания по этому счётчику можно передавать как раньше. Если его действительно заменили, нажмите «{ menu-question-button }».
message-meter-change-rejected-typo =
    ❌ Оператор не принял сообщение о замене счётчика № { $serial } по номеру { $number }: похоже на опечатку в номере или показаниях.

    Возьмите, пожалуйста, акт замены и сообщите о ней ещё раз.
message-meter-change-rejected-same-meter =
    ❌ По нашим данным, счётчик № { $serial } по номеру { $number } не заменён.

    Показания по нему можно передавать как раньше: нажмите «{ menu-reading-button }».
message-meter-change-rejected-act-needed =
    ❌ Чтобы принять замену счётчика № { $serial } по номеру { $number }, нужна фотография акта замены.

    Сообщите о замене ещё раз и приложите фото акта.

## What operators read

alert-photo-button = Запросить фото
alert-answer-button = Ответить
alert-finish-button = Закрыть
alert-other-reason-button = Другая причина
thread-withdraw-button = Отозвать

alert-change-row = { $name }: прошлое { $last }, снят на <b>{ $closing }</b>, новый с <b>{ $opening }</b>
alert-change-row-old = { $name }: прошлое { $last }, снят на <b>{ $closing }</b>
alert-change-new-1 = Новый однотарифный: с <b>{ $opening1 }</b>
alert-change-new-2 = Новый двухтарифный: Т1 с <b>{ $opening1 }</b>, Т2 с <b>{ $opening2 }</b>
alert-change-new-3 = Новый трёхтарифный: Т1 с <b>{ $opening1 }</b>, Т2 с <b>{ $opening2 }</b>, Т3 с <b>{ $opening3 }</b>
alert-photo-asked = 📷 Фото запрошено: { $by }
alert-photo-undelivered-blocked = ⚠️ Запрос фото не доставлен: абонент заблокировал бота. Придёт, когда он напишет снова.
alert-photo-undelivered-unknown = ⚠️ Запрос фото не доставлен: Телеграм не знает чата с абонентом. Придёт, когда он напишет боту.
alert-photo-undelivered-deleted = ⚠️ Запрос фото не доставлен: абонент удалил свой Телеграм. Свяжитесь с ним по-другому.
alert-photo-undelivered-refusing = ⚠️ Запрос фото не доставлен: абонент не принимает сообщения бота. Придёт, когда он напишет снова.
alert-photo-undelivered-unclear = ⚠️ Запрос фото не доставлен: Телеграм не принял сообщение. Бот попробует ещё раз, когда абонент напишет.
alert-photo-undelivered-faulty = ⚠️ Запрос фото не доставлен из-за ошибки в боте. Свяжитесь с абонентом по-другому.
alert-photo-undelivered-signed-out = ⚠️ Абонент вышел из кабинета. Запрос фото придёт, когда он войдёт.
alert-photos = 📎 Прислано фото: { NUMBER($count) }
alert-question-waits = ⏳ Абонент ждёт ответа с { $since }
alert-question-answered = 💬 Отвечает: { $by }
alert-reason = Причина: { $reason }
alert-reason-ask = <b>Почему отклонить?</b>
alert-outcome-resolved = ✅ Абонент закрыл вопрос
reason-typo = Похоже на опечатку
reason-other-meter = Не тот прибор
reason-photo-needed = Нужно фото
reason-same-meter = Счётчик не меняли
reason-act-needed = Нужно фото акта

alert-reason-hint = Выберите причину
alert-reason-dropped-hint = Без изменений
alert-reason-write-hint = Напишите причину ответом
alert-photo-hint = Фото запрошено
alert-answer-hint = Напишите ответ

prompt-placeholder = Ответ
prompt-reason = { $operator }, напишите причину ответом на это сообщение. Абонент её прочтёт.
prompt-about = { $operator }, ответьте на это сообщение текстом, фото или файлом. Ответ получит абонент.

thread-said-words = 💬 <b>Абонент пишет</b>

    { $text }
thread-said-file = 📎 <b>От абонента</b>
thread-said-file-words = 📎 <b>От абонента</b>

    { $text }
thread-said-corrected = ✏️ <i>исправлено абонентом</i>
thread-sent = Ответ отправлен абоненту.
thread-voice-refused = ⚠️ Не доставлено: этот абонент не принимает голосовые сообщения. Ответьте, пожалуйста, текстом.
thread-undelivered-blocked = ⚠️ Не доставлено: абонент заблокировал бота. Ответ придёт, когда он напишет снова.
thread-undelivered-unknown = ⚠️ Не доставлено: Телеграм не знает чата с абонентом. Ответ придёт, когда он напишет боту.
thread-undelivered-deleted = ⚠️ Не доставлено: абонент удалил свой Телеграм. Свяжитесь с ним по-другому.
thread-undelivered-refusing = ⚠️ Не доставлено: абонент не принимает сообщения бота. Ответ придёт, когда он напишет снова.
thread-undelivered-unclear = ⚠️ Не доставлено: Телеграм не принял сообщение. Бот попробует ещё раз, когда абонент напишет.
thread-undelivered-faulty = ⚠️ Не доставлено: Телеграм не смог передать именно это сообщение. Ответьте, пожалуйста, ещё раз, лучше простым текстом.
thread-undelivered-signed-out = ⚠️ Абонент вышел из кабинета. Ответ придёт, когда он войдёт.
thread-kept = ⚠️ Отозвать не получилось: Телеграм не удалил сообщение у абонента.
thread-withdrawn = ↩️ Ответ отозван: { $by }

operator-help-review = <b>Показания и замены.</b> «Отклонить» спросит причину, её прочтёт абонент. «Запросить фото» попросит абонента прислать снимок, он придёт под оповещение. «Отменить решение» действует до выгрузки.
operator-help-questions = <b>Вопросы.</b> Ответьте на сообщение с вопросом текстом, фото или файлом. Исправите своё сообщение – исправится и у абонента. Удаление в группе ничего не отзывает: для этого есть «Отозвать», двое суток. Вопрос открыт, пока его не закроют.

chart-title = Расход, кВт·ч в среднем за месяц
    № { $number }, счётчик № { $serial }
chart-caption = Расход, кВт·ч в среднем за месяц. № { $number }, счётчик № { $serial }. Новое показание: { $kwh } кВт·ч за месяц.
chart-unit = кВт·ч в месяц
chart-usual = обычно { $kwh }
chart-doubted = новое, на проверке: { $kwh }
