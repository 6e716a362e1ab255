-- Employers, and the doctors and pharmacists of facilities: looked up one at a time.
CREATE TABLE employer (
    employer TEXT PRIMARY KEY,
    body TEXT NOT NULL
) {wide};
CREATE TABLE practitioner (
    facility TEXT NOT NULL,
    practitioner TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (facility, practitioner)
) {wide};

-- Who is employed by whom.
CREATE TABLE employment (
    person TEXT NOT NULL,
    employer TEXT NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT,
    PRIMARY KEY (person, employer, from_day)
) {narrow};
CREATE INDEX employment_by_employer ON employment (employer, person);

-- Relatives. Who it is and what they are to the person is sealed; the relative is found by keyed
-- hash.
CREATE TABLE kin (
    person TEXT NOT NULL,
    relative_index {bytes} NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT,
    body {bytes} NOT NULL,
    PRIMARY KEY (person, relative_index, from_day)
) {narrow};
CREATE INDEX kin_by_relative ON kin (relative_index);
