-- Everything that says who somebody is, by keyed hash: ID numbers, cards, passports, tokens of the
-- electronic voucher. Keyed by the hash, so that it is found without knowing the person. Two people
-- may claim one number; then it finds nobody.
CREATE TABLE finder (
    number_index {bytes} NOT NULL,
    kind TEXT NOT NULL,
    person TEXT NOT NULL,
    expires_at {integer},
    PRIMARY KEY (number_index, kind, person)
) {narrow};
INSERT INTO finder (number_index, kind, person)
    SELECT id_index, 'id-number', person FROM person;
INSERT INTO finder (number_index, kind, person)
    SELECT card_index, 'card', person FROM person WHERE card_index IS NOT NULL;
INSERT INTO finder (number_index, kind, person, expires_at)
    SELECT token_index, 'voucher', person, expires_at FROM voucher;
DROP TABLE voucher;
DROP INDEX person_by_id_number;
DROP INDEX person_by_card;
ALTER TABLE person DROP COLUMN id_index;
ALTER TABLE person DROP COLUMN card_index;
