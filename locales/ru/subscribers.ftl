### Subscriber numbers and everything that is shown of them.

number-add-button = Добавить абонента
number-button = № { $number }
number-named-button = { $name } · № { $number }
numbers-title = <b>Электроэнергия</b>
numbers-none = <b>Электроэнергия</b>

    Здесь будут Ваши абонентские номера. Пока нет ни одного. Нажмите «{ number-add-button }».

    Понадобятся номер из счёта, дата и сумма последнего платежа.

due-title = Показания за { $month }:
due-title-closed = Показания принимаются с { $opens }:
due-row = • { $what }: { $state }
due-due = ещё не переданы
due-some = переданы не по всем счётчикам ({ $sent } из { $all })
due-sent = переданы { $date }
due-sent-doubted = переданы { $date }, их проверяет оператор
due-with-billing = переданы в расчёт
due-automatic = счётчик передаёт их сам
due-change-in-review = ждём: оператор проверяет сообщение о замене счётчика
due-change-accepted = ждём новый счётчик в наших данных
due-no-meters = счётчиков нет
due-number-closed = номер закрыт

number-ask = <b>Добавление абонента. Шаг 1 из 3</b>

    Напишите абонентский номер. Он напечатан в счёте за электроэнергию.

    Если раньше номер начинался с нуля, сейчас его указывать не надо.
number-date-ask = <b>Шаг 2 из 3. Дата последнего платежа</b>

    Номер: <b>{ $number }</b>

    Когда Вы в последний раз оплачивали этот счёт? Напишите дату, например: 05.11.2026.
number-amount-ask = <b>Шаг 3 из 3. Сумма последнего платежа</b>

    Дата платежа: <b>{ $date }</b>

    Сколько Вы заплатили? Напишите сумму в рублях, копейки через запятую, например: 1234,56.
number-confirm-ask = <b>Проверьте, пожалуйста</b>

    Абонентский номер: <b>{ $number }</b>
    Дата последнего платежа: <b>{ $date }</b>
    Сумма: <b>{ $amount } ₽</b>

    Всё верно?
number-confirm-button = Подтвердить
number-correct-button = Исправить
number-added = ✅ Абонентский номер добавлен.

card-title = <b>Абонент № { $number }</b>
card-title-named = <b>{ $name }</b> · № { $number }
card-address = { $address }
card-debt = К оплате <b>{ $amount } ₽</b>
card-overpaid = Переплата <b>{ $amount } ₽</b>
card-even = Долга нет.
card-parts = Из них электроэнергия { $electricity } ₽, пени { $penalty } ₽
card-parts-overpaid = За электроэнергию переплата { $electricity } ₽, пени { $penalty } ₽
card-closed = ⚠️ Этот номер закрыт. Показания по нему больше не принимаются.
card-no-meters = Счётчиков по этому номеру нет.
card-meter = <b>Счётчик { $model } № { $serial }</b>
card-meter-automatic = Передаёт показания сам.
card-scale = { $scale }: { $value } кВт·ч на { $date }
card-scale-undated = { $scale }: { $value } кВт·ч
card-scale-unknown = { $scale }: показаний ещё не было
card-reading = Передано за { $month }: { $values }. Квитанция { $receipt }, { $status }.
card-state = Показания за { $month }: { $state }
card-window-closed = Показания принимаются с { $opens }.
verification-near = ⚠️ Поверка счётчика действует до { $date }. Позвоните нам заранее, мы подскажем, что делать: { $phone }
verification-over = ⚠️ Поверка счётчика закончилась { $date }. Пока её нет, счёт могут сделать по среднему расходу, а не по показаниям. Позвоните нам, мы подскажем, что делать: { $phone }
card-verify-by = Поверка до { $date }

card-reading-button = Передать показания
card-history-button = История
card-payments-button = Платежи
card-bills-button = Счета
card-pay-button = Оплатить
card-more-button = Ещё
card-more-text = Что сделать с этим номером?
card-tariffs-button = Тарифы
card-rename-button = Переименовать
card-remove-button = Удалить
card-all-button = Все номера
card-back-button = К номеру
page-newer-button = Позже
page-older-button = Раньше

scale-with-hours = { $name } ({ $hours })

