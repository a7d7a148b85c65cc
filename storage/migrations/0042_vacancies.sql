-- Where the values of a reading come from, see domain.reading.Source; readings of earlier versions were typed.
ALTER TABLE readings ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE exports ADD COLUMN has_sources BOOLEAN NOT NULL DEFAULT FALSE;

-- Empty homes, whose last values are sent each month in the name of an account.
CREATE TABLE vacancies (
    number TEXT NOT NULL PRIMARY KEY REFERENCES subscribers (number),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    begun_at TEXT NOT NULL,                    -- when the values were confirmed
    last_day TEXT,                             -- YYYY-MM-DD; empty: until somebody ends it
    doubted_at TEXT                            -- since when it is asked whether the residents are back
);

-- The values that stood on the meters when the resident said so.
CREATE TABLE vacancy_values (
    number TEXT NOT NULL REFERENCES vacancies (number) ON DELETE CASCADE,
    meter_id TEXT NOT NULL REFERENCES meters (id),
    scale INTEGER NOT NULL,                    -- the identity of the scale, as in reading_values
    value INTEGER NOT NULL,                    -- watt-hours
    PRIMARY KEY (number, meter_id, scale)
);

-- What became of a meter of an empty home in a month, so that it is sent, or its residents are told, only once.
CREATE TABLE vacancy_months (
    number TEXT NOT NULL REFERENCES subscribers (number),
    meter_id TEXT NOT NULL REFERENCES meters (id),
    month TEXT NOT NULL,                       -- YYYY-MM
    outcome TEXT NOT NULL,                     -- 'sent', or an obstacle: see domain.vacancy.Obstacle
    at TEXT NOT NULL,
    PRIMARY KEY (number, meter_id, month)
);
