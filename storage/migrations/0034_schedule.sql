-- Work that comes back at a time of day: a row for each run, so that no run is made twice.
CREATE TABLE scheduled_runs (
    task TEXT NOT NULL,
    day TEXT NOT NULL,                         -- the local day that it is for
    cursor TEXT NOT NULL,                      -- how far it has come, in words of the task
    begun_at TEXT NOT NULL,
    finished_at TEXT,
    PRIMARY KEY (task, day)
);
