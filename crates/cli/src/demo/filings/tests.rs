//! Each person of the demo stands on the footing he or she is for, by the rules of Shenzhen.

use domain::Region;
use domain::facility::Care;
use domain::files::NamedText;
use domain::filing::FilingInForce;
use domain::footing::{FootingFacts, decide};
use domain::procedures::Procedures;
use domain::situation::Footing;
use domain::situation::Route;
use jiff::civil::{Date, date};

use super::super::data::{DemoData, load};
use super::*;

const DAYS: [Date; 3] = [date(2026, 11, 21), date(2028, 2, 29), date(2030, 12, 31)];

fn rules() -> Procedures {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../policies/440300/procedures.toml"
    );
    let file = NamedText {
        name: path.to_owned(),
        text: std::fs::read_to_string(path).unwrap(),
    };
    Procedures::parse(&file).unwrap()
}

/// The footing of that person in that division on that day.
fn footing(data: &DemoData, name: &str, place: (&str, bool), today: Date) -> Footing {
    let person = data.people.iter().find(|p| p.person.name == name);
    let person = person.unwrap_or_else(|| panic!("nobody is called {name}"));
    let rules = rules();
    let filings: Vec<FilingInForce> = records(person, &rules, today)
        .unwrap()
        .iter()
        .filter_map(Filing::in_force)
        .collect();
    let (division, emergency) = place;
    let facts = FootingFacts {
        insured_at: person.enrolments[0].insured_at,
        treated_at: division.parse::<Region>().unwrap(),
        care: Care::Inpatient,
        day: today,
        admitted_on: None,
        settled_on: None,
        route: Route::Direct,
        filings: &filings,
        emergency,
        referral: false,
    };
    decide(&rules, &facts).footing
}

#[test]
fn each_person_stands_on_the_footing_he_or_she_is_for() {
    use Footing::*;
    // name, (division of the place of care, emergency flag), footing
    let rows = [
        ("陈随安", ("440104", false), LongTermFiled),
        ("李随行", ("510107", false), LongTermFiled),
        ("王归田", ("510107", false), LongTermFiled),
        ("赵转真", ("440104", false), Referred),
        ("孙临行", ("110105", false), TemporaryFiled),
        ("周逾期", ("110105", false), Unfiled),
        ("吴未备", ("441900", false), Exempt),
        ("吴未备", ("110105", false), Unfiled),
        ("郑撤回", ("420106", false), Unfiled),
        ("冯急行", ("510107", true), Emergency),
        ("冯急行", ("510107", false), Unfiled),
        ("楚重行", ("110105", false), Unfiled),
        ("楚重行", ("510107", false), TemporaryFiled),
        ("魏明行", ("510107", false), Unfiled),
        ("江待审", ("420106", false), Unfiled),
        ("沈退补", ("420106", false), Unfiled),
        ("韩惠行", ("441302", false), LongTermFiled),
        ("杨琼居", ("460106", false), LongTermFiled),
        ("秦戍边", ("659001", false), LongTermFiled),
        ("尤拉藏", ("540102", false), LongTermFiled),
        ("许两地", ("440104", false), LongTermFiled),
        ("许两地", ("110105", false), Referred),
        ("何回乡", ("440305", false), AtHome),
        ("何回乡", ("510107", false), LongTermFiled),
        ("吕他往", ("420106", false), Unfiled),
        ("施省内", ("441900", false), Exempt),
        ("史急诊", ("420106", true), Emergency),
        ("岑临点", ("510107", false), TemporaryFiled),
        ("毕老助", ("440104", false), Referred),
    ];
    for today in DAYS {
        let data = load(today).unwrap();
        for (name, place, expected) in rows {
            let got = footing(&data, name, place, today);
            assert_eq!(got, expected, "{name} in {} on {today}", place.0);
        }
    }
}

#[test]
fn every_history_ends_where_the_filing_stands() {
    let (today, rules) = (DAYS[0], rules());
    let mut records_seen = 0;
    for person in load(today).unwrap().people {
        for filing in records(&person, &rules, today).unwrap() {
            records_seen += 1;
            let shown = format!("{} {filing:?}", person.person.name);
            assert_eq!(
                filing.history.last().map(|entry| entry.to),
                Some(filing.state),
                "{shown}"
            );
            for pair in filing.history.windows(2) {
                assert_eq!(pair[1].from, Some(pair[0].to), "{shown}");
                assert!(pair[0].on <= pair[1].on && pair[1].on <= today, "{shown}");
            }
            if let Some(newer) = &filing.superseded_by {
                let all = records(&person, &rules, today).unwrap();
                assert!(all.iter().any(|other| other.id() == newer), "{shown}");
            }
        }
    }
    assert!(records_seen > 40, "{records_seen} filings");
}
