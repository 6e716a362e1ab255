-- A notice and one way of sending it: tried how often, why not the last time, when next.
CREATE TABLE delivery (
    person TEXT NOT NULL,
    turn {integer} NOT NULL,
    ordinal {integer} NOT NULL,
    adapter TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'given-up')),
    attempts {integer} NOT NULL CHECK (attempts >= 0),
    first_at {integer},
    next_at {integer},
    over_at {integer},
    code TEXT,
    PRIMARY KEY (person, turn, ordinal, adapter),
    CHECK ((state = 'waiting') = (next_at IS NOT NULL)),
    CHECK ((state = 'waiting') = (over_at IS NULL))
) {wide};
CREATE INDEX delivery_due ON delivery (adapter, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX delivery_first ON delivery (adapter, person, turn, ordinal)
    WHERE next_at IS NOT NULL;

-- The ways of sending that servers have: what was caused before one was there is not its to send.
CREATE TABLE notice_adapter (
    adapter TEXT PRIMARY KEY,
    topics TEXT NOT NULL,
    since {integer} NOT NULL,
    seen_at {integer} NOT NULL,
    failing_since {integer},
    code TEXT
) {narrow};

-- What the calendar asks of a filing, in the clear, so that nobody opens a million of them each
-- night: when it ends, by when it has to be decided, what was told, on which day to look again.
CREATE TABLE filing_calendar (
    person TEXT NOT NULL,
    filing TEXT NOT NULL,
    insured_at TEXT NOT NULL,
    is_live {integer} NOT NULL CHECK (is_live IN (0, 1)),
    ends_on TEXT,
    due_on TEXT,
    told TEXT NOT NULL,
    next_on TEXT,
    PRIMARY KEY (person, filing)
) {narrow};
CREATE INDEX filing_calendar_next ON filing_calendar (next_on) WHERE next_on IS NOT NULL;
CREATE INDEX filing_calendar_live ON filing_calendar (insured_at, person) WHERE is_live = 1;
CREATE INDEX filing_calendar_late ON filing_calendar (insured_at, due_on)
    WHERE due_on IS NOT NULL;

-- Going through everybody once for an occasion, in the order of numbers.
CREATE TABLE calendar_sweep (
    sweep TEXT PRIMARY KEY,
    through TEXT NOT NULL,
    is_done {integer} NOT NULL CHECK (is_done IN (0, 1))
) {narrow};
