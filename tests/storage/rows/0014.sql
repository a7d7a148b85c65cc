UPDATE meter_changes SET status = 'exported', exported_at = '2026-11-21T09:00:00.000000+00:00', export_id = 1;
UPDATE exports SET change_count = 1 WHERE id = 1;
