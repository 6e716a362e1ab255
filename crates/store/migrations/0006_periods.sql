-- What is on record of an insurance changes with time: a row holds from its own day, the first one
-- from the beginning, until that of the next. The days of the enrolment itself are beside it.
CREATE TABLE enrolment_over_time (
    person TEXT NOT NULL,
    insured_at TEXT NOT NULL,
    scheme TEXT NOT NULL,
    holds_from TEXT NOT NULL DEFAULT '',
    tier TEXT,
    status TEXT NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT,
    continuous_since TEXT NOT NULL,
    paid_through TEXT NOT NULL,
    traits TEXT NOT NULL,
    employer TEXT,
    contribution_base {integer},
    recognised {bytes},
    PRIMARY KEY (person, insured_at, scheme, holds_from)
) {narrow};
INSERT INTO enrolment_over_time (person, insured_at, scheme, holds_from, tier, status, from_day,
    until_day, continuous_since, paid_through, traits, employer, contribution_base, recognised)
    SELECT person, insured_at, scheme, '', tier, status, from_day,
        until_day, continuous_since, paid_through, traits, employer, contribution_base, recognised
    FROM enrolment;
DROP TABLE enrolment;
ALTER TABLE enrolment_over_time RENAME TO enrolment;

-- The circumstances a settlement was made in, as the hospital had said them by then; nothing on
-- those from before.
ALTER TABLE settlement ADD COLUMN flags TEXT;

-- What changed for everybody, such as rules for days that had passed, and how far the settlements
-- of before have been gone through for it: people up to `through`, in the order of their numbers.
CREATE TABLE review (
    review TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    due_at {integer} NOT NULL,
    through TEXT,
    done_at {integer}
) {wide};
