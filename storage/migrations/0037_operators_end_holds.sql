-- An operator may end a hold as well; it comes back as it was, or with a payment after that day.
CREATE TABLE ended_holdings_new (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    number TEXT NOT NULL REFERENCES subscribers (number),
    name TEXT,
    added_at TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,                  -- of the proof
    ended_at TEXT NOT NULL,
    ended_by INTEGER REFERENCES accounts (id),      -- empty: an operator
    ending TEXT NOT NULL,                           -- the idempotency key of the deed that ended it
    paid_on TEXT NOT NULL,                          -- a later payment brings it back: that of the other resident, or the day
    proved_on TEXT,                                 -- the payment that proved the hold; empty where an earlier version ended it
    PRIMARY KEY (number, account_id)
);
INSERT INTO ended_holdings_new
    (account_id, number, name, added_at, idempotency_key, ended_at, ended_by, ending, paid_on)
SELECT account_id, number, name, added_at, idempotency_key, ended_at, ended_by, ending, paid_on FROM ended_holdings;
DROP TABLE ended_holdings;
ALTER TABLE ended_holdings_new RENAME TO ended_holdings;
CREATE INDEX ended_holdings_by_ending ON ended_holdings (ending);
CREATE INDEX ended_holdings_by_account ON ended_holdings (account_id);
