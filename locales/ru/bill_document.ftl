### A bill as a document that residents keep: its button, and all that it says.

document-button = Скачать PDF
document-text = Счёт за { $bill } по номеру { $number }. Это копия для сведения. Нажмите на файл, чтобы открыть его.
document-title = Счёт за { $bill }
document-copy = Копия для сведения
document-page = Страница { $page } из { $pages }
document-number = Абонентский номер
document-address = Адрес
document-month = Месяц
document-due-on = Оплатить до
document-column-label = За что
document-column-kwh = кВт·ч
document-column-price = Цена, ₽
document-column-amount = Сумма, ₽
document-electricity = Электроэнергия
document-opening = Было к оплате на начало месяца
document-opening-overpaid = Была переплата на начало месяца
document-paid = Оплачено с прошлого счёта
document-charged = Начислено
document-recalculated = Перерасчёт
document-penalty = Пени
document-due = К оплате по счёту
document-overpaid = Переплата по счёту
document-rubles = { $amount } ₽
document-left = На { $date } по этому счёту осталось оплатить { $amount } ₽.
document-paid-up = На { $date } платить по этому счёту ничего не нужно.
