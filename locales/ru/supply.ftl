### The supply: notices that are in force, «Нет света?», and reports of houses without light.

## What a notice is about, and when

notice-heading-planned = 🔧 <b>Плановое отключение электричества</b>
notice-heading-planned-when = 🔧 <b>Плановое отключение электричества { $period }</b>
notice-heading-emergency = 🚨 <b>Аварийное отключение электричества</b>
notice-heading-emergency-when = 🚨 <b>Аварийное отключение электричества { $period }</b>
notice-heading-other = ⚡️ <b>Уведомление об электроснабжении</b>
notice-heading-other-when = ⚡️ <b>Уведомление об электроснабжении, действует { $period }</b>
notice-period-until = до { $time } { $day }
notice-period-day = { $day } с { $start } до { $time }
notice-period-days = с { $start } { $first } до { $time } { $day }
notice-prolonged = ⏳ <b>Света не будет дольше: { $period }</b>
notice-prolonged-other = ⏳ <b>Уведомление действует дольше: { $period }</b>
notice-called-off =
    ✅ <b>Свет дали</b>

    У Вас его всё ещё нет? Нажмите «{ outage-button }».
notice-called-off-before = ✅ <b>Отключения не будет</b>
notice-called-off-other = ✅ <b>Уведомление больше не действует</b>
notice-quoted = Раньше мы писали Вам: «{ $text }»

## «Нет света?»

outage-button = Нет света?
menu-outage-button = Нет света?
card-outage-button = Нет света?
outage-check =
    <b>Что проверить:</b>
    • Включены ли автоматы в щитке? Если щиток горячий или пахнет гарью, не трогайте его и звоните в аварийную службу.
    • Есть ли свет у соседей и в подъезде? Если есть, дело, скорее всего, в Вашей проводке.
outage-notice =
    { $heading }

    { $text }
outage-nothing-known = Об отключениях у Вас мы пока ничего не знаем.
outage-no-homes = Чтобы мы знали адрес Вашего дома, добавьте абонентский номер: нажмите «{ menu-electricity-button }». Пока могу назвать только телефон.
outage-guest = Чтобы узнать об отключениях по Вашему адресу, войдите в личный кабинет: нажмите «{ menu-sign-in-button }» внизу экрана.
outage-report-ask = Света всё равно нет? Нажмите кнопку ниже: мы сразу сообщим операторам.
outage-words-ask = Хотите что-то рассказать об этом? Тогда нажмите «{ unasked-operator-button }»: оператор прочтёт и Ваше сообщение.
outage-report-button = Сообщить, что нет света
outage-report-at-button = Нет света: { $address }
outage-more-homes = Нужен другой адрес? Откройте его номер в разделе «{ menu-electricity-button }», затем «{ card-more-button }» и «{ card-outage-button }».
outage-reported = ✅ <b>Сообщение принято: нет света, { $house }</b>
outage-reported-before = Вы уже сообщили, что нет света: { $house }. Ещё раз не нужно.
outage-answer-comes = Как только операторы что-нибудь узнают, ответ придёт сюда.
outage-answered = <b>Операторы уже ответили:</b> { $words }
message-outage-answered =
    ⚡️ <b>Ответ о свете: { $house }</b>

    { $words }
error-outages-too-many = Вы уже сообщили несколько раз, операторы знают. Сообщить снова можно будет после { $until }. Срочно? Позвоните: телефон покажет кнопка «{ outage-button }».
error-outage-number-closed = Этот абонентский номер закрыт. Если это ошибка, нажмите «{ menu-question-button }» и напишите нам.
my-data-notice-about = О чём
my-data-in-force-until = Действует до
my-data-notice-planned = плановое отключение
my-data-notice-emergency = аварийное отключение
my-data-notice-other = прочее
my-data-notice-prolonged = новый срок уведомления
my-data-notice-called-off = уведомление закончено
my-data-outages = Ваши сообщения о том, что нет света

## In the operators' group

