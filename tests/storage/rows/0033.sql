UPDATE holdings SET paid_on = '2026-11-12' WHERE paid_on IS NULL;
INSERT INTO ended_holdings
    (account_id, number, name, added_at, idempotency_key, ended_at, ended_by, ending, paid_on)
SELECT account_id, number, name, added_at, 'proof', '2026-11-22T09:00:00.000000+00:00', account_id, 'ending', '2026-11-12'
FROM holdings ORDER BY account_id, number LIMIT 1;
