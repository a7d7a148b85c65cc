### The figures of /stats.

operator-command-stats = статистика за сегодня и за месяц

stats-today-button = Сегодня
stats-month-button = Этот месяц
stats-title-today = сегодня, { $day }
stats-title-month = { $month }
stats-head = <b>Статистика: { $title }</b>, на { $at }
stats-people = Регистрации: <b>{ NUMBER($registered) }</b>, подтвердили почту: <b>{ NUMBER($confirmed) }</b>
    Добавлено номеров: <b>{ NUMBER($numbers) }</b>
stats-readings = <b>Показания: { NUMBER($count) }</b>
stats-line = • { $name }: { NUMBER($count) }
stats-reason = • { $name }, причина «{ $reason }»: { NUMBER($count) }
stats-no-reason = не указана
stats-proofs = Неудачные попытки добавить номер за 24 часа: { NUMBER($failed) }, под ограничением: { NUMBER($closed) }
stats-alerts = <b>Открытые оповещения: { NUMBER($count) }</b>
stats-oldest-alert = Дольше всех ждёт: { $age }
stats-queues = <b>Ещё в пути</b>
stats-queue-inbox = от абонентов
stats-queue-messages = от бота
stats-queue-letters = письма
stats-queue = • { $name }: { NUMBER($count) }, самое давнее: { $age }
stats-notices = Рассылок: { NUMBER($confirmed) }, доставлено: { NUMBER($delivered) }, сейчас идёт: { NUMBER($active) }

stats-chart-title = Показания: { $title }
stats-chart-accepted = приняты
stats-chart-review = на проверке
stats-chart-refused = отклонены
stats-chart-replaced = заменены
