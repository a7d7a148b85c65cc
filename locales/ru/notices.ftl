### Notices about the supply: as residents read them, and how operators prepare and send them.

notice-message =
    { $heading }

    { $text }
notice-addresses = Это касается адреса:
notice-address = • { $address }
notice-more-addresses = • и ещё адресов: { NUMBER($count) }
notice-mute-button = Больше не присылать
notice-muted-hint = Уведомления об электроснабжении выключены. Вернуть их можно в разделе «{ menu-profile-button }».

## In the operators' group

operator-mention = <a href="tg://user?id={ $id }">{ $name }</a>
operator-not-yours-hint = Этот вопрос задан не Вам или на него уже ответили.
operator-nothing-to-cancel = Отменять нечего.

notice-text-ask = { $name }, <b>уведомление об электроснабжении</b>. Ответьте на это сообщение текстом, который прочтут жители, до { $most } знаков.

    Прервать: /cancel
notice-text-placeholder = Текст уведомления
notice-audience-ask = { $name }, кому отправить?
notice-audience-all-button = Все, кто указал телефон
notice-audience-address-button = Улица или дом
notice-audience-numbers-button = Список номеров
notice-address-ask = { $name }, ответьте на это сообщение: улица или дом, каждый адрес с новой строки.

    Яблоневая 1
    пер. Тихий
    СНТ Клюква, уч. 17

    Улица без номера – все её дома, дом без корпуса – все его корпуса. Назад: ответьте «Назад». Прервать: /cancel
notice-address-placeholder = Яблоневая 1
notice-numbers-ask = { $name }, ответьте на это сообщение списком абонентских номеров: текстом или файлом .txt, .csv, .xlsx. В таблице берётся столбец number, а если его нет — первый.

    Назад: ответьте «Назад». Прервать: /cancel
notice-numbers-placeholder = 100200301, 100200302

notice-item = • { $item }
notice-and-more = • и ещё { NUMBER($count) }
notice-understood = <b>Понято так:</b>
notice-unmatched = <b>В реестре не найдено (проверьте название и дом):</b>
notice-similar = <b>Похожие адреса:</b>
notice-found-all = Кому: всем, кто указал телефон.
notice-found-addresses = Абонентов в реестре: { NUMBER($subscribers) }, домов: { NUMBER($houses) }
notice-found-samples = <b>Например:</b>
notice-found-numbers = Номеров в реестре: { NUMBER($known) }, из них добавили жители: { NUMBER($held) }
notice-unknown = <b>Нет в реестре: { NUMBER($count) }</b>
notice-unreadable = <b>Не похоже на номера: { NUMBER($count) }</b>

notice-preview = { $name }, так уведомление увидят жители (сообщение выше). <b>Проверьте, кому оно уйдёт.</b>
notice-reach = <b>Жителей: { NUMBER($people) }</b> (чатов: { NUMBER($chats) }), абонентских номеров: { NUMBER($numbers) }
notice-left-out = Не получат: { NUMBER($people) } (нет телефона, уведомления выключены, почта не подтверждена или вход не выполнен)
notice-samples = <b>Адреса жителей, например:</b>
notice-busy = ⏳ Сейчас идёт рассылка № { $notice } ({ $by }). Эта начнётся после неё.
notice-confirm-ask = Отправить?
notice-nobody = Отправлять некому: по этим номерам никто не получает уведомлений. Измените адресатов или прервите: /cancel
notice-send-button = Отправить
notice-text-button = Исправить текст
notice-audience-button = Изменить адресатов
notice-confirmed = ✅ Рассылка № { $notice } подтверждена: { $by }
notice-left = Уведомление не отправлено.

notice-progress =
    📣 <b>Рассылка № { $notice }</b>

    { $text }
notice-state-sending = ▶️ Рассылка идёт. Отправитель: { $by }
notice-state-paused = ⏸ На паузе: { $changed_by }. Отправитель: { $by }
notice-state-cancelling = ⏹ Рассылку отменяет: { $changed_by }. Отправитель: { $by }
notice-state-cancelled = ❌ Рассылка отменена: { $changed_by }. Отправитель: { $by }
notice-state-finished = ✅ Рассылка завершена. Отправитель: { $by }
notice-counts = Чатов: { NUMBER($done) } из { NUMBER($total) }, доставлено: { NUMBER($delivered) }
notice-counts-not-delivered = Не могут получать сообщения бота: { NUMBER($unreachable) }, не дошло из-за ошибки: { NUMBER($failed) }, не отправлено: { NUMBER($withdrawn) }
notice-pause-button = Пауза
notice-resume-button = Продолжить
notice-cancel-button = Отменить
notice-pause-hint = Пауза
notice-resume-hint = Рассылка продолжается
notice-cancel-hint = Рассылка отменяется

address-part-house = дом { $value }
address-part-plot = участок { $value }
address-part-building = корпус { $value }
address-part-structure = строение { $value }
address-part-letter = литера { $value }
address-part-flat = квартира { $value }
address-part-room = помещение { $value }
address-part-quarter = квартал { $value }
address-part-number = дом или участок { $value }

operator-command-notice = сообщить жителям об отключении
operator-command-cancel = прервать то, что Вы начали
operator-help-notices = <b>Уведомления.</b> /notice спросит текст и кому его отправить, покажет, скольким жителям он уйдёт и как выглядит. На вопросы бота отвечайте именно ответом на его сообщение. Идущую рассылку можно поставить на паузу, продолжить или отменить любому оператору.
notice-numbers-no-photo = Номера с фотографии я не прочту. Пришлите их текстом или файлом.
