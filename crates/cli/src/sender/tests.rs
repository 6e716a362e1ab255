//! What arrives at receivers that are late, lost, broken, busy: nothing is lost, nothing of a
//! person comes in another order, nothing is told twice but under the same id.

mod receiver;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use domain::filing::Filing;
use serde_json::json;
use store::contacts::{self, PersonContact};
use store::outbox::OutboxNotice;
use store::testing::{Seeded, count, on_each_engine};
use store::{filings, verify};

use self::receiver::{FakeAnswer, FakeReceiver, ReceivedRequest};
use super::*;
use crate::place::machine_time;

const PATIENCE: Duration = Duration::from_secs(60);
/// The telephone of the contact, and a name, that are nowhere but where they are sent.
const PHONE: &str = "13900001234";
const NAME: &str = "欧阳示例";
const SECRET: &str = "whsec_c2VjcmV0LW9mLXRoZS10ZXN0cw==";

/// Everything that was logged by this program's tests.
fn logged() -> &'static std::sync::Mutex<Vec<u8>> {
    static LOGGED: OnceLock<std::sync::Mutex<Vec<u8>>> = OnceLock::new();
    LOGGED.get_or_init(|| {
        struct Sink;
        impl std::io::Write for Sink {
            fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
                logged().lock().unwrap().extend_from_slice(bytes);
                Ok(bytes.len())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let all = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE);
        // Whoever was first in this program logs for all.
        let _ = all.with_writer(|| Sink).try_init();
        std::sync::Mutex::default()
    })
}

/// A clock that can be moved on.
#[derive(Clone, Default)]
struct MovedClock(Arc<AtomicI64>);

impl MovedClock {
    fn clock(&self) -> Clock {
        let ahead = Arc::clone(&self.0);
        Clock::new(move || {
            machine_time() + SignedDuration::from_secs(ahead.load(Ordering::Relaxed))
        })
    }

    fn on(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }
}

fn stated(text: &str) -> NoticesStated {
    toml::from_str(text).expect("it is a configuration")
}

fn webhook(folder: &Path, name: &str, receiver: &FakeReceiver) -> String {
    let secret = folder.join("secret");
    if !secret.exists() {
        std::fs::write(&secret, SECRET).unwrap();
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    format!(
        "[webhook.{name}]\nurl = \"{}\"\nsecret_file = {secret:?}\nmay_reach = [\"127.0.0.0/8\"]\n",
        receiver.url()
    )
}

/// Notices of people, in turns, all in a transaction.
fn cause(db: &Db, people: &[&str], turns: std::ops::Range<i64>, at: Timestamp) {
    let people: Vec<String> = people.iter().map(|person| (*person).to_owned()).collect();
    let add = move |tx: &mut Tx<'_>| {
        for turn in turns.clone() {
            for person in &people {
                let id = person.parse().unwrap();
                assert_eq!(tx.lock_person(&id)?, turn);
                let notice = OutboxNotice {
                    person: id,
                    turn,
                    ordinal: 1,
                    topic: "filing-approved".to_owned(),
                    payload: json!({ "filing": format!("B-{person}-{turn}") }).to_string(),
                    created_at: at + SignedDuration::from_micros(turn),
                };
                outbox::add(tx, &notice)?;
            }
        }
        Ok::<_, StoreError>(())
    };
    db.transact(add).unwrap();
}

fn start(db: &Db, moved: &MovedClock, notices: &str, inbox: Option<PathBuf>) -> NoticeSender {
    let sending = Sending {
        inbox,
        notices: stated(notices),
        kept_days: KEPT_DAYS,
    };
    NoticeSender::start(db.clone(), moved.clock(), sending).unwrap()
}

fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < PATIENCE, "it never came: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Number of the filing a request is about, and whose it is.
fn about(received: &ReceivedRequest) -> (String, i64) {
    let number = received.body["data"]["filing"].as_str().unwrap();
    let (person, turn) = number.strip_prefix("B-").unwrap().split_once('-').unwrap();
    (person.to_owned(), turn.parse().unwrap())
}

