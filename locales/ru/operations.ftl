### Operations: what an administrator sees on the command line. No markup.

run-already-running = С базой { $path } уже работает другой процесс бота. Этот не запущен.

backup-done = Копия готова и проверена: { $path } ({ $kibibytes } КиБ).
backup-refused = Копия не сделана: { $reason }
restore-done = База восстановлена из копии. Прежней базы не было.
restore-done-kept = База восстановлена из копии. Прежняя сохранена: { $path }.
restore-refused = База не восстановлена, прежняя осталась на месте: { $reason }

audit-failed = Журнал действий не показан: { $reason }
audit-since-wrong = после --since нужна дата не позже сегодняшней, например 05.11.2026

## Why it did not work
copy-bot-is-running = с этой базой работает бот; сначала остановите его
copy-no-database = файла { $path } нет
copy-no-folder = папки { $path } нет
copy-exists = { $path } уже есть; существующие файлы не перезаписываются
copy-same-file = { $path } – это сама база данных; укажите другой файл
copy-no-space = в { $path } нужно { $needed } МиБ свободного места, а есть { $free } МиБ
copy-damaged = файл повреждён ({ $reason })
copy-dangling = в таблице { $table } есть строки, которые ссылаются на то, чего в базе нет
copy-foreign = это не база данных этой программы
copy-in-use = базу { $path } держит открытой другой процесс, например загрузка реестра
copy-not-owner = база принадлежит пользователю { $user }; повторите от его имени: sudo -u { $user }
copy-interrupted = Прервано, ничего не изменилось.
