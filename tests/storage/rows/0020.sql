INSERT INTO subscribers (number, address, balance, penalty, spelling)
VALUES ('70001234', 'г. Светлогорье, ул. Речная, д. 3', 0, 0, '0070001234');
UPDATE export_rows SET number = '0100200301';
UPDATE meter_changes SET spelling = '0100200301';
