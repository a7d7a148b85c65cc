### The list of subscriber numbers, and the card of each.

numbers-before-button = Предыдущие
numbers-after-button = Следующие
numbers-row = <b>{ $what }</b>: { $money }
numbers-debt = к оплате { $amount } ₽
numbers-overpaid = переплата { $amount } ₽
numbers-even = долга нет
numbers-closed = Номер закрыт.
numbers-no-meters = Счётчиков нет.
numbers-state = Показания: { $state }
numbers-days-left = { NUMBER($days) ->
        [0] Показания принимаем до { $day }: сегодня последний день.
        [one] Показания принимаем до { $day }, остался { $days } день.
        [few] Показания принимаем до { $day }, осталось { $days } дня.
       *[other] Показания принимаем до { $day }, осталось { $days } дней.
    }
numbers-choose = Нажмите на номер, чтобы открыть его.

card-debt-until = К оплате <b>{ $amount } ₽</b> до { $day }
card-debt-overdue = К оплате <b>{ $amount } ₽</b>, срок был { $day }
card-days-left = { NUMBER($days) ->
        [0] Принимаем до { $day }: сегодня последний день.
        [one] Принимаем до { $day }, остался { $days } день.
        [few] Принимаем до { $day }, осталось { $days } дня.
       *[other] Принимаем до { $day }, осталось { $days } дней.
    }
card-days-left-to-correct = { NUMBER($days) ->
        [0] Исправить можно до { $day }: сегодня последний день.
        [one] Исправить можно до { $day }, остался { $days } день.
        [few] Исправить можно до { $day }, осталось { $days } дня.
       *[other] Исправить можно до { $day }, осталось { $days } дней.
    }
card-typed = ⚠️ Вы ввели показания, но не подтвердили их. Они пока не переданы: нажмите «{ card-reading-button }».
card-void = ⚠️ Показания { $values }: { $status }. Передайте их ещё раз.
card-void-because = ⚠️ Показания { $values }: { $status }. Причина: { $reason }. Передайте их ещё раз.
card-bill = Счёт за { $bill }
card-payment = Платёж { $date }: { $amount } ₽
card-payments = Платежи { $date }: всего { $amount } ₽
card-payment-pending = Платёж { $date }: { $amount } ₽, ещё не зачислен
card-payment-reversed = Платёж { $date }: { $amount } ₽, отменён
card-payment-reversal = Отмена платежа { $date }: { $amount } ₽
card-value = На { $date }: { $value } кВт·ч
card-value-undated = Показание: { $value } кВт·ч
card-meter-brief = <b>{ $meter }</b>
card-value-unknown = Показаний ещё не было.
card-values = На { $date }, кВт·ч:
card-values-row = • { $scale }: { $value }
card-more-meters = Здесь не все счётчики, есть ещё { $count }.

day-of-1 = { $day }{ "\u00A0" }января
day-of-2 = { $day }{ "\u00A0" }февраля
day-of-3 = { $day }{ "\u00A0" }марта
day-of-4 = { $day }{ "\u00A0" }апреля
day-of-5 = { $day }{ "\u00A0" }мая
day-of-6 = { $day }{ "\u00A0" }июня
day-of-7 = { $day }{ "\u00A0" }июля
day-of-8 = { $day }{ "\u00A0" }августа
day-of-9 = { $day }{ "\u00A0" }сентября
day-of-10 = { $day }{ "\u00A0" }октября
day-of-11 = { $day }{ "\u00A0" }ноября
day-of-12 = { $day }{ "\u00A0" }декабря
day-of-year = { $day } { $year } года
