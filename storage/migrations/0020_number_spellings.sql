-- Billing joins by its own spelling of a number, such as 0070001234; the key stays the one without zeros.
ALTER TABLE subscribers ADD COLUMN spelling TEXT;       -- as the registry writes it; empty: as the number
ALTER TABLE export_rows ADD COLUMN number TEXT;         -- as it was spelled then; empty: as the reading has it
ALTER TABLE meter_changes ADD COLUMN spelling TEXT;     -- as it was spelled at the export; empty: as the number
