-- Billing may number the scales of a meter anew. A value belongs to the name under which it was sent, so a scale keeps
-- the number that it got first for all that refers to it, and scales.scale is only the present one of billing.
ALTER TABLE scales ADD COLUMN identity INTEGER;               -- empty: the number of billing
ALTER TABLE reading_values ADD COLUMN name TEXT NOT NULL DEFAULT ''; -- of the scale when the value was sent
ALTER TABLE export_rows ADD COLUMN ordinal INTEGER;           -- billing's number of the scale then; 0: it had none
ALTER TABLE meter_change_values ADD COLUMN ordinal INTEGER;   -- likewise, at the export of the report
UPDATE reading_values SET name = coalesce(
    (
        SELECT scales.name FROM readings JOIN scales ON scales.meter_id = readings.meter_id
        WHERE readings.id = reading_values.reading_id AND scales.scale = reading_values.scale
    ),
    ''
);
