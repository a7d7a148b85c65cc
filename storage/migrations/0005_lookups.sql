-- A receipt names the reading whose place it took: without this, each of them reads the whole table.
CREATE INDEX readings_by_replacement ON readings (replaced_by) WHERE replaced_by IS NOT NULL;
-- So does looking for messages that are old enough to be forgotten.
CREATE INDEX outbox_done ON outbox (created_at) WHERE sent_at IS NOT NULL OR set_aside_at IS NOT NULL;
