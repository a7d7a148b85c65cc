### Sending a reading.

reading-number-ask = <b>Передача показаний</b>

    По какому номеру?
reading-meter-ask = <b>Передача показаний</b> · № { $number }

    По какому счётчику?
reading-nothing-to-send = Сейчас передавать нечего.
reading-next = { NUMBER($count) ->
        [one] Осталось передать показания ещё по { $count } счётчику.
       *[other] Осталось передать показания ещё по { $count } счётчикам.
    }
reading-next-button = Далее: { $what }
reading-next-meter = счётчик № { $serial }
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
reading-will-replace = За этот месяц уже переданы показания: <b>{ $values }</b> (квитанция { $receipt }). Новые их заменят.
reading-kept = Пока оператор не решил, в силе остаются переданные раньше: <b>{ $values }</b> (квитанция { $receipt }).
reading-whole-ask = { NUMBER($decimals) ->
        [0] Этот счётчик считают без цифр после запятой. Беру целые: <b>{ $values }</b>. Верно?
       *[other] Столько цифр после запятой для этого счётчика не нужно. Беру: <b>{ $values }</b>. Верно?
    }

reading-month-changed = ⚠️ Пока Вы вводили показания, приём за прошлый месяц закончился. Теперь они будут приняты за <b>{ $month }</b>. Посмотрите их, пожалуйста, ещё раз.

reading-lower-ask = { $scale }: Вы ввели <b>{ $value }</b>, а прошлое показание больше: <b>{ $previous }</b>. Показания счётчика обычно только растут.

    Что произошло? Если на счётчике действительно { $value }, нажмите «{ reading-below-button }»: мы попросим фотографию, и показания проверит оператор.
reading-mistake-button = Ошибка в цифрах
reading-rollover-button = Счётчик перешёл через ноль
reading-replaced-button = Счётчик заменили
reading-below-button = На счётчике действительно столько
reading-photo-ask = <b>Фото счётчика</b>

    Сфотографируйте счётчик и пришлите снимок сюда: нажмите на скрепку рядом с полем ввода. На снимке должны быть видны цифры и заводской номер.

    Если сфотографировать не получается, нажмите «{ form-skip-button }».
reading-photo-no-words = Здесь нужна фотография счётчика. Если её нет, нажмите «{ form-skip-button }».
reading-photo-added = Фотография добавлена.
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
reading-far-typed = Вы ввели: <b>{ $value }</b>
reading-far-usual = Обычно за месяц: около { $usual } кВт·ч
reading-slip-extra-digit = ❓ Может быть, лишняя цифра? Если на счётчике <b>{ $value }</b>, расход получится { $consumption } кВт·ч.
reading-slip-swapped-digits = ❓ Может быть, две цифры переставлены? Если на счётчике <b>{ $value }</b>, расход получится { $consumption } кВт·ч.
reading-slip-missing-comma = ❓ Может быть, пропущена запятая? Если на счётчике <b>{ $value }</b>, расход получится { $consumption } кВт·ч.
reading-slip-other-scale = ❓ Может быть, это показание «{ $scale }», а не этой строки? Там { $value } подходит: расход получится { $consumption } кВт·ч.
reading-far-hint = Если нашли ошибку, пришлите верные цифры. Если всё верно, нажмите «{ reading-confirm-button }»: показания проверит оператор.

reading-summary-title = <b>Показания за { $month }</b>
reading-summary-row = { $scale }: { $previous } → <b>{ $value }</b> = { $consumption } кВт·ч
reading-summary-rolled = { $scale }: { $previous } → через ноль → <b>{ $value }</b> = { $consumption } кВт·ч
reading-summary-below = { $scale }: на счётчике <b>{ $value }</b>, у нас записано { $previous }
reading-summary-first = { $scale }: <b>{ $value }</b> (первое показание)
reading-cost = Примерная стоимость: { $amount } ₽
reading-cost-basis = по тарифам с { $since }
reading-cost-days = { $before } и с { $since }
reading-cost-divided = расход с { $since } разделён поровну по дням
reading-cost-without = без счётчика № { $serial }, по нему показаний за месяц ещё нет
reading-cost-without-others = без счётчиков, по которым показаний за месяц ещё нет
reading-summary-review = Эти показания сначала проверит оператор.
reading-summary-review-below = Эти показания меньше тех, что у нас записаны, поэтому их сначала проверит оператор.
reading-summary-photos = { NUMBER($count) ->
        [0] Фото нет: оператор может попросить его позже. Его можно прислать и сейчас.
       *[other] Фото приложено: { NUMBER($count) }. Можно прислать ещё.
    }
reading-confirm-ask = Всё верно? Нажмите «{ reading-confirm-button }».

reading-accepted = ✅ <b>Показания за { $month } приняты.</b>

    Квитанция: <code>{ $receipt }</code>
    Время приёма: { $moment }
reading-in-review = 🔎 <b>Показания за { $month } записаны, их проверит оператор.</b>

    Квитанция: <code>{ $receipt }</code>
    Время приёма: { $moment }

    О решении мы напишем Вам сюда.
reading-in-review-below = 🔎 <b>Показания за { $month } записаны, их проверит оператор.</b>

    Квитанция: <code>{ $receipt }</code>
    Время приёма: { $moment }

    На Вашем счётчике меньше, чем у нас записано. Оператор сверит показания и напишет Вам сюда. Если он их примет, они уйдут в расчёт, и дальше мы будем считать от них. Пока решения нет, в счёте могут остаться прежние цифры.
