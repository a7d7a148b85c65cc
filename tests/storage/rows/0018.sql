UPDATE outbox SET account_id = 1 WHERE id = 1;
UPDATE unreachable_chats SET reason = 'deleted';
UPDATE thread_messages SET unreached = 'blocked' WHERE undelivered_at IS NOT NULL;
