-- Readings of many numbers in one list: the rows wait here until their resident sends them, for a day at most.
CREATE TABLE reading_batches (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    idempotency_key TEXT NOT NULL UNIQUE,           -- of the conversation in which the list was entered
    begun_at TEXT NOT NULL
);
CREATE INDEX reading_batches_by_moment ON reading_batches (begun_at);

CREATE TABLE reading_batch_rows (
    batch_id INTEGER NOT NULL REFERENCES reading_batches (id),
    place INTEGER NOT NULL,
    number TEXT NOT NULL,                           -- as it was read, which may be no number at all
    meter TEXT NOT NULL,                            -- as the row names it; empty if it does not
    entered TEXT NOT NULL,                          -- the values as they were typed
    said TEXT NOT NULL DEFAULT '',                  -- what the resident said about a doubt
    state TEXT,                                     -- right, doubtful or wrong; empty before the row was judged
    meter_id TEXT,
    shown TEXT NOT NULL DEFAULT '',                 -- the verdict that the resident was shown
    is_changed BOOLEAN NOT NULL DEFAULT FALSE,      -- the verdict was another one when the row was to be stored
    reading_id INTEGER REFERENCES readings (id),    -- the reading that was stored
    PRIMARY KEY (batch_id, place)
);
