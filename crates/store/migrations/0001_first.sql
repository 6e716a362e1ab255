-- Rows are found by person first, so that everything one settlement touches lies together.
-- Money is fen, days are 2026-11-03, instants are microseconds since 1970.

-- The person's turn: locked by everything that changes what is below. Counts the person's
-- transactions in commit order.
CREATE TABLE person_lock (
    person TEXT PRIMARY KEY,
    turn {integer} NOT NULL CHECK (turn > 0)
) {narrow};

-- Name, ID number and card number are sealed together; the indexes are keyed hashes.
CREATE TABLE person (
    person TEXT PRIMARY KEY,
    identity {bytes} NOT NULL,
    id_index {bytes} NOT NULL,
    card_index {bytes},
    gender TEXT NOT NULL,
    born_on TEXT NOT NULL
) {narrow};
CREATE UNIQUE INDEX person_by_id_number ON person (id_index);
CREATE INDEX person_by_card ON person (card_index);

-- Tokens of the electronic voucher, by keyed hash.
CREATE TABLE voucher (
    token_index {bytes} PRIMARY KEY,
    person TEXT NOT NULL,
    expires_at {integer} NOT NULL
) {narrow};

CREATE TABLE enrolment (
    person TEXT NOT NULL,
    insured_at TEXT NOT NULL,
    scheme TEXT NOT NULL,
    tier TEXT,
    status TEXT NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT,
    continuous_since TEXT NOT NULL,
    paid_through TEXT NOT NULL,
    traits TEXT NOT NULL,
    employer TEXT,
    PRIMARY KEY (person, insured_at, scheme)
) {narrow};

-- The balance of a personal account; moves only together with a posting.
CREATE TABLE account (
    person TEXT NOT NULL,
    insured_at TEXT NOT NULL,
    scheme TEXT NOT NULL,
    balance {integer} NOT NULL CHECK (balance >= 0),
    PRIMARY KEY (person, insured_at, scheme)
) {narrow};

CREATE TABLE facility (
    facility TEXT PRIMARY KEY,
    body TEXT NOT NULL
) {wide};

CREATE TABLE catalogue_item (
    region TEXT NOT NULL,
    code TEXT NOT NULL,
    from_day TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (region, code, from_day)
) {wide};

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    content TEXT NOT NULL
) {narrow};

CREATE TABLE pack_text (
    hash TEXT PRIMARY KEY,
    content TEXT NOT NULL
) {wide};

-- The filing names whom to call and where they live, so it is sealed.
CREATE TABLE filing (
    person TEXT NOT NULL,
    filing TEXT NOT NULL,
    state TEXT NOT NULL,
    body {bytes} NOT NULL,
    PRIMARY KEY (person, filing)
) {wide};
CREATE INDEX filing_by_id ON filing (filing);

CREATE TABLE filing_event (
    person TEXT NOT NULL,
    filing TEXT NOT NULL,
    ordinal {integer} NOT NULL CHECK (ordinal > 0),
    at {integer} NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (person, filing, ordinal)
) {wide};

-- Facilities chosen for ordinary outpatient care.
CREATE TABLE designation (
    person TEXT NOT NULL,
    facility TEXT NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT,
    PRIMARY KEY (person, facility, from_day)
) {narrow};

-- What was found at the visit (diagnoses, notes) is sealed.
CREATE TABLE visit (
    person TEXT NOT NULL,
    visit TEXT NOT NULL,
    facility TEXT NOT NULL,
    facility_number TEXT NOT NULL,
    care TEXT NOT NULL,
    insured_at TEXT NOT NULL,
    scheme TEXT NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT,
    state TEXT NOT NULL CHECK (state IN ('open', 'discharged', 'cancelled')),
    flags TEXT NOT NULL,
    findings {bytes},
    opened_at {integer} NOT NULL,
    PRIMARY KEY (person, visit)
) {wide};
CREATE INDEX visit_by_id ON visit (visit);

-- A line that was withdrawn stays; one sent again under its serial is a new upload.
CREATE TABLE bill_line (
    person TEXT NOT NULL,
    visit TEXT NOT NULL,
    serial TEXT NOT NULL,
    upload {integer} NOT NULL,
    batch TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    price {integer} NOT NULL CHECK (price >= 0),
    quantity {integer} NOT NULL,
    amount {integer} NOT NULL,
    used_on TEXT NOT NULL,
    approved {integer} NOT NULL,
    refused {integer} NOT NULL,
    refund_of TEXT,
    wholly_self_paid {integer} NOT NULL,
    above_limit {integer} NOT NULL,
    upfront {integer} NOT NULL,
    ordinary {integer} NOT NULL,
    negotiated {integer} NOT NULL,
    settled_by TEXT,
    withdrawn {integer} NOT NULL DEFAULT 0,
    PRIMARY KEY (person, visit, serial, upload),
    CHECK (amount = wholly_self_paid + above_limit + upfront + ordinary + negotiated),
    CHECK (withdrawn = 0 OR settled_by IS NULL)
) {wide};
CREATE UNIQUE INDEX bill_line_in_force ON bill_line (person, visit, serial) WHERE withdrawn = 0;

