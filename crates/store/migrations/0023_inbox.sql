-- Up to when somebody has read what a person was told: the person, or who may act for them. It is
-- no part of the books.
CREATE TABLE inbox_read (
    person TEXT NOT NULL,
    reader TEXT NOT NULL,
    through_at {integer} NOT NULL,
    PRIMARY KEY (person, reader)
) {narrow};
