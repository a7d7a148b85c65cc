-- A chat that was signed in to an account is known to it, signed out or not: what strangers do elsewhere never keeps it
-- from signing in again. Earlier versions tell it of the chats that are signed in, and of those that gave the consents.
CREATE TABLE known_chats (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    chat_id BIGINT NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (account_id, chat_id)
);
INSERT INTO known_chats (account_id, chat_id, since)
SELECT account_id, chat_id, min(since) FROM (
    SELECT account_id, chat_id, signed_in_at AS since FROM sessions
    UNION ALL
    SELECT account_id, chat_id, given_at FROM consents
) GROUP BY account_id, chat_id;
