-- What hospitals put on record of somebody: that they refer them to another place. Sealed: it says
-- what they suffer from. Never deleted; one that was taken back says so.
CREATE TABLE referral (
    person TEXT NOT NULL,
    number TEXT NOT NULL,
    turn {integer} NOT NULL CHECK (turn > 0),
    request TEXT NOT NULL,
    facility TEXT NOT NULL,
    recorded_at {integer} NOT NULL,
    withdrawn_at {integer},
    body {bytes} NOT NULL,
    PRIMARY KEY (person, number)
) {narrow};
CREATE INDEX referral_by_facility ON referral (facility, recorded_at);

-- And that they found a disease the insured place pays for in particular. What the insurance knows
-- of it stands in enrolment; here stands how it came to know.
CREATE TABLE recognition (
    person TEXT NOT NULL,
    number TEXT NOT NULL,
    turn {integer} NOT NULL CHECK (turn > 0),
    request TEXT NOT NULL,
    facility TEXT NOT NULL,
    recorded_at {integer} NOT NULL,
    withdrawn_at {integer},
    body {bytes} NOT NULL,
    PRIMARY KEY (person, number)
) {narrow};
CREATE INDEX recognition_by_facility ON recognition (facility, recorded_at);

-- What was chosen at a facility of late.
CREATE INDEX choice_by_facility ON choice (facility, made_at);
