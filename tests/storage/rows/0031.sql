UPDATE sessions SET name = 'Анна', seen_on = '2026-11-22';
INSERT INTO second_steps (account_id, sealed_key, last_step)
SELECT id, 'sealed', 59000000 FROM accounts ORDER BY id LIMIT 1;
INSERT INTO backup_codes (account_id, code_hash) SELECT id, 'hash' FROM accounts ORDER BY id LIMIT 1;
INSERT INTO pending_sign_ins (chat_id, account_id, password_hash, name, begun_at)
SELECT 78, id, 'hash', 'Анна', '2026-11-22T09:00:00.000000+00:00' FROM accounts ORDER BY id LIMIT 1;
