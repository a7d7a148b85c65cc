### База данных на сервере PostgreSQL: что видит администратор. Без разметки.

start-database-unreachable = DATABASE_URL: сервер базы { $path } не отвечает ({ $reason }). Проверьте адрес, сеть и сам сервер.
start-database-login = DATABASE_URL: сервер базы { $path } не пускает бота ({ $reason }). Проверьте имя и пароль в DATABASE_URL и правила входа в pg_hba.conf.
start-database-missing = DATABASE_URL: на сервере нет базы { $path } ({ $reason }). Создайте её: docs/operations.md, «PostgreSQL».
start-database-collation = DATABASE_URL: база { $path } создана с другой кодировкой или сортировкой ({ $reason }). Создайте новую: docs/operations.md, «PostgreSQL».
start-database-rights = DATABASE_URL: пользователю бота не хватает прав в базе { $path } ({ $reason }). Сделайте его владельцем базы: ALTER DATABASE … OWNER TO …
start-database-pooled = DATABASE_URL: между ботом и сервером базы { $path } стоит пул соединений, который отдаёт сеанс бота другим ({ $reason }). В pgbouncer нужен pool_mode = session.
check-database-forgetful = Сервер базы { $path } может потерять то, что уже подтвердил: { $settings }. Включите эти настройки.
start-database-others = База { $path } старее этой версии бота, а с ней ещё работают другие его процессы. Остановите их все и запустите процессы этой версии.

## Перенос между SQLite и PostgreSQL: python -m bot database copy
copy-phase-copying = Строки переносятся
copy-phase-comparing = Таблицы сверяются
database-copied = Все данные перенесены из { $source } в { $target } и сверены: таблиц { $tables }, строк { $rows }. Укажите новый адрес в DATABASE_URL и запустите бота.
database-copy-refused = Данные не перенесены, исходная база не изменилась: { $reason }

copy-two-files = обе базы – файлы SQLite; для этого есть python -m bot backup и restore
copy-bot-works-on = с базой { $path } работает бот; сначала остановите его
copy-outdated = база { $path } от прежней версии программы; один раз запустите на ней бота этой версии, чтобы он её обновил
copy-not-empty = в новой базе уже есть строки (таблица { $table }); нужна пустая база
copy-schemas-differ = таблица { $table } есть не в обеих базах или устроена в них по-разному
copy-unfit = строки таблицы { $table } не подходят новой базе ({ $reason })
copy-tables-differ = таблица { $table } после копирования не совпала с исходной; повторите

## Копия и восстановление базы на сервере
copy-no-program = нет программы { $program }; поставьте её (apt install postgresql-client) или укажите её папку в POSTGRES_BIN
copy-program-failed = { $program }: { $reason }
copy-has-tables = в базе из DATABASE_URL уже есть таблицы ({ $table }); создайте на сервере пустую базу и укажите её: docs/operations.md, «PostgreSQL»
copy-other-schema = копия сделана из схемы { $found }, а у бота схема { $wanted }
