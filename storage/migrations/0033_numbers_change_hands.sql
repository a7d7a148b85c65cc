-- Who proved a number with a later payment may end the hold of others, so the day of the payment is kept.
ALTER TABLE holdings ADD COLUMN paid_on TEXT;       -- of the proof; empty if an earlier version took it

-- A hold that another resident ended: it comes back with a payment after that one's, or by an operator.
CREATE TABLE ended_holdings (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    number TEXT NOT NULL REFERENCES subscribers (number),
    name TEXT,
    added_at TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,                  -- of the proof
    ended_at TEXT NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES accounts (id),
    ending TEXT NOT NULL,                           -- the idempotency key of the deed that ended it
    paid_on TEXT NOT NULL,                          -- the payment with which the other resident proved the number
    PRIMARY KEY (number, account_id)
);
CREATE INDEX ended_holdings_by_ending ON ended_holdings (ending);
CREATE INDEX ended_holdings_by_account ON ended_holdings (account_id);
