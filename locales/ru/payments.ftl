### Payment by QR code, and the check of others' codes.

## How to pay

pay-by-code = Проще всего оплатить по QR-коду: нажмите «{ pay-code-button }». Я пришлю картинку, а приложение банка само заполнит все строки.
pay-ahead = Если хотите заплатить вперёд, нажмите «{ pay-other-button }».
pay-code-button = QR для оплаты
pay-other-button = Другая сумма
pay-penalty-button = Только пени
pay-amount-ask = <b>Оплата по № { $number }</b>
    { $lines }

    Какую сумму Вы хотите заплатить? Напишите её в рублях, копейки через запятую, например: 1234,56.
pay-purpose = Оплата электроэнергии, абонентский номер { $number }
pay-purpose-penalty = Пени за электроэнергию, абонентский номер { $number }
picture-wait-hint = Готовлю картинку. Подождите, пожалуйста, немного…

## The code, and what it says

pay-code-text = <b>QR-код на { $amount } ₽</b>

    Сохраните картинку и откройте её в приложении банка: «Оплата по QR-коду». Сверьте строки с теми, что ниже.
payment-line = { $label }: { $value }
payment-line-copied = { $label }: <code>{ $value }</code>
payment-sum = { $amount } ₽
payment-sum-none = не указана
payment-name-label = Получатель
payment-account-label = Счёт
payment-bank-label = Банк
payment-bic-label = БИК
payment-corr-account-label = Корр. счёт
payment-sum-label = Сумма
payment-purpose-label = Назначение
payment-inn-label = ИНН
payment-kpp-label = КПП
payment-number-label = Абонентский номер
payment-period-label = Период
payment-tech-code-label = Код услуги
payment-address-label = Адрес

## The check of a code

code-check-button = Проверить QR
code-check-ask = <b>Проверка QR-кода</b>

    Пришлите фотографию QR-кода из счёта или картинку с ним. Я скажу, наши ли там реквизиты.
code-check-done-button = Готово
code-check-done = Проверка окончена. Чтобы проверить ещё один код, откройте свой номер, нажмите «{ card-pay-button }», а там «{ code-check-button }».
code-check-ours = ✅ <b>Это наши реквизиты.</b> Деньги придут нам: { $company }.
code-check-foreign = ⚠️ <b>Это не наши реквизиты. Не платите по этому коду.</b> Позвоните нам, мы поможем разобраться: { $phone }
code-check-unknown = Чьи это реквизиты, я сказать не могу. Сверьте их со старым счётом или позвоните нам: { $phone }
code-check-differing = Не совпадает с нашим: { $fields }.
code-check-faulty = Цифры здесь не сходятся, в настоящих реквизитах так не бывает: { $fields }.
code-check-repeated = В коде это записано дважды, будьте осторожны: { $fields }.
code-check-number-own = Абонентский номер Ваш: он есть в Вашем личном кабинете.
code-check-number-unknown = Такого абонентского номера в Вашем личном кабинете нет. Проверьте, за ту ли квартиру или дом Вы платите.
code-check-several = На картинке несколько QR-кодов: { NUMBER($count) }. Показываю { NUMBER($shown) }. Каждый проверен отдельно.
code-check-album = Я проверил одну картинку. Остальные пришлите, пожалуйста, по одной.

## What can be wrong

error-workers-busy = Сейчас много таких запросов. Попробуйте, пожалуйста, ещё раз через минуту.

error-picture-pdf = Это документ PDF, а я понимаю только картинки. Сфотографируйте, пожалуйста, QR-код или сделайте снимок экрана и пришлите его.
error-picture-no-code = QR-кода на картинке я не нашёл. Сфотографируйте его, пожалуйста, ближе и при хорошем свете, чтобы он был виден целиком.
error-picture-unreadable = Эту картинку прочитать не получилось. Пришлите, пожалуйста, QR-код обычной фотографией, а не файлом.
error-picture-too-large = Эта картинка слишком большая. Пришлите, пожалуйста, QR-код обычной фотографией, а не файлом.

error-payment-code-other = В этом коде нет реквизитов, и сказать, наш ли он, я не могу. Если там ссылка, не открывайте её и не платите по ней, пока не узнаете, кто прислал Вам этот код.
error-payment-code-version = Это код для оплаты, но незнакомого вида, и проверить его я не могу. Не платите по нему, пока не узнаете у нас, наш ли он.
error-payment-code-charset = Это код для оплаты, но он испорчен, и прочитать его нельзя. Не платите по нему.
error-payment-code-field = Это код для оплаты, но он составлен с ошибкой. Не платите по нему.
error-payment-code-missing = Это код для оплаты, но в нём не хватает реквизитов. Не платите по нему.
error-payment-code-value = Это код для оплаты, но реквизиты в нём записаны неверно. Не платите по нему.