-- A cancellation is a settlement with the opposite amounts that names the one it undoes.
CREATE TABLE settlement (
    person TEXT NOT NULL,
    settlement TEXT NOT NULL,
    visit TEXT NOT NULL,
    batch TEXT NOT NULL,
    facility TEXT NOT NULL,
    message TEXT NOT NULL,
    turn {integer} NOT NULL,
    reversal_of TEXT,
    created_at {integer} NOT NULL,
    insured_at TEXT NOT NULL,
    treated_at TEXT NOT NULL,
    scheme TEXT NOT NULL,
    year TEXT NOT NULL,
    wholly_self_paid {integer} NOT NULL,
    above_limit {integer} NOT NULL,
    upfront {integer} NOT NULL,
    ordinary {integer} NOT NULL,
    negotiated {integer} NOT NULL,
    total {integer} NOT NULL,
    funds {integer} NOT NULL,
    account {integer} NOT NULL,
    family_account {integer} NOT NULL,
    cash {integer} NOT NULL,
    deductible {integer} NOT NULL,
    shares TEXT NOT NULL,
    counted TEXT NOT NULL,
    inputs TEXT NOT NULL,
    footing TEXT NOT NULL,
    lines TEXT NOT NULL,
    pack_hash TEXT NOT NULL,
    PRIMARY KEY (person, settlement),
    CHECK (total = wholly_self_paid + above_limit + upfront + ordinary + negotiated),
    CHECK (total = funds + account + family_account + cash)
) {wide};
CREATE INDEX settlement_by_id ON settlement (settlement);
CREATE UNIQUE INDEX settlement_once ON settlement (person, visit, batch)
    WHERE reversal_of IS NULL;
CREATE UNIQUE INDEX settlement_reversed_once ON settlement (person, reversal_of)
    WHERE reversal_of IS NOT NULL;

-- Legs of one entry add up to zero.
CREATE TABLE posting (
    person TEXT NOT NULL,
    entry TEXT NOT NULL,
    ordinal {integer} NOT NULL,
    account TEXT NOT NULL,
    amount {integer} NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (person, entry, ordinal)
) {narrow};

CREATE TABLE year_to_date (
    person TEXT NOT NULL,
    insured_at TEXT NOT NULL,
    scheme TEXT NOT NULL,
    year TEXT NOT NULL,
    counter TEXT NOT NULL,
    amount {integer} NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (person, insured_at, scheme, year, counter)
) {narrow};

-- What a person had used up before we kept the books: brought along from elsewhere, never changed.
CREATE TABLE year_opening (
    person TEXT NOT NULL,
    insured_at TEXT NOT NULL,
    scheme TEXT NOT NULL,
    year TEXT NOT NULL,
    counter TEXT NOT NULL,
    amount {integer} NOT NULL CHECK (amount > 0),
    PRIMARY KEY (person, insured_at, scheme, year, counter)
) {narrow};

-- Every writing message once, with its answer. Content and answer are sealed.
CREATE TABLE message (
    person TEXT NOT NULL,
    facility TEXT NOT NULL,
    message TEXT NOT NULL,
    deed TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('done', 'reversed', 'tombstone')),
    digest {bytes},
    content {bytes},
    reply {bytes},
    visit TEXT,
    settlement TEXT,
    received_at {integer} NOT NULL,
    PRIMARY KEY (person, facility, message),
    CHECK (state = 'tombstone' OR (digest IS NOT NULL AND reply IS NOT NULL))
) {wide};

CREATE TABLE outbox (
    person TEXT NOT NULL,
    turn {integer} NOT NULL,
    ordinal {integer} NOT NULL,
    topic TEXT NOT NULL,
    payload TEXT NOT NULL,
    created_at {integer} NOT NULL,
    sent_at {integer},
    PRIMARY KEY (person, turn, ordinal)
) {wide};
CREATE INDEX outbox_unsent ON outbox (created_at) WHERE sent_at IS NULL;

-- One chain a person, and one for each facility's own doings.
CREATE TABLE audit (
    chain TEXT NOT NULL,
    sequence {integer} NOT NULL CHECK (sequence > 0),
    at {integer} NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    reason TEXT NOT NULL,
    digest TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (chain, sequence)
) {wide};

CREATE TABLE sign_in (
    facility TEXT NOT NULL,
    sign_number TEXT NOT NULL,
    operator TEXT NOT NULL,
    terminal TEXT NOT NULL,
    signed_in_at {integer} NOT NULL,
    signed_out_at {integer},
    PRIMARY KEY (facility, sign_number)
) {narrow};
