-- Notices about the supply: what operators wrote, whose numbers are meant, and what became of it in every chat.
CREATE TABLE notices (
    id INTEGER PRIMARY KEY,
    state TEXT NOT NULL,                       -- see services.notices.NoticeState
    text TEXT NOT NULL,
    audience TEXT NOT NULL,                    -- see services.notices.Audience
    asked TEXT NOT NULL,                       -- how the operator named the addresses; empty for everybody
    operator_id BIGINT NOT NULL,
    operator_name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    confirmed_at TEXT,
    last_account BIGINT NOT NULL DEFAULT 0,    -- whoever registered after the confirmation gets nothing
    gathered_to BIGINT NOT NULL DEFAULT 0,     -- accounts up to here have their rows in notice_recipients
    changed_by TEXT,                           -- who paused, resumed or cancelled it last
    ended_at TEXT,
    delivered INTEGER NOT NULL DEFAULT 0,      -- this and what follows: chats, once it ended
    unreachable INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    withdrawn INTEGER NOT NULL DEFAULT 0,
    message_id BIGINT,                         -- the progress, in the operators' group
    idempotency_key TEXT NOT NULL UNIQUE       -- of the conversation that it comes from
);
CREATE INDEX notices_by_state ON notices (state, id);

CREATE TABLE notice_numbers (
    notice_id BIGINT NOT NULL REFERENCES notices (id),
    number TEXT NOT NULL REFERENCES subscribers (number),
    PRIMARY KEY (notice_id, number)
);

CREATE TABLE notice_recipients (
    notice_id BIGINT NOT NULL REFERENCES notices (id),
    chat_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    state TEXT NOT NULL,                       -- see services.notices.RecipientState
    outbox_id BIGINT,                          -- the message that went out, or waits to
    PRIMARY KEY (notice_id, chat_id)
);
CREATE INDEX notice_recipients_by_state ON notice_recipients (notice_id, state, chat_id);
