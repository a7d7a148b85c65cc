INSERT INTO conversations (bot_id, chat_id, user_id, state, draft, last_update_at, handled_updates)
VALUES (42, 504, 504, 'ReadingForm:value', '{"meter":"m1"}', '2026-11-20T08:00:00.000000+00:00', '[899,900]');
