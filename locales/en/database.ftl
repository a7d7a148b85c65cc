### The database on a PostgreSQL server, as an administrator reads of it. No markup.

start-database-unreachable = DATABASE_URL: the server of the database { $path } does not answer ({ $reason }). Look at the address, the network and the server itself.
start-database-login = DATABASE_URL: the server of the database { $path } does not let the bot in ({ $reason }). Look at the name and the password in DATABASE_URL, and at the rules in pg_hba.conf.
start-database-missing = DATABASE_URL: the server has no database { $path } ({ $reason }). Make it: docs/operations.md, "PostgreSQL".
start-database-collation = DATABASE_URL: the database { $path } was made with another encoding or collation ({ $reason }). Make a new one: docs/operations.md, "PostgreSQL".
start-database-rights = DATABASE_URL: the user of the bot lacks rights in the database { $path } ({ $reason }). Make that user its owner: ALTER DATABASE … OWNER TO …
start-database-pooled = DATABASE_URL: a pooler between the bot and the server of the database { $path } lends the bot's session to others ({ $reason }). pgbouncer needs pool_mode = session.
check-database-forgetful = The server of the database { $path } may forget what it has acknowledged: { $settings }. Switch these settings on.
start-database-others = The database { $path } is older than this version of the bot, and other processes of the bot still work with it. Stop them all, and start those of this version.

## The way between SQLite and PostgreSQL: python -m bot database copy
copy-phase-copying = Copying rows
copy-phase-comparing = Comparing tables
database-copied = Everything was copied from { $source } to { $target } and compared: { $tables } tables, { $rows } rows. Put the new address into DATABASE_URL and start the bot.
database-copy-refused = Nothing was copied, and the old database is as it was: { $reason }

copy-two-files = both databases are files of SQLite; python -m bot backup and restore are for that
copy-bot-works-on = the bot works on { $path }; stop it first
copy-outdated = the database { $path } is of an older version of the program; start the bot of this version on it once, which brings it up to date
copy-not-empty = the new database has rows already (table { $table }); it has to be empty
copy-schemas-differ = the table { $table } is not in both databases, or not the same in both
copy-unfit = rows of the table { $table } do not fit the new database ({ $reason })
copy-tables-differ = the table { $table } differs after it was copied; try again

## Backup and restore of a database on a server
copy-no-program = there is no program { $program }; install it (apt install postgresql-client), or name its folder in POSTGRES_BIN
copy-program-failed = { $program }: { $reason }
copy-has-tables = the database of DATABASE_URL has tables already ({ $table }); make an empty one on the server and name it: docs/operations.md, "PostgreSQL"
copy-other-schema = the backup was made of the schema { $found }, and the bot works in { $wanted }
