//! The further doors: where somebody is signed in, guesses however an account is named, relatives
//! that are guessed, faces that are compared by somebody else.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::Request;
use serde_json::json;

use super::court::{Court, text};
use crate::access::secrets::form_token;
use crate::api::tests::world::{Reply, World};
use crate::face::{FaceOutside, FaceWay};
use crate::limits::Limits;
use crate::outside::{OutsideAnswer, OutsideQuestion};
use crate::ways::SignInWays;

/// The number of a sign-in on a page that is not the browser's own.
fn other_number(page: &str) -> String {
    let rows = page.split("class=\"row\"").skip(1);
    let mut others = rows.filter(|row| !row.contains("就是这里"));
    let other = others.next().unwrap_or_else(|| panic!("no other: {page}"));
    let value = other.split("name=\"number\" value=\"").nth(1).unwrap();
    value.split('"').next().unwrap().to_owned()
}

async fn is_in(court: &Court, who: &str, page: &str) -> bool {
    court.get(who, page).await.status.as_u16() == 200
}

#[tokio::test]
async fn everybody_sees_where_they_are_signed_in_and_signs_out_there_or_everywhere() {
    for (who, home) in [("clerk", "/account"), ("resident", "/me")] {
        let mut court = Court::new();
        let first = court.secrets[who].clone();
        court.sign_in(who);
        let list = format!("{home}/sign-ins");
        let page = text(&court.get(who, &list).await);
        assert_eq!(page.matches("name=\"number\"").count(), 2, "{page}");
        assert_eq!(page.matches("就是这里").count(), 1);
        assert!(!page.contains(&first) && !page.contains("陈示例"), "{page}");
        assert!(!page.contains(&court.number_of("P1")));
        let (end, number) = (format!("{list}/end"), other_number(&page));
        // Somebody else's is not there.
        let stranger = if who == "clerk" {
            "clerk-two"
        } else {
            "helper"
        };
        let not_own = court.post(stranger, &end, &[("number", &number)]).await;
        assert_eq!(not_own.status.as_u16(), 404, "{}", text(&not_own));
        let ended = court.post(who, &end, &[("number", &number)]).await;
        assert_eq!(
            (ended.status.as_u16(), ended.header("location")),
            (303, list.as_str())
        );
        assert!(is_in(&court, who, home).await);
        let second = court.secrets.insert(who.to_owned(), first).unwrap();
        assert!(!is_in(&court, who, home).await);
        court.secrets.insert(who.to_owned(), second);
        court.sign_in(who);
        let all = court.post(who, &end, &[]).await;
        assert_eq!(all.header("location"), "/");
        assert!(all.header("set-cookie").contains("Max-Age=0"));
        assert!(!is_in(&court, who, home).await);
    }
}

/// A form of somebody who is not signed in.
async fn stranger(world: &World, path: &str, fields: &[(&str, &str)], cookies: &str) -> Reply {
    let visitor = "cd".repeat(32);
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("token", &form_token(&visitor));
    form.extend_pairs(fields);
    let request = Request::post(path)
        .header(
            "cookie",
            format!("__Host-visitor={visitor}; visitor={visitor}; {cookies}"),
        )
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(form.finish()));
    world.send(request.unwrap()).await
}

#[tokio::test]
async fn an_account_has_five_guesses_and_not_five_for_each_of_its_names() {
    let court = Court::new();
    for (name, is_locked) in [
        ("clerk", false),
        ("OP-clerk", false),
        ("op-CLERK", false),
        ("ｃlerk", false),
        ("OP-clerk", true),
        ("clerk", true),
    ] {
        let fields = [
            ("name", name),
            ("password", "wrong wrong wrong"),
            ("code", "000000"),
        ];
        let said = text(&stranger(&court.world, "/sign-in/staff", &fields, "").await);
        assert_eq!(said.contains("之后再试"), is_locked, "{name}");
    }
    // Another account is not concerned, nor is a name that nobody has.
    for name in ["clerk-two", "nobody at all"] {
        let fields = [
            ("name", name),
            ("password", "wrong wrong wrong"),
            ("code", "000000"),
        ];
        let said = text(&stranger(&court.world, "/sign-in/staff", &fields, "").await);
        assert!(said.contains("没有登录成功"), "{name}");
    }
}