/// What came is whole, of each person in order, and the same only under the same id.
fn check(all: &[ReceivedRequest], people: &[&str], turns: i64) {
    let mut ids: BTreeMap<(String, i64), String> = BTreeMap::new();
    let mut taken: BTreeSet<(String, i64)> = BTreeSet::new();
    let mut last: BTreeMap<String, i64> = BTreeMap::new();
    for one in all {
        let key = about(one);
        let id = one.header("webhook-id").to_owned();
        assert_eq!(*ids.entry(key.clone()).or_insert(id.clone()), id, "{key:?}");
        let before = last.insert(key.0.clone(), key.1).unwrap_or(0);
        assert!(
            key.1 == before || key.1 == before + 1,
            "{key:?} after {before}"
        );
        if one.was_taken {
            taken.insert(key);
        }
    }
    let different: BTreeSet<&String> = ids.values().collect();
    assert_eq!(different.len(), ids.len(), "two notices share an id");
    assert_eq!(taken.len(), people.len() * usize::try_from(turns).unwrap());
}

#[test]
fn nothing_is_lost_nor_out_of_order_whatever_a_receiver_does() {
    logged();
    let people = ["P1", "P2", "P3", "P4", "P5"];
    on_each_engine(|db| {
        let folder = tempfile::tempdir().unwrap();
        let receiver = FakeReceiver::new(|number| match number % 16 {
            1 => FakeAnswer::Status(500),
            2 => FakeAnswer::Busy(1),
            4 => FakeAnswer::CloseUnread,
            7 => FakeAnswer::CloseTaken,
            9 => FakeAnswer::Late(Duration::from_millis(300)),
            12 => FakeAnswer::Status(503),
            _ => FakeAnswer::Taken,
        });
        let moved = MovedClock::default();
        let sender = start(db, &moved, &webhook(folder.path(), "a", &receiver), None);
        cause(db, &people, 1..7, machine_time());
        // Time goes by while nothing is under way, so that what failed is due again: what somebody
        // is at counts as given up after two minutes.
        until("everything", || {
            let before = receiver.received().len();
            std::thread::sleep(Duration::from_millis(400));
            if receiver.received().len() == before {
                moved.on(600);
            }
            count(db, "delivery", "state = 'sent'") == 30
        });
        drop(sender);
        check(&receiver.received(), &people, 6);
        assert_eq!(count(db, "delivery", "state <> 'sent'"), 0);
        let repeats = receiver.received().len();
        assert!(repeats > 30, "nothing went wrong: {repeats}");
        let found = db.read::<_, StoreError, _>(verify::all).unwrap();
        assert!(found.is_empty(), "{found:?}");
    });
}

#[test]
fn two_servers_on_one_database_send_once_or_under_the_same_id() {
    let people = ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8"];
    on_each_engine(|db| {
        let folder = tempfile::tempdir().unwrap();
        let receiver = FakeReceiver::new(|_| FakeAnswer::Taken);
        let moved = MovedClock::default();
        let config = webhook(folder.path(), "a", &receiver);
        let both = [
            start(db, &moved, &config, None),
            start(db, &moved, &config, None),
        ];
        cause(db, &people, 1..6, machine_time());
        until("everything", || {
            count(db, "delivery", "state = 'sent'") == 40
        });
        drop(both);
        check(&receiver.received(), &people, 5);
        assert_eq!(receiver.received().len(), 40, "some was sent twice");
    });
}

