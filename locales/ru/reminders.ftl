### Reminders of readings, verifications and bills, and how they are switched on and off.

message-readings-wanted =
    ⏰ <b>Пора передать показания</b>

    Показания за { $month } по номеру { $number } ещё не переданы.
reminder-meters = Каких счётчиков не хватает:
reminder-meter = • { $meter }
reminder-until = Показания принимаем до { $date } включительно. Нажмите «{ menu-reading-button }» под этим сообщением и напишите цифры со счётчика.
reminder-until-today = <b>Сегодня последний день.</b> Нажмите «{ menu-reading-button }» под этим сообщением и напишите цифры со счётчика.
message-verification-ends =
    ⏰ <b>Скоро закончится поверка счётчика</b>

    Счётчик { $meter }: поверка действует до { $date }. Поверка – это проверка, правильно ли он считает. Позвоните нам заранее, мы подскажем, что делать: { $phone }
message-bill-comes = 🧾 <b>Пришёл счёт за { $bill }</b>, номер { $number }.
message-bill-due-soon = ⏰ <b>Скоро нужно оплатить счёт за { $bill }</b>, номер { $number }.
reminder-to-pay = Осталось оплатить: <b>{ $amount } ₽</b>.
reminder-pay-until = Оплатите до { $date } включительно.
reminder-bill-button = Посмотреть счёт
reminder-stop-button = Не напоминать
reminder-stopped-hint = Больше об этом не напоминаем. Вернуть напоминания можно в разделе «{ menu-profile-button }», кнопка «Уведомления».

reminders-title = <b>О чём мы Вам напоминаем</b>
reminders-on = ✅ { $what }: да
reminders-off = ❌ { $what }: нет
reminders-of-readings = Передать показания
reminders-of-verification = Заканчивается поверка счётчика
reminders-of-new-bill = Пришёл новый счёт
reminders-of-bill-due = Пора оплатить счёт (за два дня до срока)
reminders-on-readings-button = Напоминать о показаниях
reminders-off-readings-button = Не напоминать о показаниях
reminders-on-verification-button = Напоминать о поверке
reminders-off-verification-button = Не напоминать о поверке
reminders-on-new-bill-button = Сообщать о новых счетах
reminders-off-new-bill-button = Не сообщать о новых счетах
reminders-on-bill-due-button = Напоминать об оплате
reminders-off-bill-due-button = Не напоминать об оплате

my-data-reminders = О чём мы Вам напоминаем
my-data-reminders-readings = Передать показания
my-data-reminders-verification = Заканчивается поверка счётчика
my-data-reminders-new-bill = Пришёл новый счёт
my-data-reminders-bill-due = Пора оплатить счёт

remark-reminders-never = READING_REMINDERS: в эти дни показания не принимаются, поэтому напоминаний не будет. Назовите дни внутри READING_WINDOW.
