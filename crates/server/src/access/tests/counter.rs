//! The counter: nothing is done about anybody who was not identified, nothing silently, and not as
//! often as one likes; a filing has a number nobody chose.

use super::court::{CHENGDU, Court, SHENZHEN, text};
use crate::api::tests::world::now;

const P2: &str = "李示例";

fn filing<'a>(ticket: &'a str, phone: &'a str, more: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("ticket", ticket),
        ("insured_at", SHENZHEN),
        ("destination", CHENGDU),
        ("category", "long-term-resident"),
        ("starts_on", "2026-11-21"),
        ("channel", "counter"),
        ("proof-residence-permit", "1"),
        ("contact_name", "李示例"),
        ("contact_phone", phone),
        ("contact_address", "示例路2号"),
        ("form", more),
    ]
}

async fn ticket(court: &Court, clerk: &str) -> String {
    let number = court.number_of("P2");
    let (page, ticket) = court.at_counter(clerk, (P2, &number)).await;
    assert!(!ticket.is_empty(), "{page}");
    ticket
}

#[tokio::test]
async fn nothing_is_done_about_somebody_who_was_not_identified() {
    let court = Court::new();
    let own = ticket(&court, "clerk").await;
    let (stamp, about) = own.split_once('.').unwrap();
    let another = format!("{stamp}.{}", about.replace("P2", "P1"));
    let number = about.split('.').next().unwrap();
    let chosen = format!("{stamp}.{}", about.replace(number, "7461867421485086"));
    for wrong in ["", "P2", "1-0.1.P2", &another, &chosen, stamp] {
        for deed in ["code", "file", "consent"] {
            let path = format!("/clerk/counter/{deed}");
            let form = filing(wrong, "13800000001", "");
            let reply = court.post("clerk", &path, &form).await;
            assert_eq!(reply.status.as_u16(), 403, "{deed} {wrong}");
            assert!(text(&reply).contains("not-identified"), "{deed} {wrong}");
        }
    }
    // What one clerk saw another did not see.
    let reply = court
        .post("clerk-two", "/clerk/counter/code", &[("ticket", &own)])
        .await;
    assert_eq!(reply.status.as_u16(), 403, "{}", text(&reply));
}

#[tokio::test]
async fn who_left_the_counter_is_identified_again() {
    let court = Court::new();
    let number = court.number_of("P2");
    let seen_at = now() - jiff::SignedDuration::from_mins(31);
    let old = court.at(seen_at, move |desk| {
        let all = desk::accounts::staff_in_use(desk)?;
        let clerk = all.into_iter().find(|one| one.id == "OP-clerk").unwrap();
        let claimed = desk::accounts::Claimed {
            name: P2.to_owned(),
            number: number.clone(),
        };
        desk::cases::found_at_counter(desk, &clerk, &claimed)
    });
    let old = old.unwrap().ticket;
    let reply = court
        .post("clerk", "/clerk/counter/code", &[("ticket", &old)])
        .await;
    assert_eq!(reply.status.as_u16(), 403, "{}", text(&reply));
}

#[tokio::test]
async fn a_filing_has_a_number_nobody_chose_and_says_one_thing() {
    let court = Court::new();
    let ticket = ticket(&court, "clerk").await;
    let path = "/clerk/counter/file";
    let wrong = court
        .post("clerk", path, &filing(&ticket, "12", "-1"))
        .await;
    assert_eq!(wrong.status.as_u16(), 400, "{}", text(&wrong));
    assert!(
        text(&wrong).contains("电话：请写打得通的电话"),
        "{}",
        text(&wrong)
    );
    let form = filing(&ticket, "13800000001", "7461867421485086");
    let filed = text(&court.post("clerk", path, &form).await);
    assert!(
        filed.contains("已提交") && filed.contains("/form.pdf"),
        "{filed}"
    );
    let again = court.post("clerk", path, &form).await;
    assert_eq!(again.status.as_u16(), 200, "sent twice it is one filing");
    let other = filing(&ticket, "13800000002", "");
    let other = court.post("clerk", path, &other).await;
    assert_eq!(other.status.as_u16(), 409, "{}", text(&other));
    assert!(!text(&other).contains("已提交"), "{}", text(&other));
    let of = "P2".parse().unwrap();
    let filings = court.at_desk(move |desk| desk::filings(desk, &of)).unwrap();
    let [filing] = filings.as_slice() else {
        panic!("{filings:?}");
    };
    assert!(!filing.id().as_str().ends_with("7461867421485086"));
    let paper = format!("/clerk/filings/{}/form.pdf", filing.id());
    let paper = court.get("clerk", &paper).await;
    assert_eq!(paper.header("content-type"), "application/pdf");
}

