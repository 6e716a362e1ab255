-- A filing that is being filled in: sealed, forgotten thirty days after it was last saved.
CREATE TABLE filing_draft (
    person TEXT NOT NULL,
    draft TEXT NOT NULL,
    saved_at {integer} NOT NULL,
    body {bytes} NOT NULL,
    PRIMARY KEY (person, draft)
) {wide};

-- Proofs handed in with a filing, each sealed in pieces. What they are is said in the filing, which
-- names them by the hash of what is in them. Those that were never sent go with the draft.
CREATE TABLE filing_document (
    person TEXT NOT NULL,
    filing TEXT NOT NULL,
    document TEXT NOT NULL,
    piece {integer} NOT NULL CHECK (piece >= 0),
    saved_at {integer} NOT NULL,
    sent {integer} NOT NULL CHECK (sent IN (0, 1)),
    body {bytes} NOT NULL,
    PRIMARY KEY (person, filing, document, piece)
) {wide};
CREATE INDEX filing_document_unsent ON filing_document (sent, saved_at);
