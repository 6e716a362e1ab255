//! Bills that wait for a person: whose they are, the second eye, what the person sees of one.

use desk::bill_cases::{BillCase, BillCaseKind, BillEvent, BillLane, RefusedBill};
use domain::Bilingual;
use domain::facility::Care;
use domain::person::Scheme;
use jiff::civil::date;
use store::StoreError;
use store::bill_cases::{self, BillCaseBody, BillDeed};

use super::court::{CHENGDU, Court, SHENZHEN, text};
use crate::api::tests::world::{HOSPITAL, now};

const NUMBER: &str = "K4403002611210000000000000009";

/// A bill of P1 that a hospital asked for and did not get settled.
fn refused(court: &Court) {
    let bill = RefusedBill {
        facility: HOSPITAL.parse().unwrap(),
        treated_at: CHENGDU.parse().unwrap(),
        care: Care::Inpatient,
        scheme: Scheme::Employee,
        from: date(2026, 11, 3),
        until: Some(date(2026, 11, 10)),
        total: "21300.00".parse().unwrap(),
        code: "ceiling-not-known".to_owned(),
        title: Bilingual::new("封顶线不明，由经办人员决定", "the ceiling is not known"),
        says: Bilingual::new("没有公布今年的封顶线", "not published"),
        next: Bilingual::new("先付后报", "pay and claim"),
        basis: vec![],
        unfiled: false,
        asked_at: now(),
    };
    let case = BillCase {
        person: "P1".parse().unwrap(),
        number: NUMBER.to_owned(),
        visit: "V1".to_owned(),
        insured_at: SHENZHEN.parse().unwrap(),
        kind: BillCaseKind::Refused,
        lane: BillLane::Waiting,
        due_on: date(2026, 11, 28),
        turn: 1,
        opened_at: now(),
        decided_by: String::new(),
        decided_on: desk::cases::NEVER,
        holder: String::new(),
        held_at: now(),
        body: BillCaseBody {
            refused: Some(bill),
            history: vec![BillEvent {
                at: now(),
                by: "rule".to_owned(),
                deed: BillDeed::Opened,
                reason: String::new(),
                decision: None,
            }],
        },
    };
    let put = court.world.db.transact(move |tx| {
        tx.lock_person(&case.person)?;
        bill_cases::put(tx, &mut crate::app::SystemRandom, &case)
    });
    put.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
}

/// What the forms of the page of a bill carry.
async fn opened(court: &Court, who: &str) -> String {
    let page = text(&court.get(who, &format!("/clerk/bills/{NUMBER}")).await);
    let carried = page.split("name=\"opened\" value=\"").nth(1);
    let carried = carried.and_then(|rest| rest.split('"').next());
    carried.unwrap_or_default().to_owned()
}

async fn propose(court: &Court, who: &str, title: &str) -> u16 {
    let opened = opened(court, who).await;
    let form = [
        ("opened", opened.as_str()),
        ("verdict", "claim"),
        ("reason", "规定没有写，本人先付后报"),
        ("title", title),
        ("number", "示例函〔2026〕9号"),
    ];
    let path = format!("/clerk/bills/{NUMBER}/propose");
    court.post(who, &path, &form).await.status.as_u16()
}

async fn confirm(court: &Court, who: &str) -> u16 {
    let opened = opened(court, who).await;
    let path = format!("/clerk/bills/{NUMBER}/confirm");
    let form = [("opened", opened.as_str())];
    court.post(who, &path, &form).await.status.as_u16()
}

#[tokio::test]
async fn a_bill_of_another_place_is_not_there() {
    let court = Court::new();
    refused(&court);
    let path = format!("/clerk/bills/{NUMBER}");
    let there = court.get("clerk-elsewhere", &path).await;
    let nowhere = court.get("clerk-elsewhere", "/clerk/bills/K0").await;
    assert_eq!((there.status.as_u16(), nowhere.status.as_u16()), (404, 404));
    assert!(!text(&there).contains("陈*"));
    let list = text(&court.get("clerk-elsewhere", "/clerk/bills").await);
    assert!(!list.contains(NUMBER));
    for deed in ["propose", "confirm", "take-back", "send-back"] {
        let path = format!("{path}/{deed}");
        let done = court
            .post("clerk-elsewhere", &path, &[("reason", "不归我管")])
            .await;
        let status = done.status.as_u16();
        assert!([400, 404].contains(&status), "{deed}: {status}");
    }
    let here = text(&court.get("clerk", "/clerk/bills").await);
    assert!(here.contains(NUMBER) && here.contains("陈*") && !here.contains("陈示例"));
}