reading-replaced-earlier = Они заменили переданные раньше: { $values } (квитанция { $receipt }).
reading-left = Хорошо, показания не переданы.

question-ask = <b>Вопрос оператору</b>

    Напишите свой вопрос одним сообщением или запишите голосовое. Если дело срочное, позвоните: { $phone }
question-sent = Спасибо! Вопрос передан оператору. Ответ придёт сюда. Хотите что-то добавить? Просто напишите.

## Unasked messages to residents

message-reading-accepted = ✅ Оператор проверил и принял Ваши показания по номеру { $number }. Квитанция { $receipt }.
message-reading-below-accepted = ✅ Оператор проверил и принял Ваши показания по номеру { $number }. Квитанция { $receipt }. Они уйдут в расчёт с пометкой, что раньше было записано больше. Следующие показания будем сравнивать с этими.
message-reading-reopened = ↩️ Оператор отменил своё решение по Вашим показаниям по номеру { $number }, квитанция { $receipt }. Их проверят ещё раз. Вам ничего делать не нужно: о новом решении мы напишем сюда.
message-reading-rejected =
    ❌ Оператор не принял Ваши показания по номеру { $number }, квитанция { $receipt }. Проверьте, пожалуйста, цифры на счётчике и нажмите «{ reading-again-button }».
message-reading-rejected-reason =
    ❌ Оператор не принял Ваши показания по номеру { $number }, квитанция { $receipt }.

    Причина: { $reason }
message-earlier-in-force = За этот месяц остаются в силе прежние показания: { $values } (квитанция { $receipt }).
reading-again-button = Передать снова

message-readings-exported = 📤 Ваши показания переданы в расчёт. Номеров и счётчиков: { NUMBER($count) }.
message-readings-taken = ✅ Ваши показания приняты к расчёту. Номеров и счётчиков: { NUMBER($count) }.
message-readings-billed = 🧾 Ваши показания учтены в счетах за { $month }. Номеров и счётчиков: { NUMBER($count) }.
message-readings-row = № { $number }, квитанция { $receipt }
message-readings-rest = и ещё { NUMBER($count) }
message-reading-unconfirmed =
    ⏰ Вы ввели показания по номеру { $number }, но не подтвердили их. Они <b>не переданы</b>.

    Нажмите «{ resume-go-button }», проверьте цифры и нажмите «{ reading-confirm-button }».
message-reading-exported = 📤 Ваши показания по номеру { $number } переданы в расчёт. Квитанция { $receipt }.
message-meter-change-exported = 📤 Ваше сообщение о замене счётчика № { $serial } на № { $new_serial } по номеру { $number } передано в расчёт. Новый счётчик появится здесь после обновления данных.
message-reading-taken = ✅ Ваши показания по номеру { $number } приняты к расчёту. Квитанция { $receipt }.
message-reading-billed = 🧾 Ваши показания по номеру { $number } учтены в счёте за { $month }. Квитанция { $receipt }.
message-reading-refused-reason = ❌ Ваши показания по номеру { $number } не приняты к расчёту. Квитанция { $receipt }.

    Причина: { $reason }
advice-verify = Счётчик нужно поверить или заменить. Если он уже поверен, нажмите «{ menu-question-button }» и пришлите фото свидетельства. Когда мы внесём новый срок, нажмите «{ reading-again-button }». До этого расход считают без показаний.
advice-seal = Счётчик или пломбу должен осмотреть мастер. Нажмите «{ menu-question-button }», чтобы договориться. После осмотра нажмите «{ reading-again-button }».
advice-replaced = Сверьте заводской номер на счётчике с тем, что в личном кабинете. Если счётчик заменили, нажмите «{ reading-again-button }», введите показания, а потом «{ reading-replaced-button }» или «{ menu-question-button }». Если номер тот же, передайте показания ещё раз.
advice-automatic = Этот счётчик передаёт показания сам, Вам ничего делать не нужно. Если это не так, нажмите «{ menu-question-button }».
advice-closed = Этот номер закрыт или перешёл к другой организации. Если это ошибка, нажмите «{ menu-question-button }» и напишите нам.
advice-late = Эти показания опоздали к расчёту. Снимите показания счётчика сегодня и нажмите «{ reading-again-button }»: они войдут в следующий счёт.
advice-twice = За этот месяц показания у нас уже есть, передавать их ещё раз не нужно. Если в счёте другие цифры, нажмите «{ menu-question-button }».
advice-photo = Сфотографируйте счётчик так, чтобы были видны цифры и номер. Нажмите «{ menu-question-button }» и пришлите фото, потом нажмите «{ reading-again-button }».
advice-lower = Проверьте, все ли цифры Вы переписали. Нажмите «{ reading-again-button }». Если на счётчике действительно меньше, выберите «{ reading-below-button }» и пришлите фото.
advice-too-high = Проверьте, нет ли лишней цифры и не переписаны ли цифры после запятой. Нажмите «{ reading-again-button }». Если всё верно, нажмите «{ menu-question-button }» и пришлите фото счётчика.
advice-scales = Проверьте, какое показание дневное, а какое ночное: название видно на экране счётчика. Нажмите «{ reading-again-button }» и введите каждое в свою строку.
advice-digits = Перепишите цифры со счётчика ещё раз, только до запятой. Нажмите «{ reading-again-button }».
advice-other = Проверьте цифры и номер счётчика и нажмите «{ reading-again-button }». Если причина непонятна, нажмите «{ menu-question-button }»: оператор объяснит.