#[test]
fn what_cannot_get_better_is_given_up_and_said_and_the_next_goes() {
    on_each_engine(|db| {
        let folder = tempfile::tempdir().unwrap();
        let receiver = FakeReceiver::new(|number| match number {
            0 => FakeAnswer::Status(400),
            _ => FakeAnswer::Taken,
        });
        let moved = MovedClock::default();
        let sender = start(db, &moved, &webhook(folder.path(), "a", &receiver), None);
        cause(db, &["P1"], 1..3, machine_time());
        until("the second", || {
            count(db, "delivery", "state = 'sent'") == 1
        });
        assert_eq!(
            count(db, "delivery", "state = 'given-up' AND code = 'status-400'"),
            1
        );
        // A clerk has it sent once more, under the same id.
        let again = |tx: &mut Tx<'_>| {
            deliveries::send_again(
                tx,
                (&"P1".parse().unwrap(), 1, 1),
                ("webhook-a", machine_time()),
            )
        };
        assert!(db.transact::<_, StoreError, _>(again).unwrap());
        assert!(
            !db.transact::<_, StoreError, _>(again).unwrap(),
            "it waits already"
        );
        until("the first", || count(db, "delivery", "state = 'sent'") == 2);
        drop(sender);
        let all = receiver.received();
        assert_eq!(all.len(), 3);
        assert_eq!(all[0].header("webhook-id"), all[2].header("webhook-id"));
        assert_eq!(about(&all[0]), about(&all[2]));
    });
}

#[test]
fn one_that_hangs_holds_nobody_back() {
    let folder = tempfile::tempdir().unwrap();
    store::testing::on_sqlite(|db| {
        let hanging = FakeReceiver::new(|_| FakeAnswer::Late(Duration::from_secs(30)));
        let good = FakeReceiver::new(|_| FakeAnswer::Taken);
        let config =
            webhook(folder.path(), "bad", &hanging) + &webhook(folder.path(), "good", &good);
        let inbox = folder.path().join("inbox");
        let moved = MovedClock::default();
        let began = Instant::now();
        let sender = start(db, &moved, &config, Some(inbox.clone()));
        cause(db, &["P1", "P2", "P3"], 1..8, machine_time());
        until("the others", || {
            let text = std::fs::read_to_string(&inbox).unwrap_or_default();
            good.received().len() == 21 && text.lines().count() == 21
        });
        assert!(
            began.elapsed() < Duration::from_secs(12),
            "{:?}",
            began.elapsed()
        );
        hanging.let_go();
        drop(sender);
        check(&good.received(), &["P1", "P2", "P3"], 7);
    });
}

#[test]
fn an_adapter_does_not_send_the_past() {
    on_each_engine(|db| {
        let folder = tempfile::tempdir().unwrap();
        let receiver = FakeReceiver::new(|_| FakeAnswer::Taken);
        cause(
            db,
            &["P1"],
            1..4,
            machine_time() - SignedDuration::from_secs(1),
        );
        let inbox = folder.path().join("inbox");
        let config = webhook(folder.path(), "a", &receiver);
        let sender = start(db, &MovedClock::default(), &config, Some(inbox.clone()));
        let lines = || {
            std::fs::read_to_string(&inbox)
                .unwrap_or_default()
                .lines()
                .count()
        };
        // The inbox takes what waited for it.
        until("the inbox", || lines() == 3);
        cause(db, &["P1"], 4..5, machine_time());
        until("the new one", || {
            receiver.received().len() == 1 && lines() == 4
        });
        drop(sender);
        assert_eq!(about(&receiver.received()[0]), ("P1".to_owned(), 4));
    });
}

/// A filing with a contact.
fn filing() -> Filing {
    serde_json::from_value(json!({
        "request": {
            "id": "B-P1-1", "person": "P1", "insured_at": "440300", "destination": "510100",
            "category": "other-temporary", "starts_on": "2026-11-01", "channel": "website",
            "contact": { "name": NAME, "phone": PHONE, "address": "示例路1号" }
        },
        "reason": "other-temporary", "footing": "temporary-filed", "at_home": "kept",
        "period": { "from": "2026-11-01" }, "state": "active", "submitted_on": "2026-11-01",
        "checks": [], "history": []
    }))
    .expect("a filing")
}

