-- What the list of clerks asks of filings, beside the sealed ones: of which place, since when,
-- until when, why a person has to look, who decided. Derived from the filing when it is written.
CREATE TABLE filing_case (
    person TEXT NOT NULL,
    filing TEXT NOT NULL,
    insured_at TEXT NOT NULL,
    lane TEXT NOT NULL,
    due_on TEXT NOT NULL,
    why TEXT NOT NULL,
    entered_by TEXT NOT NULL,
    submitted_on TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    PRIMARY KEY (person, filing)
) {narrow};
CREATE INDEX filing_case_by_due ON filing_case (insured_at, lane, due_on, filing, person);
CREATE INDEX filing_case_by_why ON filing_case (insured_at, lane, why, due_on, filing, person);
CREATE INDEX filing_case_by_decision ON filing_case (insured_at, decided_on, decided_by);

-- Who has a case open, and what somebody proposes against a check that failed.
CREATE TABLE case_desk (
    person TEXT NOT NULL,
    filing TEXT NOT NULL,
    holder TEXT NOT NULL,
    held_at {integer} NOT NULL,
    proposed_by TEXT NOT NULL,
    proposed_at {integer} NOT NULL,
    proposal {bytes},
    PRIMARY KEY (person, filing)
) {narrow};

-- A filing by its number alone.
CREATE INDEX filing_by_number ON filing (filing);

-- How often an operator had a number shown on a day.
CREATE TABLE shown_count (
    operator TEXT NOT NULL,
    day TEXT NOT NULL,
    shown {integer} NOT NULL,
    PRIMARY KEY (operator, day)
) {narrow};
