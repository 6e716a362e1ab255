//! Every address, by everybody, with every method.

use std::collections::BTreeSet;

use super::court::{Court, PRINCIPALS, text};
use super::list;
use crate::access::table;
use crate::api::tests::world::Reply;

/// What came of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CameOfIt {
    LetIn,
    SignInFirst,
    NotTheirs,
    SecondFactorFirst,
    NoSuchMethod,
}

fn outcome(path: &str, reply: &Reply) -> CameOfIt {
    let status = reply.status.as_u16();
    let to = reply.header("location");
    if status == 405 {
        return CameOfIt::NoSuchMethod;
    }
    if status == 303 && to.starts_with("/sign-in") && to.contains("?to=") {
        return CameOfIt::SignInFirst;
    }
    if status == 303 && to == "/account" && path != "/account/second-factor" {
        return CameOfIt::SecondFactorFirst;
    }
    let is_refusal = (400..500).contains(&status);
    let says = |code: &str| is_refusal && text(reply).contains(code);
    if says("not-signed-in") || says("unknown-operator-key") {
        CameOfIt::SignInFirst
    } else if says("role-not-held") || says("role-missing") || says("sandbox-only") {
        CameOfIt::NotTheirs
    } else if says("second-factor-needed") {
        CameOfIt::SecondFactorFirst
    } else {
        CameOfIt::LetIn
    }
}

/// The address with something in its places.
fn filled(path: &str, court: &Court) -> String {
    let mut filled = String::new();
    for part in path.split('/').skip(1) {
        filled.push('/');
        filled.push_str(match part {
            "{id}" if path.starts_with("/clerk") => court.here.as_str(),
            "{id}" if path.starts_with("/persons") => "P1",
            "{region}" | "{insured_at}" => "440300",
            "{scheme}" => "employee",
            "{person}" => "P1",
            "{facility}" => "H51010000001",
            "{path}" => "mark.svg",
            part if part.starts_with('{') => "1",
            part => part,
        });
    }
    filled
}

/// A form without its token: whoever is let in is told that it is stale, and nothing is done.
#[tokio::test]
async fn everybody_gets_what_the_list_says_and_nothing_else() {
    let court = Court::new();
    let paths: BTreeSet<&str> = table::rows().map(|row| row.path).collect();
    let (mut tried, mut wrong) = (0, Vec::new());
    for path in paths {
        let address = filled(path, &court);
        for method in ["GET", "POST", "PUT", "DELETE"] {
            let row = table::row(method, path);
            assert_eq!(
                row.is_some(),
                list::is_listed(method, path),
                "{method} {path} is in one list and not in the other"
            );
            for who in PRINCIPALS {
                let form = (method == "POST").then_some("");
                let reply = court.ask(who, method, &address, form).await;
                let came = outcome(path, &reply);
                let may = list::may(who, method, path);
                // A form's address opened as a page leads to the page that has the form.
                let is_form = method == "GET" && row.is_none() && !path.starts_with("/api/");
                let fits = match came {
                    _ if is_form => {
                        reply.status.as_u16() == 303
                            && address.starts_with(reply.header("location"))
                    }
                    CameOfIt::NoSuchMethod => row.is_none(),
                    CameOfIt::LetIn => may,
                    _ => row.is_some() && !may,
                };
                tried += 1;
                if !fits || reply.status.is_server_error() {
                    wrong.push(format!("{who} {method} {path}: {came:?} {}", reply.status));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {wrong:#?}", wrong.len());
    assert!(tried >= 2_500, "{tried}");
}

/// Whoever is not signed in and asks for a page is led to the right door and back.
#[tokio::test]
async fn nobody_is_led_to_the_door_of_the_right_house() {
    let court = Court::new();
    for (path, door) in [
        ("/me", "/sign-in?to=%2Fme"),
        ("/clerk", "/sign-in/staff?to=%2Fclerk"),
        (
            "/clerk?lane=returned",
            "/sign-in/staff?to=%2Fclerk%3Flane%3Dreturned",
        ),
    ] {
        let reply = court.get("nobody", path).await;
        assert_eq!(
            (reply.status.as_u16(), reply.header("location")),
            (303, door)
        );
    }
}
