INSERT INTO reminder_choices SELECT id, 'readings', FALSE FROM accounts ORDER BY id LIMIT 1;
INSERT INTO reminder_choices SELECT id, 'new-bill', TRUE FROM accounts ORDER BY id LIMIT 1;
INSERT INTO reminders
SELECT account_id, 'readings', number, '2026-11 2026-11-20', '2026-11-20T07:00:00.000000+00:00'
FROM holdings ORDER BY account_id, number LIMIT 1;
