-- Accounts and chats that operators have closed the bot to. A ban that was lifted stands in the audit trail alone.
CREATE TABLE bans (
    id INTEGER PRIMARY KEY,
    account_id INTEGER UNIQUE REFERENCES accounts (id) ON DELETE CASCADE,
    chat_id BIGINT UNIQUE,                     -- of a person, whoever is signed in there
    reason TEXT NOT NULL,
    operator_id BIGINT NOT NULL,
    operator_name TEXT NOT NULL,
    since TEXT NOT NULL,
    CHECK ((account_id IS NULL) <> (chat_id IS NULL))
);

-- Requests to register without the digits of the captcha, the latest of each chat.
CREATE TABLE captcha_waivers (
    chat_id BIGINT PRIMARY KEY,
    alert_id INTEGER NOT NULL,
    state TEXT NOT NULL,                       -- 'asked', 'granted' or 'refused'
    changed_at TEXT NOT NULL
);
