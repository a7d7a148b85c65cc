UPDATE subscribers SET area = 4250, residents = 2, stove = 'gas', category = 'Город', bill_delivery = 'paper';
UPDATE bills SET opening = 0, due_on = '2026-11-15';
UPDATE payments SET source = 'Касса', status = 'reversed';
INSERT INTO bill_lines VALUES ('b1', 1, 1, 'reading', 198000, 0, 623, 123456, '');
INSERT INTO tariffs VALUES (2, 1, 'город', 0, 623, '2026-01-01');
