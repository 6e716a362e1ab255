-- How a person is reached: telephone, sealed.
CREATE TABLE contact (
    person TEXT PRIMARY KEY,
    body {bytes} NOT NULL
) {narrow};

-- Who may act for whom, since when, until when, and how it was allowed. What ended stays.
CREATE TABLE consent (
    person TEXT NOT NULL,
    helper TEXT NOT NULL,
    from_at {integer} NOT NULL,
    until_at {integer},
    relation TEXT NOT NULL,
    way TEXT NOT NULL,
    given_by TEXT NOT NULL,
    PRIMARY KEY (person, helper, from_at)
) {narrow};
CREATE INDEX consent_by_helper ON consent (helper);

-- What an operator works for, how it signs in on pages, and who it is as an insured person.
CREATE TABLE staff (
    operator TEXT PRIMARY KEY,
    unit_kind TEXT NOT NULL,
    unit TEXT NOT NULL,
    identity {bytes},
    password TEXT,
    second_factor {integer} NOT NULL,
    second_factor_set {integer} NOT NULL CHECK (second_factor_set IN (0, 1)),
    CHECK ((unit_kind = 'all') = (unit = ''))
) {narrow};

-- Browsers that are signed in, by the keyed hash of the secret they hold.
CREATE TABLE session (
    token_index {bytes} PRIMARY KEY,
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('person', 'operator')),
    subject TEXT NOT NULL,
    way TEXT NOT NULL,
    began_at {integer} NOT NULL,
    seen_at {integer} NOT NULL,
    ends_at {integer} NOT NULL
) {narrow};
CREATE INDEX session_by_subject ON session (subject);

-- Codes that sign somebody in once, by their keyed hash.
CREATE TABLE one_time_code (
    subject TEXT NOT NULL,
    way TEXT NOT NULL,
    code_index {bytes} NOT NULL,
    issued_by TEXT NOT NULL,
    ends_at {integer} NOT NULL,
    PRIMARY KEY (subject, way)
) {narrow};

-- What was tried in vain, by the keyed hash of whom it was tried for.
CREATE TABLE sign_in_guard (
    subject_index {bytes} PRIMARY KEY,
    failures {integer} NOT NULL,
    since {integer} NOT NULL,
    locked_until {integer},
    last_step {integer}
) {narrow};
