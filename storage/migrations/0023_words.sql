-- Formatting of what one person wrote and others read: JSON, a row for each mark; empty: none. Places count characters.
ALTER TABLE thread_messages ADD COLUMN marks TEXT NOT NULL DEFAULT '';
ALTER TABLE notices ADD COLUMN marks TEXT NOT NULL DEFAULT '';
