-- Whose alert it is, because the alerts of one account count as one place in the desk; NULL: of nobody.
ALTER TABLE alerts ADD COLUMN account_id BIGINT;
-- 1: the resident wrote words of danger, so it goes before all others.
ALTER TABLE alerts ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0;
-- Since when a folded alert stands in the line: the alerts of an account go to its end when one of them had its turn.
ALTER TABLE alerts ADD COLUMN queued_at TEXT;

UPDATE alerts SET queued_at = created_at WHERE folded_into IS NOT NULL;
UPDATE alerts SET account_id = (SELECT threads.account_id FROM threads WHERE threads.alert_id = alerts.id)
WHERE state = 'open';
UPDATE alerts SET account_id = (
    SELECT readings.account_id FROM readings WHERE readings.id = CAST(substr(alerts.key, 16) AS BIGINT)
)
WHERE state = 'open' AND kind = 'reading-review';
UPDATE alerts SET account_id = (
    SELECT meter_changes.account_id FROM meter_changes
    WHERE meter_changes.id = CAST(substr(alerts.key, 15) AS BIGINT)
)
WHERE state = 'open' AND kind = 'meter-changed';

CREATE INDEX alerts_in_line ON alerts (kind, queued_at, id) WHERE folded_into IS NOT NULL AND state = 'open';
CREATE INDEX alerts_in_line_of_account ON alerts (kind, account_id)
    WHERE folded_into IS NOT NULL AND state = 'open';
CREATE INDEX alerts_shown ON alerts (kind, account_id) WHERE folded_into IS NULL AND state = 'open';
CREATE INDEX threads_by_chat ON threads (chat_id);
