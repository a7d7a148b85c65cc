### База данных на сервере PostgreSQL: что видит администратор. Без разметки.

start-database-unreachable = DATABASE_URL: сервер базы { $path } не отвечает ({ $reason }). Проверьте адрес, сеть и сам сервер.
start-database-login = DATABASE_URL: сервер базы { $path } не пускает бота ({ $reason }). Проверьте имя и пароль в DATABASE_URL и правила входа в pg_hba.conf.
start-database-missing = DATABASE_URL: на сервере нет базы { $path } ({ $reason }). Создайте её: docs/operations.md, «PostgreSQL».
start-database-collation = DATABASE_URL: база { $path } создана с другой кодировкой или сортировкой ({ $reason }). Создайте новую: docs/operations.md, «PostgreSQL».
start-database-rights = DATABASE_URL: пользователю бота не хватает прав в базе { $path } ({ $reason }). Сделайте его владельцем базы: ALTER DATABASE … OWNER TO …

copy-by-server = База { $path } хранится на сервере PostgreSQL. Копию делает pg_dump, а возвращает pg_restore: docs/operations.md, «PostgreSQL».
