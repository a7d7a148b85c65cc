-- Which account a message is about: only a chat that is signed in to it when the message goes out shows it.
ALTER TABLE outbox ADD COLUMN account_id INTEGER REFERENCES accounts (id);

-- What waits, or comes back when a person writes, gets its account from what it is about.
UPDATE outbox SET account_id = (
    SELECT t.account_id FROM thread_messages m JOIN threads t ON t.alert_id = m.alert_id
    WHERE m.id = json_extract(outbox.details, '$.message')
)
WHERE kind IN ('thread-to-resident', 'thread-rewritten') AND sent_at IS NULL AND json_valid(details);

UPDATE outbox SET account_id = (
    SELECT t.account_id FROM threads t WHERE t.alert_id = json_extract(outbox.details, '$.alert')
)
WHERE kind IN ('photo-asked-reading', 'photo-asked-act') AND sent_at IS NULL AND json_valid(details);

UPDATE outbox SET account_id = (
    SELECT r.account_id FROM readings r WHERE r.receipt = json_extract(outbox.details, '$.receipt')
)
WHERE kind IN (
    'reading-accepted', 'reading-rejected', 'reading-exported', 'reading-taken', 'reading-billed', 'reading-refused'
) AND sent_at IS NULL AND json_valid(details);

UPDATE outbox SET account_id = (
    SELECT CASE WHEN min(c.account_id) = max(c.account_id) THEN min(c.account_id) END FROM meter_changes c
    WHERE c.number = json_extract(outbox.details, '$.number')
        AND c.old_serial = json_extract(outbox.details, '$.serial')
        AND c.new_serial = json_extract(outbox.details, '$.new_serial')
)
WHERE kind IN ('meter-change-accepted', 'meter-change-rejected', 'meter-change-exported')
    AND sent_at IS NULL AND json_valid(details);

UPDATE outbox SET account_id = (
    SELECT a.id FROM accounts a WHERE a.id = json_extract(outbox.details, '$.account')
)
WHERE kind = 'notice' AND sent_at IS NULL AND json_valid(details);

-- News of a number are for whoever holds it, also if another holder was meant by the row.
UPDATE outbox SET account_id = (
    SELECT s.account_id FROM sessions s JOIN holdings h ON h.account_id = s.account_id
    WHERE s.chat_id = CAST(outbox.recipient AS BIGINT) AND h.number = json_extract(outbox.details, '$.number')
)
WHERE kind IN ('number-closed', 'number-returned') AND sent_at IS NULL AND json_valid(details);

-- The rest says by itself nothing of an account: its chat is trusted if it was signed in before the row was left.
-- A row that gets no account here is sent to nobody.
UPDATE outbox SET account_id = (
    SELECT s.account_id FROM sessions s
    WHERE s.chat_id = CAST(outbox.recipient AS BIGINT) AND s.signed_in_at <= outbox.created_at
)
WHERE kind IN (
    'number-closed', 'number-returned', 'number-shared', 'email-confirmed', 'question-closed',
    'meter-change-accepted', 'meter-change-rejected', 'meter-change-exported'
) AND account_id IS NULL AND sent_at IS NULL;

CREATE INDEX outbox_by_account ON outbox (account_id, created_at) WHERE account_id IS NOT NULL;
-- The same message to several chats of an account is known by the moment at which it was left.
UPDATE outbox SET created_at = (
    SELECT min(o.created_at) FROM outbox o
    WHERE o.account_id = outbox.account_id AND o.kind = outbox.kind AND o.details = outbox.details
        AND substr(o.created_at, 1, 19) = substr(outbox.created_at, 1, 19)
)
WHERE account_id IN (SELECT account_id FROM outbox WHERE account_id IS NOT NULL GROUP BY account_id HAVING count(*) > 1);

-- What waits for a sign-in.
CREATE INDEX outbox_unreached ON outbox (account_id, id) WHERE account_id IS NOT NULL AND error IS NOT NULL;

-- Why nothing reaches a chat, and why an answer reached nobody: see domain/unreached.py.
ALTER TABLE unreachable_chats ADD COLUMN reason TEXT NOT NULL DEFAULT 'blocked';
ALTER TABLE thread_messages ADD COLUMN unreached TEXT;
