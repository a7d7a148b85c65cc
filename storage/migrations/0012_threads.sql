-- What residents and operators say to each other about an alert: a question, or a photo that was asked for.
CREATE TABLE threads (
    alert_id INTEGER PRIMARY KEY REFERENCES alerts (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    chat_id BIGINT                             -- the chat that asked; empty: all chats of the account take part
);
CREATE INDEX threads_by_account ON threads (account_id);

CREATE TABLE thread_messages (
    id INTEGER PRIMARY KEY,
    alert_id INTEGER NOT NULL REFERENCES threads (alert_id),
    at TEXT NOT NULL,
    operator_id BIGINT,                        -- empty: the resident wrote it
    operator_name TEXT,
    text TEXT NOT NULL,                        -- also what stands under a file; may be empty then
    file_kind TEXT,                            -- 'photo' or 'document'
    file_id TEXT,                              -- Telegram's
    is_picture INTEGER NOT NULL DEFAULT 0,
    album TEXT,                                -- the same for the files that were sent together
    chat_id BIGINT NOT NULL,                   -- where it was written
    message_id BIGINT NOT NULL,
    withdrawn_at TEXT,
    undelivered_at TEXT,
    idempotency_key TEXT NOT NULL UNIQUE
);
CREATE INDEX thread_messages_by_alert ON thread_messages (alert_id, id);
CREATE INDEX thread_messages_by_origin ON thread_messages (chat_id, message_id);
CREATE INDEX thread_messages_by_album ON thread_messages (chat_id, album) WHERE album IS NOT NULL;

-- The bot's messages that belong to a thread: a reply to one of them goes on with it.
CREATE TABLE thread_places (
    chat_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    alert_id INTEGER NOT NULL REFERENCES alerts (id),
    thread_message_id INTEGER REFERENCES thread_messages (id), -- what it shows; empty: it speaks of the thread
    purpose TEXT NOT NULL,                     -- see services.threads.Purpose
    shown_at TEXT NOT NULL,
    PRIMARY KEY (chat_id, message_id)
);
CREATE INDEX thread_places_by_message ON thread_places (thread_message_id);

-- Reports of other meters, to be exported once an operator has accepted them.
CREATE TABLE meter_changes (
    id INTEGER PRIMARY KEY,
    meter_id TEXT NOT NULL REFERENCES meters (id),
    number TEXT NOT NULL REFERENCES subscribers (number),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    old_serial TEXT NOT NULL,
    new_serial TEXT NOT NULL,
    reported_at TEXT NOT NULL,
    status TEXT NOT NULL,                      -- see domain.meter_change.ChangeStatus
    decided_at TEXT,
    decided_by TEXT,
    reason TEXT,
    exported_at TEXT,
    idempotency_key TEXT NOT NULL UNIQUE
);
CREATE INDEX meter_changes_by_meter ON meter_changes (meter_id);
CREATE INDEX meter_changes_by_account ON meter_changes (account_id);
CREATE INDEX meter_changes_to_export ON meter_changes (id) WHERE status = 'accepted';

CREATE TABLE meter_change_values (
    change_id INTEGER NOT NULL REFERENCES meter_changes (id),
    scale INTEGER NOT NULL,
    closing BIGINT,                            -- watt-hours, of the old meter; empty: not known
    opening BIGINT NOT NULL,                   -- watt-hours, of the new meter
    PRIMARY KEY (change_id, scale)
);

-- Whoever blocked the bot and comes back gets what was decided meanwhile.
CREATE INDEX outbox_unreachable ON outbox (recipient) WHERE error = 'unreachable';
