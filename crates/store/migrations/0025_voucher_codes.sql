-- Codes of the electronic voucher that phones show: known by a keyed hash, of which sign-in, by
-- whom shown, read by which facility. They hold for minutes and are no part of the books.
CREATE TABLE voucher_code (
    code_index {bytes} PRIMARY KEY,
    person TEXT NOT NULL,
    shown_by TEXT NOT NULL,
    session_index {bytes} NOT NULL,
    ends_at {integer} NOT NULL,
    read_by TEXT,
    read_at {integer}
) {narrow};
CREATE INDEX voucher_code_by_end ON voucher_code (ends_at);
