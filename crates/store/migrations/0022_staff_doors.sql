-- Passkeys of staff: what a browser or a key says it is, and how often it said so.
CREATE TABLE passkey (
    passkey TEXT PRIMARY KEY,
    operator TEXT NOT NULL,
    name TEXT NOT NULL,
    credential {bytes} NOT NULL,
    public_key {bytes} NOT NULL,
    signed {integer} NOT NULL,
    made_at {integer} NOT NULL,
    used_at {integer}
) {narrow};
CREATE UNIQUE INDEX passkey_by_credential ON passkey (credential);
CREATE INDEX passkey_by_operator ON passkey (operator);

-- The number by which an agency, and its provider of identities, knows an operator.
CREATE TABLE staff_number (
    number TEXT PRIMARY KEY,
    operator TEXT NOT NULL
) {narrow};
CREATE UNIQUE INDEX staff_number_by_operator ON staff_number (operator);

-- What somebody is signed in with, in a word or two.
ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT '';
