INSERT INTO recoveries (nonce, account_id, asked_in, email, password_hash, token_hash, code_hash, created_at, expires_at)
SELECT 'seed.0', id, 77, 'anna@pochta.example', 'hash', 'hash of the link', 'hash of the code',
    '2026-11-22T09:00:00.000000+00:00', '2026-11-22T10:00:00.000000+00:00'
FROM accounts ORDER BY id LIMIT 1;
