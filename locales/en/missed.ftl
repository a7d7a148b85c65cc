### What follows when no reading is sent.

missed-months = { NUMBER($count) ->
        [1] ⚠️ We have no reading of yours for { $month }.
       *[other] ⚠️ We have no readings of yours for { $count } months in a row, up to { $month }.
    }
missed-average-amount = { $month } was charged by the average: { $amount } ₽.
missed-norm-amount = { $month } was charged by the norm: { $amount } ₽.
missed-norm-ahead = { NUMBER($count) ->
        [one] The average is used for { $count } month in a row, then the norm.
       *[other] The average is used for { $count } months in a row, then the norm.
    }
missed-send = Send a reading, so that your meter counts.
