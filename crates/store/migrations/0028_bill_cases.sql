-- What the rules leave to a clerk about bills: settlements that come to something else or rest on a
-- figure nobody published, and bills that were not settled at all. Whose, of which place, since
-- when, who decided; what was asked and decided is sealed.
CREATE TABLE bill_case (
    person TEXT NOT NULL,
    number TEXT NOT NULL,
    visit TEXT NOT NULL,
    insured_at TEXT NOT NULL,
    kind TEXT NOT NULL,
    lane TEXT NOT NULL,
    due_on TEXT NOT NULL,
    turn {integer} NOT NULL,
    opened_at {integer} NOT NULL,
    decided_by TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    holder TEXT NOT NULL,
    held_at {integer} NOT NULL,
    body {bytes} NOT NULL,
    PRIMARY KEY (person, number)
) {narrow};
CREATE INDEX bill_case_by_due ON bill_case (insured_at, lane, due_on, number);
CREATE INDEX bill_case_by_number ON bill_case (number);
CREATE INDEX bill_case_by_decision ON bill_case (insured_at, decided_on, decided_by);

-- Decisions that were drawn to be looked at again by somebody else, and what that one said.
CREATE TABLE second_look (
    person TEXT NOT NULL,
    number TEXT NOT NULL,
    insured_at TEXT NOT NULL,
    kind TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    looked_by TEXT NOT NULL,
    looked_at {integer} NOT NULL,
    agreed {integer} NOT NULL,
    reason {bytes} NOT NULL,
    PRIMARY KEY (person, number, decided_on)
) {narrow};
CREATE INDEX second_look_by_day ON second_look (insured_at, decided_on, number);

-- What was settled for the people of a place within a time, for its bureau.
CREATE INDEX settlement_by_place ON settlement (insured_at, created_at);
