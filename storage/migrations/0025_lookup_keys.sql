-- Operators look for homes by address and for meters by serial number. The next import makes the keys of addresses that
-- are here, because only the program can take an address apart; until then they are missing, and such rows are looked through.
ALTER TABLE subscribers ADD COLUMN street TEXT;         -- the words of its name in one order
ALTER TABLE subscribers ADD COLUMN place TEXT;          -- those of the part before the street, mostly a town
ALTER TABLE subscribers ADD COLUMN house TEXT;          -- the number of the house or plot
CREATE INDEX subscribers_by_street ON subscribers (street, house);
CREATE INDEX subscribers_by_place ON subscribers (place, house);
CREATE INDEX subscribers_without_keys ON subscribers (number) WHERE street IS NULL;
-- Letters in capitals, Latin ones as the Cyrillic ones that look alike, and digits, without leading zeros.
CREATE INDEX meters_by_serial ON meters (ltrim(
    replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(upper(serial),
    ' ', ''), '-', ''), '/', ''), '.', ''), '_', ''),
    'A', 'А'), 'B', 'В'), 'C', 'С'), 'E', 'Е'),
    'H', 'Н'), 'K', 'К'), 'M', 'М'), 'O', 'О'),
    'P', 'Р'), 'T', 'Т'), 'X', 'Х'),
    '0'
));
