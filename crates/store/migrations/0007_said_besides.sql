-- What a message said that nothing looks at and answers repeat, sealed, and the turn of the person
-- in which it was done, by which its lines are found. Nothing on messages from before.
ALTER TABLE message ADD COLUMN turn {integer};
ALTER TABLE message ADD COLUMN said_besides {bytes};
