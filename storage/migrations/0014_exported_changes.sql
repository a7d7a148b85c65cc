-- Accepted reports of other meters go to billing with an export of readings.
ALTER TABLE meter_changes ADD COLUMN export_id INTEGER REFERENCES exports (id);
CREATE INDEX meter_changes_by_export ON meter_changes (export_id);
ALTER TABLE exports ADD COLUMN change_count INTEGER NOT NULL DEFAULT 0;
