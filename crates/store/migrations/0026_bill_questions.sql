-- What people ask about a bill, or object to in it: of which place, since when, how it stands. What
-- they wrote is sealed. Never deleted; only how it stands changes.
CREATE TABLE bill_question (
    person TEXT NOT NULL,
    question TEXT NOT NULL,
    settlement TEXT NOT NULL,
    turn {integer} NOT NULL CHECK (turn > 0),
    insured_at TEXT NOT NULL,
    state TEXT NOT NULL,
    kind TEXT NOT NULL,
    channel TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at {integer} NOT NULL,
    body {bytes} NOT NULL,
    PRIMARY KEY (person, question)
) {narrow};
CREATE INDEX bill_question_by_unit ON bill_question (insured_at, state, asked_at, question);
CREATE INDEX bill_question_by_number ON bill_question (question);

-- And what the agency answered; appended.
CREATE TABLE bill_answer (
    person TEXT NOT NULL,
    question TEXT NOT NULL,
    ordinal {integer} NOT NULL CHECK (ordinal > 0),
    turn {integer} NOT NULL CHECK (turn > 0),
    kind TEXT NOT NULL,
    answered_by TEXT NOT NULL,
    answered_at {integer} NOT NULL,
    body {bytes} NOT NULL,
    PRIMARY KEY (person, question, ordinal)
) {narrow};
