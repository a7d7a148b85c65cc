-- What a notice says of the supply and until when, and mailings that tell those who got it that this has changed.
ALTER TABLE notices ADD COLUMN kind TEXT NOT NULL DEFAULT 'other';  -- see domain.notice.NoticeKind
ALTER TABLE notices ADD COLUMN begins_at TEXT;             -- when the outage begins; empty: at once, or not told
ALTER TABLE notices ADD COLUMN in_force_until TEXT;        -- empty: nobody told
ALTER TABLE notices ADD COLUMN called_off_at TEXT;         -- the supply is back
ALTER TABLE notices ADD COLUMN follows BIGINT REFERENCES notices (id);  -- the notice that this mailing goes after
ALTER TABLE notices ADD COLUMN news TEXT;                  -- what it tells then, see domain.notice.FollowUp
CREATE INDEX notices_in_force ON notices (in_force_until) WHERE in_force_until IS NOT NULL;

-- Residents who said that they have no light; those of one house within an hour are in one alert.
CREATE TABLE outage_reports (
    id INTEGER PRIMARY KEY,
    alert_id BIGINT NOT NULL REFERENCES alerts (id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    number TEXT NOT NULL REFERENCES subscribers (number),
    house TEXT NOT NULL,                       -- the address without a flat, in small letters
    reported_at TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    UNIQUE (alert_id, account_id, number)
);
CREATE INDEX outage_reports_by_house ON outage_reports (house, reported_at);
CREATE INDEX outage_reports_by_account ON outage_reports (account_id);
