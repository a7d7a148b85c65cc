### The database on a PostgreSQL server, as an administrator reads of it. No markup.

start-database-unreachable = DATABASE_URL: the server of the database { $path } does not answer ({ $reason }). Look at the address, the network and the server itself.
start-database-login = DATABASE_URL: the server of the database { $path } does not let the bot in ({ $reason }). Look at the name and the password in DATABASE_URL, and at the rules in pg_hba.conf.
start-database-missing = DATABASE_URL: the server has no database { $path } ({ $reason }). Make it: docs/operations.md, "PostgreSQL".
start-database-collation = DATABASE_URL: the database { $path } was made with another encoding or collation ({ $reason }). Make a new one: docs/operations.md, "PostgreSQL".
start-database-rights = DATABASE_URL: the user of the bot lacks rights in the database { $path } ({ $reason }). Make that user its owner: ALTER DATABASE … OWNER TO …

copy-by-server = The database { $path } is on a PostgreSQL server. pg_dump copies it and pg_restore brings it back: docs/operations.md, "PostgreSQL".
