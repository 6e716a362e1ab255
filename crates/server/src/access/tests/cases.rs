//! Deciding cases: who may not, what two people decide, what the person reads.

use domain::filing::{CheckKind, State};

use super::court::{CHENGDU, Court, SHENZHEN, submission, text};

fn decided(court: &Court) -> State {
    let id = court.here.clone();
    let filing = court.at_desk(move |desk| desk::filing::filing_by_id(desk, &id));
    filing.unwrap().state
}

#[tokio::test]
async fn a_clean_case_is_approved_with_one_form_and_the_next_one_opens() {
    let court = Court::new();
    court.file(submission(
        "B4403002611210000000000000002",
        "P2",
        SHENZHEN,
        CHENGDU,
    ));
    let path = format!("/clerk/filings/{}", court.here);
    let page = court.get("clerk", &path).await;
    let shown = text(&page);
    assert!(shown.contains("陈*") && !shown.contains("陈示例"), "masked");
    assert!(!shown.contains("44030019851301042"), "the number is masked");
    assert!(
        shown.contains("已通过"),
        "what the person will read: {shown}"
    );
    let done = court
        .post(
            "clerk",
            &format!("{path}/decide"),
            &[("verdict", "approve")],
        )
        .await;
    assert_eq!(done.status.as_u16(), 303, "{}", text(&done));
    let next = "/clerk/filings/B4403002611210000000000000002";
    assert_eq!(done.header("location"), next);
    assert!(matches!(decided(&court), State::Active | State::Approved));
    // Pressed twice it is the same decision; another one is not possible, and says so.
    let decide = format!("{path}/decide");
    let again = [("verdict", "approve")];
    let again = court.post("clerk", &decide, &again).await;
    assert_eq!(again.status.as_u16(), 303, "{}", text(&again));
    let other = [("verdict", "return"), ("reason", "proof-unclear")];
    let other = court.post("clerk", &decide, &other).await;
    assert_eq!(other.status.as_u16(), 409, "{}", text(&other));
    let colleague = [("verdict", "approve")];
    let colleague = court.post("clerk-two", &decide, &colleague).await;
    assert_eq!(colleague.status.as_u16(), 409, "{}", text(&colleague));
}

#[tokio::test]
async fn a_return_needs_a_reason_and_the_person_reads_it_in_both_languages() {
    let court = Court::new();
    let path = format!("/clerk/filings/{}", court.here);
    let bare = court
        .post("clerk", &format!("{path}/decide"), &[("verdict", "return")])
        .await;
    assert_eq!(bare.status.as_u16(), 400, "{}", text(&bare));
    let wrong = [("verdict", "return"), ("reason", "not-there")];
    let wrong = court.post("clerk", &format!("{path}/decide"), &wrong).await;
    assert_eq!(
        wrong.status.as_u16(),
        400,
        "a reason of another decision is none"
    );
    let ask = text(&court.get("clerk", &format!("{path}?do=return")).await);
    assert!(ask.contains("需要补正：材料看不清"), "previewed: {ask}");
    let form = [
        ("verdict", "return"),
        ("reason", "proof-unclear"),
        ("more", "第二页"),
    ];
    let done = court.post("clerk", &format!("{path}/decide"), &form).await;
    assert_eq!(done.status.as_u16(), 303, "{}", text(&done));
    assert_eq!(decided(&court), State::Returned);
    let told = court.world.db.read(|tx| {
        let waiting = store::outbox::unsent(tx, 50)?;
        Ok::<_, store::StoreError>(
            waiting
                .into_iter()
                .map(|one| one.payload)
                .collect::<Vec<_>>(),
        )
    });
    let told = told.unwrap().join("\n");
    assert!(
        told.contains("材料看不清，请重新拍照上传；第二页"),
        "{told}"
    );
    assert!(
        told.contains("the picture of the proof cannot be read"),
        "{told}"
    );
}

#[tokio::test]
async fn nobody_sees_or_decides_their_own_case_or_their_familys() {
    let court = Court::new();
    let path = format!("/clerk/filings/{}", court.here);
    // P1 filed; P2 is P1's child by consent.
    for own in ["P1", "P2"] {
        court.put_staff("clerk", SHENZHEN, Some(own));
        let page = court.get("clerk", &path).await;
        assert_eq!(page.status.as_u16(), 403, "{own}");
        assert!(
            text(&page).contains("own-case") && !text(&page).contains("陈*"),
            "{own}"
        );
        let form = [("verdict", "approve")];
        let done = court.post("clerk", &format!("{path}/decide"), &form).await;
        assert_eq!(done.status.as_u16(), 403, "{own}");
    }
    assert_eq!(decided(&court), State::Queued);
}

