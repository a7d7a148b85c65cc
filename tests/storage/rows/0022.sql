UPDATE reading_values SET below_known = 1 WHERE scale = 1;
UPDATE exports SET has_remarks = 1;
UPDATE readings SET replaced_from = 'accepted' WHERE replaced_by IS NOT NULL;
