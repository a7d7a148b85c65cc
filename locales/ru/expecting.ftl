### When an answer of the operators may be expected.

expect-usual = Обычно отвечаем примерно за { $time }.
expect-usual-in-hours = В рабочие часы обычно отвечаем примерно за { $time }.
expect-hours = Операторы работают: { $hours }.
expect-back = Сейчас они не работают и вернутся { $when }.
expect-minutes = { NUMBER($count) ->
        [one] { $count } минуту
        [few] { $count } минуты
       *[other] { $count } минут
    }
expect-hours-of-time = { NUMBER($count) ->
        [one] { $count } час
        [few] { $count } часа
       *[other] { $count } часов
    }
expect-days = { NUMBER($count) ->
        [one] { $count } день
        [few] { $count } дня
       *[other] { $count } дней
    }
expect-every-day = каждый день
expect-day-0 = пн
expect-day-1 = вт
expect-day-2 = ср
expect-day-3 = чт
expect-day-4 = пт
expect-day-5 = сб
expect-day-6 = вс
expect-today = сегодня в { $time }
expect-tomorrow = завтра в { $time }
expect-on-0 = в понедельник в { $time }
expect-on-1 = во вторник в { $time }
expect-on-2 = в среду в { $time }
expect-on-3 = в четверг в { $time }
expect-on-4 = в пятницу в { $time }
expect-on-5 = в субботу в { $time }
expect-on-6 = в воскресенье в { $time }
