### What follows when no reading is sent.

missed-months = { NUMBER($count) ->
        [1] ⚠️ У нас нет Ваших показаний за { $month }.
        [one] ⚠️ У нас нет Ваших показаний: { $count } месяц подряд, по { $month }.
        [few] ⚠️ У нас нет Ваших показаний: { $count } месяца подряд, по { $month }.
       *[other] ⚠️ У нас нет Ваших показаний: { $count } месяцев подряд, по { $month }.
    }
missed-average-amount = За { $month } Вам посчитали по среднему: { $amount } ₽.
missed-norm-amount = За { $month } Вам посчитали по нормативу: { $amount } ₽.
missed-norm-ahead = { NUMBER($count) ->
        [one] По среднему считают { $count } месяц подряд, потом по нормативу.
        [few] По среднему считают { $count } месяца подряд, потом по нормативу.
       *[other] По среднему считают { $count } месяцев подряд, потом по нормативу.
    }
missed-send = Передайте показания, чтобы считали по счётчику.
