INSERT INTO exchange_jobs (kind, state, file_id, file_name, file_size, readings, message_id, asked_by_id, asked_by,
    created_at, changed_at, idempotency_key)
VALUES ('import', 'offered', 'document-1', 'registry.zip', 1000, 0, 77, 601, 'Олег',
    '2026-11-21T09:00:00.000000+00:00', '2026-11-21T09:00:00.000000+00:00', '-1001-900');
