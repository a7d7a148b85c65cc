-- Letters that let people in who forgot password or login. A row is deleted when it was used, or is too old.
CREATE TABLE recoveries (
    nonce TEXT PRIMARY KEY,                    -- random; link and code are derived from it with the server's key
    account_id INTEGER REFERENCES accounts (id), -- empty: nobody is known by what was named
    asked_in BIGINT NOT NULL,                  -- the chat; the code counts there alone
    email TEXT NOT NULL,                       -- as the next one: once the account has another one, this is void
    password_hash TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    code_hash TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    proved_in BIGINT                           -- the chat that may choose a new password
);
CREATE INDEX recoveries_by_chat ON recoveries (asked_in);
CREATE INDEX recoveries_by_account ON recoveries (account_id);
CREATE INDEX recoveries_by_end ON recoveries (expires_at);
