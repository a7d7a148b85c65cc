INSERT INTO alerts (id, kind, key, details, created_at, state, taken_by_id, taken_by, taken_at, taken_until, waiting_since, last_at)
VALUES (906, 'question', 'question-906', '{"text":"?"}', '2026-11-20T08:00:00.000000+00:00', 'open', 601, 'Олег',
    '2026-11-20T08:05:00.000000+00:00', '2026-11-20T08:35:00.000000+00:00', '2026-11-20T08:35:00.000000+00:00',
    '2026-11-20T08:00:00.000000+00:00');
INSERT INTO outbox (channel, priority, recipient, kind, details, language, created_at, not_before, once)
VALUES ('telegram', 20, '-1001', 'alert', '{"alert":906}', 'ru', '2026-11-20T08:00:00.000000+00:00',
    '2026-11-20T08:00:00.000000+00:00', 'alert:906');
INSERT INTO duty VALUES (601, 'Олег', '2026-11-20T08:00:00.000000+00:00');
