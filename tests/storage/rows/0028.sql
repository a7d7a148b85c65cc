INSERT INTO history VALUES ('m1', 1, '2026-10-24', 'inspector', 12345000);
