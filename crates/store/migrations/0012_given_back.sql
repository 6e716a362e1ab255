-- What gives back a line is found by that line, however many lines the visit has.
CREATE INDEX bill_line_gives_back ON bill_line (person, visit, refund_of)
    WHERE refund_of IS NOT NULL;
