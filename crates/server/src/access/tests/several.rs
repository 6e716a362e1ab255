//! Several cases at once: seen first, decided one by one, taken away as a file. What a person reads
//! and may have erased.

use domain::filing::State;

use super::court::{CHENGDU, Court, SHENZHEN, submission, text};

const OTHER: &str = "B4403002611210000000000000002";

fn state(court: &Court, id: &str) -> State {
    let id = id.parse().unwrap();
    let filing = court.at_desk(move |desk| desk::filing::filing_by_id(desk, &id));
    filing.unwrap().state
}

fn ticks(court: &Court) -> [String; 3] {
    [court.here.as_str(), OTHER, court.there.as_str()].map(|id| format!("case-{id}"))
}

/// What a page of several carries of a case it shows.
fn shown(page: &str, tick: &str) -> String {
    let value = page.split(&format!("name=\"{tick}\" value=\"")).nth(1);
    let value = value.unwrap_or_else(|| panic!("no {tick}: {page}"));
    value.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn several_cases_are_seen_first_and_decided_one_by_one() {
    let court = Court::new();
    court.file(submission(OTHER, "P2", SHENZHEN, CHENGDU));
    let list = text(&court.get("clerk", "/clerk").await);
    assert!(list.contains(&format!("name=\"case-{OTHER}\"")), "{list}");
    assert!(!list.contains("陈示例"), "masked");
    // A colleague has one of them open.
    let held = format!("/clerk/filings/{OTHER}/take-over");
    court.post("clerk-two", &held, &[]).await;
    let [one, two, elsewhere] = ticks(&court);
    let all = [
        ("verdict", "approve"),
        (one.as_str(), "1"),
        (two.as_str(), "1"),
        (elsewhere.as_str(), "1"),
    ];
    let ahead = text(&court.post("clerk", "/clerk/bulk", &all).await);
    assert!(ahead.contains("3 件，1 件可以，2 件不行"), "{ahead}");
    assert!(
        ahead.contains("在办这一件") && ahead.contains("已通过"),
        "{ahead}"
    );
    let (wrong, right) = (ahead.find("这几件不行"), ahead.find("这几件可以"));
    assert!(wrong < right, "what cannot be comes first");
    assert_eq!(
        state(&court, court.here.as_str()),
        State::Queued,
        "nothing is written"
    );
    // What nobody was shown is not decided.
    let unseen = text(&court.post("clerk", "/clerk/bulk/decide", &all).await);
    assert!(unseen.contains("没办 3 件"), "{unseen}");
    let seen = shown(&ahead, &one);
    let all = [all[0], (one.as_str(), seen.as_str()), all[2], all[3]];
    let done = text(&court.post("clerk", "/clerk/bulk/decide", &all).await);
    assert!(done.contains("办好 1 件，没办 2 件"), "{done}");
    assert!(state(&court, court.here.as_str()) != State::Queued);
    assert_eq!(state(&court, OTHER), State::Queued);
    assert_eq!(
        state(&court, court.there.as_str()),
        State::Queued,
        "of another unit"
    );
    // Again changes nothing, and says why.
    let again = text(&court.post("clerk", "/clerk/bulk/decide", &all).await);
    assert!(again.contains("没办 3 件"), "{again}");
}

#[tokio::test]
async fn a_return_of_several_asks_one_reason_and_shows_what_each_reads() {
    let court = Court::new();
    let [one, ..] = ticks(&court);
    let bare = [("verdict", "return"), (one.as_str(), "1")];
    for path in ["/clerk/bulk", "/clerk/bulk/decide"] {
        let asks = text(&court.post("clerk", path, &bare).await);
        assert!(asks.contains("proof-unclear"), "{path}: {asks}");
        assert_eq!(state(&court, court.here.as_str()), State::Queued);
    }
    let with = [bare[0], bare[1], ("reason", "proof-unclear")];
    let ahead = text(&court.post("clerk", "/clerk/bulk", &with).await);
    assert!(ahead.contains("需要补正：材料看不清"), "{ahead}");
    let seen = shown(&ahead, &one);
    let with = [with[0], (one.as_str(), seen.as_str()), with[2]];
    court.post("clerk", "/clerk/bulk/decide", &with).await;
    assert_eq!(state(&court, court.here.as_str()), State::Returned);
    let none = court
        .post("clerk", "/clerk/bulk", &[("verdict", "approve")])
        .await;
    assert_eq!(none.status.as_u16(), 400);
}

#[tokio::test]
async fn a_list_is_taken_away_masked_and_noted() {
    let court = Court::new();
    for (format, begins) in [("csv", "\u{feff}".as_bytes()), ("xlsx", b"PK")] {
        let file = court
            .post("clerk", "/clerk/export", &[("format", format)])
            .await;
        assert_eq!(file.status.as_u16(), 200);
        assert!(file.bytes.starts_with(begins), "{format}");
    }
    let file = text(&court.post("clerk", "/clerk/export", &[]).await);
    assert!(file.contains(court.here.as_str()) && !file.contains(court.there.as_str()));
    assert!(!file.contains("示例"), "{file}");
    let noted = court
        .world
        .db
        .read(|tx| store::audit::of_chain(tx, "the lists of cases"));
    let noted = noted.unwrap_or_else(|error: store::StoreError| panic!("{error}"));
    assert_eq!(noted.len(), 3);
    assert!(noted.iter().all(|one| one.actor == "OP-clerk"));
}

#[tokio::test]
async fn messages_are_read_by_each_for_themselves() {
    let court = Court::new();
    let own = text(&court.get("resident", "/me").await);
    assert!(
        own.contains("备案待审核") && own.contains("条新的"),
        "{own}"
    );
    let all = text(&court.get("resident", "/me/messages").await);
    assert!(all.contains(&format!("/filings/{}", court.here)), "{all}");
    let through = all.split("name=\"through\" value=\"").nth(1).unwrap();
    let through = through.split('"').next().unwrap();
    let read = [("through", through)];
    court.post("resident", "/me/messages/read", &read).await;
    let after = text(&court.get("resident", "/me/messages").await);
    assert!(!after.contains("条新的"), "{after}");
    let helped = text(&court.get("helper", "/me/messages?for=P1").await);
    assert!(helped.contains("条新的"), "{helped}");
    let strange = court.get("resident", "/me/messages?for=P3").await;
    assert_eq!(strange.status.as_u16(), 404);
}

#[tokio::test]
async fn only_the_person_has_their_data_erased() {
    let court = Court::new();
    let sure = [("sure", "1")];
    let done = court.post("resident", "/me/erase?for=P3", &sure).await;
    assert!(text(&done).contains("已经删掉了"), "{}", text(&done));
    let gone = court.get("helper", "/me?for=P1").await;
    assert_eq!(gone.status.as_u16(), 404, "the consent is gone");
    assert_eq!(court.get("resident", "/me").await.status.as_u16(), 303);
    let noted = court.world.db.read(|tx| store::audit::of_chain(tx, "P1"));
    let noted = noted.unwrap_or_else(|error: store::StoreError| panic!("{error}"));
    assert!(noted.iter().any(|one| one.action == "erase"));
    let theirs = court.world.db.read(|tx| store::audit::of_chain(tx, "P3"));
    let theirs = theirs.unwrap_or_else(|error: store::StoreError| panic!("{error}"));
    assert!(
        theirs.iter().all(|one| one.action != "erase"),
        "of nobody else"
    );
}