#[tokio::test]
async fn relatives_are_not_guessed() {
    let court = Court::new();
    let number = court.number_of("P1");
    let allow = async |name: &str| {
        let fields = [
            ("name", name),
            ("number", number.as_str()),
            ("relation", "child"),
        ];
        court.post("helper", "/me/family", &fields).await
    };
    for name in ["王示例", "张示例", "赵示例", "钱示例"] {
        let said = text(&allow(name).await);
        assert!(!said.contains("之后再试"), "{name}");
    }
    assert!(text(&allow("孙示例").await).contains("之后再试"));
    // Now the right name is not looked for either.
    assert!(text(&allow("陈示例").await).contains("之后再试"));
}

/// What a system outside answers, in turn.
type Answers = Arc<Mutex<Vec<(&'static str, Result<String, &'static str>)>>>;

fn with_face(answers: &Answers) -> World {
    let answers = Arc::clone(answers);
    let ask = move |question: &OutsideQuestion| {
        assert_eq!(question.authorization.as_deref(), Some("Bearer it"));
        let (path, answer) = answers.lock().unwrap().remove(0);
        assert_eq!(question.url, format!("https://face.example.org/{path}"));
        let body = answer.map_err(str::to_owned)?.into_bytes();
        Ok(OutsideAnswer { status: 200, body })
    };
    let ways = SignInWays {
        public_address: Some("https://suixing.example.org".to_owned()),
        face: Some(FaceWay::Outside(FaceOutside {
            url: "https://face.example.org/".to_owned(),
            authorization: Some("Bearer it".to_owned()),
            back: "https://suixing.example.org/sign-in/face/back".to_owned(),
            ask: Box::new(ask),
        })),
        single_sign_on: None,
    };
    World::with_ways((false, BTreeMap::new(), Limits::default()), ways)
}

fn cookie_of(reply: &Reply) -> String {
    let set = reply.header("set-cookie");
    set.split(';').next().unwrap_or_default().to_owned()
}

async fn back(world: &World, cookie: &str) -> Reply {
    let request = Request::get("/sign-in/face/back").header("cookie", cookie);
    world.send(request.body(Body::empty()).unwrap()).await
}

const BEGUN: &str = r#"{"ticket":"t-1","go_to":"https://face.example.org/compare?t-1"}"#;

