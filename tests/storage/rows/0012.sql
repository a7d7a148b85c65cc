INSERT INTO threads VALUES (1, 1, NULL);
INSERT INTO thread_messages
    (id, alert_id, at, text, file_kind, file_id, is_picture, chat_id, message_id, idempotency_key)
VALUES (1, 1, '2026-11-20T08:10:00.000000+00:00', '', 'photo', 'photo-1', 1, 501, 77, '501-9');
INSERT INTO thread_places VALUES (-1001, 900, 1, 1, 'words', '2026-11-20T08:10:01.000000+00:00');
INSERT INTO meter_changes
    (id, meter_id, number, account_id, old_serial, new_serial, reported_at, status, idempotency_key)
VALUES (1, 'm1', '100200301', 1, '09348817', '55501', '2026-11-20T08:15:00.000000+00:00', 'review', '501-10');
INSERT INTO meter_change_values (change_id, scale, closing, opening)
VALUES (1, 1, NULL, 15000);
