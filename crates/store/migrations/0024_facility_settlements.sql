-- What a facility settled on a day, for its own desk.
CREATE INDEX settlement_by_facility ON settlement (facility, created_at);
