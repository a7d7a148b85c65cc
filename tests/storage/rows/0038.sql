INSERT INTO closed_accounts (account_id, receipt, chat_id, closed_at, erase_at)
SELECT id, '0123456789', 100, '2026-11-22T09:00:00.000000+00:00', '2026-11-29T09:00:00.000000+00:00'
FROM accounts ORDER BY id LIMIT 1;
INSERT INTO closed_holdings
SELECT account_id, number, name, added_at, 'proof of a closed one', paid_on FROM holdings ORDER BY account_id, number LIMIT 1;
INSERT INTO consent_asks SELECT id, '2026-12', '2026-11-22T09:00:00.000000+00:00' FROM accounts ORDER BY id LIMIT 1;
