//! Words that occur nowhere else are planted in everything a hospital or a person can say, and
//! looked for in the raw file and its log: what is sealed is not found in any spelling, and what
//! lies in the clear is what the decision on it lists.

use crate::world::{GUANGZHOU, World, caller_of, line, outpatient, submission};
use desk::{Settle, SettledTogether, Side, UpdateVisit, UploadLines};
use domain::Money;
use domain::bill::BillLine;
use store::Db;
use store::testing::test_keys;

/// Sealed: who somebody is, whom to call, what was found, what was said besides.
const SEALED: [&str; 9] = [
    "陈示例",
    "44030019851301042",
    "CARD-P1",
    "13800138777",
    "卡那丽雅路七号",
    "联系人卡那丽雅",
    "Z99.CANARY",
    "诊断卡那丽雅",
    "besides-canary-1",
];

/// In the clear, as the decision on it says.
const OPEN: [&str; 4] = [
    "明细卡那丽雅",
    "number-canary-2",
    "operator-canary-3",
    "reason-canary-4",
];

fn plant(world: &World) {
    let mut filing = submission("P1", "510100");
    filing.id = "F-CANARY".parse().unwrap();
    filing.starts_on = jiff::civil::date(2026, 11, 25);
    filing.contact.name = "联系人卡那丽雅".to_owned();
    filing.contact.phone = "13800138777".to_owned();
    filing.contact.address = "卡那丽雅路七号".to_owned();
    world
        .write(move |desk| desk::file(desk, "operator-canary-3", &filing))
        .unwrap();
    let id = "F-CANARY".parse().unwrap();
    let person: domain::ids::PersonId = "P1".parse().unwrap();
    let whose = person.clone();
    let cancelled = world.write(move |desk| {
        desk::cancel_filing(desk, "op", (&whose, &id), "reason-canary-4").map(drop)
    });
    cancelled.unwrap();
    let visit = world.open(GUANGZHOU, "C-open", outpatient("number-canary-2"));
    let told = UpdateVisit {
        person: person.clone(),
        visit: visit.clone(),
        side: Side::Outpatient,
        care: None,
        from: None,
        flags: Default::default(),
        findings: Some(serde_json::json!({
            "diagnoses": [{ "code": "Z99.CANARY", "name": "诊断卡那丽雅" }],
        })),
    };
    let mut caller = caller_of("P1", GUANGZHOU, "C-info");
    caller.said_besides = Some(b"besides-canary-1".to_vec());
    world
        .write(move |desk| {
            desk::update_visit(desk, &caller, &told, |visit| {
                format!("{visit:?} Z99.CANARY").into_bytes()
            })
        })
        .unwrap();
    let upload = UploadLines {
        person,
        visit: visit.clone(),
        side: Side::Outpatient,
        batch: "C".to_owned(),
        lines: vec![BillLine {
            name: "明细卡那丽雅".to_owned(),
            ..line("1", "A", 120)
        }],
        diseases: ["Z99.CANARY".to_owned()].into(),
        flags: Default::default(),
    };
    world.upload(GUANGZHOU, "C-lines", upload).unwrap();
    let settle = Settle {
        what: SettledTogether::Batch("C".to_owned()),
        stated_total: Money::from_yuan(120),
        ..crate::world::batch(&visit, "C", 120)
    };
    world.settle(GUANGZHOU, "C-settle", settle).unwrap();
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|part| part == word)
}

/// A word as it is, in hexadecimal of either case, and escaped as JSON may escape it.
fn spellings(word: &str) -> Vec<Vec<u8>> {
    let hex = domain::text::hex(word.as_bytes());
    let escaped: String = word
        .encode_utf16()
        .map(|unit| match char::from_u32(unit.into()) {
            Some(letter) if letter.is_ascii() => letter.to_string(),
            _ => format!("\\u{unit:04x}"),
        })
        .collect();
    [word.to_owned(), hex.to_uppercase(), hex, escaped]
        .map(String::into_bytes)
        .into()
}

#[test]
fn what_is_sealed_is_nowhere_in_the_file_and_what_is_not_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("canary.db");
    let db = Db::open_sqlite(&path, test_keys()).unwrap();
    let world = World::build(&db);
    plant(&world);
    world.assert_sound();
    let mut raw = std::fs::read(&path).unwrap();
    raw.extend(std::fs::read(store::wal::beside(&path)).unwrap());
    for word in SEALED {
        for spelling in spellings(word) {
            let shown = String::from_utf8_lossy(&spelling).into_owned();
            assert!(!contains(&raw, &spelling), "{word} is there as {shown}");
        }
    }
    for word in OPEN {
        assert!(
            contains(&raw, word.as_bytes()),
            "{word} is not there, and may be sealed now"
        );
    }
}
