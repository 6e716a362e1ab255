//! Databases that earlier versions left behind: they open, and nothing in them is lost.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

use domain::ids::{Certificate, CertificateKind};
use jiff::Timestamp;
use store::seal::SealedAt;
use store::testing::old::{OldDatabase, upgraded_on_each_engine};
use store::testing::{Seeded, test_keys};
use store::{StoreError, people};

/// The last migration before people were found by a table of their own.
const BEFORE_THE_FINDER: i64 = 7;

/// Invented: the day of birth does not exist.
const NUMBERS: [&str; 2] = ["440300199013010427", "83000019901301001"];

fn certificate(kind: CertificateKind, number: &str) -> Certificate {
    Certificate::read(kind, number).unwrap()
}

/// The number with the check character that fits.
fn id(number: &str) -> Certificate {
    let tries = ["", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "X"].iter();
    let mut tries = tries.map(|last| format!("{number}{last}"));
    tries
        .find_map(|number| Certificate::read(CertificateKind::CitizenId, &number).ok())
        .unwrap()
}

/// A person as one was written then.
fn insert(old: &mut OldDatabase, person: &str, number: &str, card: Option<&str>) {
    let keys = test_keys();
    let place = SealedAt {
        column: "person|identity",
        row: person,
    };
    let sealed = serde_json::json!({"name": "陈示例", "id_number": number, "card_number": card});
    let sealed = keys.seal(place, sealed.to_string().as_bytes(), &mut Seeded(7));
    let card = card.map(|card| old.bytes(&keys.index("card", card)));
    let row = format!(
        "INSERT INTO person (person, identity, id_index, card_index, gender, born_on) \
         VALUES ('{person}', {}, {}, {}, 'female', '1990-05-06')",
        old.bytes(&sealed),
        old.bytes(&keys.index("id-number", number)),
        card.unwrap_or("NULL".to_owned()),
    );
    old.run(&row);
    let token = old.bytes(&keys.index("voucher", &format!("TOKEN-{person}")));
    old.run(&format!(
        "INSERT INTO voucher (token_index, person, expires_at) \
         VALUES ({token}, '{person}', 60000000)"
    ));
}

#[test]
fn everybody_is_found_as_before() {
    let permit = id(NUMBERS[1]);
    let fill = |old: &mut OldDatabase| {
        insert(old, "P1", NUMBERS[0], Some("a-1"));
        insert(old, "P2", permit.reveal(), None);
        // Two people with one card were nobody then, and are now.
        insert(old, "P3", id("44030019901301044").reveal(), Some("B2"));
        insert(old, "P4", id("44030019901301046").reveal(), Some("B2"));
    };
    upgraded_on_each_engine(BEFORE_THE_FINDER, fill, |db| {
        let found = |shown: &Certificate| {
            let found = db.read::<_, StoreError, _>(|tx| people::find_by_certificate(tx, shown));
            found.unwrap().map(|person| person.id.to_string())
        };
        let card = |number| certificate(CertificateKind::SocialCard, number);
        assert_eq!(found(&id(NUMBERS[0])).as_deref(), Some("P1"));
        assert_eq!(found(&id("440300901301042")).as_deref(), Some("P1"));
        assert_eq!(found(&card("a-1")).as_deref(), Some("P1"));
        let permit = certificate(CertificateKind::ResidencePermit, permit.reveal());
        assert_eq!(found(&permit).as_deref(), Some("P2"));
        assert_eq!(found(&card("B2")), None);
        assert_eq!(found(&id("44030019901301046")).as_deref(), Some("P4"));
        let at = |second| Timestamp::from_second(second).unwrap();
        let shown = |token: &str, second| {
            let find = |tx: &mut store::Tx<'_>| people::find_by_voucher(tx, token, at(second));
            let found = db.read::<_, StoreError, _>(find).unwrap();
            found.map(|person| person.id.to_string())
        };
        assert_eq!(shown("TOKEN-P2", 59).as_deref(), Some("P2"));
        assert_eq!(shown("TOKEN-P2", 60), None);
        let person = db.read::<_, StoreError, _>(|tx| people::find(tx, &"P1".parse().unwrap()));
        let person = person.unwrap().unwrap();
        assert_eq!(person.name, "陈示例");
        assert!(person.holds(&card("a-1")));
        assert_eq!(person.others.len(), 1);
    });
}
