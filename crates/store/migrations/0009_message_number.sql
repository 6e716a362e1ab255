-- A sender's number is for one message about one person: whoever else it is used for is found
-- by it.
CREATE INDEX message_by_number ON message (facility, message);
