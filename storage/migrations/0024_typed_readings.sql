-- A reading that was typed and not confirmed: its resident is reminded once, in the chat where it was typed.
CREATE TABLE typed_readings (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    meter_id TEXT NOT NULL,
    chat_id BIGINT NOT NULL,
    month TEXT NOT NULL,
    typed_at TEXT NOT NULL,
    remind_at TEXT,                            -- empty: the reminder went out, or there is no time for one
    PRIMARY KEY (account_id, meter_id)
);
CREATE INDEX typed_readings_due ON typed_readings (remind_at) WHERE remind_at IS NOT NULL;