#[test]
fn a_text_message_reaches_the_contact_of_the_filing_and_no_log() {
    logged();
    on_each_engine(|db| {
        let receiver = FakeReceiver::new(|number| match number {
            0 => FakeAnswer::Said(r#"{"code":"13900001234 is over its limit"}"#),
            1 => FakeAnswer::Status(502),
            _ => FakeAnswer::Said(r#"{"code":"OK"}"#),
        });
        let put = |tx: &mut Tx<'_>| filings::put(tx, &mut Seeded(5), &filing(), machine_time());
        db.transact::<_, StoreError, _>(put).unwrap();
        let config = format!(
            "signature = \"深圳医保\"\n[sms]\nurl = \"{}\"\nmay_reach = [\"127.0.0.0/8\"]\n\
             answer_field = \"/code\"\nanswer_ok = \"OK\"\n\
             [sms.templates]\nfiling-approved = \"SMS_77\"\n",
            receiver.url()
        );
        let moved = MovedClock::default();
        let sender = start(db, &moved, &config, None);
        // Of the second nobody knows a telephone.
        cause(db, &["P1", "P9"], 1..2, machine_time());
        until("the message", || {
            moved.on(600);
            std::thread::sleep(Duration::from_millis(30));
            count(db, "delivery", "state = 'sent'") == 1
        });
        until("the other", || {
            count(db, "delivery", "code = 'no-phone'") == 1
        });
        drop(sender);
        let all = receiver.received();
        assert_eq!(all.len(), 3);
        for one in &all {
            assert_eq!(one.body["to"], PHONE);
            assert_eq!(one.body["template"], "SMS_77");
            assert_eq!(one.body["parameters"]["number"], "B-P1-1");
            assert_eq!(one.body["id"], all[0].body["id"]);
            let text = one.body["text"].as_str().unwrap();
            assert!(text.starts_with("【深圳医保】备案B-P1-1已通过"), "{text}");
            assert!(!one.body.to_string().contains(NAME));
        }
        // Neither a log nor what is kept of the tries tells the telephone, the name, the secret.
        assert_eq!(count(db, "delivery", "code LIKE '%1390%'"), 0);
        let log = String::from_utf8_lossy(&logged().lock().unwrap()).into_owned();
        for word in [PHONE, NAME, SECRET, "c2VjcmV0LW9m"] {
            assert!(!log.contains(word), "the log tells {word}");
        }
    });
}

/// A code that signs P1 in, caused so many minutes ago, in a turn.
fn sign_in_code(db: &Db, turn: i64, minutes: i64) {
    let add = move |tx: &mut Tx<'_>| {
        let id = "P1".parse().unwrap();
        assert_eq!(tx.lock_person(&id)?, turn);
        let contact = PersonContact {
            phone: PHONE.to_owned(),
        };
        contacts::put(tx, &mut Seeded(9), (&id, &contact))?;
        let notice = OutboxNotice {
            person: id,
            turn,
            ordinal: 1,
            topic: "sign-in-code".to_owned(),
            payload: json!({ "code": "424242" }).to_string(),
            created_at: machine_time() - SignedDuration::from_mins(minutes),
        };
        outbox::add(tx, &notice)
    };
    db.transact::<_, StoreError, _>(add).unwrap();
}

#[test]
fn a_code_waits_for_nothing_and_goes_to_the_telephone_alone() {
    on_each_engine(|db| {
        let folder = tempfile::tempdir().unwrap();
        let (sms, hook) = (
            FakeReceiver::new(|number| match number {
                0 => FakeAnswer::Busy(600),
                _ => FakeAnswer::Taken,
            }),
            FakeReceiver::new(|_| FakeAnswer::Taken),
        );
        let config = webhook(folder.path(), "a", &hook)
            + &format!(
                "[sms]\nurl = \"{0}\"\nmay_reach = [\"127.0.0.0/8\"]\n[official_account]\n\
                 url = \"{0}\"\nmay_reach = [\"127.0.0.0/8\"]\ntopics = [\"sign-in-code\"]\n",
                sms.url()
            );
        let sender = start(db, &MovedClock::default(), &config, None);
        sign_in_code(db, 1, -1);
        until("the first try", || {
            count(db, "delivery", "code = 'status-429'") == 1
        });
        // The first is tried again in ten minutes; the second does not wait for it.
        sign_in_code(db, 2, 0);
        until("the second", || {
            count(db, "delivery", "state = 'sent'") == 1
        });
        drop(sender);
        let all = sms.received();
        assert_eq!(all.len(), 2);
        assert_eq!(
            (&all[1].body["to"], &all[1].body["parameters"]["code"]),
            (&json!(PHONE), &json!("424242"))
        );
        assert!(hook.received().is_empty());
        assert_eq!(count(db, "delivery", "adapter <> 'sms'"), 0);
    });
}

#[test]
fn a_code_that_holds_no_more_is_not_sent() {
    on_each_engine(|db| {
        let sms = FakeReceiver::new(|_| FakeAnswer::Taken);
        let moved = MovedClock::default();
        moved.on(-3_600);
        let config = format!(
            "[sms]\nurl = \"{}\"\nmay_reach = [\"127.0.0.0/8\"]\n",
            sms.url()
        );
        let sender = start(db, &moved, &config, None);
        moved.on(3_600);
        sign_in_code(db, 1, 11);
        until("the end of it", || {
            count(db, "delivery", "code = 'too-late'") == 1
        });
        drop(sender);
        assert!(sms.received().is_empty());
    });
}

#[test]
fn it_does_not_start_with_what_could_never_work() {
    let folder = tempfile::tempdir().unwrap();
    let open = folder.path().join("open");
    std::fs::write(&open, "secret").unwrap();
    let url = "https://example.org/";
    let rows = [
        format!("[webhook.a]\nurl = \"{url}\""),
        format!("[webhook.a]\nurl = \"{url}\"\nsecret_file = \"/nowhere\""),
        format!("[webhook.a]\nurl = \"{url}\"\nsecret_file = {open:?}"),
        format!("[webhook.a]\nurl = \"{url}\"\nsecret_env = \"SUIXING_TEST_NOT_THERE\""),
        "[sms]\nurl = \"http://example.org/\"".to_owned(),
        format!("signature = \"太长太长太长了\"\n[sms]\nurl = \"{url}\""),
        format!("[webhook.\"a b\"]\nurl = \"{url}\"\nsecret_env = \"PATH\""),
    ];
    for row in rows {
        for adapter in stated(&row).adapters() {
            let error = adapter.make().err().expect("it is refused");
            assert!(
                format!("{error:#}").contains("bad-adapter"),
                "{row}: {error:#}"
            );
        }
    }
}

/// A receiver beside the server is not reached unless the configuration says so.
#[test]
fn a_private_address_gets_nothing() {
    store::testing::on_sqlite(|db| {
        let receiver = FakeReceiver::new(|_| FakeAnswer::Taken);
        let port = receiver.url().rsplit(':').next().unwrap().to_owned();
        let folder = tempfile::tempdir().unwrap();
        let text = webhook(folder.path(), "a", &receiver)
            .replace("http://127.0.0.1", "https://localhost")
            .replace("127.0.0.0/8", "10.0.0.0/8");
        assert!(text.contains(&port));
        let sender = start(db, &MovedClock::default(), &text, None);
        cause(db, &["P1"], 1..2, machine_time());
        until("a try", || {
            count(db, "delivery", "code = 'private-address'") == 1
        });
        drop(sender);
        assert_eq!(receiver.connections(), 0);
    });
}
