-- Links by which a person shows one bill to family for some days: known by a keyed hash. They are
-- no part of the books; who opened one the audit tells.
CREATE TABLE bill_share (
    link_index {bytes} PRIMARY KEY,
    person TEXT NOT NULL,
    settlement TEXT NOT NULL,
    made_at {integer} NOT NULL,
    ends_at {integer} NOT NULL,
    opened {integer} NOT NULL
) {narrow};
CREATE INDEX bill_share_by_person ON bill_share (person, settlement);
CREATE INDEX bill_share_by_end ON bill_share (ends_at);
