-- Every message that showed an alert, so that a reply to an older one is still understood.
CREATE TABLE alert_messages (
    message_id BIGINT PRIMARY KEY,             -- in the operators' group
    alert_id INTEGER NOT NULL REFERENCES alerts (id)
);
INSERT INTO alert_messages (message_id, alert_id)
SELECT message_id, max(id) FROM alerts WHERE message_id IS NOT NULL GROUP BY message_id;
