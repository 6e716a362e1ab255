//! One value of one row is changed, in every column of every table: the check notices, or the
//! database refuses the change, or the list says why nothing could.

use std::collections::BTreeSet;

use domain::employer::{Employer, Employment};
use domain::kin::{Kin, KinRelation};
use domain::practitioner::{Practitioner, PractitionerKind};
use jiff::Timestamp;
use store::bill_shares::NewShare;
use store::consents::{Consent, ConsentWay, Relation};
use store::contacts::PersonContact;
use store::corrections::{Cause, Task};
use store::deliveries::KnownAdapter;
use store::designations::{self, ChoiceMadeBefore};
use store::operators::{AnsweredBefore, Operator, Role};
use store::passkeys::StoredPasskey;
use store::releases::{Release, ReleaseEvent, ReleaseEventKind};
use store::reviews::{Review, Reviewed};
use store::sessions::{CodeIssued, Session, SignInGuard, SignInWay, SubjectKind};
use store::sign_ins::SignInRecord;
use store::staff::{StaffRow, Unit};
use store::testing::shape::{ChangedValue, TableShape, WAYS, tables};
use store::testing::{on_postgres, on_sqlite};
use store::voucher_codes::VoucherCode;
use store::{
    audit, bill_shares, consents, contacts, corrections, deliveries, employers, filing_calendar,
    kin, newer_rules, operators, outbox, passkeys, policy_drafts, practitioners, releases, reviews,
    sessions, sign_ins, staff, staff_numbers, voucher_codes,
};

use super::{bills, hospital, *};
use crate::dice::Dice;

/// Changes that nothing else stored could tell, and why that does no harm.
const UNNOTICED: &[(&str, &str)] = &[
    // Counts turns; one that nothing was written in may be missing.
    ("person_lock.turn", "it only has to be as many as happened"),
    // A notice says again what a settlement or a correction says, and is deleted after a while.
    ("outbox.person", "what it tells of is elsewhere"),
    ("outbox.turn", "what it tells of is elsewhere"),
    ("outbox.ordinal", "what it tells of is elsewhere"),
    ("outbox.topic", "what it tells of is elsewhere"),
    ("outbox.payload", "what it tells of is elsewhere"),
    ("outbox.created_at", "what it tells of is elsewhere"),
    ("outbox.sent_at", "sending again is harmless"),
    // The senders' own, gone with the notice: at worst something is sent again, or late.
    ("delivery.", "sending again is harmless"),
    // What somebody has read of their messages: at worst one is shown as new again.
    ("inbox_read.", "the messages themselves are elsewhere"),
    // What editors are still writing decides nothing; what they propose is a release.
    ("policy_draft.", "what is proposed is told as a release"),
    // Written again each minute by every server that has the adapter.
    ("notice_adapter.", "servers say it again"),
    // Whoever is signed in is so for hours; what is worth nothing to the books has no digest.
    ("session.subject_kind", "it ends by itself"),
    ("session.subject", "it ends by itself"),
    ("session.way", "it ends by itself"),
    ("session.began_at", "it ends by itself"),
    ("session.seen_at", "it ends by itself"),
    ("session.ends_at", "it ends by itself"),
    ("session.device", "it ends by itself"),
    ("session.token_index", "nobody holds the secret of another"),
    (
        "one_time_code.subject",
        "a code is told apart with whom it is for",
    ),
    ("one_time_code.way", "it holds for minutes"),
    (
        "one_time_code.code_index",
        "nobody knows the code of another",
    ),
    ("one_time_code.issued_by", "the audit tells who gave it"),
    ("one_time_code.ends_at", "it holds for minutes"),
    // A code on a phone holds for minutes; whom it is of the audit of each look tells.
    ("voucher_code.", "it holds for minutes"),
    (
        "bill_share.",
        "it holds for days; the audit tells who opened it",
    ),
    ("sign_in_guard.subject_index", "it is forgotten after a day"),
    ("sign_in_guard.failures", "it is forgotten after a day"),
    ("sign_in_guard.since", "it is forgotten after a day"),
    ("sign_in_guard.locked_until", "it is forgotten after a day"),
    ("sign_in_guard.last_step", "it is forgotten after a day"),
    // Written again each time somebody asks whether the database takes a row.
    ("installation.content", "the row of the probe says nothing"),
];

/// As few people as have something of everything.
fn few() -> Options {
    use clap::Parser;
    Options::parse_from(["bench", "generate", "--settlements", "100", "--seed", "7"])
}

