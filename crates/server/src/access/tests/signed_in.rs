//! What is taken away is gone with the next request; what only our pages may send nobody else
//! sends; what fails too often is locked, however it is spelt.

use axum::body::Body;
use axum::http::Request;
use desk::accounts;

use super::court::{Court, text};
use crate::access::secrets::form_token;

fn is_led_to_sign_in(reply: &crate::api::tests::world::Reply) -> bool {
    reply.status.as_u16() == 303 && reply.header("location").starts_with("/sign-in")
}

#[tokio::test]
async fn a_disabled_account_opens_nothing_from_the_next_request_on() {
    let court = Court::new();
    assert_eq!(court.get("clerk", "/clerk").await.status.as_u16(), 200);
    let disabled = court
        .world
        .db
        .transact(|tx| store::operators::disable(tx, "OP-clerk", crate::api::tests::world::now()));
    assert!(disabled.unwrap_or_else(|error: store::StoreError| panic!("{error}")));
    assert!(is_led_to_sign_in(&court.get("clerk", "/clerk").await));
    let called = court.get("clerk", "/api/v1/operator").await;
    assert_eq!(called.status.as_u16(), 401);
    assert_eq!(court.get("clerk-two", "/clerk").await.status.as_u16(), 200);
}

#[tokio::test]
async fn a_clerk_who_moved_sees_the_new_region_and_no_longer_the_old_one() {
    let court = Court::new();
    let here = format!("/clerk/filings/{}", court.here);
    let there = format!("/clerk/filings/{}", court.there);
    assert_eq!(court.get("clerk", &here).await.status.as_u16(), 200);
    court.put_staff("clerk", "510100", None);
    assert_eq!(court.get("clerk", &here).await.status.as_u16(), 404);
    assert_eq!(court.get("clerk", &there).await.status.as_u16(), 200);
}

#[tokio::test]
async fn a_consent_that_was_taken_back_opens_nothing() {
    let court = Court::new();
    assert_eq!(court.get("helper", "/me?for=P1").await.status.as_u16(), 200);
    let ended = court
        .post("resident", "/me/family/end", &[("helper", "P2")])
        .await;
    assert_eq!(ended.status.as_u16(), 303, "{}", text(&ended));
    let after = court.get("helper", "/me?for=P1").await;
    assert!(after.status.is_client_error(), "{}", after.status);
}

#[tokio::test]
async fn signing_out_ends_this_browser_and_everywhere_ends_all() {
    let mut court = Court::new();
    let first = court.secrets["clerk"].clone();
    court.sign_in("clerk");
    let out = court.post("clerk", "/sign-out", &[]).await;
    assert_eq!(out.status.as_u16(), 303);
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert!(is_led_to_sign_in(&court.get("clerk", "/clerk").await));
    court.secrets.insert("clerk".to_owned(), first);
    assert_eq!(court.get("clerk", "/clerk").await.status.as_u16(), 200);
    court
        .at_desk(|desk| accounts::end_sessions_of(desk, "OP-clerk"))
        .unwrap();
    assert!(is_led_to_sign_in(&court.get("clerk", "/clerk").await));
}

#[tokio::test]
async fn a_sign_in_ends_by_itself() {
    let court = Court::new();
    let secret = accounts::SessionSecret::sent(&court.secrets["clerk"]);
    let now = crate::api::tests::world::now();
    for (minutes, holds) in [(29, true), (31, false)] {
        let secret = secret.clone();
        let at = now + jiff::SignedDuration::from_mins(minutes);
        let found = court.at(at, move |desk| accounts::signed_in(desk, &secret));
        assert_eq!(found.unwrap().is_some(), holds, "{minutes}");
    }
}

#[tokio::test]
async fn only_a_page_of_ours_sends_a_form() {
    let court = Court::new();
    let path = format!("/clerk/filings/{}/decide", court.here);
    let good = court.token("clerk");
    let others = court.token("clerk-two");
    let forms = [
        String::new(),
        "token=".to_owned(),
        format!("token={others}"),
        format!("token={}", form_token("")),
        format!("token={}0", &good[..good.len() - 1]),
    ];
    for form in forms
        .iter()
        .filter(|form| **form != format!("token={good}"))
    {
        let sent = format!("{form}&verdict=approve");
        let reply = court.ask("clerk", "POST", &path, Some(&sent)).await;
        assert_eq!(reply.status.as_u16(), 403, "{form}");
        assert!(text(&reply).contains("form-stale"), "{form}");
    }
    for site in ["cross-site", "same-site"] {
        let secret = &court.secrets["clerk"];
        let request = Request::post(&path)
            .header("cookie", format!("__Host-signed-in={secret}"))
            .header("sec-fetch-site", site)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(format!("token={good}&verdict=approve")));
        let reply = court.world.send(request.unwrap()).await;
        assert_eq!(reply.status.as_u16(), 403, "{site}");
        assert!(text(&reply).contains("form-from-elsewhere"), "{site}");
    }
    // None of them decided anything.
    let page = text(&court.get("clerk", "/clerk").await);
    assert!(page.contains(court.here.as_str()));
}

