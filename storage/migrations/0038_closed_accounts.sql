-- A resident closes their account: for some days signing in takes it back, then personal data are erased. The row stays
-- as a proof of that, without personal data.
CREATE TABLE closed_accounts (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id),
    receipt TEXT NOT NULL UNIQUE,
    chat_id BIGINT,                                 -- where it was asked for; empty once the chat was told of the end
    closed_at TEXT NOT NULL,
    erase_at TEXT NOT NULL,
    erased_at TEXT                                  -- empty until then
);
CREATE INDEX closed_accounts_to_erase ON closed_accounts (erase_at) WHERE erased_at IS NULL;

-- What such an account held, until it is taken back or erased.
CREATE TABLE closed_holdings (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    number TEXT NOT NULL REFERENCES subscribers (number),
    name TEXT,
    added_at TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,                  -- of the proof
    paid_on TEXT,
    PRIMARY KEY (account_id, number)
);
-- Erasing looks for the letters to an address, and for the conversations in a chat.
CREATE INDEX outbox_letters ON outbox (recipient) WHERE channel = 'mail';
CREATE INDEX conversations_by_chat ON conversations (chat_id);

-- Names in Telegram are kept of those who agreed to that. Who agreed to an earlier text is asked once.
CREATE TABLE consent_asks (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    version TEXT NOT NULL,                          -- of the words, without the company
    asked_at TEXT NOT NULL,
    PRIMARY KEY (account_id, version)
);
UPDATE sessions SET name = '' WHERE account_id NOT IN (
    SELECT account_id FROM consents WHERE document = 'personal-data' AND version >= '2026-12'
);
UPDATE pending_sign_ins SET name = '' WHERE account_id NOT IN (
    SELECT account_id FROM consents WHERE document = 'personal-data' AND version >= '2026-12'
);