payments-title = <b>Платежи</b> · № { $number }
payments-none = Платежей пока нет.
payments-row = { $date }: { $amount } ₽
payments-row-reversal = { $date }: отмена платежа { $amount } ₽
payments-row-reversed = { $date }: { $amount } ₽, платёж отменён
payments-row-pending = { $date }: { $amount } ₽, ещё не зачислен

bills-title = <b>Счета</b> · № { $number }
bills-none = Счетов пока нет.
bills-charged = Начислено: { $amount } ₽
bills-recalculated = Перерасчёт: { $amount } ₽
bills-penalty = Пени: { $amount } ₽
bills-open = По счёту { $amount } ₽, <b>не оплачен</b>
bills-open-partly = По счёту { $amount } ₽, <b>осталось оплатить { $left } ₽</b>
bills-paid-on = По счёту { $amount } ₽, оплачен { $date }
bills-paid-before = По счёту { $amount } ₽, оплачен заранее, { $date }
bills-paid = По счёту { $amount } ₽, оплачен
bills-nothing = По счёту { $amount } ₽, платить не нужно
bills-elsewhere = За месяцы, счетов за которые здесь нет: <b>{ $amount } ₽</b>

tariffs-title = <b>Тарифы</b>
tariffs-category = Категория: { $category }
tariffs-scale = { $scale }, с { $since }:
tariffs-range-only = • { $price } ₽
tariffs-range-first = • до { $until } кВт·ч: { $price } ₽
tariffs-range-above = • сверх { $begin }: { $price } ₽
tariffs-was = (было { $price })
tariffs-before = Раньше, с { $since }:
tariffs-coming = С { $since } будет:
tariffs-unknown = Цены для этого счётчика у нас пока нет. Позвоните нам, мы подскажем: { $phone }
tariffs-note = Цена указана за 1 кВт·ч.
tariffs-note-ranges = Цена указана за 1 кВт·ч и зависит от расхода за месяц. Расход по всем счётчикам этого номера складывается.
tariffs-nothing-sent = Расход за { $month } пока не известен: его видно по переданным показаниям.
tariffs-used = За { $month } по переданным показаниям израсходовано <b>{ $used } кВт·ч</b>.
tariffs-used-of = За { $month } по переданным показаниям израсходовано <b>{ $used } из { $ahead } кВт·ч</b>.
tariffs-unread = Здесь не все счётчики: по остальным показаний за этот месяц ещё нет.
range-passed = Порог { $threshold } кВт·ч за месяц пройден. Сверх него { $above } кВт·ч: { $prices }.
range-ahead = По такому расходу порог { $threshold } кВт·ч будет пройден { $day }-го: дальше { $prices }.
range-price = { $price } вместо { $before } ₽
range-price-of = { $scale } { $price } вместо { $before } ₽

history-value = { $scale }: { $value } кВт·ч, расход { $consumption }
history-first-value = { $scale }: { $value } кВт·ч

pay-text = Абонентский номер для платежа: <code>{ $number }</code>
    Нажмите на номер, чтобы скопировать его.

    Оплатить можно в приложении Вашего банка: найдите там нашу организацию и вставьте этот номер. В этом чате платежи не принимаются. Номер карты мы здесь никогда не спрашиваем: никому его не пишите.

    Телефон для справок: { $phone }
pay-recipient = Получатель: { $company }
pay-nothing = По номеру <code>{ $number }</code> платить сейчас ничего не нужно.

rename-ask = <b>Название для № { $number }</b>

    Напишите, как называть этот номер, например: Дача.
rename-clear-button = Убрать название
remove-ask = Удалить номер <b>{ $number }</b> из Вашего личного кабинета?

    Переданные показания сохранятся. Добавить номер снова можно в любое время.
remove-done = Номер { $number } удалён из личного кабинета.

month-1 = январь
month-2 = февраль
month-3 = март
month-4 = апрель
month-5 = май
month-6 = июнь
month-7 = июль
month-8 = август
month-9 = сентябрь
month-10 = октябрь
month-11 = ноябрь
month-12 = декабрь
month-of-year = { $month } { $year }

status-accepted = принято
status-review = на проверке у оператора
status-rejected = отклонено
status-replaced = заменено более поздним
status-withdrawn = отменено
status-exported = передано в расчёт
status-taken = принято к расчёту
status-billed = учтено в счёте
status-billed-month = учтено в счёте за { $month }
status-refused = не принято к расчёту
