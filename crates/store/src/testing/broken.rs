//! Damage that the checks of the books must notice, for the books that the desk's test makes: a
//! settled stay, and an outpatient bill settled and cancelled.

use crate::{StoreError, Tx};

/// What is broken, and the invariant that must notice.
pub const BROKEN: &[(&str, &str)] = &[
    ("M1", "UPDATE bill_line SET quantity = quantity * 2"),
    ("M1", "UPDATE bill_line SET settled_by = NULL"),
    (
        "M1",
        "UPDATE bill_line SET settled_by = 'A0' WHERE settled_by IS NULL",
    ),
    ("M2", "UPDATE settlement SET shares = '{\"cash\":\"1.00\"}'"),
    (
        "M2",
        "UPDATE settlement SET funds = funds + 1, cash = cash - 1",
    ),
    (
        "M3",
        "UPDATE posting SET amount = amount + 7 WHERE ordinal = 1",
    ),
    ("M3", "DELETE FROM posting WHERE ordinal = 2"),
    ("M3", "UPDATE account SET balance = balance + 1"),
    (
        "M3",
        "INSERT INTO posting VALUES ('P1', 'A0', 1, 'fund:x', 5)",
    ),
    (
        "M4",
        "UPDATE settlement SET reversal_of = 'A0' WHERE reversal_of IS NOT NULL",
    ),
    (
        "M4",
        "UPDATE settlement SET turn = 1 WHERE reversal_of IS NOT NULL",
    ),
    ("M5", "UPDATE year_to_date SET amount = amount + 1"),
    ("M5", "DELETE FROM year_to_date"),
    ("M6", "DELETE FROM pack_text"),
    (
        "M6",
        "UPDATE pack_text SET content = REPLACE(content, '90%', '91%')",
    ),
    (
        "M6",
        "UPDATE settlement SET inputs = REPLACE(inputs, '\"500.00\"', '\"1.00\"')",
    ),
    (
        "M10",
        "UPDATE message SET state = 'done' WHERE state = 'reversed'",
    ),
    ("M10", "DELETE FROM message"),
    ("M12", "UPDATE settlement SET created_at = created_at + 1"),
    (
        "M12",
        "UPDATE row_digest SET owner = '#catalngue' WHERE owner = '#catalogue'",
    ),
    (
        "M13",
        "UPDATE audit SET actor = 'somebody else' WHERE sequence = 2",
    ),
    ("M13", "DELETE FROM audit WHERE sequence = 2"),
    ("M14", "DELETE FROM outbox"),
    (
        "M14",
        "DELETE FROM outbox WHERE topic = 'settlement-cancelled'",
    ),
];

/// Approvals by the drafter of the release: said truly, and under a false name for the drafter.
/// The database refuses both.
pub const APPROVED_ALONE: [&str; 2] = [
    "INSERT INTO policy_release_event (release, turn, kind, at, actor, drafted_by, why, from_day) \
     SELECT release, 99, 'approved', 1, drafted_by, drafted_by, 'x', '2026-11-21' \
     FROM policy_release",
    "INSERT INTO policy_release_event (release, turn, kind, at, actor, drafted_by, why, from_day) \
     SELECT r.release, 99, 'approved', 1, r.drafted_by, o.operator, 'x', '2026-11-21' \
     FROM policy_release r JOIN operator o ON o.operator <> r.drafted_by",
];

/// Ways in which settlements can no longer be derived: the stable word of the difference, and what
/// brings it about.
pub const UNDERIVABLE: &[(&str, &str)] = &[
    ("pack-missing", "DELETE FROM pack_text"),
    (
        "pack-changed",
        "UPDATE pack_text SET content = REPLACE(content, '90%', '91%')",
    ),
    (
        "amount",
        "UPDATE settlement SET inputs = REPLACE(inputs, '\"500.00\"', '\"1.00\"')",
    ),
    (
        "amount",
        "UPDATE settlement SET deductible = deductible + 1 WHERE reversal_of IS NULL",
    ),
    (
        "amount",
        "UPDATE settlement SET counted = '{}' WHERE reversal_of IS NOT NULL",
    ),
    (
        "nothing-to-undo",
        "UPDATE settlement SET reversal_of = 'S-NONE' WHERE reversal_of IS NOT NULL",
    ),
];

/// Each breaks what a later settlement rests on. `{0}`, `{1}`, `{2}` are the settlements that
/// stand, in order: a stay, and two parts of another.
pub const OUT_OF_ORDER: [&str; 24] = [
    "DELETE FROM settlement WHERE settlement = '{0}'",
    "DELETE FROM settlement WHERE settlement = '{1}'",
    "UPDATE settlement SET turn = turn + 1000 WHERE settlement = '{0}'",
    "UPDATE settlement SET turn = turn + 1000 WHERE settlement = '{1}'",
    "UPDATE settlement SET reversal_of = 'A-NONE' WHERE settlement = '{0}'",
    "UPDATE settlement SET reversal_of = '{0}' WHERE settlement = '{1}'",
    "DELETE FROM correction",
    "DELETE FROM correction WHERE settlement = '{0}'",
    "UPDATE correction SET shares = '{}' WHERE settlement = '{0}'",
    "UPDATE correction SET counted = '{}' WHERE settlement = '{0}'",
    "UPDATE correction SET deductible = deductible + 100 WHERE settlement = '{0}'",
    "INSERT INTO year_opening VALUES ('P1', '440300', 'employee', '{year}', 'admissions', 1)",
    "INSERT INTO year_opening VALUES ('P1', '440300', 'employee', '{year}', 'admissions', 3)",
    "UPDATE account SET balance = balance + 100000 WHERE person = 'P1'",
    "UPDATE settlement SET year = '2019' WHERE settlement = '{0}'",
    "UPDATE settlement SET so_far = NULL WHERE settlement = '{2}'",
    "UPDATE settlement SET counted = '{}' WHERE settlement = '{0}'",
    "UPDATE settlement SET counted = '{}' WHERE settlement = '{1}'",
    "UPDATE settlement SET deductible = deductible + 1 WHERE settlement = '{1}'",
    "UPDATE settlement SET deductible = deductible - 1 WHERE settlement = '{2}'",
    "UPDATE settlement SET shares = '{}' WHERE settlement = '{2}'",
    "UPDATE settlement SET inputs = REPLACE(inputs, '\"tertiary\"', '\"primary\"') \
     WHERE settlement = '{1}'",
    "UPDATE settlement SET inputs = REPLACE(inputs, '\"on-job\"', '\"retired\"') \
     WHERE settlement = '{2}'",
    "UPDATE settlement SET visit = 'S-NONE' WHERE settlement = '{1}'",
];

/// The same for a question about a bill that was answered.
pub const BROKEN_QUESTIONS: &[(&str, &str)] = &[
    (
        "M14",
        "DELETE FROM outbox WHERE topic = 'question-received'",
    ),
    (
        "M14",
        "DELETE FROM outbox WHERE topic = 'question-answered'",
    ),
    ("M14", "UPDATE bill_question SET state = 'waiting'"),
    ("M14", "DELETE FROM bill_answer"),
    ("M14", "DELETE FROM bill_question"),
    ("M12", "UPDATE bill_answer SET answered_by = 'OP-2'"),
];

/// What lies in the database of what people asked about bills and were answered.
pub fn question_bodies(tx: &mut Tx<'_>) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut all = Vec::new();
    for sql in [
        "SELECT body FROM bill_question",
        "SELECT body FROM bill_answer",
    ] {
        for mut row in tx.query(sql, &[])? {
            all.push(row.bytes()?);
        }
    }
    Ok(all)
}
