-- What somebody is changing in the folder of a place: the files that differ. One a place, shared by
-- its editors; gone when it is proposed or given up. Each save counts, so that who comes later sees
-- that it moved.
CREATE TABLE policy_draft (
    place TEXT PRIMARY KEY,
    version {integer} NOT NULL CHECK (version > 0),
    begun_by TEXT NOT NULL,
    begun_at {integer} NOT NULL,
    saved_by TEXT NOT NULL,
    saved_at {integer} NOT NULL,
    body TEXT NOT NULL
) {narrow};
