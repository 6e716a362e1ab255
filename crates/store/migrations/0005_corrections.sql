-- What was settled of the same stay before, and is taken off what the whole of it comes to; nothing
-- where a settlement stands by itself.
ALTER TABLE settlement ADD COLUMN so_far TEXT;
-- Whether the personal account may pay, also when nothing was on it. Nothing on settlements from
-- before: those may draw on it where they found something there.
ALTER TABLE settlement ADD COLUMN uses_account {integer};

-- What a settlement comes to now, because something before it changed, and the difference to what
-- it came to until then. Appended, never changed; the settlement stays as it was sent.
CREATE TABLE correction (
    person TEXT NOT NULL,
    correction TEXT NOT NULL,
    settlement TEXT NOT NULL,
    ordinal {integer} NOT NULL CHECK (ordinal > 0),
    turn {integer} NOT NULL,
    created_at {integer} NOT NULL,
    cause TEXT NOT NULL,
    cause_of TEXT NOT NULL,
    funds {integer} NOT NULL,
    account {integer} NOT NULL,
    family_account {integer} NOT NULL,
    cash {integer} NOT NULL,
    deductible {integer} NOT NULL,
    shares TEXT NOT NULL,
    counted TEXT NOT NULL,
    inputs TEXT NOT NULL,
    so_far TEXT,
    pack_hash TEXT NOT NULL,
    PRIMARY KEY (person, correction),
    CHECK (funds + account + family_account + cash = 0)
) {wide};
CREATE INDEX correction_by_id ON correction (correction);
CREATE UNIQUE INDEX correction_in_order ON correction (person, settlement, ordinal);

-- A settlement that may have to be corrected, and waits for a clerk to say so.
CREATE TABLE correction_task (
    person TEXT NOT NULL,
    settlement TEXT NOT NULL,
    turn {integer} NOT NULL,
    opened_at {integer} NOT NULL,
    cause TEXT NOT NULL,
    cause_of TEXT NOT NULL,
    why TEXT NOT NULL,
    decided_at {integer},
    decided_by TEXT,
    decision TEXT CHECK (decision IN ('corrected', 'left')),
    reason TEXT,
    PRIMARY KEY (person, settlement, turn),
    CHECK ((decided_at IS NULL) = (decision IS NULL))
) {wide};
CREATE INDEX correction_task_open ON correction_task (opened_at) WHERE decided_at IS NULL;
