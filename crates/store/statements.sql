-- Every statement of the store: the file, where it looks, and for those that look
-- everywhere why. Written by the test `statements`; the reasons are kept.

-- ahead.rs: hot
SELECT turn FROM person_lock WHERE person = $1;

-- audit.rs: hot
SELECT sequence, hash FROM audit WHERE chain = $1 ORDER BY sequence DESC LIMIT 1;

-- audit.rs: hot
SELECT at, actor, object FROM audit WHERE chain = $1 AND action = $2 ORDER BY sequence DESC LIMIT
$3;

-- audit.rs: hot
INSERT INTO audit (chain, sequence, at, actor, action, object, reason, digest, previous, hash,
turn, wrote) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- audit.rs: hot
SELECT chain, sequence, at, actor, action, object, reason, digest, previous, hash, turn, wrote
FROM audit WHERE chain = $1 ORDER BY sequence;

-- audit.rs: hot
SELECT hash FROM audit WHERE chain = $1 AND sequence = $2;

-- audit.rs: everywhere: heads of chains for anchors and verify
SELECT a.chain, a.sequence, a.hash FROM audit a WHERE a.chain > $1 AND a.chain <= $2 AND a.at >=
$3 AND a.sequence = (SELECT MAX(l.sequence) FROM audit l WHERE l.chain = a.chain);

-- audit.rs: everywhere: heads of chains for anchors and verify
SELECT a.chain, a.sequence, a.hash FROM audit a WHERE a.chain > $1 AND a.at >= $2 AND a.sequence
= (SELECT MAX(l.sequence) FROM audit l WHERE l.chain = a.chain);

-- audit.rs: everywhere: verify goes through every chain
SELECT DISTINCT chain FROM audit ORDER BY chain;

-- bill_cases.rs: hot
INSERT INTO bill_case (person, number, visit, insured_at, kind, lane, due_on, turn, opened_at,
decided_by, decided_on, holder, held_at, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
$11, $12, $13, $14) ON CONFLICT (person, number) DO UPDATE SET visit = excluded.visit, insured_at
= excluded.insured_at, kind = excluded.kind, lane = excluded.lane, due_on = excluded.due_on, turn
= excluded.turn, opened_at = excluded.opened_at, decided_by = excluded.decided_by, decided_on =
excluded.decided_on, holder = excluded.holder, held_at = excluded.held_at, body = excluded.body;

-- bill_cases.rs: hot
SELECT c.person, c.number, c.visit, c.insured_at, c.kind, c.lane, c.due_on, c.turn, c.opened_at,
c.decided_by, c.decided_on, c.holder, c.held_at, c.body FROM bill_case c WHERE c.person = $1 AND
c.number = $2;

-- bill_cases.rs: everywhere: a bill by its number, for pages and links
SELECT c.person, c.number, c.visit, c.insured_at, c.kind, c.lane, c.due_on, c.turn, c.opened_at,
c.decided_by, c.decided_on, c.holder, c.held_at, c.body FROM bill_case c WHERE c.number = $1;

-- bill_cases.rs: hot
SELECT c.person, c.number, c.visit, c.insured_at, c.kind, c.lane, c.due_on, c.turn, c.opened_at,
c.decided_by, c.decided_on, c.holder, c.held_at, c.body FROM bill_case c WHERE c.person = $1
ORDER BY c.opened_at, c.number;

-- bill_cases.rs: everywhere: the list of bills
SELECT c.number FROM bill_case c WHERE c.person = $1 AND c.number = $2 AND (c.kind = 'refused'
AND NOT EXISTS (SELECT 1 FROM settlement s WHERE s.person = c.person AND s.visit = c.visit AND
s.turn > c.turn AND s.reversal_of IS NULL) OR c.kind <> 'refused' AND NOT EXISTS (SELECT 1 FROM
settlement s WHERE s.person = c.person AND s.reversal_of = c.number) AND (EXISTS (SELECT 1 FROM
correction_task t WHERE t.person = c.person AND t.settlement = c.number AND t.decided_at IS NULL)
OR EXISTS (SELECT 1 FROM bill_question q WHERE q.person = c.person AND q.settlement = c.number
AND q.state = 'in-review') OR c.kind = 'provisional' AND NOT EXISTS (SELECT 1 FROM correction x
WHERE x.person = c.person AND x.settlement = c.number AND x.turn > c.turn)));

-- bill_cases.rs: everywhere: the list of bills
SELECT c.person, c.number, c.visit, c.insured_at, c.kind, c.lane, c.due_on, c.turn, c.opened_at,
c.decided_by, c.decided_on, c.holder, c.held_at, c.body FROM bill_case c WHERE c.insured_at = $1
AND c.lane = $2 AND (CAST($3 AS TEXT) IS NULL OR c.kind = $3) AND (c.due_on, c.number) > ($4, $5)
AND (c.lane NOT IN ('waiting', 'proposed') OR (c.kind = 'refused' AND NOT EXISTS (SELECT 1 FROM
settlement s WHERE s.person = c.person AND s.visit = c.visit AND s.turn > c.turn AND
s.reversal_of IS NULL) OR c.kind <> 'refused' AND NOT EXISTS (SELECT 1 FROM settlement s WHERE
s.person = c.person AND s.reversal_of = c.number) AND (EXISTS (SELECT 1 FROM correction_task t
WHERE t.person = c.person AND t.settlement = c.number AND t.decided_at IS NULL) OR EXISTS (SELECT
1 FROM bill_question q WHERE q.person = c.person AND q.settlement = c.number AND q.state =
'in-review') OR c.kind = 'provisional' AND NOT EXISTS (SELECT 1 FROM correction x WHERE x.person
= c.person AND x.settlement = c.number AND x.turn > c.turn)))) ORDER BY c.due_on, c.number LIMIT
$6;

-- bill_cases.rs: everywhere: the list of bills, the regions of a province
SELECT MIN(c.insured_at) FROM bill_case c WHERE c.insured_at > $1;

-- bill_cases.rs: everywhere: a supervisor's board
SELECT c.person, c.number, c.visit, c.insured_at, c.kind, c.lane, c.due_on, c.turn, c.opened_at,
c.decided_by, c.decided_on, c.holder, c.held_at, c.body FROM bill_case c WHERE c.insured_at = $1
AND c.decided_on >= $2 AND c.decided_on <= $3 AND c.decided_by <> 'rule' ORDER BY c.decided_on
DESC, c.number LIMIT $4;

-- bill_cases.rs: everywhere: a supervisor's board
SELECT c.kind, c.due_on, COUNT(*) FROM bill_case c WHERE c.insured_at = $1 AND c.lane IN
('waiting', 'proposed') AND (c.kind = 'refused' AND NOT EXISTS (SELECT 1 FROM settlement s WHERE
s.person = c.person AND s.visit = c.visit AND s.turn > c.turn AND s.reversal_of IS NULL) OR
c.kind <> 'refused' AND NOT EXISTS (SELECT 1 FROM settlement s WHERE s.person = c.person AND
s.reversal_of = c.number) AND (EXISTS (SELECT 1 FROM correction_task t WHERE t.person = c.person
AND t.settlement = c.number AND t.decided_at IS NULL) OR EXISTS (SELECT 1 FROM bill_question q
WHERE q.person = c.person AND q.settlement = c.number AND q.state = 'in-review') OR c.kind =
'provisional' AND NOT EXISTS (SELECT 1 FROM correction x WHERE x.person = c.person AND
x.settlement = c.number AND x.turn > c.turn))) GROUP BY c.kind, c.due_on ORDER BY c.due_on,
c.kind;

-- bill_cases.rs: everywhere: a bureau's view of a year
SELECT c.person, c.number, c.visit, c.insured_at, c.kind, c.lane, c.due_on, c.turn, c.opened_at,
c.decided_by, c.decided_on, c.holder, c.held_at, c.body FROM bill_case c WHERE c.insured_at >= $1
AND c.insured_at < $2 AND c.opened_at >= $3 AND c.opened_at < $4 AND c.kind = 'refused' AND
(c.kind = 'refused' AND NOT EXISTS (SELECT 1 FROM settlement s WHERE s.person = c.person AND
s.visit = c.visit AND s.turn > c.turn AND s.reversal_of IS NULL) OR c.kind <> 'refused' AND NOT
EXISTS (SELECT 1 FROM settlement s WHERE s.person = c.person AND s.reversal_of = c.number) AND
(EXISTS (SELECT 1 FROM correction_task t WHERE t.person = c.person AND t.settlement = c.number
AND t.decided_at IS NULL) OR EXISTS (SELECT 1 FROM bill_question q WHERE q.person = c.person AND
q.settlement = c.number AND q.state = 'in-review') OR c.kind = 'provisional' AND NOT EXISTS
(SELECT 1 FROM correction x WHERE x.person = c.person AND x.settlement = c.number AND x.turn >
c.turn))) ORDER BY c.opened_at, c.number LIMIT $5;