#[tokio::test]
async fn against_a_failed_check_two_people_decide() {
    let court = Court::new();
    court.fail_a_check(CheckKind::Eligible);
    let path = format!("/clerk/filings/{}", court.here);
    let approve = [("verdict", "approve"), ("reason", "original-seen")];
    let alone = court
        .post("clerk", &format!("{path}/decide"), &approve)
        .await;
    assert_eq!(alone.status.as_u16(), 422, "{}", text(&alone));
    let early = court
        .post("supervisor", &format!("{path}/decide"), &approve)
        .await;
    assert_eq!(
        early.status.as_u16(),
        409,
        "nobody proposed it: {}",
        text(&early)
    );
    court.post("clerk", &format!("{path}/leave"), &[]).await;
    court
        .post("supervisor", &format!("{path}/take-over"), &[])
        .await;
    let take = court.post("clerk", &format!("{path}/take-over"), &[]).await;
    assert_eq!(take.status.as_u16(), 409, "the supervisor has it open");
    court
        .post("supervisor", &format!("{path}/leave"), &[])
        .await;
    let proposed = court
        .post("clerk", &format!("{path}/propose"), &approve)
        .await;
    assert_eq!(proposed.status.as_u16(), 303, "{}", text(&proposed));
    let listed = text(&court.get("supervisor", "/clerk?lane=proposed").await);
    assert!(listed.contains(court.here.as_str()));
    // One human with two accounts is one human.
    court.put_staff("clerk", SHENZHEN, Some("P3"));
    court.put_staff("supervisor", SHENZHEN, Some("P3"));
    let same = court
        .post(
            "supervisor",
            &format!("{path}/decide"),
            &[("verdict", "approve")],
        )
        .await;
    assert_eq!(same.status.as_u16(), 403, "{}", text(&same));
    court.put_staff("supervisor", SHENZHEN, None);
    let done = court
        .post(
            "supervisor",
            &format!("{path}/decide"),
            &[("verdict", "approve")],
        )
        .await;
    assert_eq!(done.status.as_u16(), 303, "{}", text(&done));
    assert!(matches!(decided(&court), State::Active | State::Approved));
}

#[tokio::test]
async fn a_case_is_one_clerks_while_it_is_open() {
    let court = Court::new();
    let path = format!("/clerk/filings/{}", court.here);
    // Looking takes nothing from anybody.
    let looked = text(&court.get("clerk", &path).await);
    assert!(looked.contains("还没有人在办"), "{looked}");
    let seen = text(&court.get("clerk-two", &path).await);
    assert!(!seen.contains("同事在办"), "{seen}");
    let taken = court.post("clerk", &format!("{path}/take-over"), &[]).await;
    assert_eq!(taken.status.as_u16(), 303, "{}", text(&taken));
    let own = text(&court.get("clerk", &path).await);
    assert!(own.contains("您在办"), "{own}");
    let seen = text(&court.get("clerk-two", &path).await);
    assert!(seen.contains("同事在办"), "{seen}");
    let decide = format!("{path}/decide");
    let held = court
        .post("clerk-two", &decide, &[("verdict", "approve")])
        .await;
    assert_eq!(held.status.as_u16(), 409, "{}", text(&held));
    let early = court
        .post("clerk-two", &format!("{path}/take-over"), &[])
        .await;
    assert_eq!(early.status.as_u16(), 409);
    let taken = court
        .post("supervisor", &format!("{path}/take-over"), &[])
        .await;
    assert_eq!(taken.status.as_u16(), 303);
    let late = crate::api::tests::world::now() + jiff::SignedDuration::from_mins(16);
    let id = court.here.clone();
    let after = court.at(late, move |desk| {
        let all = desk::accounts::staff_in_use(desk)?;
        let clerk = all
            .into_iter()
            .find(|one| one.id == "OP-clerk-two")
            .unwrap();
        desk::cases::take_over(desk, &clerk, &id)
    });
    after.unwrap();
}

#[tokio::test]
async fn a_full_number_needs_a_reason_and_the_person_can_see_who_asked() {
    let court = Court::new();
    let path = format!("/clerk/filings/{}/show-number", court.here);
    let bare = court.post("clerk", &path, &[("reason", "")]).await;
    assert_eq!(bare.status.as_u16(), 400);
    assert!(!text(&bare).contains("44030019851301042"));
    let shown = court
        .post("clerk", &path, &[("reason", "核对居住证")])
        .await;
    assert!(
        text(&shown).contains("44030019851301042"),
        "{}",
        shown.status
    );
    let looked = text(&court.get("resident", "/me/looked").await);
    assert!(
        looked.contains("核对居住证") && looked.contains("clerk"),
        "{looked}"
    );
    for _ in 0..49 {
        court
            .post("clerk", &path, &[("reason", "核对居住证")])
            .await;
    }
    let most = court
        .post("clerk", &path, &[("reason", "核对居住证")])
        .await;
    assert_eq!(most.status.as_u16(), 403);
    assert!(!text(&most).contains("44030019851301042"));
}

