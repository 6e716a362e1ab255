//! Questions as people type them: what is recognised, which rows answer, that every amount is the
//! engine's, and that what is not known is never answered.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use domain::Money;
use domain::files::NamedText;
use domain::policy::Library;
use domain::text::Bilingual;
use jiff::civil::{Date, date};
use serde::Deserialize;

use super::*;
use crate::help::{HelpTerm, hear, questions};

const DAY: Date = date(2026, 12, 1);

#[derive(Deserialize)]
struct Tables {
    asked: Vec<[String; 5]>,
    unknown: Vec<String>,
}

fn tables() -> Tables {
    toml::from_str(include_str!("asked.toml")).unwrap()
}

/// The shipped policies, read once.
fn library() -> &'static Library {
    static LIBRARY: LazyLock<Library> = LazyLock::new(read_library);
    &LIBRARY
}

fn read_library() -> Library {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("cases") {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "toml") {
                let name = path.strip_prefix(&root).unwrap().to_string_lossy();
                files.push(NamedText {
                    name: name.into_owned(),
                    text: std::fs::read_to_string(&path).unwrap(),
                });
            }
        }
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    Library::parse(&files, |text| format!("{:x}", text.len())).unwrap()
}

fn term(zh: &str, en: &str) -> HelpTerm {
    let both = Bilingual::new(zh, en);
    HelpTerm {
        id: en.to_owned(),
        plain: both.clone(),
        official: both.clone(),
        says: both,
        also: vec![],
        fact: None,
    }
}

fn words() -> Vec<HelpTerm> {
    vec![
        term("起付线", "deductible"),
        term("统筹地区", "pooling region"),
        term("甲类", "class A"),
        term("备案", "filing"),
    ]
}

fn asked(library: &Library, typed: &str) -> (Heard, AskAnswer) {
    let heard = hear(typed, std::iter::empty());
    let answer = ask(library, &heard, &words(), DAY);
    (heard, answer)
}

