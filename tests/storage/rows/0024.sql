INSERT INTO typed_readings (account_id, meter_id, chat_id, month, typed_at, remind_at)
SELECT id, 'M1', 7, '2026-11', '2026-11-22T09:00:00.000000+00:00', '2026-11-22T10:00:00.000000+00:00'
FROM accounts ORDER BY id LIMIT 1;
