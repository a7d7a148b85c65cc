-- A webhook may bring the updates of one chat out of order: the highest number does not tell what was handled.
ALTER TABLE conversations ADD COLUMN handled_updates TEXT NOT NULL DEFAULT '[]'; -- JSON array, the latest last
UPDATE conversations SET handled_updates = '[' || last_update_id || ']' WHERE last_update_id IS NOT NULL;
ALTER TABLE conversations DROP COLUMN last_update_id;
