INSERT INTO operators_group (id, chat_id, since) VALUES (1, -1001, '2026-11-20T08:00:00.000000+00:00')
ON CONFLICT (id) DO UPDATE SET chat_id = excluded.chat_id;
INSERT INTO group_moves (chat_id, moved_to, at) VALUES (-77, -1001, '2026-11-20T08:00:00.000000+00:00');
