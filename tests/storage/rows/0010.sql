INSERT INTO alert_messages VALUES (908, 1);
