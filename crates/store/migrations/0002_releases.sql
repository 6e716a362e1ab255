-- Who may change policy. A key is kept as its hash alone; the key itself is shown once.
CREATE TABLE operator (
    operator TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    created_at {integer} NOT NULL,
    disabled_at {integer}
) {narrow};
CREATE UNIQUE INDEX operator_by_key ON operator (key_hash);
CREATE UNIQUE INDEX operator_by_name ON operator (name);

-- An operator's request under a key of its own, with its answer, so that asking again is harmless.
CREATE TABLE operator_request (
    operator TEXT NOT NULL,
    request TEXT NOT NULL,
    digest TEXT NOT NULL,
    content TEXT NOT NULL,
    reply TEXT NOT NULL,
    received_at {integer} NOT NULL,
    PRIMARY KEY (operator, request)
) {wide};

-- One row: locked by everything that changes releases, and counting the changes, so that whoever
-- keeps policies in memory sees that something has changed.
CREATE TABLE release_turn (
    line {integer} PRIMARY KEY CHECK (line = 1),
    turn {integer} NOT NULL
) {narrow};
INSERT INTO release_turn (line, turn) VALUES (1, 0);

-- A release is all files of one folder of policies. None at all: back to what is installed.
CREATE TABLE policy_release (
    release TEXT PRIMARY KEY,
    place TEXT NOT NULL,
    ordinal {integer} NOT NULL CHECK (ordinal > 0),
    drafted_by TEXT NOT NULL REFERENCES operator (operator),
    drafted_at {integer} NOT NULL,
    why TEXT NOT NULL,
    based_on TEXT REFERENCES policy_release (release),
    rolls_back TEXT REFERENCES policy_release (release),
    UNIQUE (place, ordinal),
    UNIQUE (release, drafted_by)
) {narrow};

-- The text lies with those of the packs, by its hash.
CREATE TABLE policy_release_file (
    release TEXT NOT NULL REFERENCES policy_release (release),
    name TEXT NOT NULL,
    hash TEXT NOT NULL REFERENCES pack_text (hash),
    PRIMARY KEY (release, name)
) {narrow};

-- What happened to a release. Whoever drafted it can neither approve nor refuse it: the event
-- repeats the drafter, which the foreign key holds to the truth, and the check compares.
CREATE TABLE policy_release_event (
    release TEXT NOT NULL,
    turn {integer} NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('drafted', 'tested', 'approved', 'refused', 'withdrawn')),
    at {integer} NOT NULL,
    actor TEXT NOT NULL REFERENCES operator (operator),
    drafted_by TEXT NOT NULL,
    why TEXT NOT NULL,
    from_day TEXT,
    test TEXT,
    PRIMARY KEY (release, turn),
    FOREIGN KEY (release, drafted_by) REFERENCES policy_release (release, drafted_by),
    CHECK (kind NOT IN ('approved', 'refused') OR actor <> drafted_by),
    CHECK ((kind = 'approved') = (from_day IS NOT NULL))
) {wide};
CREATE UNIQUE INDEX policy_release_decided_once ON policy_release_event (release)
    WHERE kind IN ('approved', 'refused');
CREATE UNIQUE INDEX policy_release_withdrawn_once ON policy_release_event (release)
    WHERE kind = 'withdrawn';
CREATE INDEX policy_release_approved ON policy_release_event (turn) WHERE kind = 'approved';
