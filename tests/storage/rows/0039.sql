UPDATE notices SET kind = 'planned', begins_at = '2026-11-22T06:00:00.000000+00:00',
    in_force_until = '2026-11-22T15:00:00.000000+00:00';
INSERT INTO outage_reports (alert_id, account_id, number, house, reported_at, idempotency_key)
SELECT (SELECT min(id) FROM alerts), account_id, number, 'ул. яблоневая, д. 1', '2026-11-22T09:00:00.000000+00:00', 'report'
FROM holdings ORDER BY account_id, number LIMIT 1;