#[tokio::test]
async fn no_two_people_have_a_filing_of_the_same_number() {
    let court = Court::new();
    let mut taken = super::court::submission(court.here.as_str(), "P2", SHENZHEN, CHENGDU);
    taken.category = "long-term-resident".to_owned();
    let refused = court.at_desk(move |desk| desk::file(desk, "person", &taken));
    assert_eq!(refused.unwrap_err().code(), "key-reused");
    // What got there all the same is found.
    let id = court.here.clone();
    let broken = court.world.db.transact(move |tx| {
        let person = "P1".parse().unwrap();
        let mut filing = store::filings::find(tx, &person, &id)?.unwrap();
        filing.request.person = "P2".parse().unwrap();
        store::filings::put(tx, &mut crate::app::SystemRandom, &filing, now())
    });
    broken.unwrap_or_else(|error: store::StoreError| panic!("{error:?}"));
    let found = court.world.db.read(store::verify::once);
    let found = found.unwrap_or_else(|error: store::StoreError| panic!("{error:?}"));
    let shared = found
        .violations
        .iter()
        .any(|one| format!("{one:?}").contains("M15"));
    assert!(shared, "{:?}", found.violations);
}

#[tokio::test]
async fn codes_and_helpers_from_the_counter_are_counted_and_told() {
    let court = Court::new();
    let mut ticket = ticket(&court, "clerk").await;
    for count in 1..=6 {
        let carried = [("ticket", ticket.as_str())];
        let reply = court.post("clerk", "/clerk/counter/code", &carried).await;
        let page = text(&reply);
        match count {
            6 => assert_eq!(reply.status.as_u16(), 403, "{page}"),
            _ => assert!(page.contains("answer num"), "{count}: {page}"),
        }
        let carried = page.split("name=\"ticket\" value=\"").nth(1).unwrap();
        ticket = carried.split('"').next().unwrap().to_owned();
    }
    let helper = court.number_of("P1");
    let form = [
        ("ticket", ticket.as_str()),
        ("name", "陈示例"),
        ("number", helper.as_str()),
        ("both", "1"),
    ];
    let given = court.post("clerk", "/clerk/counter/consent", &form).await;
    assert_eq!(given.status.as_u16(), 200, "{}", text(&given));
    let told = court.world.db.read(|tx| store::outbox::unsent(tx, 50));
    let told = told.unwrap_or_else(|error: store::StoreError| panic!("{error:?}"));
    let count = |topic: &str| told.iter().filter(|one| one.topic == topic).count();
    // One helper was recorded by the person before.
    assert_eq!(
        (count("sign-in-code-given"), count("helper-recorded")),
        (5, 2)
    );
}

#[tokio::test]
async fn a_clerk_looks_people_up_one_after_the_other_and_not_a_register() {
    let court = Court::new();
    let miss = [("name", "无此人"), ("number", "11010119900307001X")];
    for count in 1..=21 {
        let reply = court.post("clerk", "/clerk/counter", &miss).await;
        let status = if count > 20 { 403 } else { 404 };
        assert_eq!(reply.status.as_u16(), status, "{count}: {}", text(&reply));
    }
    let searched = [("number", "11010119900307001X")];
    let reply = court.post("clerk", "/clerk/search", &searched).await;
    assert_eq!(reply.status.as_u16(), 403, "{}", text(&reply));
    // A colleague goes on.
    assert!(!ticket(&court, "clerk-two").await.is_empty());
    let number = court.number_of("P1");
    let searched = [("number", number.as_str())];
    for count in 2..=61 {
        let reply = court.post("clerk-two", "/clerk/search", &searched).await;
        let status = if count > 60 { 403 } else { 200 };
        assert_eq!(reply.status.as_u16(), status, "{count}");
    }
}

