INSERT INTO alerts (id, kind, key, details, created_at, state, waiting_since, last_at, burst_of)
VALUES (90, 'burst', 'burst:91', '{"kind": "question"}', '2026-11-20T08:20:00.000000+00:00', 'open',
    '9999-12-31T00:00:00.000000+00:00', '2026-11-20T08:20:00.000000+00:00', 'question');
INSERT INTO alerts (id, kind, key, details, created_at, state, waiting_since, last_at, folded_into)
VALUES (91, 'question', 'question:501-11', '{"login": "anna", "question": "?"}', '2026-11-20T08:20:00.000000+00:00',
    'open', '2026-11-20T08:20:00.000000+00:00', '2026-11-20T08:20:00.000000+00:00', 90);
INSERT INTO threads VALUES (91, 1, 501);
UPDATE alerts SET account_id = 1, urgent = 1, queued_at = '2026-11-20T08:20:00.000000+00:00' WHERE id = 91;
