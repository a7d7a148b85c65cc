### What the registry knows of meters and home.

card-passport-button = Счётчик и дом

passport-title = <b>Счётчик и дом</b>
passport-digits = Цифр на табло: { $digits }
passport-digits-decimals = Цифр на табло: { $digits } до запятой, { $decimals } после
passport-rate = Один тариф: { $scale }
passport-rates = Тарифы:
passport-scale = • { $scale }
passport-installed = Установлен { $date }
passport-by-hand = Показания передаёте Вы
passport-more-meters = И ещё счётчиков: { $count }. Они есть на экране номера.
passport-home = <b>Ваше жильё</b>
passport-area = Площадь: { $area } м²
passport-residents = Сколько человек живёт: { $residents }
passport-stove = Плита: { $stove }
passport-delivery = Счёт приходит { $delivery }
passport-wrong = Если что-то неверно, напишите нам.
passport-ask-button = Написать нам
