INSERT INTO notices (id, state, text, audience, asked, operator_id, operator_name, created_at, idempotency_key)
VALUES (1, 'paused', 'Завтра с 9 до 12 не будет света', 'address', 'Садовая 1', 601, 'Олег',
    '2026-11-20T08:05:00.000000+00:00', '-1001-601-7');
INSERT INTO notice_numbers VALUES (1, '100200301');
INSERT INTO notice_recipients VALUES (1, 501, 1, 'delivered', 1), (1, 502, 1, 'waiting', NULL);
