-- An update that is handled again counts no second attempt, and what is too old to count goes.
ALTER TABLE attempts ADD COLUMN idempotency_key TEXT; -- of the update that it came with; empty in older rows
CREATE UNIQUE INDEX attempts_once ON attempts (kind, subject, idempotency_key);
CREATE INDEX attempts_by_age ON attempts (at);
