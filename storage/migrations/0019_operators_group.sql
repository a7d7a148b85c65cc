-- Which group the operators have now. Its number changes when Telegram makes a supergroup of it.
CREATE TABLE operators_group (
    id INTEGER PRIMARY KEY,                    -- 1: there is one row at most
    chat_id BIGINT NOT NULL,
    since TEXT NOT NULL
);
INSERT INTO operators_group (id, chat_id, since)
SELECT 1, CAST(recipient AS BIGINT), created_at FROM outbox
WHERE channel = 'telegram' AND recipient LIKE '-%' ORDER BY id DESC LIMIT 1;

-- Numbers that the group had before: the setting and old messages may still name them.
CREATE TABLE group_moves (
    chat_id BIGINT PRIMARY KEY,
    moved_to BIGINT NOT NULL,
    at TEXT NOT NULL
);

ALTER TABLE outbox ADD COLUMN offered_again_at TEXT; -- when a message to the group that was set aside got its second chance
CREATE INDEX outbox_unsent ON outbox (channel, recipient) WHERE sent_at IS NULL;

ALTER TABLE thread_messages ADD COLUMN topic BIGINT; -- of the group, in which the operator wrote it
ALTER TABLE exchange_jobs ADD COLUMN topic BIGINT;   -- of the group, in which the job was asked for
