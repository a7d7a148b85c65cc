-- 1: the value is lower than the previous one, and the resident says that the display shows it.
ALTER TABLE reading_values ADD COLUMN below_known INTEGER NOT NULL DEFAULT 0;
-- 1: the files of the export have the column of remarks, which older exports never get, because their bytes stay.
ALTER TABLE exports ADD COLUMN has_remarks INTEGER NOT NULL DEFAULT 0;
-- What a reading was when a later one replaced it, so that an operator who takes a decision back can bring it back.
ALTER TABLE readings ADD COLUMN replaced_from TEXT;
-- The readings of an account go together into an export, so that its owner reads of them in one message.
DROP INDEX readings_to_export;
CREATE INDEX readings_to_export ON readings (account_id, id) WHERE status = 'accepted';

UPDATE readings SET replaced_from = CASE
    WHEN decided_at IS NULL
        AND EXISTS (SELECT 1 FROM alerts WHERE alerts.key = 'reading-review:' || readings.id)
    THEN 'review' ELSE 'accepted' END
WHERE status = 'replaced';
