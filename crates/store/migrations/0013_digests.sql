-- What was written in the turn of an entry: one hash over all rows it appended. Nothing on entries
-- from before.
ALTER TABLE audit ADD COLUMN turn {integer};
ALTER TABLE audit ADD COLUMN wrote {bytes};

-- Digests of rows that change in place, as they were last written; an owner that is no person
-- begins with a #. None of rows that were last written before.
CREATE TABLE row_digest (
    owner TEXT NOT NULL,
    item TEXT NOT NULL,
    digest {bytes} NOT NULL,
    PRIMARY KEY (owner, item)
) {narrow};

-- Whoever checks somebody's rows asks for these too.
CREATE INDEX finder_by_person ON finder (person);