/// Rows of what no generated life brings along.
fn and_the_rest(db: &Db) {
    let now = day::moment(TODAY, 5);
    let operator = move |id: &str| Operator {
        id: id.to_owned(),
        name: format!("{id} 示例"),
        roles: vec![Role::Editor, Role::Clerk],
        created_at: now,
        unit: Unit::All,
        disabled_at: None,
    };
    let done = db.transact(move |tx| {
        for (id, key) in [("O1", "k1"), ("O2", "k2")] {
            operators::insert(tx, &operator(id), &sha256_hex(&[key.as_bytes()]))?;
        }
        operators::disable(tx, "O2", now)?;
        and_accounts(tx, now)?;
        let answer = AnsweredBefore {
            digest: "d".to_owned(),
            content: "{}".to_owned(),
            reply: "{}".to_owned(),
        };
        operators::remember(tx, ("O1", "R1"), &answer, now)?;
        let draft = policy_drafts::PolicyDraftRow {
            place: "440300".to_owned(),
            version: 2,
            begun_by: "O1".to_owned(),
            begun_at: now,
            saved_by: "O1".to_owned(),
            saved_at: now,
            body: "{\"files\":{}}".to_owned(),
        };
        policy_drafts::put(tx, &draft)?;
        let turn = releases::take_turn(tx)?;
        let file = domain::files::NamedText {
            name: "region.toml".to_owned(),
            text: "region = 1".to_owned(),
        };
        let release = Release {
            id: "440300-1".to_owned(),
            place: "440300".to_owned(),
            ordinal: 1,
            drafted_by: "O1".to_owned(),
            drafted_at: now,
            why: "示例".to_owned(),
            based_on: None,
            rolls_back: None,
        };
        releases::insert(tx, &release, &[file])?;
        let event = ReleaseEvent {
            release: release.id,
            turn,
            kind: ReleaseEventKind::Drafted,
            at: now,
            actor: "O1".to_owned(),
            drafted_by: "O1".to_owned(),
            why: "示例".to_owned(),
            from: None,
            test: Some("{}".to_owned()),
        };
        releases::append(tx, &event)?;
        let sign_in = SignInRecord {
            facility: "H44010000001".parse().expect("a code"),
            sign_number: "S1".to_owned(),
            operator: "0001".to_owned(),
            terminal: "10.0.0.1".to_owned(),
            signed_in_at: now,
        };
        sign_ins::insert(tx, &sign_in)?;
        registered(tx)?;
        sign_ins::close(tx, &sign_in.facility, "S1", now)?;
        installation::identify(tx, &mut copies::Nonces::of(1, 1))?;
        installation::probe(tx, now)
    });
    done.unwrap();
    let review = Review {
        id: "R1".to_owned(),
        body: Reviewed::Rules {
            release: "440300-1".to_owned(),
            insured_at: None,
        },
        due_at: now,
        through: None,
    };
    told(db, now);
    let person = "P0000000000001".parse().unwrap();
    db.transact(move |tx| {
        reviews::open(tx, &review)?;
        reviews::gone_through(tx, &review, &person)?;
        reviews::done(tx, &review, now)
    })
    .unwrap_or_else(|error: StoreError| panic!("{error}"));
}

/// Notices on their way, and somebody who was gone through for the calendar.
fn told(db: &Db, now: jiff::Timestamp) {
    let done = db.transact(move |tx| {
        let sms = KnownAdapter {
            name: "sms".to_owned(),
            topics: vec!["*".to_owned()],
            since: now,
            seen_at: now,
            failing: None,
        };
        deliveries::note_adapter(tx, &sms)?;
        deliveries::note_failing(tx, "sms", Some((now, "timeout")))?;
        let to = |notice| (notice, vec!["sms".to_owned()]);
        let notices = outbox::unsent(tx, 20)?.into_iter().map(to);
        deliveries::hand_over(tx, &notices.collect::<Vec<_>>(), now)?;
        let sweep = filing_calendar::sweep(tx, "figures:440300:2026-07-01")?;
        let person = "P0000000000001".parse().expect("a number");
        filing_calendar::come_to(tx, &sweep, Some(&person))
    });
    done.unwrap_or_else(|error: StoreError| panic!("{error}"));
}

