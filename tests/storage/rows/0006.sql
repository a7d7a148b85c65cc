INSERT INTO exports (id, begun_at, last_reading, sealed_at, reading_count, row_count, value_sum, consumption_sum,
    first_entered_at, last_entered_at, written_at)
VALUES (1, '2026-11-21T09:00:00.000000+00:00', 2, '2026-11-21T09:00:01.000000+00:00', 1, 1, 1310500, 76000,
    '2026-11-21T08:00:00.000000+00:00', '2026-11-21T08:00:00.000000+00:00', NULL);
INSERT INTO export_rows (export_id, reading_id, scale, serial, name, consumption)
VALUES (1, 2, 1, '09348817', 'Сутки', 76000);
UPDATE readings SET status = 'billed', billed_month = '2026-11' WHERE id = 2;