notice-kind-planned = Плановое отключение
notice-kind-emergency = Аварийное отключение
notice-kind-other = Прочее
notice-kind-ask = { $name }, о чём уведомление? Жители увидят это над текстом.
notice-planned-button = Плановое отключение
notice-emergency-button = Аварийное отключение
notice-other-button = Прочее
notice-other-until-button = Прочее, со сроком
notice-until-ask = { $name }, ответьте на это сообщение: до какого времени?

    сегодня до 18
    завтра с 9 до 15
    12.11 9:00-15:00

    Назад: ответьте «Назад». Прервать: /cancel
notice-until-placeholder = сегодня до 18:00
notice-validity = { $kind } { $period }
notice-over = Закончено досрочно: { $at }
notice-news-prolonged = ⏳ Новый срок уведомления № { $notice }
notice-news-called-off = ✅ Уведомление № { $notice } закончено
error-until-not-understood = Не понимаю срок. Напишите, например: «сегодня до 18», «завтра с 9 до 15» или «12.11 9:00-15:00».
error-until-passed = Это время уже прошло: { $moment }. Напишите, пожалуйста, другое.
error-until-too-far = Можно указать не больше { NUMBER($most) } дней вперёд. Проверьте, пожалуйста, день.
error-notice-outdated = Срок этого уведомления уже прошёл. Нажмите «{ notice-text-button }» и укажите его заново.
error-notice-not-in-force = Это уведомление уже не действует.

notices-none = Сейчас не действует ни одно уведомление со сроком.
notices-title = <b>Действуют уведомления: { NUMBER($count) }</b>
notices-line =
    <b>№ { $notice }.</b> { $what }
    { $text }
    Отправитель: { $by }
notices-prolong-button = Продлить № { $notice }
notices-call-off-button = Свет дали № { $notice }
notices-end-button = Закончить № { $notice }
follow-until-ask = { $name }, до какого времени продлить уведомление № { $notice }? Ответьте на это сообщение, например: «сегодня до 20».

    Прервать: /cancel
follow-sure-prolong = { $name }, все, кто получил уведомление № { $notice }, узнают новый срок: <b>{ $period }</b>

    { $text }
follow-sure-call-off = { $name }, сообщить всем, кто получил уведомление № { $notice }, что <b>свет дали</b>?

    { $text }
follow-sure-call-off-other = { $name }, сообщить всем, кто получил уведомление № { $notice }, что оно <b>больше не действует</b>?

    { $text }
follow-send-button = Сообщить
follow-prolonged = ⏳ Уведомление № { $notice } продлено: { $by }
follow-called-off = ✅ Уведомление № { $notice } закончено: { $by }
follow-left = Ничего не изменилось.
operator-command-notices = какие уведомления действуют; продлить или закончить
operator-help-supply = <b>Нет света.</b> Сообщения жителей одного дома за час собираются в одно оповещение. «{ alert-answer-all-button }» передаст Ваши слова всем, кто сообщил, и тем, кто сообщит в этот час позже. «{ alert-make-notice-button }» начнёт уведомление для этого дома. /notices покажет, что действует: там продлевают срок и сообщают, что свет дали.

alert-outage-reported = 🔌 <b>Нет света: { $house }</b>
alert-name-outage-reported = 🔌 нет света, { $house }
alert-short-outage-reported = нет света
alert-burst-outage-reported = Нет света, ещё домов: { NUMBER($count) }
alert-outage-reports = Сообщений: { NUMBER($count) }, последнее { $last }
alert-outage-notice = Об этом доме уже есть уведомление № { $notice }: /notices
alert-outage-answer = ✉️ Ответ всем ({ $by }): { $words }
alert-answer-all-button = Ответить всем
alert-make-notice-button = Создать уведомление
outage-answer-ask = { $name }, ответьте на это сообщение: что передать всем, кто сообщил?
    { $house }

    Прервать: /cancel
outage-answer-placeholder = Бригада уже выехала
outage-answer-sent = ✉️ Ответ передан ({ $by }). Жителей: { NUMBER($count) }
outage-answer-left = Никому ничего не передано.
error-outage-answer-empty = В ответе нет слов. Напишите, пожалуйста, что передать.
error-outage-answer-too-long = Ответ слишком длинный: не больше { NUMBER($most) } знаков.