/// What registers bring along that no generated life has.
fn registered(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let period = domain::calendar::Period {
        from: jiff::civil::date(2020, 1, 1),
        until: Some(TODAY),
    };
    let employer = Employer {
        number: "DW0001".parse().expect("a number"),
        name: "示例单位".to_owned(),
        region: "440300".parse().expect("a place"),
        phone: None,
        period,
    };
    employers::put(tx, &employer)?;
    let practitioner = Practitioner {
        code: "D440300000001".parse().expect("a code"),
        facility: "H44030500001".parse().expect("a code"),
        name: "示例".to_owned(),
        kind: PractitionerKind::Doctor,
        department: None,
        period,
        statuses: vec![],
    };
    practitioners::put(tx, &practitioner)?;
    let person = "P0000000000001".parse().expect("a number");
    tx.lock_person(&person)?;
    let employment = Employment {
        employer: employer.number,
        period,
    };
    employers::replace(tx, &person, &[employment])?;
    let kin = Kin {
        relative: "P0000000000002".parse().expect("a number"),
        relation: KinRelation::Spouse,
        period,
    };
    kin::replace(tx, &mut copies::Nonces::of(1, 2), (&person, &[kin]))
}

/// How a facility was chosen.
fn chosen(turn: i64, now: Timestamp) -> ChoiceMadeBefore {
    ChoiceMadeBefore {
        number: "W1".parse().expect("a number"),
        turn,
        made_at: now,
        insured_at: "440300".parse().expect("a code"),
        scheme: domain::person::Scheme::Employee,
        rule: "tier-two-elsewhere".to_owned(),
        facility: "H44010000001".parse().expect("a code"),
        instead_of: Some("H44010000002".parse().expect("a code")),
        from: jiff::civil::date(2026, 12, 1),
        channel: domain::procedures::ChoiceChannel::Scan,
        made_by: "P1".to_owned(),
        reason: Some(domain::procedures::ChangeReason::Illness),
    }
}

/// Somebody signed in, somebody invited, a telephone and a consent.
fn and_accounts(tx: &mut store::Tx<'_>, now: Timestamp) -> Result<(), StoreError> {
    let person: domain::ids::PersonId = "P0000000000001".parse().unwrap();
    let row = StaffRow {
        identity: Some(vec![7; 16]),
        password: Some("$argon2id$".to_owned()),
        ..StaffRow::new("O1", Unit::Region("440300".parse().unwrap()))
    };
    staff::put(tx, &row)?;
    let contact = PersonContact {
        phone: "13800000000".to_owned(),
    };
    contacts::put(tx, &mut copies::Nonces::of(1, 2), (&person, &contact))?;
    let helper = "P0000000000002".parse().unwrap();
    store::inbox::note_read(tx, (&person, &helper), now)?;
    let consent = Consent {
        person,
        helper,
        from: now,
        until: Some(now),
        relation: Relation::Child,
        way: ConsentWay::Person,
        given_by: "person".to_owned(),
    };
    consents::put(tx, &consent)?;
    let session = Session {
        kind: SubjectKind::Operator,
        subject: "O1".to_owned(),
        way: SignInWay::Password,
        began_at: now,
        seen_at: now,
        ends_at: now,
        device: "chrome linux".to_owned(),
    };
    sessions::begin(tx, "secret", &session)?;
    let passkey = StoredPasskey {
        id: "PK1".to_owned(),
        operator: "O1".to_owned(),
        name: "示例".to_owned(),
        credential: vec![1; 32],
        public_key: vec![2; 77],
        signed: 3,
        made_at: now,
        used_at: Some(now),
    };
    passkeys::put(tx, &passkey)?;
    staff_numbers::put(tx, "1001", "O1")?;
    let issued = CodeIssued {
        subject: "O1",
        way: SignInWay::Invitation,
        by: "installation",
        ends_at: now,
    };
    sessions::issue_code(tx, "code", &issued)?;
    let shown = VoucherCode {
        person: "P1".parse().unwrap(),
        shown_by: "P1".parse().unwrap(),
        session: sessions::index_of(tx, "secret"),
        ends_at: now,
        read: None,
    };
    voucher_codes::issue(tx, "code", &shown)?;
    let share = NewShare {
        person: &shown.person,
        settlement: &"A1".parse().unwrap(),
        holds: (now, now),
    };
    bill_shares::make(tx, "link", share)?;
    let facility: domain::ids::FacilityCode = "H44010000001".parse().unwrap();
    voucher_codes::note_read(tx, "code", (&facility, now))?;
    let guard = SignInGuard {
        failures: 1,
        since: now,
        locked_until: Some(now),
        last_step: Some(1),
    };
    sessions::put_guard(tx, "O1", &guard)
}

