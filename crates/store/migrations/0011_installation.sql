-- What there is once: what the keys are recognised by, and a row that is written to see whether
-- writing works.
CREATE TABLE installation (
    name TEXT PRIMARY KEY,
    content {bytes} NOT NULL
) {narrow};
