-- How each choice of a facility for outpatient care was made: when, by which rule and way, instead
-- of which other. Appended, never changed; what holds when is in designation.
CREATE TABLE choice (
    person TEXT NOT NULL,
    number TEXT NOT NULL,
    turn {integer} NOT NULL CHECK (turn > 0),
    made_at {integer} NOT NULL,
    insured_at TEXT NOT NULL,
    scheme TEXT NOT NULL,
    rule TEXT NOT NULL,
    facility TEXT NOT NULL,
    instead_of TEXT,
    from_day TEXT NOT NULL,
    channel TEXT NOT NULL,
    made_by TEXT NOT NULL,
    reason TEXT,
    PRIMARY KEY (person, number)
) {narrow};
