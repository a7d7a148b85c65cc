INSERT INTO meter_change_values (change_id, scale, closing, opening) VALUES (1, 2, 700000, NULL);
