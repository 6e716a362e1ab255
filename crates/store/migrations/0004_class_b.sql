-- What splits a payable line of class B: the share by the catalogue of the place of care, the
-- share it is split by, and whether the rest is a negotiated drug. So the line can be split again
-- when the insured place sets another share for the situation it is settled in. Nothing on other
-- lines, and on lines from before: those stay as they were split.
ALTER TABLE bill_line ADD COLUMN catalogue_share {integer};
ALTER TABLE bill_line ADD COLUMN paid_first_share {integer};
ALTER TABLE bill_line ADD COLUMN is_negotiated {integer};
