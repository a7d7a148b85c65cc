-- A new meter may have fewer scales than the old one: the opening value may be missing as the closing one may.
CREATE TABLE meter_change_values_new (
    change_id INTEGER NOT NULL REFERENCES meter_changes (id),
    scale INTEGER NOT NULL,
    closing BIGINT,                            -- watt-hours, of the old meter; empty: not known, or no such scale
    opening BIGINT,                            -- watt-hours, of the new meter; empty: no such scale
    PRIMARY KEY (change_id, scale)
);
INSERT INTO meter_change_values_new SELECT change_id, scale, closing, opening FROM meter_change_values;
DROP TABLE meter_change_values;
ALTER TABLE meter_change_values_new RENAME TO meter_change_values;
