INSERT INTO audit (at, operator_id, operator_name, action, subject, details)
VALUES ('2026-11-20T08:05:00.000000+00:00', 601, 'Олег', 'reading-accepted', 'alert:1', '{"receipt":"26-000001"}');
