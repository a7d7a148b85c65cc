-- One invented row or two for every table of the first schema, so that later migrations have something to keep.

INSERT INTO accounts VALUES
    (1, 'Anna', 'anna', 'hash', 'anna@pochta.example', '2026-11-01T09:00:00.000000+00:00', NULL, '+79210000001', 'ru', 0,
     '2026-11-01T08:00:00.000000+00:00', 'registration-1'),
    (2, 'Борис', 'борис', 'hash', 'boris@pochta.example', NULL, 'b@pochta.example', NULL, 'en', 1,
     '2026-11-02T08:00:00.000000+00:00', 'registration-2');
INSERT INTO consents VALUES (1, 'agreement', '1', '2026-11-01T08:00:00.000000+00:00', 501);
INSERT INTO sessions (chat_id, account_id, signed_in_at) VALUES (501, 1, '2026-11-01T08:00:00.000000+00:00'), (502, 1, '2026-11-03T08:00:00.000000+00:00');
INSERT INTO confirmations VALUES
    ('nonce', 1, 'anna@pochta.example', 'token', 'code', '2026-11-01T08:00:00.000000+00:00',
     '2026-11-02T08:00:00.000000+00:00', '2026-11-01T09:00:00.000000+00:00');
INSERT INTO attempts (kind, subject, at) VALUES ('sign-in', 'anna', '2026-11-01T08:00:00.000000+00:00');
INSERT INTO subscribers (number, address, balance, penalty, closed_at)
VALUES ('100200301', 'Светлогорье, Садовая ул., 1', 12345, 0, NULL);
INSERT INTO holdings (account_id, number, name, added_at, idempotency_key)
VALUES (1, '100200301', 'Дача', '2026-11-01T10:00:00.000000+00:00', 'proof-1');
INSERT INTO meters VALUES ('m1', '100200301', '00123', 'СОЭ-52', 5, 1, 0, '2019-04-01', '2035-04-01', NULL);
INSERT INTO scales (meter_id, scale, name, hours, last_value, last_date)
VALUES ('m1', 1, 'День', '7:00–23:00', 1234500, '2026-10-20'), ('m1', 2, 'Ночь', '23:00–7:00', NULL, NULL);
INSERT INTO payments (id, number, paid_on, amount)
VALUES ('p1', '100200301', '2026-10-05', 123456);
INSERT INTO bills (id, number, month, charged, recalculated, penalty, paid, due)
VALUES ('b1', '100200301', '2026-10', 123456, 0, 0, 123456, 0);
INSERT INTO tariffs (rates, scale, from_kwh, price, valid_from) VALUES (2, 1, 0, 623, '2026-01-01');
INSERT INTO readings (id, receipt, meter_id, number, account_id, month, entered_at, status, replaced_by, decided_at,
    decided_by, reason, idempotency_key)
VALUES
    (1, '2611-000001-1', 'm1', '100200301', 1, '2026-11', '2026-11-20T08:00:00.000000+00:00', 'replaced', NULL, NULL, NULL,
     NULL, 'reading-1'),
    (2, '2611-000002-9', 'm1', '100200301', 1, '2026-11', '2026-11-21T08:00:00.000000+00:00', 'accepted', NULL, NULL, NULL,
     NULL, 'reading-2');
UPDATE readings SET replaced_by = 2 WHERE id = 1;
INSERT INTO reading_values (reading_id, scale, previous, value, rolled_over)
VALUES (1, 1, 1234500, 1300000, 0), (2, 1, 1234500, 1310500, 0);
INSERT INTO alerts
    (id, kind, key, details, occurrences, created_at, state, message_id, decided_by, decided_at, outcome)
VALUES
    (1, 'question', 'question-1', '{"text":"?"}', 1, '2026-11-20T08:00:00.000000+00:00', 'open', 77, NULL, NULL, NULL);
INSERT INTO conversations (bot_id, chat_id, user_id, state, draft, last_update_at)
VALUES (42, 501, 501, 'ReadingForm:value', '{"meter":"m1"}', '2026-11-20T08:00:00.000000+00:00');
INSERT INTO inbox VALUES (901, 501, '{"update_id":901}', '2026-11-20T08:01:00.000000+00:00', 1, NULL);
INSERT INTO outbox
    (id, channel, priority, recipient, kind, details, language, created_at, not_before, attempts, sent_at, set_aside_at, error)
VALUES
    (1, 'mail', 30, 'anna@pochta.example', 'confirmation', '{"nonce":"nonce"}', 'ru', '2026-11-01T08:00:00.000000+00:00',
     '2026-11-01T08:00:00.000000+00:00', 0, NULL, NULL, NULL);
INSERT INTO unreachable_chats (chat_id, since) VALUES (503, '2026-11-20T08:00:00.000000+00:00');
INSERT INTO imports VALUES (1, '2026-11-01T00:00:00.000000+00:00', '2026-11-01T00:10:00.000000+00:00', 1, 1, 1);
