-- Readings on their way to the billing system, and what it answered.
CREATE TABLE exports (
    id INTEGER PRIMARY KEY,                    -- its number: 1, 2, 3, …
    begun_at TEXT NOT NULL,
    last_reading INTEGER NOT NULL,             -- nothing newer than this reading goes into it
    sealed_at TEXT,                            -- empty until all its rows are fixed
    reading_count INTEGER NOT NULL DEFAULT 0,
    row_count INTEGER NOT NULL DEFAULT 0,      -- a row is a scale of a reading
    value_sum BIGINT NOT NULL DEFAULT 0,       -- watt-hours
    consumption_sum BIGINT NOT NULL DEFAULT 0, -- likewise
    first_entered_at TEXT,
    last_entered_at TEXT,
    written_at TEXT                            -- empty until its files were on a disk
);

-- What may change between two writings of the same export; the rest of a row never does.
CREATE TABLE export_rows (
    export_id INTEGER NOT NULL REFERENCES exports (id),
    reading_id INTEGER NOT NULL REFERENCES readings (id),
    scale INTEGER NOT NULL,
    serial TEXT NOT NULL,
    name TEXT NOT NULL,
    consumption BIGINT,                        -- watt-hours, empty for a first value
    PRIMARY KEY (export_id, reading_id, scale)
);

ALTER TABLE readings ADD COLUMN billed_month TEXT; -- the bill that counted it
CREATE INDEX readings_to_export ON readings (id) WHERE status = 'accepted';

-- When the next postponed message is due is asked for while very many wait that are due already.
CREATE INDEX outbox_by_due ON outbox (channel, not_before) WHERE sent_at IS NULL AND set_aside_at IS NULL;
