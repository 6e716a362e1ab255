//! The same figure wherever it stands: a settlement in the reply, in the interface for programs, on
//! its page, on its paper, among one's bills, at the desk, behind its check code, in the year.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::browser::Browser;
use crate::till::http::Client;
use crate::{demo, staff};

const FACILITY: &str = "H44030500001";
/// Whom the demo's first bill is of.
const INSURED: &str = "陈随安";
const PERSON: &str = "44030000000000000001";

/// `¥1,304.07` of 130407 fen.
fn shown(fen: i64) -> String {
    let (yuan, rest) = ((fen / 100).to_string(), fen % 100);
    let digits: Vec<char> = yuan.chars().rev().collect();
    let groups = digits.chunks(3).map(|it| it.iter().collect::<String>());
    let grouped = groups.collect::<Vec<_>>().join(",");
    let grouped: String = grouped.chars().rev().collect();
    format!("¥{grouped}.{rest:02}")
}

/// Fen of `1,304.07`, with or without its sign.
fn fen(text: &str) -> i64 {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits
        .parse()
        .unwrap_or_else(|_| panic!("no amount: {text}"))
}

/// Who pays what by the key of a picture: the classes of its textures.
fn key(part: &str) -> BTreeMap<String, i64> {
    let (_, list) = part.split_once("<ul class=\"key").unwrap();
    let (list, _) = list.split_once("</ul>").unwrap();
    let entries = list.split("<span class=\"swatch ").skip(1);
    let read = |entry: &str| {
        let class = entry.split('"').next().unwrap().to_owned();
        let amount = entry.split("class=\"num\">").nth(1).unwrap();
        (class, fen(amount.split('<').next().unwrap()))
    };
    entries.map(read).collect()
}

fn told(client: &mut Client, id: &str) -> Value {
    let answer = client.get(&format!("/api/v1/settlements/{id}")).unwrap();
    serde_json::from_slice(&answer.body).unwrap()
}

/// Payers of the program's answer, as the pictures put them together.
fn by_texture(payers: &Value) -> BTreeMap<String, i64> {
    let of = |name: &str| fen(payers[name].as_str().unwrap());
    let others = [
        "critical-illness",
        "large-expense",
        "civil-servant",
        "enterprise",
    ];
    let others = others
        .into_iter()
        .chain(["medical-assistance", "other-fund"]);
    let all = [
        ("fund", of("pooled-fund")),
        ("supplement", others.map(of).sum()),
        ("account", of("account") + of("family-account")),
        ("cash", of("cash")),
    ];
    let some = all.into_iter().filter(|(_, amount)| *amount > 0);
    some.map(|(name, amount)| (name.to_owned(), amount))
        .collect()
}

/// What is paid in cash stands in two colours: in scope and out of it.
fn as_payers(mut key: BTreeMap<String, i64>) -> BTreeMap<String, i64> {
    if let Some(outside) = key.remove("outside") {
        *key.entry("cash".to_owned()).or_default() += outside;
    }
    key
}

#[test]
fn a_settlement_comes_to_the_same_wherever_it_stands() {
    let (_folder, demo) = demo();
    let mut patient = demo.patient(INSURED, FACILITY);
    let visit = patient.ready("N1", 34_560);
    let bill = patient.settle(&visit, 34_560).unwrap();
    let id = bill.text("setl_id").to_owned();
    let mut client = Client::new(demo.address);
    let program = told(&mut client, &id);
    let payers = by_texture(&program["payers"]);
    let [fund, person] =
        ["fund_total", "person_total"].map(|name| fen(program[name].as_str().unwrap()));
    assert_eq!(fund + person, 34_560);
    // The reply.
    assert_eq!(bill.fen("fund_pay_sumamt"), fund);
    assert_eq!(bill.fen("psn_part_amt"), person);
    // The page, and the sheet of paper in it.
    let mut own = Browser::signed_in(demo.address, PERSON);
    own.get(&format!("/settlements/{id}"));
    let page = own.page.body.clone();
    let (screen, paper) = page.split_once("<section class=\"paper\">").unwrap();
    for part in [screen, paper] {
        assert_eq!(as_payers(key(part)), payers);
        assert!(part.contains(&shown(person)), "{}", shown(person));
        assert!(part.contains(&shown(fund)), "{}", shown(fund));
    }
    // Among one's bills, and behind the code on the paper.
    let code = own.link("/verify?code=");
    own.get(&format!("/persons/{PERSON}"));
    let row = own.page.body.split(&format!("/settlements/{id}")).nth(1);
    let row = row.unwrap().split("</a>").next().unwrap();
    assert!(row.contains(&shown(person)), "{row}");
    own.get(&code);
    assert!(own.page.says(&shown(person)), "{}", own.page.body);
    // At the desk of the hospital.
    let mut desk = staff(&demo, "邱医保办");
    desk.get(&format!("/desk/bills/{id}"));
    for amount in [shown(person), shown(fund)] {
        assert!(desk.page.says(&amount), "{amount}: {}", desk.page.body);
    }
}

#[test]
fn a_year_is_the_sum_of_its_bills() {
    let (_folder, demo) = demo();
    let mut client = Client::new(demo.address);
    let mut own = Browser::signed_in(demo.address, PERSON);
    own.get(&format!("/persons/{PERSON}"));
    let page = own.page.body.clone();
    let bills = page.split("href=\"/settlements/").skip(1);
    let bills: Vec<&str> = bills.filter_map(|rest| rest.split('"').next()).collect();
    assert!(!bills.is_empty(), "{page}");
    let fund = |id: &&str| {
        fen(told(&mut client, id)["stands"]["pooled-fund"]
            .as_str()
            .unwrap())
    };
    let sum: i64 = bills.iter().map(fund).sum();
    own.get("/me/year");
    assert!(sum > 0 && own.page.says(&shown(sum)), "{}", shown(sum));
}