#[tokio::test]
async fn a_secret_brought_along_is_never_signed_in() {
    let court = Court::new();
    let planted = "ab".repeat(32);
    let visitor = "cd".repeat(32);
    let code = court.at_desk(|desk| {
        let clerk = operators_find(desk)?;
        accounts::code_from_counter(desk, (&clerk, &"P1".parse().unwrap()))
    });
    let number = court.at_desk(|desk| {
        let found = desk::identify(desk, &desk::Voucher::Person("P1".parse().unwrap()))?;
        let shown = found
            .person
            .certificates()
            .next()
            .unwrap()
            .reveal()
            .to_owned();
        Ok(shown)
    });
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("token", &form_token(&visitor));
    form.append_pair("name", "陈示例");
    form.append_pair("number", &number.unwrap());
    form.append_pair("code", &code.unwrap());
    let cookie = format!("__Host-signed-in={planted}; __Host-visitor={visitor}");
    let request = Request::post("/sign-in/code")
        .header("cookie", cookie)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(form.finish()));
    let reply = court.world.send(request.unwrap()).await;
    assert_eq!(reply.status.as_u16(), 303, "{}", text(&reply));
    let set = reply.header("set-cookie");
    assert!(
        set.starts_with("__Host-signed-in=") && !set.contains(&planted),
        "{set}"
    );
    for flag in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
        assert!(set.contains(flag), "{set}");
    }
    let request = Request::get("/me")
        .header("cookie", format!("__Host-signed-in={planted}"))
        .body(Body::empty());
    assert!(is_led_to_sign_in(&court.world.send(request.unwrap()).await));
}

fn operators_find(
    desk: &mut desk::Desk<'_, '_>,
) -> Result<desk::operators::Operator, desk::DeskError> {
    let all = accounts::staff_in_use(desk)?;
    Ok(all.into_iter().find(|one| one.id == "OP-clerk").unwrap())
}

/// Each spelling is the same account: five failures lock it, whichever they came by.
#[tokio::test]
async fn a_lock_holds_however_the_name_is_spelt() {
    let court = Court::new();
    let visitor = "cd".repeat(32);
    let send = async |path: &str, fields: &[(&str, &str)]| {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("token", &form_token(&visitor));
        form.extend_pairs(fields);
        let request = Request::post(path)
            .header("cookie", format!("__Host-visitor={visitor}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(form.finish()));
        text(&court.world.send(request.unwrap()).await)
    };
    let spellings = ["clerk", " CLERK", "ｃｌｅｒｋ", "cl erk", "Clerk "];
    for name in spellings {
        let fields = [
            ("name", name),
            ("password", "wrong wrong wrong"),
            ("code", "000000"),
        ];
        let said = send("/sign-in/staff", &fields).await;
        assert!(!said.contains("之后再试") || name == "Clerk ", "{name}");
    }
    for name in ["clerk", "CLERK", "ｃLerk"] {
        let fields = [("name", name), ("password", "x"), ("code", "000000")];
        let said = send("/sign-in/staff", &fields).await;
        assert!(said.contains("之后再试"), "{name} is locked too");
    }
    let invited = [
        ("name", "ｃlerk"),
        ("code", "x"),
        ("password", "long enough to be one"),
    ];
    assert!(send("/welcome", &invited).await.contains("之后再试"));
}

/// Whoever was signed in once finds a form that can be sent, though the browser still brings the
/// secret along.
#[tokio::test]
async fn a_sign_in_that_is_over_leaves_a_form_that_works() {
    let court = Court::new();
    let over = format!("__Host-signed-in={}", "ab".repeat(32));
    let request = Request::get("/sign-in?way=code").header("cookie", over);
    let page = court.world.send(request.body(Body::empty()).unwrap()).await;
    let set = page.header("set-cookie");
    let secret = set.strip_prefix("__Host-visitor=").unwrap();
    let secret = secret.split(';').next().unwrap();
    let token = format!("name=\"token\" value=\"{}\"", form_token(secret));
    assert!(text(&page).contains(&token), "{}", text(&page));
}

/// Whoever guesses locks out their own place; guessing from everywhere locks all, and a code that
/// the counter gives after that is taken.
#[tokio::test]
async fn a_lock_is_of_where_the_guesses_came_from() {
    let court = Court::new();
    let number = court.number_of("P1");
    let code = || {
        let given = court.at_desk(|desk| {
            let clerk = operators_find(desk)?;
            accounts::code_from_counter(desk, (&clerk, &"P1".parse().unwrap()))
        });
        given.unwrap()
    };
    let tries = |source: String, code: String| {
        let claimed = accounts::Claimed {
            name: "陈示例".to_owned(),
            number: number.clone(),
        };
        let tried = court.at_desk(move |desk| {
            desk.comes_from(&source);
            accounts::sign_in_with_code(desk, (&claimed, &code))
        });
        match tried.unwrap() {
            accounts::SignInAttempt::In(_) => "in",
            accounts::SignInAttempt::Refused(why) => why.code(),
        }
    };
    let right = code();
    for count in 1..=6 {
        let said = tries("10.0.0.1".to_owned(), "00000000".to_owned());
        let expected = if count < 5 {
            "sign-in-failed"
        } else {
            "sign-in-locked"
        };
        assert_eq!(said, expected, "{count}");
    }
    let from_there = tries("10.0.0.1".to_owned(), right.clone());
    assert_eq!(from_there, "sign-in-locked");
    assert_eq!(tries("10.0.0.2".to_owned(), right), "in");
    for place in 0..60 {
        tries(format!("10.1.0.{place}"), "00000000".to_owned());
    }
    let elsewhere = tries("10.0.0.3".to_owned(), "00000000".to_owned());
    assert_eq!(elsewhere, "sign-in-locked", "from everywhere");
    let later = now_and_a_second();
    let fresh = court.at(later, |desk| {
        let clerk = operators_find(desk)?;
        accounts::code_from_counter(desk, (&clerk, &"P1".parse().unwrap()))
    });
    assert_eq!(tries("10.0.0.3".to_owned(), fresh.unwrap()), "in");
}

fn now_and_a_second() -> jiff::Timestamp {
    crate::api::tests::world::now() + jiff::SignedDuration::from_secs(1)
}
