-- What is looked for of a person or a visit is found however much else there is of it.

-- What gives back a line, by that line.
CREATE INDEX bill_line_gives_back ON bill_line (person, visit, refund_of)
    WHERE refund_of IS NOT NULL;

-- The stays of a person among their visits.
CREATE INDEX visit_stays ON visit (person, visit) WHERE care = 'inpatient';

-- A visit by the number its facility gave it.
CREATE INDEX visit_by_facility_number ON visit (person, facility, facility_number);
