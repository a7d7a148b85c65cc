-- Who did what at the operators' desk. Rows are only ever added.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    operator_id BIGINT NOT NULL,               -- Telegram's number of the person; 0 where the program acted by itself
    operator_name TEXT NOT NULL,               -- as it was then
    action TEXT NOT NULL,                      -- see services.audit.Action
    subject TEXT NOT NULL,                     -- what it was done to: 'alert:17', 'number:100200301'
    details TEXT NOT NULL                      -- JSON object: what was decided and why
);
CREATE INDEX audit_by_subject ON audit (subject, id);
