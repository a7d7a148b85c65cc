-- Files that operators exchange with billing in their group.
CREATE TABLE exchange_jobs (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,                        -- see services.exchange_jobs.JobKind
    state TEXT NOT NULL,                       -- see services.exchange_jobs.JobState
    file_id TEXT,                              -- Telegram's, of a file that was sent
    file_name TEXT,
    file_size BIGINT,                          -- bytes
    export_id INTEGER REFERENCES exports (id), -- which is written again, or was written
    readings INTEGER NOT NULL,                 -- that the offer of an export counted
    message_id BIGINT,                         -- that shows it in the group
    asked_by_id BIGINT NOT NULL,
    asked_by TEXT NOT NULL,
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    succeeded INTEGER,
    report TEXT NOT NULL DEFAULT '',
    idempotency_key TEXT NOT NULL UNIQUE
);
CREATE INDEX exchange_jobs_by_state ON exchange_jobs (state, id);