fn claimed(number: &str) -> [(&'static str, String); 2] {
    [("name", "陈示例".to_owned()), ("number", number.to_owned())]
}

#[tokio::test]
async fn a_face_that_is_the_same_signs_in_and_whatever_else_leads_to_the_other_ways() {
    let answers: Answers = Arc::default();
    let world = with_face(&answers);
    let number = {
        let found = world
            .db
            .read(|tx| store::people::find(tx, &"P1".parse().unwrap()));
        let found = found.unwrap_or_else(|error: store::StoreError| panic!("{error}"));
        found.unwrap().certificate.reveal().to_owned()
    };
    let said = |result: &str| Ok(json!({ "result": result }).to_string());
    for (result, is_in, told) in [
        (said("same"), true, ""),
        (said("different"), false, "没有登录成功"),
        (said("open"), false, "没有做完"),
        (said("<maybe>"), false, "现在用不了"),
        (Err("timeout"), false, "现在用不了"),
    ] {
        *answers.lock().unwrap() = vec![("begin", Ok(BEGUN.to_owned())), ("result", result)];
        let fields = claimed(&number);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (*a, b.as_str())).collect();
        let begun = stranger(&world, "/sign-in/face", &fields, "").await;
        let page = text(&begun);
        assert!(
            page.contains("https://face.example.org/compare?t-1"),
            "{page}"
        );
        let cookie = cookie_of(&begun);
        assert!(cookie.starts_with("__Host-face=") && !cookie.contains(&number));
        let came = back(&world, &cookie).await;
        if is_in {
            assert_eq!(
                (came.status.as_u16(), came.header("location")),
                (303, "/me")
            );
            continue;
        }
        let page = text(&came);
        assert!(page.contains(told), "{told}: {page}");
        for way in ["action=\"/sign-in/voucher\"", "way=code", "way=face"] {
            assert!(page.contains(way), "{told}: no {way}");
        }
    }
    // It does not answer at all, or leads to nowhere.
    for begun in [
        Err("unreachable"),
        Ok(r#"{"ticket":"t","go_to":"javascript:1"}"#.to_owned()),
    ] {
        *answers.lock().unwrap() = vec![("begin", begun)];
        let fields = [("name", "陈示例"), ("number", number.as_str())];
        let page = text(&stranger(&world, "/sign-in/face", &fields, "").await);
        assert!(
            page.contains("现在用不了") && page.contains("way=code"),
            "{page}"
        );
    }
    // Without having begun, and with what was made up.
    for cookie in ["", "__Host-face=AAAA"] {
        let page = text(&back(&world, cookie).await);
        assert!(
            page.contains("没有做完") && page.contains("/sign-in/voucher"),
            "{page}"
        );
    }
}

#[tokio::test]
async fn a_face_of_nobody_on_record_is_told_like_another_and_guesses_are_counted() {
    let answers: Answers = Arc::default();
    let world = with_face(&answers);
    let same = json!({ "result": "same" }).to_string();
    let number = "44030019851301999X";
    for locked in [false, false, false, false, true] {
        *answers.lock().unwrap() = vec![
            ("begin", Ok(BEGUN.to_owned())),
            ("result", Ok(same.clone())),
        ];
        let fields = [("name", "陈示例"), ("number", number)];
        let begun = stranger(&world, "/sign-in/face", &fields, "").await;
        let page = text(&back(&world, &cookie_of(&begun)).await);
        assert_eq!(page.contains("之后再试"), locked, "{page}");
        assert!(locked || page.contains("没有登录成功"));
    }
    // Nobody outside is asked any more.
    let fields = [("name", "陈示例"), ("number", number)];
    let page = text(&stranger(&world, "/sign-in/face", &fields, "").await);
    assert!(page.contains("之后再试"), "{page}");
}

#[tokio::test]
async fn the_stand_in_says_that_it_is_one_and_is_of_the_demo_alone() {
    let ways = SignInWays {
        face: Some(FaceWay::StandIn(crate::face::FaceStandIn::default())),
        ..SignInWays::default()
    };
    let world = World::with_ways((true, BTreeMap::new(), Limits::default()), ways);
    let number = {
        let found = world
            .db
            .read(|tx| store::people::find(tx, &"P1".parse().unwrap()));
        let found = found.unwrap_or_else(|error: store::StoreError| panic!("{error}"));
        found.unwrap().certificate.reveal().to_owned()
    };
    let fields = [("name", "陈示例"), ("number", number.as_str())];
    let begun = stranger(&world, "/sign-in/face", &fields, "").await;
    let page = text(&begun);
    let to = page.split("href=\"/sign-in/face/stand-in").nth(1).unwrap();
    let to = format!("/sign-in/face/stand-in{}", to.split('"').next().unwrap());
    let shown = text(&world.get(&to).await);
    assert!(
        shown.contains("这是替身") && shown.contains("没有比对任何人的脸"),
        "{shown}"
    );
    let ticket = to.split("ticket=").nth(1).unwrap();
    let says = [("ticket", ticket), ("verdict", "same")];
    let said = stranger(&world, "/sign-in/face/stand-in", &says, "").await;
    assert_eq!(said.header("location"), "/sign-in/face/back");
    let came = back(&world, &cookie_of(&begun)).await;
    assert_eq!(came.header("location"), "/me");
    // In earnest there is none.
    let court = Court::new();
    let none = court.get("nobody", "/sign-in/face/stand-in").await;
    assert_eq!(none.status.as_u16(), 404);
}
