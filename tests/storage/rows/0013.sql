INSERT INTO audit (at, operator_id, operator_name, action, subject, details)
VALUES ('2026-11-20T08:06:00.000000+00:00', 601, 'Олег', 'alert-taken', 'alert:1', '{}');
