-- A device is a chat that is signed in: the name of its person in Telegram, and the last day on which it wrote. A chat is
-- proven once it has passed a second step; those that were known before this version count as proven.
ALTER TABLE sessions ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN seen_on TEXT;
ALTER TABLE known_chats ADD COLUMN is_proven INTEGER NOT NULL DEFAULT 0;
UPDATE known_chats SET is_proven = 1;

CREATE TABLE second_steps (                    -- accounts without a row have the usual: a code by e-mail
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id),
    is_off INTEGER NOT NULL DEFAULT 0,
    sealed_key TEXT,                           -- of the authenticator; empty without one
    last_step INTEGER NOT NULL DEFAULT 0       -- of the newest code of it that was accepted
);

CREATE TABLE backup_codes (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    code_hash TEXT NOT NULL,
    used_at TEXT,
    PRIMARY KEY (account_id, code_hash)
);

-- A chat in which the right password was typed and the code is still to come.
CREATE TABLE pending_sign_ins (
    chat_id BIGINT PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    password_hash TEXT NOT NULL,               -- that the password was compared with
    name TEXT NOT NULL,
    begun_at TEXT NOT NULL,
    code_hash TEXT,                            -- of the newest letter; empty while there is no letter
    sent_at TEXT
);
CREATE INDEX pending_sign_ins_by_account ON pending_sign_ins (account_id, begun_at);
CREATE INDEX pending_sign_ins_by_moment ON pending_sign_ins (begun_at);
