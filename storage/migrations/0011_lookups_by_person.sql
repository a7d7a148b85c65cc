-- What operators look for and count.
CREATE INDEX accounts_by_phone ON accounts (phone);
CREATE INDEX accounts_by_email ON accounts (lower(email));
CREATE INDEX accounts_by_pending_email ON accounts (lower(pending_email));
CREATE INDEX accounts_by_creation ON accounts (created_at);
CREATE INDEX accounts_by_confirmation ON accounts (email_confirmed_at);
CREATE INDEX holdings_by_addition ON holdings (added_at);
CREATE INDEX readings_by_entry ON readings (entered_at, status, reason);
CREATE INDEX attempts_by_moment ON attempts (kind, at);
