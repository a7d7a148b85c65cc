### Administration: the start of the bot and its check, as an administrator reads them. No markup.

run-started = The bot { $bot } is running, version { $version }. Operators' group { $group }, database { $database }, { $mode ->
        [webhook] updates come by webhook
       *[polling] the bot asks for updates
    }, { $http }

## Why it does not start
start-token-refused = Telegram does not accept BOT_TOKEN ({ $reason }). Take the token from @BotFather and write it into BOT_TOKEN.
start-webhook-refused = Telegram does not accept WEBHOOK_URL ({ $reason }). Correct WEBHOOK_URL or leave it empty.
start-http-port-taken = HTTP_PORT: another program has port { $port } of { $host }. Write a free port into HTTP_PORT.
start-http-address = HTTP_HOST, HTTP_PORT: no connections can be taken at { $host }:{ $port } ({ $reason }).
start-demo-port-taken = Another program has port { $port }, perhaps another demo. Choose another one: python -m bot demo --port { $free }
start-demo-folder = The demo cannot go on in { $path }: { $reason }. Name another folder, or delete this one
start-demo-folder-taken = Another demo runs in { $path }
start-database-folder = DATABASE_URL: the folder of the database { $path } cannot be written ({ $reason }). Make the folder and let the user of the bot write there.
start-database-other = DATABASE_URL: the database { $path } does not fit this program ({ $reason }). If a newer version has changed it, run that version or restore a backup.
start-database-damaged = DATABASE_URL: the file { $path } is damaged or no database. Restore a backup: python -m bot restore
start-database-closed = DATABASE_URL: the file { $path } cannot be opened for writing. It must be a file that belongs to the user of the bot.
start-database-busy = The database { $path } cannot be used now ({ $reason }). Try again in a minute.

## What to look at, although it works
remark-env-file-open = All users of the machine can read { $path }, which holds passwords. Close it: chmod 640 { $path }
remark-env-file-unknown = { $path } has names that the bot does not know: { $names }. If they are not meant for the bot, all is well.
remark-env-file-repeated = { $path } has these twice: { $names }. The last line counts.
remark-env-file-nameless = { $path } has lines that do not read as NAME=value; their numbers: { $names }.
remark-environment-similar = The environment has { $name }. Should that be { $meant }? The bot reads { $meant } alone.
remark-mail-password-open = SMTP_URL: the password goes to the mail server unencrypted, as starttls=false says. starttls=true or smtps:// is safer.
remark-company-unnamed = { $names } is not set: without a name of the company residents do not see the rest either. Set COMPANY_NAME.
remark-company-incomplete = Not set: { $names }. The consent to the processing of personal data needs name, INN and address of the company.
remark-mail-open = SMTP_URL: letters may go unencrypted. starttls=true or smtps:// is safer.

## The check
check-settings = The settings are complete and right.
check-database = The database { $path } can be written and fits this version.
check-database-old = The database { $path } can be written. The start will bring it up to date (steps: { $missing }). Make a backup first: python -m bot backup
check-database-new = There is no database { $path } yet: the first start makes it.
check-database-no-folder = The folder { $path } cannot be made or written. Make it and give it to the user of the bot.
check-database-owner = The database { $path } belongs to the user { $user }. Try again on their behalf: sudo -u { $user }
check-disk = { $free } MiB are free on the disk.
check-disk-small = { $free } MiB are free on the disk, and { $needed } MiB are needed at least. Delete old backups.
check-proxy = The proxy { $proxy } lets the bot through to Telegram.
check-proxy-down = The proxy { $proxy } does not let the bot through to Telegram ({ $reason }). Look at TELEGRAM_PROXY and at the proxy itself.
check-telegram = Telegram answers, the bot is { $bot }.
check-telegram-down = Telegram does not answer: { $server } ({ $reason }). Look at the network. Where Telegram is blocked, set TELEGRAM_PROXY.
check-telegram-busy = Telegram asks to wait { $seconds } s. Check again later.
check-group = Operators' group { $group } "{ $title }": the bot is an administrator there.
check-group-unknown = OPERATOR_CHAT_ID: the bot is not in the group { $group } ({ $reason }). Look at the number, and add the bot to the group.
check-group-moved = OPERATOR_CHAT_ID: the group { $group } became a supergroup, and the bot writes there under its new number. Put it in: { $new }
check-group-kind = OPERATOR_CHAT_ID: { $group } is not a group. It must be the number of the operators' group.
check-group-silent = Operators' group { $group } "{ $title }": the bot may not write there. Make it an administrator.
check-group-not-admin = Operators' group { $group } "{ $title }": the bot is no administrator. Make it one; it needs no special rights.
check-topic = The topic { $topic } of the operators' group can be written to.
check-topic-lost = OPERATOR_TOPIC_ID: the topic { $topic } cannot be written to ({ $reason }). Alerts go into "General". Put in the number of another topic, or nothing.
check-polling = The bot itself asks for updates.
check-webhook = The webhook { $url } works; updates that wait: { $waiting }.
check-webhook-error = Webhook { $url }: Telegram cannot deliver updates ({ $reason }), waiting: { $waiting }. Look at the address, the certificate and the web server.
check-webhook-not-set = The webhook { $url } is not set yet: the bot sets it when it starts.
check-webhook-left = Telegram knows a webhook although WEBHOOK_URL is empty: the bot removes it when it starts. If another program uses this bot, stop it.
check-alert = A test message was sent to the operators' group.
check-alert-failed = The test message was not sent ({ $reason }).
check-alert-text = A test: an administrator of the bot sent this message. Nothing is to be done.
check-mail = The mail server answers and lets the bot sign in.
check-mail-failed = The mail server takes no letters ({ $reason }). Look at SMTP_URL and MAIL_FROM.
check-letter = A test letter was sent. See whether it arrived, perhaps under "Spam".
check-letter-address = --letter needs an e-mail address, such as anna@example.org
check-letter-subject = A test of the mail
check-letter-text = This is a test letter of the personal account. Please do not answer it.
