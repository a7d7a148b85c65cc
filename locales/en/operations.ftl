### Operations: what an administrator sees on the command line. No markup.

run-already-running = Another process of the bot works on the database { $path } already. This one was not started.

backup-done = The copy is complete and checked: { $path } ({ $kibibytes } KiB).
backup-refused = No copy was made: { $reason }
restore-done = The database was restored from the copy. There was none before.
restore-done-kept = The database was restored from the copy. The previous one is kept as { $path }.
restore-refused = The database was not restored, the previous one is still in its place: { $reason }

audit-failed = The audit cannot be shown: { $reason }
audit-since-wrong = --since takes a date that is not in the future, such as 05.11.2026

## Why it did not work
copy-bot-is-running = the bot works on this database; stop it first
copy-no-database = there is no file { $path }
copy-no-folder = there is no folder { $path }
copy-exists = { $path } is there already; existing files are not overwritten
copy-same-file = { $path } is the database itself; name another file
copy-no-space = { $path } needs { $needed } MiB of free space and has { $free } MiB
copy-damaged = the file is damaged ({ $reason })
copy-dangling = table { $table } has rows that refer to what is not there
copy-foreign = this is not a database of this program
copy-in-use = another process, such as a registry import, has the database { $path } open
copy-not-owner = the database belongs to the user { $user }; try again on their behalf: sudo -u { $user }
copy-interrupted = Interrupted; nothing was changed.
