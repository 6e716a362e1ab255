-- A settlement that newer rules for its day brought to the same amounts goes by them from then on:
-- what changes later is worked out by these.
CREATE TABLE newer_rules (
    person TEXT NOT NULL,
    settlement TEXT NOT NULL,
    turn {integer} NOT NULL,
    pack_hash TEXT NOT NULL,
    PRIMARY KEY (person, settlement, turn)
) {narrow};
