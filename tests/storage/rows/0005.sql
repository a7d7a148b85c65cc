INSERT INTO readings (id, receipt, meter_id, number, account_id, month, entered_at, status, replaced_by, idempotency_key)
SELECT 905, '26-000905', meter_id, number, account_id, month, entered_at, 'replaced', id, 'replaced-905' FROM readings LIMIT 1;