/// Something that waits for a clerk, something decided, and rules that came to the same.
fn and_a_clerk(db: &Db) {
    let now = day::moment(TODAY, 6);
    let person: domain::ids::PersonId = "P0000000000001".parse().unwrap();
    let done = db.transact(move |tx| {
        let turn = tx.lock_person(&person)?;
        let made = settlements::of_person(tx, &person)?;
        let [first, second] = [&made[0], &made[1]];
        newer_rules::note(tx, (&person, turn), (&first.id, &first.pack_hash))?;
        designations::note(tx, &person, &chosen(turn, now))?;
        hospital::by_hospitals(tx, (&person, turn), now)?;
        bills::by_clerks(tx, (&person, turn), now)?;
        for (made, left) in [(first, true), (second, false)] {
            let task = Task {
                person: person.clone(),
                settlement: made.id.clone(),
                turn,
                opened_at: now,
                cause: Cause::FilingChanged,
                cause_of: "F-1".to_owned(),
                why: domain::Bilingual::new("示例", "example"),
            };
            corrections::open_task(tx, &task, left)?;
        }
        let head = audit::head(tx, person.as_str())?;
        let entry = audit::AuditEntry {
            chain: person.as_str(),
            at: now,
            actor: "O1",
            action: "decide-correction",
            object: "x",
            reason: "",
            digest: "",
        };
        audit::append(tx, &head, &entry)
    });
    done.unwrap();
}

/// How a change went by.
enum Went {
    Noticed,
    Unnoticed(String),
    Nothing,
}

fn try_one(db: &Db, table: &TableShape, (column, row, way): (usize, i64, usize)) -> Went {
    let table = table.clone();
    let outcome: Result<Option<(String, bool)>, StoreError> = db.transact(move |tx| {
        let change = ChangedValue {
            table: &table,
            column,
            row,
            way,
        };
        let Some(said) = change.make(tx)? else {
            return Ok(None);
        };
        let noticed = match desk::verify::verify(tx) {
            Ok(found) => !found.is_empty(),
            Err(_) => true,
        };
        // Nothing of it stays.
        Err(StoreError::Row(format!(
            "{}{said}",
            if noticed { '+' } else { '-' }
        )))
    });
    match outcome {
        Ok(_) => Went::Nothing,
        Err(StoreError::Row(said)) => match said.strip_prefix('-') {
            Some(said) => Went::Unnoticed(said.to_owned()),
            None => Went::Noticed,
        },
        // The database itself refuses it.
        Err(_) => Went::Noticed,
    }
}

/// Tries every column in every way on some rows.
fn try_all(db: &Db, rows_of_each: usize, every: usize) {
    let mut dice = Dice(11);
    let (mut tried, mut unnoticed) = (0, Vec::new());
    let mut never = BTreeSet::new();
    for table in tables() {
        let count = count(db, &table.name, "1 = 1").max(1);
        for (column, known) in table.columns.iter().enumerate() {
            let mut touched = false;
            for way in 0..WAYS {
                for _ in 0..rows_of_each {
                    if dice.below(every as u64) != 0 {
                        touched = true;
                        continue;
                    }
                    let row = dice.below(count as u64) as i64;
                    match try_one(db, &table, (column, row, way)) {
                        Went::Nothing => continue,
                        Went::Noticed => {}
                        Went::Unnoticed(said) => unnoticed.push(said),
                    }
                    touched = true;
                    tried += 1;
                }
            }
            if !touched {
                never.insert(format!("{}.{}", table.name, known.name));
            }
        }
    }
    let is_listed = |said: &&String| UNNOTICED.iter().any(|(name, _)| said.starts_with(name));
    let (listed, not): (Vec<_>, Vec<_>) = unnoticed.iter().partition(is_listed);
    eprintln!(
        "{tried} changes, {} unnoticed as listed; never tried: {never:?}",
        listed.len()
    );
    assert!(not.is_empty(), "unnoticed: {not:#?}");
    let noticed = tried - unnoticed.len();
    // What is listed comes up as often as the dice say.
    assert!(noticed * 100 >= tried * 80, "{noticed} of {tried}");
}

/// Rows tried of each column; a campaign asks for more.
fn rows_of_each() -> usize {
    let asked = std::env::var("SUIXING_CHANGED_ROWS").ok();
    asked.map_or(1, |asked| asked.parse().expect("a number of rows"))
}

#[test]
fn every_changed_value_is_noticed() {
    on_sqlite(|db| {
        filled(db, &few());
        and_the_rest(db);
        and_a_clerk(db);
        assert_eq!(db.read(desk::verify::verify).unwrap(), vec![]);
        try_all(db, rows_of_each(), 1);
    });
}

#[test]
fn on_a_server_too() {
    on_postgres(|db| {
        filled(db, &few());
        and_the_rest(db);
        and_a_clerk(db);
        assert_eq!(db.read(desk::verify::verify).unwrap(), vec![]);
        try_all(db, 1, 8);
    });
}
