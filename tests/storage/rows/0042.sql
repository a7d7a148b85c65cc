UPDATE exports SET has_sources = TRUE;
INSERT INTO vacancies
SELECT number, account_id, '2026-11-22T09:00:00.000000+00:00', '2027-05-01', NULL
FROM holdings ORDER BY account_id, number LIMIT 1;
INSERT INTO vacancy_values SELECT v.number, m.id, 1, 12000000 FROM vacancies v, meters m ORDER BY m.id LIMIT 1;
INSERT INTO vacancy_months SELECT number, meter_id, '2026-11', 'sent', begun_at FROM vacancy_values JOIN vacancies USING (number);
