### One bill, line by line: what residents and operators read of it.

bill-title = <b>Счёт за { $month }</b> · № { $number }
bill-back-button = К счетам
error-bill-unknown = Этого счёта здесь больше нет. Нажмите «{ menu-electricity-button }», выберите номер и откройте «{ card-bills-button }».
