-- The audit of a day is read without the years before it.
CREATE INDEX audit_by_moment ON audit (at, id);
