-- Who forgot the password and does not read the mailbox proves a number of the account, and waits a day for objections.
CREATE TABLE claims (
    id INTEGER PRIMARY KEY,
    idempotency_key TEXT NOT NULL UNIQUE,
    nonce TEXT NOT NULL,                       -- random; the link of the letter is derived from it with the server's key
    token_hash TEXT NOT NULL UNIQUE,           -- of that link, which ends the claim
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    chat_id BIGINT NOT NULL,                   -- where the number was proved, and the password may be chosen
    name TEXT NOT NULL,                        -- of the person in Telegram
    number TEXT NOT NULL REFERENCES subscribers (number),
    password_hash TEXT NOT NULL,               -- once the account has another one, this is void
    begun_at TEXT NOT NULL,
    told_at TEXT,                              -- when the chat was told that the password may be chosen
    ended_at TEXT,
    ending TEXT                                -- 'objected', 'overtaken', 'number-gone', 'banned', 'expired', 'used'
);
CREATE UNIQUE INDEX claims_open ON claims (account_id, chat_id) WHERE ended_at IS NULL;
CREATE INDEX claims_by_account ON claims (account_id, ended_at);
CREATE INDEX claims_waiting ON claims (begun_at) WHERE ended_at IS NULL;
CREATE INDEX claims_by_age ON claims (begun_at);