#[tokio::test]
async fn one_proposes_and_another_confirms_and_the_person_reads_why() {
    let court = Court::new();
    refused(&court);
    let mine = format!("/me/refused/{NUMBER}");
    let before = text(&court.get("resident", "/me").await);
    assert!(before.contains(&mine), "{before}");
    let page = text(&court.get("resident", &mine).await);
    assert!(
        page.contains("没有公布今年的封顶线") && page.contains("12393"),
        "{page}"
    );
    assert!(page.contains("经办机构正在看这一笔"), "{page}");
    assert_eq!(
        propose(&court, "clerk", "").await,
        400,
        "a source is never left out"
    );
    assert_eq!(propose(&court, "clerk", "关于个案的复函").await, 303);
    assert_eq!(confirm(&court, "clerk").await, 403, "not who proposed it");
    // The same human with another account is the same.
    court.put_staff("clerk", SHENZHEN, Some("P3"));
    court.put_staff("clerk-two", SHENZHEN, Some("P3"));
    assert_eq!(
        confirm(&court, "clerk-two").await,
        403,
        "one human, two accounts"
    );
    court.put_staff("clerk", SHENZHEN, None);
    court.put_staff("clerk-two", SHENZHEN, None);
    assert_eq!(confirm(&court, "clerk-two").await, 303);
    let page = text(&court.get("resident", &mine).await);
    assert!(page.contains("示例函〔2026〕9号"), "{page}");
    assert!(page.contains("这一笔要自己先付"), "{page}");
    // Who acts for the person sees it as theirs, nobody else does.
    let helper = court.get("helper", &format!("{mine}?for=P1")).await;
    assert_eq!(helper.status.as_u16(), 200);
    let own = court.get("helper", &mine).await;
    assert_eq!(own.status.as_u16(), 404);
}

#[tokio::test]
async fn nobody_decides_their_own_bill_or_their_familys() {
    let court = Court::new();
    refused(&court);
    for own in ["P1", "P2"] {
        court.put_staff("clerk", SHENZHEN, Some(own));
        let page = court.get("clerk", &format!("/clerk/bills/{NUMBER}")).await;
        assert_eq!(page.status.as_u16(), 403, "{own}");
        assert!(!text(&page).contains("陈*"), "{own}");
    }
}

#[tokio::test]
async fn a_decision_is_looked_at_again_by_somebody_else() {
    let court = Court::new();
    refused(&court);
    propose(&court, "clerk", "关于个案的复函").await;
    confirm(&court, "supervisor").await;
    let board = text(&court.get("supervisor", "/clerk/board?rate=100").await);
    assert!(
        board.contains(NUMBER) && !board.contains("陈示例"),
        "{board}"
    );
    let look = [("kind", "bill"), ("number", NUMBER), ("agreed", "yes")];
    let own = court.post("supervisor", "/clerk/board/look", &look).await;
    assert_eq!(own.status.as_u16(), 403, "who decided does not look again");
}

#[tokio::test]
async fn a_bureau_sees_sums_and_no_names() {
    let court = Court::new();
    refused(&court);
    let page = court.get("bureau", "/bureau").await;
    assert_eq!(page.status.as_u16(), 200);
    let page = text(&page);
    assert!(!page.contains("陈") && !page.contains("P1"), "{page}");
    let table = text(&court.get("bureau", "/bureau/table.csv").await);
    assert!(table.contains("bills") && !table.contains("陈"), "{table}");
}

/// Money is decided by two (0024): no page and no call leads to what one person could decide.
#[test]
fn no_door_lets_one_decide() {
    let own = std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    let one_alone = concat!("decide_", "correction(");
    let (mut folders, mut read) = (vec![own], 0);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                assert!(!text.contains(one_alone), "{}", path.display());
                read += 1;
            }
        }
    }
    assert!(read > 100, "{read}");
}