#[tokio::test]
async fn who_entered_a_filing_does_not_decide_it() {
    let court = Court::new();
    let number = court.number_of("P2");
    let (found, ticket) = court.at_counter("clerk", ("李示例", &number)).await;
    assert!(
        found.contains("李*") && !found.contains("李示例"),
        "{found}"
    );
    let form = [
        ("ticket", ticket.as_str()),
        ("insured_at", SHENZHEN),
        ("destination", CHENGDU),
        ("category", "long-term-resident"),
        ("starts_on", "2026-11-21"),
        ("channel", "counter"),
        ("proof-residence-permit", "1"),
        ("contact_name", "李示例"),
        ("contact_phone", "13800000001"),
        ("contact_address", "示例路2号"),
    ];
    let filed = court.post("clerk", "/clerk/counter/file", &form).await;
    assert_eq!(filed.status.as_u16(), 200, "{}", text(&filed));
    let again = court.post("clerk", "/clerk/counter/file", &form).await;
    assert_eq!(again.status.as_u16(), 200, "sent twice it is one filing");
    let of = "P2".parse().unwrap();
    let filings = court.at_desk(move |desk| desk::filings(desk, &of)).unwrap();
    let [filing] = filings.as_slice() else {
        panic!("{filings:?}");
    };
    assert_eq!(filing.request.channel, domain::filing::Channel::Counter);
    assert_eq!(filing.state, State::Queued);
    let path = format!("/clerk/filings/{}", filing.id());
    let own = court
        .post(
            "clerk",
            &format!("{path}/decide"),
            &[("verdict", "approve")],
        )
        .await;
    assert_eq!(own.status.as_u16(), 403, "{}", text(&own));
    court.post("clerk", &format!("{path}/leave"), &[]).await;
    let other = court
        .post(
            "clerk-two",
            &format!("{path}/decide"),
            &[("verdict", "approve")],
        )
        .await;
    assert_eq!(other.status.as_u16(), 303, "{}", text(&other));
}

#[tokio::test]
async fn a_code_from_the_counter_signs_the_person_in() {
    let court = Court::new();
    let number = court.number_of("P2");
    let (_, ticket) = court.at_counter("clerk", ("李示例", &number)).await;
    let carried = [("ticket", ticket.as_str())];
    let given = text(&court.post("clerk", "/clerk/counter/code", &carried).await);
    let digits: String = given
        .split("answer num\">")
        .nth(1)
        .unwrap()
        .chars()
        .take(9)
        .filter(char::is_ascii_digit)
        .collect();
    assert_eq!(digits.len(), 8, "{given}");
    let number = court.number_of("P2");
    let entered = court.at_desk(move |desk| {
        let claimed = desk::accounts::Claimed {
            name: "李示例".to_owned(),
            number: number.clone(),
        };
        desk::accounts::sign_in_with_code(desk, (&claimed, &digits))
    });
    assert!(matches!(
        entered.unwrap(),
        desk::accounts::SignInAttempt::In(_)
    ));
}

#[tokio::test]
async fn the_books_agree_after_all_of_it() {
    let court = Court::new();
    let path = format!("/clerk/filings/{}", court.here);
    court.fail_a_check(CheckKind::Eligible);
    court.get("clerk", &path).await;
    let approve = [("verdict", "approve"), ("reason", "ruled-so")];
    court
        .post("clerk", &format!("{path}/propose"), &approve)
        .await;
    court.assert_books();
    court
        .post(
            "supervisor",
            &format!("{path}/decide"),
            &[("verdict", "approve")],
        )
        .await;
    court.assert_books();
}

#[tokio::test]
async fn a_case_is_handed_to_a_colleague_of_the_unit_alone() {
    let court = Court::new();
    let path = format!("/clerk/filings/{}", court.here);
    court.get("clerk", &path).await;
    for to in ["clerk-elsewhere", "employer", "auditor", "nobody at all"] {
        let refused = court
            .post("clerk", &format!("{path}/hand-over"), &[("to", to)])
            .await;
        assert_eq!(refused.status.as_u16(), 404, "{to}: {}", text(&refused));
        assert!(text(&refused).contains("没有这位经办人"), "{to}");
    }
    let given = court
        .post(
            "clerk",
            &format!("{path}/hand-over"),
            &[("to", "clerk-two")],
        )
        .await;
    assert_eq!(given.status.as_u16(), 303, "{}", text(&given));
    let decide = format!("{path}/decide");
    let mine = court
        .post("clerk", &decide, &[("verdict", "approve")])
        .await;
    assert_eq!(mine.status.as_u16(), 409, "it is the colleague's now");
    let done = court
        .post("clerk-two", &decide, &[("verdict", "approve")])
        .await;
    assert_eq!(done.status.as_u16(), 303, "{}", text(&done));
}
