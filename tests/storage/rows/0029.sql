INSERT INTO known_chats (account_id, chat_id, since)
SELECT id, 77, '2026-11-22T09:00:00.000000+00:00' FROM accounts ORDER BY id LIMIT 1;
