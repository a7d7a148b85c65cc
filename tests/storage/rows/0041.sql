INSERT INTO reading_batches (account_id, idempotency_key, begun_at)
SELECT id, 'list', '2026-11-22T09:00:00.000000+00:00' FROM accounts ORDER BY id LIMIT 1;
INSERT INTO reading_batch_rows (batch_id, place, number, meter, entered, state, meter_id, shown, reading_id)
SELECT id, 1, '100200301', '', '12650', 'right', 'M1', 'shown', (SELECT min(id) FROM readings) FROM reading_batches;
