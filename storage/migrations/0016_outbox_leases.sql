-- Since when a message is on its way: what is leased is not due. The sender ends what an earlier process left.
ALTER TABLE outbox ADD COLUMN leased_at TEXT;
CREATE INDEX outbox_leased ON outbox (channel) WHERE leased_at IS NOT NULL;
