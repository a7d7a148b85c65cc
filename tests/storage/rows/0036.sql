INSERT INTO claims (idempotency_key, nonce, token_hash, account_id, chat_id, name, number, password_hash, begun_at)
SELECT '77-1', 'nonce of a claim', 'hash of the link that objects', h.account_id, 77, 'Анна', h.number, 'hash',
    '2026-11-22T09:00:00.000000+00:00'
FROM holdings h ORDER BY h.account_id, h.number LIMIT 1;
