-- Moments are ISO 8601 in UTC with microseconds ("2026-11-22T17:38:40.000000+00:00"), so they sort as text.
-- Dates are ISO (YYYY-MM-DD), months YYYY-MM. Money is whole kopecks. Values of scales are whole watt-hours
-- (1 kWh = 1000), which holds the up to three decimals that meters have. Nothing is REAL.

-- People -----------------------------------------------------------------------------------------------

CREATE TABLE accounts (
    id INTEGER PRIMARY KEY,
    login TEXT NOT NULL,
    login_key TEXT NOT NULL UNIQUE,            -- the login without regard to case
    password_hash TEXT NOT NULL,               -- argon2id
    email TEXT NOT NULL,                       -- the address in force
    email_confirmed_at TEXT,                   -- empty until the first confirmation
    pending_email TEXT,                        -- a new address that is not confirmed yet
    phone TEXT,                                -- +7 and ten digits
    language TEXT NOT NULL,
    notices_muted INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    idempotency_key TEXT NOT NULL UNIQUE       -- of the registration that made it
);

CREATE TABLE consents (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    document TEXT NOT NULL,                    -- 'agreement' or 'personal-data'
    version TEXT NOT NULL,
    given_at TEXT NOT NULL,
    chat_id BIGINT NOT NULL,
    PRIMARY KEY (account_id, document, version)
);

CREATE TABLE sessions (
    chat_id BIGINT PRIMARY KEY,                -- a private chat is signed in to one account at a time
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    signed_in_at TEXT NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account_id);

CREATE TABLE confirmations (
    nonce TEXT PRIMARY KEY,                    -- random; link and code are derived from it with the server's key
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    email TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    code_hash TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
);
CREATE INDEX confirmations_by_account ON confirmations (account_id, created_at);

