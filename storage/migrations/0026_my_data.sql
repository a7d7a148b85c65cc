-- What a person may have of their own data is found by their account: readings, and the notices that reached them.
CREATE INDEX readings_by_account ON readings (account_id, entered_at);
CREATE INDEX notice_recipients_by_account ON notice_recipients (account_id, notice_id);