#[tokio::test]
async fn a_case_that_opened_only_just_now_is_not_decided() {
    let court = Court::new();
    let path = format!("/clerk/filings/{}", court.here);
    let page = text(&court.get("clerk", &path).await);
    let opened = page.split("name=\"opened\" value=\"").nth(1).unwrap();
    let opened = opened.split('"').next().unwrap().to_owned();
    let decide = format!("{path}/decide");
    for sent in [opened.as_str(), "", "1-00"] {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("token", &court.token("clerk"));
        form.append_pair("verdict", "approve");
        form.append_pair("opened", sent);
        let form = form.finish();
        let reply = court.ask("clerk", "POST", &decide, Some(&form)).await;
        assert_eq!(reply.status.as_u16(), 409, "{sent}: {}", text(&reply));
        assert!(text(&reply).contains("刚刚打开"), "{sent}");
    }
    let done = court
        .post("clerk", &decide, &[("verdict", "approve")])
        .await;
    assert_eq!(done.status.as_u16(), 303, "{}", text(&done));
    let none = court.post("clerk", &decide, &[]).await;
    assert_eq!(none.status.as_u16(), 400, "{}", text(&none));
    assert!(text(&none).contains("没有说要怎么决定"), "{}", text(&none));
    let stray = [("verdict", "approve"), ("extra", "1")];
    let stray = court.post("clerk", &decide, &stray).await;
    assert_eq!(stray.status.as_u16(), 400, "{}", text(&stray));
}

#[tokio::test]
async fn whom_to_reach_is_shown_for_a_reason_the_person_reads() {
    let court = Court::new();
    let path = format!("/clerk/filings/{}", court.here);
    let page = text(&court.get("clerk", &path).await);
    assert!(
        !page.contains("13800000000") && !page.contains("示例路1号"),
        "{page}"
    );
    assert!(
        !page.contains("residence-permit"),
        "a proof has a name: {page}"
    );
    let bare = court
        .post("clerk", &format!("{path}/show-contact"), &[])
        .await;
    assert_eq!(bare.status.as_u16(), 400, "{}", text(&bare));
    let why = [("reason", "核对地址")];
    let shown = court
        .post("clerk", &format!("{path}/show-contact"), &why)
        .await;
    let shown = text(&shown);
    assert!(
        shown.contains("13800000000") && shown.contains("示例路1号"),
        "{shown}"
    );
    let read = text(&court.get("resident", "/me/looked").await);
    assert!(read.contains("核对地址"), "{read}");
    // A file of another unit, or none, is not there.
    for (who, id) in [("clerk", &court.there), ("clerk-elsewhere", &court.here)] {
        let file = format!("/clerk/filings/{id}/documents/0");
        assert_eq!(court.get(who, &file).await.status.as_u16(), 404, "{who}");
    }
}

#[tokio::test]
async fn a_clerk_sees_the_files_that_were_handed_in_and_that_is_noted() {
    let court = Court::new();
    let id: domain::ids::FilingId = "B4403002611210000000000000009".parse().unwrap();
    let of = id.clone();
    court
        .at_desk(move |desk| {
            let person = "P2".parse().unwrap();
            let mut request = super::court::submission(of.as_str(), "P2", SHENZHEN, CHENGDU);
            let draft = &mut desk::drafts::draft_of(&request);
            draft.evidence.clear();
            let proof = desk::drafts::ProofHandedIn {
                kind: "residence-permit".to_owned(),
                ending: "jpg",
                content: b"picture".to_vec(),
                until: None,
            };
            desk::drafts::hand_in(desk, (&person, &of), (&mut *draft, &proof))?;
            request.evidence = draft.evidence.clone();
            desk::file(desk, "person", &request)
        })
        .unwrap();
    let page = text(&court.get("clerk", &format!("/clerk/filings/{id}")).await);
    let file = format!("/clerk/filings/{id}/documents/0");
    assert!(page.contains(&file), "{page}");
    for who in ["clerk", "supervisor"] {
        let found = court.get(who, &file).await;
        assert_eq!(found.status.as_u16(), 200, "{who}");
        assert_eq!(found.bytes, b"picture", "{who}");
    }
    assert_eq!(
        court.get("clerk-elsewhere", &file).await.status.as_u16(),
        404
    );
    let looked = court.at_desk(|desk| desk::looked::who_looked(desk, &"P2".parse().unwrap(), 50));
    let looked = looked.unwrap();
    let count = looked.iter().filter(|one| one.reason == "document").count();
    assert_eq!(count, 2, "{looked:?}");
}
