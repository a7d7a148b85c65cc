-- Who has an alert and until when, since when nobody has it, and what was folded into one message.
ALTER TABLE alerts ADD COLUMN taken_by_id BIGINT;                  -- Telegram's number of the operator
ALTER TABLE alerts ADD COLUMN taken_by TEXT;                       -- the name that others see
ALTER TABLE alerts ADD COLUMN taken_at TEXT;
ALTER TABLE alerts ADD COLUMN taken_until TEXT;                    -- afterwards anybody may take it
ALTER TABLE alerts ADD COLUMN waiting_since TEXT NOT NULL DEFAULT '';
ALTER TABLE alerts ADD COLUMN reminded_at TEXT;
ALTER TABLE alerts ADD COLUMN last_at TEXT NOT NULL DEFAULT '';    -- of the newest occurrence
ALTER TABLE alerts ADD COLUMN revision INTEGER NOT NULL DEFAULT 1; -- grows with every change that its message shows
ALTER TABLE alerts ADD COLUMN burst_of TEXT;                       -- the kind whose alerts it stands for
ALTER TABLE alerts ADD COLUMN folded_into INTEGER REFERENCES alerts (id);
UPDATE alerts SET waiting_since = created_at, last_at = created_at;
CREATE INDEX alerts_by_kind ON alerts (kind, created_at);
CREATE INDEX alerts_by_burst ON alerts (folded_into) WHERE folded_into IS NOT NULL;

-- Of the messages with the same word one waits at a time: it shows what is true when it goes out.
ALTER TABLE outbox ADD COLUMN once TEXT;
CREATE UNIQUE INDEX outbox_once ON outbox (once) WHERE once IS NOT NULL AND sent_at IS NULL AND set_aside_at IS NULL;

CREATE TABLE duty (
    operator_id BIGINT PRIMARY KEY,            -- who is called when an alert waits too long
    operator_name TEXT NOT NULL,
    since TEXT NOT NULL
);
