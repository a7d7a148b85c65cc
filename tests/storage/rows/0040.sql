UPDATE holdings SET name = 'Дача' WHERE name IS NULL AND account_id = (SELECT min(account_id) FROM holdings);
