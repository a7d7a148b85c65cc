-- What billing knew of meters before. There are tens of millions of rows, so the key is the table itself, which has no
-- other index. A value belongs to the name of its scale, so scale is our number of it, as in reading_values.
CREATE TABLE history (
    meter_id TEXT NOT NULL REFERENCES meters (id),
    scale INTEGER NOT NULL,
    read_on TEXT NOT NULL,
    source TEXT NOT NULL,                      -- see domain.known_value.ValueSource
    value INTEGER NOT NULL,                    -- watt-hours
    PRIMARY KEY (meter_id, scale, read_on, source)
) WITHOUT ROWID;
