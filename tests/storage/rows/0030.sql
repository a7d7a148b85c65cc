INSERT INTO bans (account_id, reason, operator_id, operator_name, since)
SELECT id, 'spam', 601, 'Олег', '2026-11-22T09:00:00.000000+00:00' FROM accounts ORDER BY id LIMIT 1;
INSERT INTO bans (chat_id, reason, operator_id, operator_name, since)
VALUES (7, 'Реклама', 601, 'Олег', '2026-11-22T09:00:00.000000+00:00');
INSERT INTO captcha_waivers VALUES (8, 1, 'asked', '2026-11-22T09:00:00.000000+00:00');
