### Administration: the start of the bot and its check, as an administrator reads them. No markup.

run-started = Бот { $bot } работает, версия { $version }. Группа операторов { $group }, база { $database }, { $mode ->
        [webhook] обновления приходят по webhook
       *[polling] обновления запрашивает бот
    }, { $http }

## Why it does not start
start-token-refused = Telegram не принимает BOT_TOKEN ({ $reason }). Возьмите токен у @BotFather и впишите его в BOT_TOKEN.
start-webhook-refused = Telegram не принимает WEBHOOK_URL ({ $reason }). Исправьте WEBHOOK_URL или оставьте его пустым.
start-http-port-taken = HTTP_PORT: порт { $port } на { $host } занят другой программой. Впишите в HTTP_PORT свободный порт.
start-http-address = HTTP_HOST, HTTP_PORT: на { $host }:{ $port } нельзя принимать соединения ({ $reason }).
start-demo-port-taken = Порт { $port } занят другой программой, возможно ещё одной демонстрацией. Выберите другой: python -m bot demo --port { $free }
start-demo-folder = Папку { $path } для демонстрации прочитать нельзя: { $reason }. Укажите другую или удалите её
start-demo-folder-taken = В папке { $path } уже работает другая демонстрация
start-database-folder = DATABASE_URL: в папку базы { $path } нельзя писать ({ $reason }). Создайте папку и дайте пользователю бота право писать в неё.
start-database-other = DATABASE_URL: база { $path } не подходит этой программе ({ $reason }). Если базу обновила более новая версия, запустите её или восстановите копию.
start-database-damaged = DATABASE_URL: файл { $path } повреждён или это не база данных. Восстановите копию: python -m bot restore
start-database-closed = DATABASE_URL: файл { $path } нельзя открыть для записи. Он должен быть файлом и принадлежать пользователю бота.
start-database-busy = База { $path } сейчас недоступна ({ $reason }). Попробуйте ещё раз через минуту.

## What to look at, although it works
remark-env-file-open = { $path } могут прочитать все пользователи машины, а в нём пароли. Закройте его: chmod 640 { $path }
remark-env-file-unknown = В { $path } есть имена, которых бот не знает: { $names }. Если они не для бота, всё в порядке.
remark-env-file-repeated = В { $path } записано дважды: { $names }. Действует последняя строка.
remark-env-file-nameless = В { $path } есть строки, которые не читаются как ИМЯ=значение, их номера: { $names }.
remark-environment-similar = В окружении есть { $name }. Не { $meant } ли это? Бот читает только { $meant }.
remark-mail-password-open = SMTP_URL: пароль уходит на почтовый сервер без шифрования, как сказано в starttls=false. Надёжнее starttls=true или smtps://.
remark-company-unnamed = Не указано { $names }: без названия организации абоненты не увидят и остального. Впишите COMPANY_NAME.
remark-company-incomplete = Не указано: { $names }. В согласии на обработку персональных данных нужны название, ИНН и адрес организации.
remark-mail-open = SMTP_URL: письма могут уходить без шифрования. Надёжнее starttls=true или smtps://.

## The check
check-settings = Настройки заполнены верно.
check-database = База { $path } доступна и подходит этой версии.
check-database-old = База { $path } доступна. При запуске она будет обновлена (шагов: { $missing }). Сначала сделайте копию: python -m bot backup
check-database-new = Базы { $path } ещё нет: её создаст первый запуск.
check-database-no-folder = Папку { $path } нельзя создать или в неё нельзя писать. Создайте её и отдайте пользователю бота.
check-database-owner = База { $path } принадлежит пользователю { $user }. Повторите от его имени: sudo -u { $user }
check-disk = На диске свободно { $free } МиБ.
check-disk-small = На диске свободно { $free } МиБ, а нужно хотя бы { $needed } МиБ. Удалите старые копии базы.
check-proxy = Прокси { $proxy } пропускает к Telegram.
check-proxy-down = Прокси { $proxy } не пропускает к Telegram ({ $reason }). Проверьте TELEGRAM_PROXY и сам прокси.
check-telegram = Telegram отвечает, бот { $bot }.
check-telegram-down = Telegram не отвечает: { $server } ({ $reason }). Проверьте сеть. Если Telegram закрыт, нужен TELEGRAM_PROXY.
check-telegram-busy = Telegram просит подождать { $seconds } с. Повторите проверку позже.
check-group = Группа операторов { $group } «{ $title }»: бот в ней администратор.
check-group-unknown = OPERATOR_CHAT_ID: бота нет в группе { $group } ({ $reason }). Проверьте номер и добавьте бота в группу.
check-group-moved = OPERATOR_CHAT_ID: группа { $group } стала супергруппой, бот пишет в неё по новому номеру. Впишите его: { $new }
check-group-kind = OPERATOR_CHAT_ID: { $group } не группа. Нужен номер группы операторов.
check-group-silent = Группа операторов { $group } «{ $title }»: боту запрещено писать. Сделайте его администратором.
check-group-not-admin = Группа операторов { $group } «{ $title }»: бот не администратор. Сделайте его администратором, особые права не нужны.
check-topic = Тема { $topic } группы операторов доступна.
check-topic-lost = OPERATOR_TOPIC_ID: в тему { $topic } нельзя писать ({ $reason }). Оповещения идут в «General». Впишите номер другой темы или оставьте пустым.
check-polling = Обновления запрашивает сам бот.
check-webhook = Webhook { $url } работает, ждут обработки: { $waiting }.
check-webhook-error = Webhook { $url }: Telegram не может доставить обновления ({ $reason }), ждут: { $waiting }. Проверьте адрес, сертификат и веб-сервер.
check-webhook-not-set = Webhook { $url } ещё не включён: бот включит его при запуске.
check-webhook-left = У Telegram записан webhook, хотя WEBHOOK_URL пуст: бот уберёт его при запуске. Если этим ботом пользуется другая программа, остановите её.
check-alert = Проверочное сообщение отправлено в группу операторов.
check-alert-failed = Проверочное сообщение не отправлено ({ $reason }).
check-alert-text = Проверка связи: это сообщение отправил администратор бота. Делать ничего не нужно.
check-mail = Почтовый сервер отвечает и принимает вход.
check-mail-failed = Почтовый сервер не принимает письма ({ $reason }). Проверьте SMTP_URL и MAIL_FROM.
check-letter = Проверочное письмо отправлено. Посмотрите, пришло ли оно, и не в «Спам» ли.
check-letter-address = После --letter нужен адрес эл. почты, например anna@example.org
check-letter-subject = Проверка почты
check-letter-text = Это проверочное письмо личного кабинета. Отвечать на него не нужно.
