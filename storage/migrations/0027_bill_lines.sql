-- Billing may tell more: what a bill is made of, whose prices count, what is known of a home, what became of a payment.
-- A registry of before says nothing of it; what is empty is not known.
ALTER TABLE subscribers ADD COLUMN area INTEGER;                        -- hundredths of a square metre
ALTER TABLE subscribers ADD COLUMN residents INTEGER;
ALTER TABLE subscribers ADD COLUMN stove TEXT NOT NULL DEFAULT '';      -- see domain.subscriber.Stove, or billing's word
ALTER TABLE subscribers ADD COLUMN category TEXT NOT NULL DEFAULT '';   -- in billing's words
ALTER TABLE subscribers ADD COLUMN bill_delivery TEXT NOT NULL DEFAULT '';
ALTER TABLE bills ADD COLUMN opening INTEGER;                           -- kopecks
ALTER TABLE bills ADD COLUMN due_on TEXT;
ALTER TABLE payments ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE payments ADD COLUMN status TEXT NOT NULL DEFAULT 'booked';  -- see domain.bill.PaymentStatus

CREATE TABLE bill_lines (
    bill_id TEXT NOT NULL REFERENCES bills (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,                  -- from 1, as billing ordered them
    scale INTEGER,
    basis TEXT NOT NULL,                       -- see domain.bill_line.Basis
    consumption INTEGER,                       -- watt-hours
    from_kwh INTEGER,
    price INTEGER,                             -- kopecks per kWh
    amount INTEGER NOT NULL,                   -- kopecks
    note TEXT NOT NULL,
    PRIMARY KEY (bill_id, ordinal)
);

-- Bills are listed with more columns than before, so they come from the index in order and are not sorted.
DROP INDEX bills_by_number;
CREATE INDEX bills_by_number ON bills (number, month, id);

-- Each category has prices of its own, so it belongs to the key.
CREATE TABLE tariffs_of_categories (
    rates INTEGER NOT NULL,                    -- how many scales the meter has
    scale INTEGER NOT NULL,
    category TEXT NOT NULL DEFAULT '',         -- see domain.category.category_key
    from_kwh INTEGER NOT NULL,                 -- the consumption range of a month begins here
    price INTEGER NOT NULL,                    -- kopecks per kWh
    valid_from TEXT NOT NULL,
    PRIMARY KEY (rates, scale, category, from_kwh, valid_from)
);
INSERT INTO tariffs_of_categories (rates, scale, from_kwh, price, valid_from)
SELECT rates, scale, from_kwh, price, valid_from FROM tariffs;
DROP TABLE tariffs;
ALTER TABLE tariffs_of_categories RENAME TO tariffs;
