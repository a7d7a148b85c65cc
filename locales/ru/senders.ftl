### Who of the people that share a number sent a reading.

sent-by = Передал(а): { $who }.
earlier-sent-by = Прежние показания передал(а): { $who }.
sender-own = Вы
sender-former = другой житель
