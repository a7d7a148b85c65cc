-- Of what an account wants to be reminded, where that differs from what everybody gets at first.
CREATE TABLE reminder_choices (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL,                        -- see domain.reminder.ReminderKind
    is_wanted BOOLEAN NOT NULL,
    PRIMARY KEY (account_id, kind)
);
CREATE INDEX reminders_wanted ON reminder_choices (kind, account_id) WHERE is_wanted;

-- A reminder that was left in the outbox, so that no other follows it.
CREATE TABLE reminders (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,                     -- a subscriber number, or the id of a meter
    occasion TEXT NOT NULL,                    -- in words of the kind: a month and a day, a bill
    left_at TEXT NOT NULL,
    PRIMARY KEY (account_id, kind, subject, occasion)
);
CREATE INDEX reminders_by_age ON reminders (left_at);

CREATE INDEX meters_by_verification ON meters (verify_by, id) WHERE verify_by IS NOT NULL AND closed_at IS NULL;