-- What is counted against a limit: failed sign-ins, codes, proofs and captchas, letters sent.
CREATE TABLE attempts (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX attempts_by_subject ON attempts (kind, subject, at);

-- What the billing system knows -------------------------------------------------------------------------

CREATE TABLE subscribers (
    number TEXT PRIMARY KEY,                   -- without leading zeros and separators
    address TEXT NOT NULL,
    balance INTEGER NOT NULL,                  -- kopecks; a debt is positive
    penalty INTEGER NOT NULL,                  -- kopecks
    closed_at TEXT
);

CREATE TABLE holdings (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    number TEXT NOT NULL REFERENCES subscribers (number),
    name TEXT,                                 -- the resident's own, such as «Дача»
    added_at TEXT NOT NULL,
    idempotency_key TEXT NOT NULL UNIQUE,      -- of the proof that added it
    PRIMARY KEY (account_id, number)
);
CREATE INDEX holdings_by_number ON holdings (number);

CREATE TABLE meters (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL REFERENCES subscribers (number),
    serial TEXT NOT NULL,
    model TEXT NOT NULL,
    digits INTEGER NOT NULL,                   -- whole digits of the register
    decimals INTEGER NOT NULL,                 -- digits after the comma, 0 to 3
    automatic INTEGER NOT NULL,
    installed_on TEXT,
    verify_by TEXT,
    closed_at TEXT
);
CREATE INDEX meters_by_number ON meters (number);

CREATE TABLE scales (
    meter_id TEXT NOT NULL REFERENCES meters (id),
    scale INTEGER NOT NULL,                    -- 1 to 3
    name TEXT NOT NULL,
    hours TEXT NOT NULL,
    last_value INTEGER,                        -- watt-hours, accepted by billing
    last_date TEXT,
    PRIMARY KEY (meter_id, scale)
);

CREATE TABLE payments (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL REFERENCES subscribers (number),
    paid_on TEXT NOT NULL,
    amount INTEGER NOT NULL                    -- kopecks
);
CREATE INDEX payments_by_number ON payments (number, paid_on);

CREATE TABLE bills (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL REFERENCES subscribers (number),
    month TEXT NOT NULL,
    charged INTEGER NOT NULL,                  -- this and what follows: kopecks
    recalculated INTEGER NOT NULL,
    penalty INTEGER NOT NULL,
    paid INTEGER NOT NULL,
    due INTEGER NOT NULL
);
CREATE INDEX bills_by_number ON bills (number, month);

CREATE TABLE tariffs (
    rates INTEGER NOT NULL,                    -- how many scales the meter has
    scale INTEGER NOT NULL,
    from_kwh INTEGER NOT NULL,                 -- the consumption range of a month begins here
    price INTEGER NOT NULL,                    -- kopecks per kWh
    valid_from TEXT NOT NULL,
    PRIMARY KEY (rates, scale, from_kwh, valid_from)
);

-- What residents send -----------------------------------------------------------------------------------

CREATE TABLE readings (
    id INTEGER PRIMARY KEY,
    receipt TEXT NOT NULL UNIQUE,
    meter_id TEXT NOT NULL REFERENCES meters (id),
    number TEXT NOT NULL REFERENCES subscribers (number),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    month TEXT NOT NULL,                       -- the month it counts for
    entered_at TEXT NOT NULL,
    status TEXT NOT NULL,                      -- see domain.reading.Status
    replaced_by INTEGER REFERENCES readings (id),
    decided_at TEXT,
    decided_by TEXT,
    reason TEXT,
    idempotency_key TEXT NOT NULL UNIQUE
);
CREATE INDEX readings_by_meter ON readings (meter_id, entered_at);
CREATE INDEX readings_by_number ON readings (number, entered_at);

CREATE TABLE reading_values (
    reading_id INTEGER NOT NULL REFERENCES readings (id),
    scale INTEGER NOT NULL,
    previous INTEGER,                          -- watt-hours, what it was compared with
    value INTEGER NOT NULL,                    -- watt-hours
    rolled_over INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (reading_id, scale)
);

-- Operators ---------------------------------------------------------------------------------------------

CREATE TABLE alerts (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,                        -- see services.alerts.AlertKind
    key TEXT NOT NULL UNIQUE,                  -- the same fact raises one alert
    details TEXT NOT NULL,                     -- JSON object: values of the message
    occurrences INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    state TEXT NOT NULL,                       -- 'open' or 'decided'
    message_id BIGINT,                         -- in the operators' group, once it was sent
    decided_by TEXT,
    decided_at TEXT,
    outcome TEXT                               -- what was decided, such as 'accepted'
);
CREATE INDEX alerts_by_state ON alerts (state, created_at);
CREATE INDEX alerts_by_message ON alerts (message_id);

-- Coming in and going out -------------------------------------------------------------------------------

CREATE TABLE conversations (
    bot_id BIGINT NOT NULL,
    chat_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    thread TEXT NOT NULL DEFAULT '',           -- what else aiogram's StorageKey has, in one text
    state TEXT,
    draft TEXT NOT NULL DEFAULT '{}',          -- JSON object
    last_update_id BIGINT,
    last_update_at TEXT,
    PRIMARY KEY (bot_id, chat_id, user_id, thread)
);

CREATE TABLE inbox (
    update_id BIGINT PRIMARY KEY,
    chat_id BIGINT NOT NULL,                   -- whose turn it waits for
    payload TEXT NOT NULL,                     -- the update as Telegram sent it, sealed (bot/sealing.py)
    received_at TEXT NOT NULL,
    starts INTEGER NOT NULL DEFAULT 0,         -- how often handling began; three that ended the process set it aside
    set_aside_at TEXT
);

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,                     -- 'telegram' or 'mail'
    priority INTEGER NOT NULL,                 -- smaller goes first
    recipient TEXT NOT NULL,                   -- chat id or e-mail address
    kind TEXT NOT NULL,                        -- which message; its text is made when it is sent
    details TEXT NOT NULL,                     -- JSON object: values of the text
    language TEXT NOT NULL,
    created_at TEXT NOT NULL,
    not_before TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    sent_at TEXT,
    set_aside_at TEXT,
    error TEXT                                 -- the kind of the last failure, without personal data
);
CREATE INDEX outbox_waiting ON outbox (channel, priority, id, not_before) WHERE sent_at IS NULL AND set_aside_at IS NULL;
CREATE INDEX outbox_by_age ON outbox (channel, created_at) WHERE sent_at IS NULL AND set_aside_at IS NULL;

CREATE TABLE unreachable_chats (
    chat_id BIGINT PRIMARY KEY,                -- the person blocked the bot; cleared by their next message
    since TEXT NOT NULL
);

CREATE TABLE imports (
    id INTEGER PRIMARY KEY,
    started_at TEXT NOT NULL,
    finished_at TEXT NOT NULL,
    subscribers INTEGER NOT NULL,
    meters INTEGER NOT NULL,
    payments INTEGER NOT NULL
);