#[test]
fn questions_are_answered_from_the_rows_that_answer_them() {
    let (library, tables) = (library(), tables());
    assert!(tables.asked.len() >= 100, "{}", tables.asked.len());
    let mut wrong = Vec::new();
    for [typed, wanted, from, to, row] in &tables.asked {
        let (heard, answer) = asked(library, typed);
        let found = match answer.kind {
            AskKind::Question => answer.about.clone().unwrap_or_default(),
            kind => kind.word().to_owned(),
        };
        let code = |region: Option<Region>| region.map(|it| it.to_string()).unwrap_or_default();
        let places = (
            code(answer.insured_at),
            code(heard.treated_at.or(answer.treated_at)),
        );
        let cites = row.is_empty()
            || answer
                .rows
                .iter()
                .any(|it| it.row.starts_with(row.as_str()));
        let has_sources = answer.rows.iter().all(|it| !it.basis.is_empty());
        let is_kind = wanted.split('|').any(|it| it == found);
        let is_placed = places == (from.clone(), to.clone())
            || to.is_empty() && places.0 == *from && places.1 == *from
            || from == to && places.0 == *from && places.1.is_empty();
        if !is_kind || !is_placed || !cites || !has_sources {
            let rows: Vec<&str> = answer.rows.iter().map(|it| it.row.as_str()).collect();
            wrong.push(format!(
                "{typed}: {found} {places:?} {rows:?} instead of {wanted} {from} {to} {row}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_is_not_known_is_not_answered() {
    let (library, tables) = (library(), tables());
    assert!(tables.unknown.len() >= 20);
    let mut wrong = Vec::new();
    for typed in &tables.unknown {
        let (_, answer) = asked(library, typed);
        let refuses = [AskKind::Unknown, AskKind::Medical, AskKind::Elsewhere];
        let says_whom_to_call = answer.says.zh.contains("12393") || answer.says.zh.contains("医生");
        let is_bare = answer.rows.is_empty() && answer.quotes.is_empty();
        if !refuses.contains(&answer.kind) || !is_bare || !says_whom_to_call {
            wrong.push(format!("{typed}: {} {:?}", answer.kind, answer.about));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Amounts in a sentence, as written before 元.
fn amounts(text: &str) -> BTreeSet<Money> {
    let before = text.split(" 元").map(|part| {
        let digits = part.rsplit(|sign: char| !sign.is_ascii_digit() && sign != ',' && sign != '.');
        digits
            .into_iter()
            .next()
            .unwrap_or_default()
            .replace(',', "")
    });
    before.filter_map(|digits| digits.parse().ok()).collect()
}

#[test]
fn every_amount_is_what_the_engine_makes_of_the_bill() {
    use crate::glance::{BillPriced, GlancedBill, bill};
    use domain::situation::Route;
    let (library, tables) = (library(), tables());
    let mut seen = 0;
    for [typed, ..] in tables.asked.iter().filter(|row| row[1] == "how-much") {
        let (_, answer) = asked(library, typed);
        let mut known = BTreeSet::new();
        for quote in &answer.quotes {
            known.insert(quote.amount);
            let home = answer.insured_at.unwrap().pooling();
            let there = answer.treated_at.map_or(home, Region::pooling);
            let pack = library.find(home, quote.scheme).unwrap();
            let people = crate::glance::whose(quote.scheme);
            let (_, person) = people
                .into_iter()
                .find(|(who, _)| *who == quote.who)
                .unwrap();
            for way in &quote.ways {
                let visit = (there, quote.care, quote.level, way.footing);
                let priced = |route| BillPriced {
                    eligible: quote.amount,
                    route,
                    day: DAY,
                    tier: None,
                };
                let mut made = bill(pack, visit, person, &priced(Route::Direct));
                if way.by_hand {
                    assert_eq!(made, GlancedBill::NotDirect, "{typed}");
                    made = bill(pack, visit, person, &priced(Route::Manual));
                }
                let told = match made {
                    GlancedBill::Paid { funds, person } => (Some(funds), Some(person)),
                    _ => (None, None),
                };
                assert_eq!(told, (way.funds, way.person), "{typed}");
                if let (Some(funds), Some(person)) = told {
                    assert_eq!(funds + person, quote.amount, "{typed}");
                    known.extend([funds, person]);
                    seen += 1;
                }
            }
        }
        if !answer.quotes.is_empty() {
            let said = amounts(&answer.says.zh);
            assert!(said.len() >= 2, "{typed}: {}", answer.says.zh);
            assert!(
                said.is_subset(&known),
                "{typed}: {} {known:?}",
                answer.says.zh
            );
        }
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn a_question_takes_a_few_milliseconds() {
    let (library, tables) = (library(), tables());
    // Lists are read once.
    asked(library, "深圳去成都");
    let all = tables
        .asked
        .iter()
        .map(|row| &row[0])
        .chain(&tables.unknown);
    let mut took: Vec<Duration> = Vec::new();
    for typed in all {
        let began = Instant::now();
        asked(library, typed);
        took.push(began.elapsed());
    }
    took.sort();
    let p99 = took[took.len() * 99 / 100 - 1];
    // Tests are built without optimization, and run beside others.
    let most = if cfg!(debug_assertions) { 500 } else { 50 };
    assert!(p99 < Duration::from_millis(most), "{p99:?}");
    println!("p50 {:?}, p99 {p99:?}", took[took.len() / 2]);
}

#[test]
fn numbers_of_people_are_struck_out_before_anything_is_read() {
    let library = library();
    let typed = "我身份证440305199002300000，深圳医保去成都要备案吗，电话13800001234";
    let (heard, answer) = asked(library, typed);
    assert!(answer.had_number);
    assert_eq!(answer.kind, AskKind::MustFile);
    let told = format!("{heard:?} {answer:?}");
    assert!(!told.contains("19900230") && !told.contains("13800001234"));
}

#[test]
fn sources_that_disagree_are_both_told() {
    let library = library();
    let (_, answer) = asked(library, "深圳备案有效期多久");
    let disputes = answer.rows.iter().flat_map(|row| &row.disputes);
    assert!(disputes.count() > 0, "{answer:?}");
    // The claim of a guide that it has three years stands beside the official twelve months.
    let (_, answer) = asked(library, "深圳医保报销多久内要去报，有期限吗");
    assert!(
        answer
            .rows
            .iter()
            .any(|row| row.says.zh.contains("12 个月")),
        "{answer:?}"
    );
    assert!(
        answer.rows.iter().any(|row| !row.disputes.is_empty()),
        "{answer:?}"
    );
}

#[test]
fn every_fact_is_told_of_some_place_or_said_to_be_unknown() {
    let library = library();
    for question in questions() {
        let place = HelpPlace {
            library,
            insured_at: Some("440300".parse().unwrap()),
            treated_at: Some("510100".parse().unwrap()),
            scheme: None,
            status: None,
            tier: None,
            care: None,
            level: None,
            why: None,
            day: DAY,
        };
        let (rows, not_known) = told_of(&place, question);
        assert!(
            !rows.is_empty() || !not_known.is_empty() || question.facts.is_empty(),
            "{}",
            question.id
        );
        for row in rows {
            assert!(!row.basis.is_empty(), "{}: {}", question.id, row.row);
            assert!(
                !row.says.zh.is_empty() && !row.says.en.is_empty(),
                "{}",
                row.row
            );
        }
    }
}

#[test]
fn words_of_an_emergency_go_before_everything() {
    let library = library();
    for typed in [
        "我在成都，医保在深圳，急性阑尾炎",
        "深圳急诊在武汉抢救住院能报多少",
        "深圳医保，我妈在成都心梗怎么治",
        "在成都出了车祸，医保怎么赔",
    ] {
        let (_, answer) = asked(library, typed);
        let (zh, en) = (&answer.says.zh, &answer.says.en);
        assert!(zh.contains("先看病") && zh.contains("120"), "{typed}: {zh}");
        assert!(en.contains("120"), "{typed}: {en}");
        let first = answer.rows.first().unwrap();
        assert!(first.row.contains("/procedures/emergency/"), "{typed}");
        assert!(first.says.zh.contains("视同已备案") && !first.basis.is_empty());
    }
    // Who paid already is not sent to a hospital; an illness that is over is none.
    let paid = "医保在深圳，在成都急诊住院，没备案，自己付了钱，怎么报";
    for typed in [paid, "深圳医保去成都做骨折复查要不要备案"] {
        let (_, answer) = asked(library, typed);
        assert!(!answer.says.zh.contains("先看病"), "{typed}");
    }
    let (_, answer) = asked(library, paid);
    assert!(answer.says.zh.contains("回参保地报") && answer.says.zh.contains("标志"));
}

#[test]
fn who_speaks_of_dying_is_told_120_and_no_line_about_insurance() {
    let (_, answer) = asked(library(), "我不想活了，深圳医保");
    assert_eq!(answer.kind, AskKind::Danger);
    assert!(answer.says.zh.contains("120") && answer.says.en.contains("120"));
    assert!(!answer.says.zh.contains("12393") && answer.hotlines.is_empty());
}

#[test]
fn a_place_of_care_taken_for_the_insured_one_is_said() {
    let library = library();
    let (_, answer) = asked(library, "在成都住院能报多少");
    assert!(
        answer.says.zh.starts_with("您没有说医保在哪里交"),
        "{}",
        answer.says.zh
    );
    assert_eq!(answer.missing[0].name, "insured_at");
    let (_, answer) = asked(library, "我在深圳参保，去成都住院能报多少");
    assert!(
        !answer.says.zh.contains("您没有说医保"),
        "{}",
        answer.says.zh
    );
}

#[test]
fn a_tier_is_understood_said_and_computed_by() {
    let library = library();
    let funds = |typed: &str| {
        let (_, answer) = asked(library, typed);
        let quotes = answer.quotes.iter().map(|quote| {
            let ways = quote.ways.iter();
            ways.map(|way| way.funds).collect::<Vec<_>>()
        });
        (
            answer.says.zh.clone(),
            quotes.collect::<Vec<_>>(),
            answer.missing,
        )
    };
    let (one, of_one, _) = funds("深圳一档去成都看门诊能报多少");
    let (two, of_two, missing) = funds("深圳二档去成都看门诊能报多少");
    let (none, of_none, open) = funds("深圳去成都看门诊能报多少");
    assert!(one.contains("一档") && two.contains("二档"), "{one} {two}");
    assert_ne!(of_one, of_two);
    assert!(missing.iter().all(|it| it.name != "tier"));
    // Nobody said: the first is taken, and said to be.
    assert!(none.contains("一档") && of_none == of_one, "{none}");
    assert!(open.iter().any(|it| it.name == "tier"));
    // A place without such a tier says so.
    let (none, _, _) = funds("北京职工二档去成都住院能报多少");
    assert!(none.contains("没有「二档」"), "{none}");
}

#[test]
fn what_a_filing_after_the_discharge_is_worth_is_the_insured_places_own_rule() {
    let library = library();
    let told = |at: &str| {
        let (_, answer) = asked(library, &format!("{at}参保，没备案住院自己付了钱还能报吗"));
        let says = answer.rows.iter().map(|row| row.says.zh.clone());
        says.collect::<Vec<_>>().join("\n")
    };
    // Hainan wrote three months down; of Shenzhen nothing but an inference is on record.
    assert!(told("海口").contains("3 个月内补备案"), "{}", told("海口"));
    let open = told("深圳");
    assert!(
        open.contains("由参保地定") && !open.contains("按备案报"),
        "{open}"
    );
}
