-- The numbers of an account are shown page by page in the order in which they were added.
CREATE INDEX holdings_by_account ON holdings (account_id, added_at, number);