-- bill_questions.rs: hot
INSERT INTO bill_question (person, question, settlement, turn, insured_at, state, kind, channel,
asked_by, asked_at, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT
(person, question) DO UPDATE SET state = excluded.state, body = excluded.body;

-- bill_questions.rs: hot
INSERT INTO bill_answer (person, question, ordinal, turn, kind, answered_by, answered_at, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- bill_questions.rs: hot
SELECT person, question, settlement, turn, insured_at, state, kind, channel, asked_by, asked_at,
body FROM bill_question WHERE person = $1 ORDER BY turn, question;

-- bill_questions.rs: everywhere: a question by its number alone
SELECT person, question, settlement, turn, insured_at, state, kind, channel, asked_by, asked_at,
body FROM bill_question WHERE question = $1;

-- bill_questions.rs: everywhere: the clerks' list
SELECT person, question, settlement, turn, insured_at, state, kind, channel, asked_by, asked_at,
body FROM bill_question WHERE insured_at = $1 AND state = $2 ORDER BY asked_at, question LIMIT $3;

-- bill_questions.rs: everywhere: the clerks' list, the regions of a province
SELECT MIN(insured_at) FROM bill_question WHERE insured_at > $1;

-- bill_questions.rs: hot
SELECT ordinal, turn, kind, answered_by, answered_at, body FROM bill_answer WHERE person = $1 AND
question = $2 ORDER BY ordinal;

-- bill_shares.rs: finder
INSERT INTO bill_share (link_index, person, settlement, made_at, ends_at, opened) VALUES ($1, $2,
$3, $4, $5, 0);

-- bill_shares.rs: finder
SELECT link_index, person, settlement, made_at, ends_at, opened FROM bill_share WHERE link_index
= $1;

-- bill_shares.rs: everywhere: the links to a bill: a page of its owner
SELECT link_index, person, settlement, made_at, ends_at, opened FROM bill_share WHERE person = $1
AND settlement = $2 ORDER BY made_at DESC, link_index;

-- bill_shares.rs: finder
UPDATE bill_share SET opened = opened + 1 WHERE link_index = $1;

-- bill_shares.rs: finder
DELETE FROM bill_share WHERE link_index = $1;

-- bill_shares.rs: everywhere: somebody erases what they may
DELETE FROM bill_share WHERE person = $1;

-- bill_shares.rs: everywhere: what is over is forgotten, now and then
DELETE FROM bill_share WHERE ends_at < $1;

-- bureau.rs: everywhere: a bureau's view of a year
SELECT s.insured_at, s.treated_at, COUNT(*), COUNT(DISTINCT s.person), CAST(SUM(s.total) AS
BIGINT), CAST(SUM(s.funds) AS BIGINT) FROM settlement s WHERE s.insured_at >= $1 AND s.insured_at
< $2 AND s.created_at >= $3 AND s.created_at < $4 AND s.reversal_of IS NULL AND NOT EXISTS
(SELECT 1 FROM settlement r WHERE r.person = s.person AND r.reversal_of = s.settlement) GROUP BY
s.insured_at, s.treated_at ORDER BY s.insured_at, s.treated_at;

-- bureau.rs: everywhere: a bureau's view of a year
SELECT c.cause, COUNT(*), CAST(SUM(c.funds) AS BIGINT) FROM settlement s JOIN correction c ON
c.person = s.person AND c.settlement = s.settlement WHERE s.insured_at >= $1 AND s.insured_at <
$2 AND c.created_at >= $3 AND c.created_at < $4 GROUP BY c.cause ORDER BY c.cause;

-- bureau.rs: everywhere: a bureau's view of a year
SELECT COUNT(*), CAST(COALESCE(SUM(s.funds), 0) AS BIGINT) FROM bill_case c JOIN settlement s ON
s.person = c.person AND s.settlement = c.number WHERE c.insured_at >= $1 AND c.insured_at < $2
AND c.kind = 'provisional' AND c.lane IN ('waiting', 'proposed', 'left') AND NOT EXISTS (SELECT 1
FROM settlement r WHERE r.person = c.person AND r.reversal_of = c.number) AND NOT EXISTS (SELECT
1 FROM correction x WHERE x.person = c.person AND x.settlement = c.number AND x.turn > c.turn);

-- bureau.rs: everywhere: a bureau's view of a year
SELECT c.submitted_on, c.decided_on, COUNT(*) FROM filing_case c WHERE c.insured_at >= $1 AND
c.insured_at < $2 AND c.decided_on >= $3 AND c.decided_on <= $4 AND c.decided_by <> 'rule' GROUP
BY c.submitted_on, c.decided_on ORDER BY c.submitted_on, c.decided_on;

-- cases.rs: hot
INSERT INTO filing_case (person, filing, insured_at, lane, due_on, why, entered_by, submitted_on,
decided_by, decided_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (person,
filing) DO UPDATE SET insured_at = excluded.insured_at, lane = excluded.lane, due_on =
excluded.due_on, why = excluded.why, entered_by = excluded.entered_by, submitted_on =
excluded.submitted_on, decided_by = excluded.decided_by, decided_on = excluded.decided_on;

-- cases.rs: hot
SELECT person, filing, insured_at, lane, due_on, why, entered_by, submitted_on, decided_by,
decided_on FROM filing_case WHERE person = $1 AND filing = $2;

-- cases.rs: everywhere: the clerks' list
SELECT c.person, c.filing, c.insured_at, c.lane, c.due_on, c.why, c.entered_by, c.submitted_on,
c.decided_by, c.decided_on, f.body, d.holder, d.held_at FROM filing_case c JOIN filing f ON
f.person = c.person AND f.filing = c.filing LEFT JOIN case_desk d ON d.person = c.person AND
d.filing = c.filing WHERE c.insured_at = $1 AND c.lane = $2 AND c.due_on <= $3 AND (c.due_on,
c.filing, c.person) > ($4, $5, $6) ORDER BY c.due_on, c.filing, c.person LIMIT $7;

-- cases.rs: everywhere: the clerks' list
SELECT c.person, c.filing, c.insured_at, c.lane, c.due_on, c.why, c.entered_by, c.submitted_on,
c.decided_by, c.decided_on, f.body, d.holder, d.held_at FROM filing_case c JOIN filing f ON
f.person = c.person AND f.filing = c.filing LEFT JOIN case_desk d ON d.person = c.person AND
d.filing = c.filing WHERE c.insured_at = $1 AND c.lane = $2 AND c.why = $8 AND c.due_on <= $3 AND
(c.due_on, c.filing, c.person) > ($4, $5, $6) ORDER BY c.due_on, c.filing, c.person LIMIT $7;

-- cases.rs: everywhere: the clerks' list
SELECT c.lane FROM filing_case c WHERE c.insured_at = $1 AND c.lane = $2 AND c.due_on <= $3 LIMIT
$4;

-- cases.rs: everywhere: the clerks' list, the regions of a province
SELECT MIN(c.insured_at) FROM filing_case c WHERE c.insured_at > $1;

-- cases.rs: everywhere: a supervisor's board
SELECT c.why, c.due_on, COUNT(*) FROM filing_case c WHERE c.insured_at = $1 AND c.lane IN
('queued', 'proposed') GROUP BY c.why, c.due_on ORDER BY c.due_on, c.why;

-- cases.rs: everywhere: a supervisor's board
SELECT d.holder, COUNT(*) FROM filing_case c JOIN case_desk d ON d.person = c.person AND d.filing
= c.filing WHERE c.insured_at = $1 AND c.lane IN ('queued', 'proposed') AND d.holder <> '' GROUP
BY d.holder ORDER BY d.holder;

-- cases.rs: everywhere: a supervisor's board
SELECT c.decided_by, c.lane, COUNT(*) FROM filing_case c WHERE c.insured_at = $1 AND c.decided_on
>= $2 AND c.decided_on <= $3 AND c.decided_by <> $4 GROUP BY c.decided_by, c.lane ORDER BY
c.decided_by, c.lane;

-- cases.rs: everywhere: a supervisor's board
SELECT c.person, c.filing, c.insured_at, c.lane, c.due_on, c.why, c.entered_by, c.submitted_on,
c.decided_by, c.decided_on FROM filing_case c WHERE c.insured_at = $1 AND c.decided_on >= $2 AND
c.decided_on <= $3 AND c.decided_by <> $4 ORDER BY c.decided_on DESC, c.filing, c.person LIMIT $5;

-- cases.rs: hot
INSERT INTO case_desk (person, filing, holder, held_at, proposed_by, proposed_at, proposal)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (person, filing) DO UPDATE SET holder =
excluded.holder, held_at = excluded.held_at, proposed_by = excluded.proposed_by, proposed_at =
excluded.proposed_at, proposal = excluded.proposal;

-- cases.rs: hot
SELECT holder, held_at, proposed_by, proposed_at, proposal FROM case_desk WHERE person = $1 AND
filing = $2;

-- cases.rs: hub
INSERT INTO shown_count (operator, day, shown) VALUES ($1, $2, 1) ON CONFLICT (operator, day) DO
UPDATE SET shown = shown_count.shown + 1 RETURNING shown;

-- cases.rs: everywhere: rows of the list that are missing, once at the start
SELECT f.person, f.filing FROM filing f WHERE (f.person, f.filing) > ($1, $2) AND NOT EXISTS
(SELECT 1 FROM filing_case c WHERE c.person = f.person AND c.filing = f.filing) ORDER BY
f.person, f.filing LIMIT $3;

-- consents.rs: hot
INSERT INTO consent (person, helper, from_at, until_at, relation, way, given_by) VALUES ($1, $2,
$3, $4, $5, $6, $7) ON CONFLICT (person, helper, from_at) DO UPDATE SET until_at =
excluded.until_at;

-- consents.rs: hot
DELETE FROM consent WHERE person = $1 AND helper = $2 AND from_at = $3;

-- consents.rs: hot
SELECT person, helper, from_at, until_at, relation, way, given_by FROM consent WHERE person = $1
ORDER BY from_at, helper;

-- consents.rs: everywhere: whom somebody may act for: a page after signing in
SELECT person, helper, from_at, until_at, relation, way, given_by FROM consent WHERE helper = $1
ORDER BY from_at, person;

-- contacts.rs: hot
INSERT INTO contact (person, body) VALUES ($1, $2);

-- contacts.rs: hot
INSERT INTO contact (person, body) VALUES ($1, $2) ON CONFLICT (person) DO UPDATE SET body =
excluded.body;

-- contacts.rs: hot
DELETE FROM contact WHERE person = $1;

-- contacts.rs: hot
SELECT body FROM contact WHERE person = $1;

-- corrections.rs: hot
INSERT INTO correction (person, correction, settlement, ordinal, turn, created_at, cause,
cause_of, funds, account, family_account, cash, deductible, shares, counted, inputs, so_far,
pack_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
$18);

-- corrections.rs: hot
SELECT c.correction, c.person, c.settlement, c.ordinal, c.turn, c.created_at, c.cause,
c.cause_of, c.inputs, c.so_far, c.shares, c.deductible, c.counted, c.pack_hash FROM correction c
WHERE c.person = $1 ORDER BY c.turn, c.settlement, c.ordinal;

-- corrections.rs: hot
SELECT settlement FROM settlement WHERE person = $1 LIMIT 1;

-- corrections.rs: hot
SELECT c.correction, c.person, c.settlement, c.ordinal, c.turn, c.created_at, c.cause,
c.cause_of, c.inputs, c.so_far, c.shares, c.deductible, c.counted, c.pack_hash FROM correction c
WHERE c.person = $1 AND c.settlement = $2 ORDER BY c.ordinal;

-- corrections.rs: everywhere: a page by the number alone
SELECT c.correction, c.person, c.settlement, c.ordinal, c.turn, c.created_at, c.cause,
c.cause_of, c.inputs, c.so_far, c.shares, c.deductible, c.counted, c.pack_hash FROM correction c
WHERE c.correction = $1;

-- corrections.rs: hot
INSERT INTO correction_task (person, settlement, turn, opened_at, cause, cause_of, why) VALUES
($1, $2, $3, $4, $5, $6, $7);

-- corrections.rs: hot
SELECT turn FROM correction_task WHERE person = $1 AND settlement = $2 AND (CAST($3 AS TEXT) IS
NULL OR cause = $3) AND decided_at IS NULL;

-- corrections.rs: hot
UPDATE correction_task SET decided_at = $3, decided_by = $4, decision = $5, reason = $6 WHERE
person = $1 AND settlement = $2 AND (CAST($7 AS TEXT) IS NULL OR cause = $7) AND decided_at IS
NULL;

-- corrections.rs: everywhere: the clerks' list
SELECT t.person, t.settlement, t.turn, t.opened_at, t.cause, t.cause_of, t.why FROM
correction_task t WHERE t.decided_at IS NULL ORDER BY t.opened_at, t.settlement LIMIT $1;

-- corrections.rs: hot
SELECT t.person, t.settlement, t.turn, t.opened_at, t.cause, t.cause_of, t.why FROM
correction_task t WHERE t.person = $1 AND t.settlement = $2 AND t.decided_at IS NULL ORDER BY
t.turn;

-- corrections.rs: hot
SELECT t.settlement, t.cause, t.cause_of, CAST(CASE WHEN t.decided_at IS NULL THEN 1 ELSE 0 END
AS BIGINT) FROM correction_task t WHERE t.person = $1 AND (t.decided_at IS NULL OR t.decision =
'left' AND t.reason <> 'moot' AND NOT EXISTS (SELECT 1 FROM correction c WHERE c.person = $1 AND
c.settlement = t.settlement AND c.turn > t.turn)) ORDER BY t.turn;

-- deliveries.rs: hub
INSERT INTO notice_adapter (adapter, topics, since, seen_at) VALUES ($1, $2, $3, $4) ON CONFLICT
(adapter) DO UPDATE SET topics = excluded.topics, seen_at = excluded.seen_at;

-- deliveries.rs: hub
SELECT adapter, topics, since, seen_at, failing_since, code FROM notice_adapter ORDER BY adapter;

-- deliveries.rs: hub
UPDATE notice_adapter SET failing_since = COALESCE(failing_since, $2), code = $3 WHERE adapter =
$1;

-- deliveries.rs: hub
UPDATE notice_adapter SET failing_since = NULL, code = NULL WHERE adapter = $1;

-- deliveries.rs: hot
INSERT INTO delivery (person, turn, ordinal, adapter, state, attempts, next_at) VALUES ($1, $2,
$3, $4, $5, $6, $7);

-- deliveries.rs: hot
SELECT turn, ordinal, adapter, state, attempts, next_at, over_at, code FROM delivery WHERE person
= $1 ORDER BY turn, ordinal, adapter;

-- deliveries.rs: everywhere: an adapter takes the oldest, whose ever they are
SELECT d.attempts, d.first_at, o.person, o.turn, o.ordinal, o.topic, o.payload, o.created_at FROM
delivery d JOIN outbox o ON o.person = d.person AND o.turn = d.turn AND o.ordinal = d.ordinal
WHERE d.adapter = $1 AND d.next_at IS NOT NULL ORDER BY d.next_at, d.person, d.turn, d.ordinal
LIMIT $2;

-- deliveries.rs: everywhere: whether an adapter has anything to do
SELECT COUNT(*) FROM (SELECT next_at FROM delivery WHERE adapter = $1 AND next_at <= $2 LIMIT 1)
AS first;

-- deliveries.rs: everywhere: an adapter takes what is due, of each person the first
SELECT d.attempts, d.first_at, o.person, o.turn, o.ordinal, o.topic, o.payload, o.created_at FROM
delivery d JOIN outbox o ON o.person = d.person AND o.turn = d.turn AND o.ordinal = d.ordinal
WHERE d.adapter = $1 AND d.next_at <= $2 AND (o.topic = $4 OR NOT EXISTS (SELECT 1 FROM delivery
e WHERE e.adapter = $1 AND e.person = d.person AND e.next_at IS NOT NULL AND (e.turn < d.turn OR
(e.turn = d.turn AND e.ordinal < d.ordinal)))) ORDER BY d.next_at, d.person, d.turn, d.ordinal
LIMIT $3;

-- deliveries.rs: hot
UPDATE delivery SET attempts = $5, first_at = $6, next_at = $7 WHERE person = $1 AND turn = $2
AND ordinal = $3 AND adapter = $4 AND attempts = $8 AND next_at <= $9;

-- deliveries.rs: hot
UPDATE delivery SET state = $5, attempts = $6, first_at = $7, next_at = $8, over_at = $9, code =
$10 WHERE person = $1 AND turn = $2 AND ordinal = $3 AND adapter = $4 AND next_at IS NOT NULL AND
attempts <= $6;

-- deliveries.rs: hot
UPDATE delivery SET next_at = $3 WHERE person = $1 AND adapter = $2 AND next_at < $3;

-- deliveries.rs: hot
UPDATE delivery SET state = 'waiting', attempts = 0, first_at = NULL, next_at = $5, over_at =
NULL, code = NULL WHERE person = $1 AND turn = $2 AND ordinal = $3 AND adapter = $4 AND next_at
IS NULL;

-- deliveries.rs: everywhere: what waits for an adapter that is gone is given up, a little at a time
SELECT person, turn, ordinal FROM delivery WHERE adapter = $1 AND next_at IS NOT NULL ORDER BY
next_at LIMIT $2;

-- deliveries.rs: hot
UPDATE delivery SET state = 'given-up', next_at = NULL, over_at = $5, code = 'adapter-gone' WHERE
person = $1 AND turn = $2 AND ordinal = $3 AND adapter = $4 AND next_at IS NOT NULL;

-- deliveries.rs: everywhere: how many notices wait for an adapter, counted so far
SELECT COUNT(*), MIN(next_at) FROM (SELECT next_at FROM delivery WHERE adapter = $1 AND next_at
IS NOT NULL ORDER BY next_at LIMIT $2) AS oldest;

-- designations.rs: hot
INSERT INTO designation (person, facility, from_day, until_day) VALUES ($1, $2, $3, $4) ON
CONFLICT (person, facility, from_day) DO UPDATE SET until_day = excluded.until_day;

-- designations.rs: hot
DELETE FROM designation WHERE person = $1;

-- designations.rs: hot
SELECT facility, from_day, until_day FROM designation WHERE person = $1 ORDER BY from_day,
facility;

-- designations.rs: hot
INSERT INTO choice (person, number, turn, made_at, insured_at, scheme, rule, facility,
instead_of, from_day, channel, made_by, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
$11, $12, $13);

-- designations.rs: hot
SELECT number, turn, made_at, insured_at, scheme, rule, facility, instead_of, from_day, channel,
made_by, reason FROM choice WHERE person = $1 ORDER BY turn;

-- designations.rs: everywhere: the desk of a facility
SELECT person, number, turn, made_at, insured_at, scheme, rule, facility, instead_of, from_day,
channel, made_by, reason FROM choice WHERE facility = $1 AND made_at >= $2 AND channel = $3 ORDER
BY made_at DESC, number LIMIT $4;

-- documents.rs: hot
INSERT INTO filing_document (person, filing, document, piece, saved_at, sent, body) VALUES ($1,
$2, $3, $4, $5, $6, $7) ON CONFLICT (person, filing, document, piece) DO NOTHING;

-- documents.rs: hot
SELECT piece, body FROM filing_document WHERE person = $1 AND filing = $2 AND document = $3 ORDER
BY piece;

-- documents.rs: hot
DELETE FROM filing_document WHERE person = $1 AND filing = $2 AND document = $3 AND sent = 0;

-- documents.rs: hot
DELETE FROM filing_document WHERE person = $1 AND filing = $2 AND sent = 0;

-- documents.rs: hot
UPDATE filing_document SET sent = 1 WHERE person = $1 AND filing = $2;

-- documents.rs: everywhere: what was never sent is forgotten after thirty days
DELETE FROM filing_document WHERE sent = 0 AND saved_at < $1;

-- documents.rs: everywhere: sealed anew with the newest key, whoever they belong to
SELECT person, filing, document, piece, body FROM filing_document WHERE (person, filing,
document, piece) > ($1, $2, $3, $4) ORDER BY person, filing, document, piece LIMIT $5;

-- documents.rs: hot
UPDATE filing_document SET body = $6 WHERE person = $1 AND filing = $2 AND document = $3 AND
piece = $4 AND body = $5;

-- drafts.rs: hot
INSERT INTO filing_draft (person, draft, saved_at, body) VALUES ($1, $2, $3, $4) ON CONFLICT
(person, draft) DO UPDATE SET saved_at = excluded.saved_at, body = excluded.body;

-- drafts.rs: hot
SELECT draft, saved_at, body FROM filing_draft WHERE person = $1 AND draft = $2;

-- drafts.rs: hot
SELECT draft, saved_at, body FROM filing_draft WHERE person = $1 ORDER BY saved_at DESC, draft;

-- drafts.rs: hot
DELETE FROM filing_draft WHERE person = $1 AND draft = $2;

-- drafts.rs: everywhere: what was never sent is forgotten after thirty days
DELETE FROM filing_draft WHERE saved_at < $1;

-- employers.rs: hub
INSERT INTO employer (employer, body) VALUES ($1, $2) ON CONFLICT (employer) DO UPDATE SET body =
excluded.body;

-- employers.rs: hub
SELECT body FROM employer WHERE employer IN ($1, $2);

-- employers.rs: hub
SELECT body FROM employer WHERE employer = $1;

-- employers.rs: hot
SELECT employer, from_day, until_day FROM employment WHERE person = $1 ORDER BY from_day,
employer;

-- employers.rs: hot
INSERT INTO employment (person, employer, from_day, until_day) VALUES ($1, $2, $3, $4);

-- employers.rs: hot
DELETE FROM employment WHERE person = $1;

-- employers.rs: everywhere: the staff of an employer, for its clerk
SELECT DISTINCT person FROM employment WHERE employer = $1 AND person > $2 ORDER BY person LIMIT
$3;

-- enrolments.rs: hot
DELETE FROM enrolment WHERE person = $1 AND insured_at = $2 AND scheme = $3;

-- enrolments.rs: hot
INSERT INTO enrolment (person, insured_at, scheme, holds_from, tier, status, from_day, until_day,
continuous_since, paid_through, traits, employer, contribution_base, recognised) VALUES ($1, $2,
$3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- enrolments.rs: hot
INSERT INTO account (person, insured_at, scheme, balance) VALUES ($1, $2, $3, $4);

-- enrolments.rs: hot
SELECT e.holds_from, e.insured_at, e.scheme, e.tier, e.status, e.from_day, e.until_day,
e.continuous_since, e.paid_through, e.traits, e.employer, e.contribution_base, e.recognised,
a.balance FROM enrolment e LEFT JOIN account a ON a.person = $1 AND a.insured_at = e.insured_at
AND a.scheme = e.scheme WHERE e.person = $1 ORDER BY e.insured_at, e.scheme, e.holds_from;

-- enrolments.rs: everywhere: a whole register ends whom it does not name
SELECT person, scheme FROM enrolment WHERE insured_at = $1 AND person > $2 AND from_day < $3 AND
(until_day IS NULL OR until_day > $3) ORDER BY person, scheme LIMIT $4;

-- enrolments.rs: hot
UPDATE account SET balance = balance + $4 WHERE person = $1 AND insured_at = $2 AND scheme = $3;

-- enrolments.rs: hot
SELECT balance FROM account WHERE person = $1 AND insured_at = $2 AND scheme = $3;

-- facility_days.rs: everywhere: the desk of a facility
SELECT reversal_of, shares FROM settlement WHERE facility = $1 AND created_at >= $2 AND
created_at < $3;

-- facility_days.rs: everywhere: the desk of a facility
SELECT person, settlement FROM settlement WHERE facility = $1 AND created_at >= $2 AND created_at
< $3 AND reversal_of IS NULL ORDER BY created_at DESC, settlement LIMIT $4;

-- filing_calendar.rs: hot
INSERT INTO filing_calendar (person, filing, insured_at, is_live, ends_on, due_on, told, next_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (person, filing) DO UPDATE SET insured_at =
excluded.insured_at, is_live = excluded.is_live, ends_on = excluded.ends_on, due_on =
excluded.due_on, told = excluded.told, next_on = excluded.next_on;

-- filing_calendar.rs: hot
SELECT person, filing, insured_at, is_live, ends_on, due_on, told, next_on FROM filing_calendar
WHERE person = $1 AND filing = $2;

-- filing_calendar.rs: hot
SELECT person, filing, insured_at, is_live, ends_on, due_on, told, next_on FROM filing_calendar
WHERE person = $1 ORDER BY filing;

-- filing_calendar.rs: everywhere: the calendar takes what is due, whose ever it is
SELECT person, filing FROM filing_calendar WHERE next_on <= $1 ORDER BY next_on LIMIT $2;

-- filing_calendar.rs: everywhere: a unit's list of what it did not decide in time
SELECT person, filing, insured_at, is_live, ends_on, due_on, told, next_on FROM filing_calendar
WHERE insured_at = $1 AND due_on < $2 ORDER BY due_on LIMIT $3;

-- filing_calendar.rs: everywhere: the calendar goes through everybody of a place
SELECT person FROM filing_calendar WHERE is_live = 1 AND insured_at = $1 AND person > $2 ORDER BY
person LIMIT 1;

-- filing_calendar.rs: everywhere: filings of before are put into the calendar once
SELECT person FROM filing WHERE person > $1 ORDER BY person LIMIT 1;

-- filing_calendar.rs: hub
SELECT through, is_done FROM calendar_sweep WHERE sweep = $1;

-- filing_calendar.rs: hub
INSERT INTO calendar_sweep (sweep, through, is_done) VALUES ($1, $2, $3) ON CONFLICT (sweep) DO
UPDATE SET through = excluded.through, is_done = excluded.is_done WHERE calendar_sweep.through =
$4 AND calendar_sweep.is_done = 0;

-- filings.rs: hot
INSERT INTO filing (person, filing, state, body) VALUES ($1, $2, $3, $4) ON CONFLICT (person,
filing) DO UPDATE SET state = excluded.state, body = excluded.body;

-- filings.rs: hot
SELECT COUNT(*) FROM filing_event WHERE person = $1 AND filing = $2;

-- filings.rs: hot
INSERT INTO filing_event (person, filing, ordinal, at, body) VALUES ($1, $2, $3, $4, $5);

-- filings.rs: hot
SELECT person, filing, body FROM filing WHERE person = $1 ORDER BY filing;

-- filings.rs: hot
SELECT person, filing, body FROM filing WHERE person = $1 AND state NOT IN ('queued', 'returned',
'refused') ORDER BY filing;

-- filings.rs: everywhere: the clerks' list
SELECT person, filing, body FROM filing WHERE state = $1 ORDER BY filing, person LIMIT $2;

-- filings.rs: hot
SELECT person, filing, body FROM filing WHERE person = $1 AND filing = $2;

-- filings.rs: everywhere: a page by the number alone
SELECT person FROM filing WHERE filing = $1 LIMIT 2;

-- filings.rs: hot
SELECT at, body FROM filing_event WHERE person = $1 AND filing = $2 ORDER BY ordinal;

-- hospital_records.rs: hot
INSERT INTO referral (person, number, turn, request, facility, recorded_at, withdrawn_at, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (person, number) DO UPDATE SET withdrawn_at =
excluded.withdrawn_at, body = excluded.body;

-- hospital_records.rs: hot
INSERT INTO recognition (person, number, turn, request, facility, recorded_at, withdrawn_at,
body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (person, number) DO UPDATE SET
withdrawn_at = excluded.withdrawn_at, body = excluded.body;

-- hospital_records.rs: hot
SELECT person, number, turn, request, recorded_at, body FROM referral WHERE person = $1 ORDER BY
turn;

-- hospital_records.rs: hot
SELECT person, number, turn, request, recorded_at, body FROM recognition WHERE person = $1 ORDER
BY turn;

-- hospital_records.rs: everywhere: the desk of a facility
SELECT person, number, turn, request, recorded_at, body FROM referral WHERE facility = $1 AND
recorded_at >= $2 ORDER BY recorded_at DESC, number LIMIT $3;

-- hospital_records.rs: everywhere: the desk of a facility
SELECT person, number, turn, request, recorded_at, body FROM recognition WHERE facility = $1 AND
recorded_at >= $2 ORDER BY recorded_at DESC, number LIMIT $3;

-- inbox.rs: hot
SELECT through_at FROM inbox_read WHERE person = $1 AND reader = $2;

-- inbox.rs: hot
INSERT INTO inbox_read (person, reader, through_at) VALUES ($1, $2, $3) ON CONFLICT (person,
reader) DO UPDATE SET through_at = excluded.through_at WHERE inbox_read.through_at <
excluded.through_at;

-- inbox.rs: hot
DELETE FROM inbox_read WHERE person = $1;

-- installation.rs: everywhere: keys of an old database, once at the start
SELECT person FROM person ORDER BY person LIMIT 1;

-- installation.rs: hub
SELECT content FROM installation WHERE name = $1;

-- installation.rs: hub
INSERT INTO installation (name, content) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET content
= excluded.content;

-- kept.rs: hot
INSERT INTO row_digest (owner, item, digest) VALUES ($1, $2, $3);

-- kept.rs: hot
INSERT INTO row_digest (owner, item, digest) VALUES ($1, $2, $3) ON CONFLICT (owner, item) DO
UPDATE SET digest = excluded.digest;

-- kept.rs: hot
DELETE FROM row_digest WHERE owner = $1 AND (item = $2 OR SUBSTR(item, 1, LENGTH($3)) = $3);

-- kin.rs: hot
SELECT relative_index, from_day, until_day, body FROM kin WHERE person = $1 ORDER BY from_day,
relative_index;

-- kin.rs: hot
INSERT INTO kin (person, relative_index, from_day, until_day, body) VALUES ($1, $2, $3, $4, $5);

-- kin.rs: hot
DELETE FROM kin WHERE person = $1;

-- kin.rs: everywhere: whose relative somebody is
SELECT DISTINCT person FROM kin WHERE relative_index = $1 ORDER BY person LIMIT 100;

-- legs.rs: hot
INSERT INTO posting (person, entry, ordinal, account, amount) VALUES ($1, $2, $3, $4, $5);

-- lines.rs: hot
INSERT INTO bill_line (person, visit, serial, upload, batch, code, name, price, quantity, amount,
used_on, approved, refused, refund_of, wholly_self_paid, above_limit, upfront, ordinary,
negotiated, catalogue_share, paid_first_share, is_negotiated) VALUES ($1, $2, $3, $4, $5, $6, $7,
$8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22);

-- lines.rs: hot
SELECT upload, batch, serial, code, name, price, quantity, amount, used_on, approved, refused,
refund_of, wholly_self_paid, above_limit, upfront, ordinary, negotiated, catalogue_share,
paid_first_share, is_negotiated, settled_by, withdrawn FROM bill_line WHERE person = $1 AND visit
= $2 ORDER BY upload, serial;

-- lines.rs: hot
SELECT upload, batch, serial, code, name, price, quantity, amount, used_on, approved, refused,
refund_of, wholly_self_paid, above_limit, upfront, ordinary, negotiated, catalogue_share,
paid_first_share, is_negotiated, settled_by, withdrawn FROM bill_line WHERE person = $1 AND visit
= $2 AND withdrawn = 0 AND serial IN ($3, $4);

-- lines.rs: hot
SELECT upload, batch, serial, code, name, price, quantity, amount, used_on, approved, refused,
refund_of, wholly_self_paid, above_limit, upfront, ordinary, negotiated, catalogue_share,
paid_first_share, is_negotiated, settled_by, withdrawn FROM bill_line WHERE person = $1 AND visit
= $2 AND withdrawn = 0 AND refund_of IN ($3, $4);

-- lines.rs: hot
SELECT COUNT(settled_by), COUNT(*) FROM bill_line WHERE person = $1 AND visit = $2 AND withdrawn
= 0;

-- lines.rs: hot
UPDATE bill_line SET wholly_self_paid = $5, above_limit = $6, upfront = $7, ordinary = $8,
negotiated = $9, catalogue_share = $10, paid_first_share = $11, is_negotiated = $12 WHERE person
= $1 AND visit = $2 AND serial = $3 AND upload = $4 AND settled_by IS NULL AND withdrawn = 0;

-- lines.rs: hot
UPDATE bill_line SET settled_by = $4 WHERE person = $1 AND visit = $2 AND settled_by IS NULL AND
withdrawn = 0 AND (CAST($3 AS TEXT) IS NULL OR batch = $3);

-- lines.rs: hot
UPDATE bill_line SET settled_by = NULL WHERE person = $1 AND visit = $2 AND settled_by = $3;

-- lines.rs: hot
SELECT serial, upload FROM bill_line WHERE person = $1 AND visit = $2 AND settled_by IS NULL AND
withdrawn = 0 AND (CAST($3 AS TEXT) IS NULL OR batch = $3) AND (CAST($4 AS TEXT) IS NULL OR
serial = $4);

-- lines.rs: hot
UPDATE bill_line SET withdrawn = $5 WHERE person = $1 AND visit = $2 AND settled_by IS NULL AND
withdrawn = 0 AND (CAST($3 AS TEXT) IS NULL OR batch = $3) AND (CAST($4 AS TEXT) IS NULL OR
serial = $4);

-- messages.rs: hot
INSERT INTO message (person, facility, message, deed, state, digest, content, reply, visit,
settlement, received_at, turn, said_besides) VALUES ($1, $2, $3, $4, 'done', $5, $6, $7, $8, $9,
$10, $11, $12);

-- messages.rs: hot
SELECT facility, message, deed, settlement, turn, received_at, said_besides FROM message WHERE
person = $1 AND said_besides IS NOT NULL AND deed NOT IN ($3, $4) AND (visit = $2 OR settlement
IN (SELECT settlement FROM settlement WHERE person = $1 AND visit = $2)) ORDER BY turn, message;

-- messages.rs: hot
INSERT INTO message (person, facility, message, deed, state, received_at) VALUES ($1, $2, $3, $4,
'tombstone', $5);

-- messages.rs: hot
UPDATE message SET state = 'reversed' WHERE person = $1 AND facility = $2 AND message = $3 AND
state = 'done';

-- messages.rs: hot
SELECT m.deed, m.state, m.digest, m.visit, m.settlement, m.received_at, m.content, m.reply FROM
message m WHERE m.person = $1 AND m.facility = $2 AND m.message = $3;

-- messages.rs: everywhere: not asked where rows are spread
SELECT m.deed FROM message m WHERE m.facility = $2 AND m.message = $3 AND m.person <> $1 LIMIT 1;

-- newcomers.rs: everywhere: when a register is taken in, some thousand people at a time
SELECT person FROM person WHERE person IN ($1, $2);

-- newcomers.rs: finder
SELECT person FROM finder WHERE number_index = $1 AND kind = $2 AND person <> $3 LIMIT 1;

-- newer_rules.rs: hot
INSERT INTO newer_rules (person, settlement, turn, pack_hash) VALUES ($1, $2, $3, $4);

-- newer_rules.rs: hot
SELECT settlement, turn, pack_hash FROM newer_rules WHERE person = $1 ORDER BY turn;

-- operators.rs: hub
SELECT o.operator, o.name, o.roles, o.created_at, o.disabled_at, s.unit_kind, s.unit FROM
operator o LEFT JOIN staff s ON s.operator = o.operator;

-- operators.rs: hub
INSERT INTO operator (operator, name, roles, key_hash, created_at) VALUES ($1, $2, $3, $4, $5);

-- operators.rs: hub
SELECT o.operator, o.name, o.roles, o.created_at, o.disabled_at, s.unit_kind, s.unit FROM
operator o LEFT JOIN staff s ON s.operator = o.operator WHERE o.key_hash = $1;

-- operators.rs: hub
SELECT o.operator, o.name, o.roles, o.created_at, o.disabled_at, s.unit_kind, s.unit FROM
operator o LEFT JOIN staff s ON s.operator = o.operator WHERE o.operator = $1 OR o.name = $1;

-- operators.rs: hub
SELECT o.operator, o.name, o.roles, o.created_at, o.disabled_at, s.unit_kind, s.unit FROM
operator o LEFT JOIN staff s ON s.operator = o.operator ORDER BY o.created_at, o.operator;

-- operators.rs: hub
SELECT key_hash FROM operator WHERE operator = $1;

-- operators.rs: hub
UPDATE operator SET roles = $2 WHERE operator = $1;

-- operators.rs: hub
UPDATE operator SET disabled_at = $2 WHERE operator = $1 AND disabled_at IS NULL;

-- operators.rs: hub
SELECT digest, content, reply FROM operator_request WHERE operator = $1 AND request = $2;

-- operators.rs: hub
INSERT INTO operator_request (operator, request, digest, content, reply, received_at) VALUES ($1,
$2, $3, $4, $5, $6);

-- outbox.rs: hot
INSERT INTO outbox (person, turn, ordinal, topic, payload, created_at) VALUES ($1, $2, $3, $4,
$5, $6);

-- outbox.rs: everywhere: the sender takes the oldest, whose ever they are
SELECT person, turn, ordinal, topic, payload, created_at FROM outbox WHERE sent_at IS NULL ORDER
BY created_at, person, turn, ordinal LIMIT $1;

-- outbox.rs: hot
UPDATE outbox SET sent_at = $1 WHERE person = $2 AND turn = $3 AND ordinal = $4 AND sent_at IS
NULL;

-- outbox.rs: everywhere: how many notices wait, counted so far
SELECT COUNT(*), MIN(created_at) FROM (SELECT created_at FROM outbox WHERE sent_at IS NULL ORDER
BY created_at LIMIT $1) AS oldest;

-- outbox.rs: everywhere: what was sent long ago goes, a little at a time
SELECT o.person, o.turn, o.ordinal FROM outbox o WHERE o.sent_at < $1 AND NOT EXISTS (SELECT 1
FROM delivery d WHERE d.person = o.person AND d.turn = o.turn AND d.ordinal = o.ordinal AND
d.next_at IS NOT NULL) ORDER BY o.sent_at LIMIT $2;

-- outbox.rs: hot
DELETE FROM delivery WHERE person = $1 AND turn = $2 AND ordinal = $3;

-- outbox.rs: hot
DELETE FROM outbox WHERE person = $1 AND turn = $2 AND ordinal = $3;

-- outbox.rs: hot
SELECT person, turn, ordinal, topic, payload, created_at FROM outbox WHERE person = $1 ORDER BY
turn DESC, ordinal DESC LIMIT $2;

-- packs.rs: hub
INSERT INTO pack_text (hash, content) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING;

-- packs.rs: hub
SELECT content FROM pack_text WHERE hash = $1;

-- passkeys.rs: hub
SELECT passkey, operator, name, credential, public_key, signed, made_at, used_at FROM passkey;

-- passkeys.rs: hub
INSERT INTO passkey (passkey, operator, name, credential, public_key, signed, made_at, used_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (passkey) DO UPDATE SET signed =
excluded.signed, used_at = excluded.used_at;

-- passkeys.rs: hub
SELECT passkey, operator, name, credential, public_key, signed, made_at, used_at FROM passkey
WHERE credential = $1;

-- passkeys.rs: hub
SELECT passkey, operator, name, credential, public_key, signed, made_at, used_at FROM passkey
WHERE operator = $1 ORDER BY made_at, passkey;

-- passkeys.rs: hub
DELETE FROM passkey WHERE operator = $1 AND passkey = $2;

-- people.rs: hot
INSERT INTO person (person, identity, gender, born_on) VALUES ($1, $2, $3, $4);

-- people.rs: finder
INSERT INTO finder (number_index, kind, person, expires_at) VALUES ($1, $2, $3, $4);

-- people.rs: hot
UPDATE person SET identity = $2, gender = $3, born_on = $4 WHERE person = $1;

-- people.rs: finder
DELETE FROM finder WHERE number_index = $1 AND kind = $2 AND person = $3;

-- people.rs: finder
INSERT INTO finder (number_index, kind, person, expires_at) VALUES ($1, $2, $3, $4) ON CONFLICT
(number_index, kind, person) DO UPDATE SET expires_at = excluded.expires_at;

-- people.rs: hot
SELECT p.person, p.identity, p.gender, p.born_on FROM person p WHERE p.person = $1;

-- people.rs: finder
SELECT person FROM finder WHERE number_index = $1 AND kind = $2 LIMIT 2;

-- people.rs: finder
SELECT person FROM finder WHERE number_index = $1 AND kind = $2 AND expires_at > $3 LIMIT 2;

-- people.rs: finder
DELETE FROM finder WHERE number_index = $1 AND kind = $2 AND person <> $3;

-- people.rs: finder
SELECT person FROM finder WHERE number_index = $1 AND kind = $2 AND person <> $3;

-- people.rs: everywhere: the sandbox lists its people
SELECT p.person, p.identity, p.gender, p.born_on FROM person p ORDER BY p.person LIMIT $1;

-- policy_drafts.rs: hub
INSERT INTO policy_draft (place, version, begun_by, begun_at, saved_by, saved_at, body) VALUES
($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (place) DO UPDATE SET version = excluded.version,
saved_by = excluded.saved_by, saved_at = excluded.saved_at, body = excluded.body;

-- policy_drafts.rs: hub
SELECT place, version, begun_by, begun_at, saved_by, saved_at, body FROM policy_draft WHERE place
= $1;

-- policy_drafts.rs: hub
SELECT place, version, begun_by, begun_at, saved_by, saved_at, body FROM policy_draft ORDER BY
saved_at DESC, place;

-- policy_drafts.rs: hub
DELETE FROM policy_draft WHERE place = $1;

-- practitioners.rs: hub
INSERT INTO practitioner (facility, practitioner, body) VALUES ($1, $2, $3) ON CONFLICT
(facility, practitioner) DO UPDATE SET body = excluded.body;

-- practitioners.rs: hub
SELECT practitioner FROM practitioner WHERE facility = $1 LIMIT 1;

-- practitioners.rs: hub
SELECT body FROM practitioner WHERE facility = $1 AND practitioner = $2;

-- reference.rs: hub
INSERT INTO facility (facility, body) VALUES ($1, $2) ON CONFLICT (facility) DO UPDATE SET body =
excluded.body;

-- reference.rs: hub
SELECT body FROM facility ORDER BY facility;

-- reference.rs: hub
INSERT INTO catalogue_item (region, code, from_day, body) VALUES ($1, $2, $3, $4);

-- reference.rs: hub
DELETE FROM catalogue_item WHERE region = $1;

-- reference.rs: hub
SELECT region, body FROM catalogue_item ORDER BY region;

-- reference.rs: hub
SELECT content FROM meta WHERE name = 'reference-version';

-- reference.rs: hub
INSERT INTO meta (name, content) VALUES ($1, '1') ON CONFLICT (name) DO UPDATE SET content =
CAST(CAST(meta.content AS BIGINT) + 1 AS TEXT) RETURNING content;

-- reference.rs: hub
INSERT INTO meta (name, content) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET content =
excluded.content;

-- reference.rs: hub
SELECT content FROM meta WHERE name = $1;

-- releases.rs: hub
UPDATE release_turn SET turn = turn + 1;

-- releases.rs: hub
SELECT turn FROM release_turn;

-- releases.rs: hub
SELECT COALESCE(MAX(ordinal), 0) FROM policy_release WHERE place = $1;

-- releases.rs: hub
INSERT INTO policy_release (release, place, ordinal, drafted_by, drafted_at, why, based_on,
rolls_back) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- releases.rs: hub
INSERT INTO policy_release_file (release, name, hash) VALUES ($1, $2, $3);

-- releases.rs: hub
SELECT f.name, p.content FROM policy_release_file f JOIN pack_text p ON p.hash = f.hash WHERE
f.release = $1 ORDER BY f.name;

-- releases.rs: hub
SELECT release, place, ordinal, drafted_by, drafted_at, why, based_on, rolls_back FROM
policy_release;

-- releases.rs: hub
SELECT release, place, ordinal, drafted_by, drafted_at, why, based_on, rolls_back FROM
policy_release WHERE release = $1;

-- releases.rs: hub
SELECT release, place, ordinal, drafted_by, drafted_at, why, based_on, rolls_back FROM
policy_release ORDER BY drafted_at DESC, place, ordinal DESC;

-- releases.rs: hub
INSERT INTO policy_release_event (release, turn, kind, at, actor, drafted_by, why, from_day,
test) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- releases.rs: hub
SELECT release, turn, kind, at, actor, drafted_by, why, from_day, test FROM policy_release_event;

-- releases.rs: hub
SELECT release, turn, kind, at, actor, drafted_by, why, from_day, test FROM policy_release_event
WHERE release = $1 ORDER BY turn;

-- releases.rs: hub
SELECT release, turn, kind, at, actor, drafted_by, why, from_day, test FROM policy_release_event
ORDER BY turn;

-- releases.rs: hub
SELECT e.release, r.place, e.turn, e.from_day, r.rolls_back FROM policy_release_event e JOIN
policy_release r ON r.release = e.release LEFT JOIN policy_release_event w ON w.release =
e.release AND w.kind = 'withdrawn' WHERE e.kind = 'approved' AND w.release IS NULL ORDER BY
e.turn;

-- reviews.rs: hub
INSERT INTO review (review, body, due_at) VALUES ($1, $2, $3);

-- reviews.rs: hub
SELECT review, body, due_at, through FROM review WHERE done_at IS NULL AND due_at <= $1 ORDER BY
due_at, review LIMIT 1;

-- reviews.rs: hub
SELECT COUNT(*) FROM review WHERE done_at IS NULL;

-- reviews.rs: everywhere: a review goes through everybody
SELECT person FROM settlement WHERE person > $1 AND (CAST($2 AS TEXT) IS NULL OR insured_at = $2)
AND (CAST($3 AS TEXT) IS NULL OR facility = $3) AND (CAST($4 AS TEXT) IS NULL OR
SUBSTR(treated_at, 1, 2) = $4) ORDER BY person LIMIT 1;

-- reviews.rs: hub
UPDATE review SET through = $2 WHERE review = $1 AND COALESCE(through, '') = $3;

-- reviews.rs: hub
UPDATE review SET done_at = $2 WHERE review = $1 AND done_at IS NULL;

-- second_looks.rs: hot
INSERT INTO second_look (person, number, insured_at, kind, decided_by, decided_on, looked_by,
looked_at, agreed, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (person,
number, decided_on) DO NOTHING;

-- second_looks.rs: everywhere: a supervisor's board
SELECT k.person, k.number, k.insured_at, k.kind, k.decided_by, k.decided_on, k.looked_by,
k.looked_at, k.agreed, k.reason FROM second_look k WHERE k.insured_at = $1 AND k.decided_on >= $2
ORDER BY k.decided_on, k.number;

-- serving.rs: hub
DELETE FROM installation WHERE name = $1;

-- serving.rs: hub
SELECT name, content FROM installation WHERE name LIKE 'serving:%' ORDER BY name;

-- sessions.rs: finder
DELETE FROM session WHERE token_index = $1;

-- sessions.rs: finder
INSERT INTO session (token_index, subject_kind, subject, way, began_at, seen_at, ends_at, device)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- sessions.rs: finder
SELECT subject_kind, subject, way, began_at, seen_at, ends_at, device FROM session WHERE
token_index = $1;

-- sessions.rs: everywhere: somebody sees where they are signed in
SELECT token_index, subject_kind, subject, way, began_at, seen_at, ends_at, device FROM session
WHERE subject = $1 ORDER BY seen_at DESC, began_at DESC;

-- sessions.rs: finder
UPDATE session SET device = $2 WHERE token_index = $1;

-- sessions.rs: finder
UPDATE session SET seen_at = $2 WHERE token_index = $1 AND seen_at < $2;

-- sessions.rs: everywhere: somebody signs out everywhere
DELETE FROM session WHERE subject = $1;

-- sessions.rs: everywhere: what a consent opened ends with it
DELETE FROM session WHERE subject = $1 AND way = $2;

-- sessions.rs: hot
DELETE FROM one_time_code WHERE subject = $1 AND way = $2 AND issued_by = $3;

-- sessions.rs: everywhere: what is over is forgotten, now and then
DELETE FROM session WHERE ends_at < $1;

-- sessions.rs: everywhere: what is over is forgotten, now and then
DELETE FROM one_time_code WHERE ends_at < $1;

-- sessions.rs: everywhere: what is over is forgotten, now and then
DELETE FROM sign_in_guard WHERE since < $1 AND (locked_until IS NULL OR locked_until < $1);

-- sessions.rs: hot
INSERT INTO one_time_code (subject, way, code_index, issued_by, ends_at) VALUES ($1, $2, $3, $4,
$5) ON CONFLICT (subject, way) DO UPDATE SET code_index = excluded.code_index, issued_by =
excluded.issued_by, ends_at = excluded.ends_at;

-- sessions.rs: hot
DELETE FROM one_time_code WHERE subject = $1;

-- sessions.rs: hot
SELECT way, ends_at FROM one_time_code WHERE subject = $1 AND code_index = $2;

-- sessions.rs: hot
DELETE FROM one_time_code WHERE subject = $1 AND code_index = $2;

-- sessions.rs: finder
SELECT failures, since, locked_until, last_step FROM sign_in_guard WHERE subject_index = $1;

-- sessions.rs: finder
INSERT INTO sign_in_guard (subject_index, failures, since, locked_until, last_step) VALUES ($1,
$2, $3, $4, $5) ON CONFLICT (subject_index) DO UPDATE SET failures = excluded.failures, since =
excluded.since, locked_until = excluded.locked_until, last_step = excluded.last_step;

-- settlements.rs: hot
INSERT INTO settlement (person, settlement, visit, batch, facility, message, turn, reversal_of,
created_at, insured_at, treated_at, scheme, year, wholly_self_paid, above_limit, upfront,
ordinary, negotiated, total, funds, account, family_account, cash, deductible, shares, counted,
inputs, footing, lines, pack_hash, so_far, uses_account, flags) VALUES ($1, $2, $3, $4, $5, $6,
$7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26,
$27, $28, $29, $30, $31, $32, $33);

-- settlements.rs: everywhere: a page by the number alone
SELECT s.settlement, s.person, s.visit, s.batch, s.facility, s.message, s.turn, s.reversal_of,
s.created_at, s.year, s.inputs, s.wholly_self_paid, s.above_limit, s.upfront, s.ordinary,
s.negotiated, s.shares, s.deductible, s.counted, s.lines, s.pack_hash, s.so_far, s.uses_account,
s.flags FROM settlement s WHERE s.settlement = $1 ORDER BY s.person LIMIT 1;

-- settlements.rs: hot
SELECT s.settlement, s.person, s.visit, s.batch, s.facility, s.message, s.turn, s.reversal_of,
s.created_at, s.year, s.inputs, s.wholly_self_paid, s.above_limit, s.upfront, s.ordinary,
s.negotiated, s.shares, s.deductible, s.counted, s.lines, s.pack_hash, s.so_far, s.uses_account,
s.flags FROM settlement s WHERE s.person = $1 AND s.settlement = $2;

-- settlements.rs: hot
SELECT s.settlement, s.person, s.visit, s.batch, s.facility, s.message, s.turn, s.reversal_of,
s.created_at, s.year, s.inputs, s.wholly_self_paid, s.above_limit, s.upfront, s.ordinary,
s.negotiated, s.shares, s.deductible, s.counted, s.lines, s.pack_hash, s.so_far, s.uses_account,
s.flags FROM settlement s WHERE s.person = $1 AND s.reversal_of = $2;

-- settlements.rs: hot
SELECT s.settlement, s.person, s.visit, s.batch, s.facility, s.message, s.turn, s.reversal_of,
s.created_at, s.year, s.inputs, s.wholly_self_paid, s.above_limit, s.upfront, s.ordinary,
s.negotiated, s.shares, s.deductible, s.counted, s.lines, s.pack_hash, s.so_far, s.uses_account,
s.flags FROM settlement s WHERE s.person = $1 ORDER BY s.turn;

-- settlements.rs: hot
SELECT settlement FROM settlement WHERE person = $1 AND turn < $2 ORDER BY turn DESC LIMIT $3;

-- settlements.rs: everywhere: the sandbox's home page
SELECT COUNT(*) FROM settlement;

-- settlements.rs: hot
SELECT s.settlement, s.batch, s.year, s.footing, s.message, r.settlement FROM settlement s LEFT
JOIN settlement r ON r.person = $1 AND r.reversal_of = s.settlement WHERE s.person = $1 AND
s.visit = $2 AND s.reversal_of IS NULL ORDER BY s.turn;

-- settlements.rs: hot
SELECT account, amount FROM posting WHERE person = $1 AND entry = $2 ORDER BY ordinal;

-- settlements.rs: hot
SELECT counter, amount FROM year_to_date WHERE person = $1 AND insured_at = $2 AND scheme = $3
AND year = $4;

-- settlements.rs: hot
INSERT INTO year_to_date (person, insured_at, scheme, year, counter, amount) VALUES ($1, $2, $3,
$4, $5, $6) ON CONFLICT (person, insured_at, scheme, year, counter) DO UPDATE SET amount =
excluded.amount;

-- settlements.rs: hot
INSERT INTO year_opening (person, insured_at, scheme, year, counter, amount) VALUES ($1, $2, $3,
$4, $5, $6);

-- settlements.rs: hot
SELECT year, counter, amount FROM year_opening WHERE person = $1 AND insured_at = $2 AND scheme =
$3 ORDER BY year, counter;

-- sign_ins.rs: hot
INSERT INTO sign_in (facility, sign_number, operator, terminal, signed_in_at) VALUES ($1, $2, $3,
$4, $5);

-- sign_ins.rs: hot
UPDATE sign_in SET signed_out_at = $3 WHERE facility = $1 AND sign_number = $2 AND signed_out_at
IS NULL;

-- slice.rs: everywhere: verify goes through everybody
SELECT person FROM person_lock WHERE person > $1 ORDER BY person LIMIT 1 OFFSET $2;

-- sqlite/writer.rs: hot
INSERT INTO person_lock (person, turn) VALUES ($1, $2) ON CONFLICT (person) DO UPDATE SET turn =
excluded.turn WHERE person_lock.turn = excluded.turn - 1;

-- staff.rs: hub
INSERT INTO staff (operator, unit_kind, unit, identity, password, second_factor,
second_factor_set) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (operator) DO UPDATE SET
unit_kind = excluded.unit_kind, unit = excluded.unit, identity = excluded.identity, password =
excluded.password, second_factor = excluded.second_factor, second_factor_set =
excluded.second_factor_set;

-- staff.rs: hub
SELECT operator, unit_kind, unit, identity, password, second_factor, second_factor_set FROM staff
WHERE operator = $1;

-- staff_numbers.rs: hub
INSERT INTO staff_number (number, operator) VALUES ($1, $2);

-- staff_numbers.rs: hub
SELECT operator FROM staff_number WHERE number = $1;

-- staff_numbers.rs: hub
SELECT number FROM staff_number WHERE operator = $1;

-- standing.rs: hot
SELECT m.deed, m.state, m.digest, m.visit, m.settlement, m.received_at, m.content, m.reply,
p.person, p.identity, p.gender, p.born_on, v.visit, v.person, v.facility, v.facility_number,
v.care, v.insured_at, v.scheme, v.from_day, v.until_day, v.state, v.flags, CAST(CASE WHEN
v.findings IS NULL THEN 0 ELSE 1 END AS BIGINT), v.opened_at, e.insured_at, e.scheme, e.tier,
e.status, e.from_day, e.until_day, e.continuous_since, e.paid_through, e.traits, e.employer,
e.contribution_base, e.recognised, a.balance, CAST(CASE WHEN e.holds_from <> (SELECT
MAX(h.holds_from) FROM enrolment h WHERE h.person = $1 AND h.insured_at = v.insured_at AND
h.scheme = v.scheme AND h.holds_from <= v.from_day) THEN 1 ELSE 0 END AS BIGINT), (SELECT
COUNT(*) FROM designation d WHERE d.person = $1 AND d.facility = v.facility AND d.from_day <=
v.from_day AND (d.until_day IS NULL OR d.until_day > v.from_day)), (SELECT COUNT(*) FROM
settlement s WHERE s.person = $1 AND s.visit = $4 AND s.reversal_of IS NULL), (SELECT u.sequence
FROM audit u WHERE u.chain = $1 ORDER BY u.sequence DESC LIMIT 1), (SELECT u.hash FROM audit u
WHERE u.chain = $1 ORDER BY u.sequence DESC LIMIT 1) FROM (SELECT CAST($1 AS TEXT) AS person) k
LEFT JOIN message m ON m.person = $1 AND m.facility = $2 AND m.message = $3 LEFT JOIN person p ON
p.person = $1 LEFT JOIN visit v ON v.person = $1 AND v.visit = $4 LEFT JOIN enrolment e ON
e.person = $1 AND e.insured_at = v.insured_at AND e.scheme = v.scheme AND e.holds_from = (SELECT
MAX(h.holds_from) FROM enrolment h WHERE h.person = $1 AND h.insured_at = v.insured_at AND
h.scheme = v.scheme AND h.holds_from <= CASE WHEN v.care = 'inpatient' THEN COALESCE(v.until_day,
$5) ELSE v.from_day END) LEFT JOIN account a ON a.person = $1 AND a.insured_at = e.insured_at AND
a.scheme = e.scheme;

-- standing.rs: hot
SELECT 'filing', f.filing, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, f.body FROM filing f WHERE f.person = $1
AND f.state NOT IN ('queued', 'returned', 'refused') UNION ALL SELECT 'line', l.serial, l.upload,
l.wholly_self_paid, l.above_limit, l.upfront, l.ordinary, l.negotiated, l.catalogue_share,
l.paid_first_share, l.is_negotiated, CAST(CASE WHEN l.refund_of IS NULL THEN 0 ELSE 1 END AS
BIGINT), NULL FROM bill_line l WHERE l.person = $1 AND l.visit = $2 AND l.settled_by IS NULL AND
l.withdrawn = 0 AND (CAST($3 AS TEXT) IS NULL OR l.batch = $3) UNION ALL SELECT 'total',
y.counter, y.amount, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL FROM year_to_date y WHERE y.person = $1 AND
y.insured_at = $4 AND y.scheme = $5 AND y.year = $6;

-- verify/once.rs: hub
SELECT facility, body FROM facility;

-- verify/once.rs: hub
SELECT employer, body FROM employer;

-- verify/once.rs: hub
SELECT facility, practitioner, body FROM practitioner;

-- verify/once.rs: hub
SELECT name, content FROM meta;

-- verify/once.rs: hub
SELECT operator, name, roles, key_hash, created_at FROM operator;

-- verify/once.rs: hub
SELECT operator, disabled_at FROM operator WHERE disabled_at IS NOT NULL;

-- verify/once.rs: hub
SELECT operator, unit_kind, unit, identity, password, second_factor, second_factor_set FROM staff;

-- verify/once.rs: hub
SELECT passkey, operator, name, credential, public_key, signed, made_at, used_at FROM passkey;

-- verify/once.rs: hub
SELECT number, operator FROM staff_number;

-- verify/once.rs: hub
SELECT operator, request, digest, content, reply, received_at FROM operator_request;

-- verify/once.rs: hub
SELECT turn FROM release_turn WHERE turn > 0;

-- verify/once.rs: hub
SELECT release, place, ordinal, drafted_by, drafted_at, why, based_on, rolls_back FROM
policy_release;

-- verify/once.rs: hub
SELECT release, turn, kind, at, actor, drafted_by, why, from_day, test FROM policy_release_event;

-- verify/once.rs: hub
SELECT review, body, due_at FROM review;

-- verify/once.rs: hub
SELECT review, through FROM review WHERE through IS NOT NULL;

-- verify/once.rs: hub
SELECT review, done_at FROM review WHERE done_at IS NOT NULL;

-- verify/once.rs: hub
SELECT sweep, through, is_done FROM calendar_sweep;

-- verify/once.rs: everywhere: verify goes through everybody
SELECT facility, sign_number, operator, terminal, signed_in_at FROM sign_in;

-- verify/once.rs: everywhere: verify goes through everybody
SELECT facility, sign_number, signed_out_at FROM sign_in WHERE signed_out_at IS NOT NULL;

-- verify/once.rs: hub
SELECT name, content FROM installation WHERE name <> 'probe' AND name NOT LIKE 'serving:%';

-- verify/once.rs: hub
SELECT region, code, from_day, body FROM catalogue_item ORDER BY region;

-- verify/once.rs: hub
SELECT release, name, hash FROM policy_release_file ORDER BY release;

-- verify/once.rs: hot
SELECT item, digest FROM row_digest WHERE owner = $1;

-- verify/once.rs: hub
SELECT hash, content FROM pack_text;

-- verify/once.rs: everywhere: verify goes through everybody
SELECT filing FROM filing GROUP BY filing HAVING COUNT(*) > 1 ORDER BY filing;

-- verify/once.rs: hub
SELECT number, name, checksum FROM schema_migration;

-- verify.rs: everywhere: verify goes through everybody
SELECT person FROM person_lock UNION SELECT person FROM person UNION SELECT person FROM
settlement UNION SELECT person FROM posting ORDER BY 1;

-- visits.rs: hot
INSERT INTO visit (person, visit, facility, facility_number, care, insured_at, scheme, from_day,
until_day, state, flags, opened_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- visits.rs: hot
UPDATE visit SET care = $3, from_day = $4, until_day = $5, state = $6, flags = $7 WHERE person =
$1 AND visit = $2;

-- visits.rs: hot
UPDATE visit SET findings = $3 WHERE person = $1 AND visit = $2;

-- visits.rs: hot
SELECT findings FROM visit WHERE person = $1 AND visit = $2;

-- visits.rs: hot
UPDATE visit SET diseases = $3 WHERE person = $1 AND visit = $2;

-- visits.rs: hot
SELECT diseases FROM visit WHERE person = $1 AND visit = $2;

-- visits.rs: hot
SELECT v.visit, v.person, v.facility, v.facility_number, v.care, v.insured_at, v.scheme,
v.from_day, v.until_day, v.state, v.flags, CAST(CASE WHEN v.findings IS NULL THEN 0 ELSE 1 END AS
BIGINT), v.opened_at FROM visit v WHERE v.person = $1 AND v.visit = $2;

-- visits.rs: hot
SELECT v.visit, v.person, v.facility, v.facility_number, v.care, v.insured_at, v.scheme,
v.from_day, v.until_day, v.state, v.flags, CAST(CASE WHEN v.findings IS NULL THEN 0 ELSE 1 END AS
BIGINT), v.opened_at FROM visit v WHERE v.person = $1 ORDER BY v.opened_at DESC, v.visit;

-- visits.rs: hot
SELECT v.visit, v.person, v.facility, v.facility_number, v.care, v.insured_at, v.scheme,
v.from_day, v.until_day, v.state, v.flags, CAST(CASE WHEN v.findings IS NULL THEN 0 ELSE 1 END AS
BIGINT), v.opened_at FROM visit v WHERE v.person = $1 AND v.care = 'inpatient' ORDER BY
v.opened_at DESC, v.visit;

-- visits.rs: hot
SELECT v.visit, v.person, v.facility, v.facility_number, v.care, v.insured_at, v.scheme,
v.from_day, v.until_day, v.state, v.flags, CAST(CASE WHEN v.findings IS NULL THEN 0 ELSE 1 END AS
BIGINT), v.opened_at FROM visit v WHERE v.person = $1 AND v.facility = $2 AND v.facility_number =
$3 ORDER BY v.opened_at DESC, v.visit;

-- visits.rs: hot
SELECT v.visit FROM visit v WHERE v.person = $1 AND v.facility = $2 LIMIT 1;

-- voucher_codes.rs: finder
INSERT INTO voucher_code (code_index, person, shown_by, session_index, ends_at) VALUES ($1, $2,
$3, $4, $5);

-- voucher_codes.rs: finder
SELECT person, shown_by, session_index, ends_at, read_by, read_at FROM voucher_code WHERE
code_index = $1;

-- voucher_codes.rs: finder
UPDATE voucher_code SET read_by = $2, read_at = $3 WHERE code_index = $1 AND read_by IS NULL;

-- voucher_codes.rs: everywhere: what is over is forgotten, now and then
DELETE FROM voucher_code WHERE ends_at < $1;

-- year_totals.rs: hot
SELECT insured_at, scheme, year, counter, amount FROM year_to_date WHERE person = $1 ORDER BY
year DESC, insured_at, scheme, counter;
