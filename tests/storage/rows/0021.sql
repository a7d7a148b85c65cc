UPDATE scales SET identity = 1 WHERE scale = 1;
UPDATE reading_values SET name = 'День' WHERE scale = 1;
UPDATE export_rows SET ordinal = 1;
UPDATE meter_change_values SET ordinal = scale;
