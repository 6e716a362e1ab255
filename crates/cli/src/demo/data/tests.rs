//! The demo's promises: everything parses on any day, nobody in it can be a real person, and every
//! person still is what he or she is for.

use std::collections::{BTreeMap, BTreeSet};

use domain::catalogue::Class;
use domain::facility::{Care, Level};
use domain::ids::FacilityCode;
use domain::person::{Scheme, Status};
use domain::{Region, region_names};
use jiff::civil::{Date, date};

use super::*;

/// Ordinary days, a leap day, the ends of months and of a year.
const DAYS: [Date; 6] = [
    date(2026, 11, 21),
    date(2027, 1, 1),
    date(2027, 3, 31),
    date(2028, 2, 29),
    date(2028, 12, 31),
    date(2031, 7, 30),
];

fn demo() -> DemoData {
    load(DAYS[0]).unwrap()
}

fn region(code: &str) -> Region {
    code.parse().unwrap()
}

/// Panics on the first value met twice.
fn assert_distinct<'a>(what: &str, values: impl Iterator<Item = &'a str>) {
    let mut seen = BTreeSet::new();
    for value in values {
        assert!(seen.insert(value), "{what} {value} is used twice");
    }
}

#[test]
fn everything_loads_on_any_day() {
    for today in DAYS {
        let data = load(today).unwrap_or_else(|error| panic!("{today}: {error:#}"));
        assert!(data.people.len() >= 60, "{} people", data.people.len());
        assert!(
            data.facilities.len() >= 14,
            "{} facilities",
            data.facilities.len()
        );
        assert_eq!(data.catalogues.len(), 5);
    }
}

#[test]
fn nobody_is_listed_twice() {
    let data = demo();
    let people = || data.people.iter();
    assert_distinct("name", people().map(|p| p.person.name.as_str()));
    assert_distinct("person number", people().map(|p| p.person.id.as_str()));
    assert_distinct("ID number", people().map(|p| p.person.certificate.reveal()));
    assert_distinct(
        "card",
        people()
            .flat_map(|p| &p.person.others)
            .map(|card| card.reveal()),
    );
    assert_distinct("voucher", people().map(|p| p.voucher.number.as_str()));
    assert_distinct("sentence", people().map(|p| p.proves.zh.as_str()));
    assert_distinct("sentence", people().map(|p| p.proves.en.as_str()));
    assert_distinct("facility", data.facilities.iter().map(|f| f.code.as_str()));
    assert_distinct(
        "facility name",
        data.facilities.iter().map(|f| f.name.as_str()),
    );
}

#[test]
fn no_number_can_belong_to_anybody() {
    for DemoPerson { person, .. } in demo().people {
        for certificate in person.certificates() {
            assert!(!certificate.could_be_somebodys(), "{}", person.name);
        }
        if person.certificate.finder() != "id-number" {
            continue;
        }
        let number = person.certificate.reveal();
        let (month, day) = (&number[10..12], &number[12..14]);
        assert!(month > "12" || day > "31", "{}", person.name);
        let odd = number.as_bytes()[16] % 2 == 1;
        let male = person.gender == domain::person::Gender::Male;
        assert_eq!(odd, male, "{}: the 17th digit says the gender", person.name);
    }
}

#[test]
fn every_person_proves_something_in_both_languages() {
    for person in demo().people {
        let name = &person.person.name;
        assert!(
            person.proves.zh.ends_with('。') && person.proves.zh.chars().count() > 5,
            "{name}"
        );
        assert!(
            person.proves.en.ends_with('.') && person.proves.en.len() > 15,
            "{name}"
        );
        assert!(
            person.proves.en.len() <= 100,
            "{name}: too long for one line"
        );
    }
}

#[test]
fn vouchers_are_what_the_person_has() {
    for DemoPerson {
        person, voucher, ..
    } in demo().people
    {
        let held = match voucher.kind.as_str() {
            "01" => voucher.number.starts_with("SANDBOX"),
            "02" => voucher.number == person.certificate.reveal(),
            "03" => person
                .others
                .iter()
                .any(|card| card.reveal() == voucher.number),
            _ => false,
        };
        assert!(held, "{}: {voucher:?}", person.name);
    }
    let kinds: BTreeSet<String> = demo().people.into_iter().map(|p| p.voucher.kind).collect();
    assert_eq!(kinds.len(), 3, "{kinds:?}");
}

#[test]
fn enrolments_agree_with_their_scheme() {
    for person in demo().people {
        let name = &person.person.name;
        for enrolment in &person.enrolments {
            let tiers = match (enrolment.insured_at == region("440300"), enrolment.scheme) {
                (true, Scheme::Employee) => {
                    matches!(enrolment.tier.as_deref(), Some("one" | "two"))
                }
                _ => enrolment.tier.is_none(),
            };
            assert!(tiers, "{name}: {:?}", enrolment.tier);
            let resident = enrolment.status == Status::Resident;
            assert_eq!(resident, enrolment.scheme == Scheme::Resident, "{name}");
            assert_eq!(
                enrolment.insured_at.pooling(),
                enrolment.insured_at,
                "{name}"
            );
            assert!(
                enrolment.period.from >= person.person.born_on,
                "{name}: insured before birth"
            );
            assert!(
                !enrolment.account.is_negative() && !enrolment.period.is_empty(),
                "{name}"
            );
        }
        let retired = person.enrolments[0].status == Status::Retired;
        let age = domain::calendar::age_on(person.person.born_on, DAYS[0]);
        assert!(!retired || age >= 55, "{name} retired at {age}");
    }
}

#[test]
fn the_person_number_names_the_insured_place() {
    for person in demo().people {
        let insured_at = person.enrolments[0].insured_at.to_string();
        assert!(
            person.person.id.as_str().starts_with(&insured_at),
            "{}",
            person.person.name
        );
    }
}

#[test]
fn filings_stand_as_their_days_say() {
    for today in DAYS {
        for person in load(today).unwrap().people {
            for filing in &person.filings {
                let shown = format!("{} {filing:?}", person.person.name);
                let ended = filing.period.until.is_some_and(|until| until <= today);
                let holds = match filing.state {
                    State::Active => filing.period.from <= today && !ended,
                    State::Approved => filing.period.from > today,
                    State::Superseded | State::Cancelled | State::Expired => ended,
                    State::Queued | State::Returned | State::Refused => {
                        filing.period.until.is_none()
                    }
                };
                assert!(holds, "{shown}");
                assert!(filing.destination.is_pooling(), "{shown}");
                assert!(region_names::name(filing.destination).is_some(), "{shown}");
                let home = person.enrolments[0].insured_at;
                assert_ne!(filing.destination, home, "{shown}");
            }
        }
    }
}

#[test]
fn designations_name_a_primary_institution_of_the_demo() {
    let data = demo();
    let facilities: BTreeMap<&FacilityCode, &Facility> =
        data.facilities.iter().map(|f| (&f.code, f)).collect();
    for person in &data.people {
        for designation in &person.designations {
            let facility = facilities[&designation.facility];
            assert!(facility.level <= Level::Primary, "{}", person.person.name);
            let start = designation.period.from.max(DAYS[0]);
            assert!(
                facility.is_networked(Care::Outpatient, start),
                "{}",
                person.person.name
            );
        }
        let today = person
            .designations
            .iter()
            .filter(|d| d.period.contains(DAYS[0]));
        assert!(today.count() <= 1, "{} has two at once", person.person.name);
    }
}

#[test]
fn facilities_lie_where_their_code_says_and_a_catalogue_covers_them() {
    let data = demo();
    let mut provinces = BTreeSet::new();
    for facility in &data.facilities {
        let code = facility.code.as_str();
        assert_eq!(code[1..7], facility.region.to_string(), "{code}");
        let pharmacy = facility.kind == domain::facility::FacilityKind::Pharmacy;
        assert_eq!(code.starts_with('P'), pharmacy, "{code}");
        let invented = facility.name.contains("示例") || facility.name.contains("随行演示");
        assert!(invented, "{}", facility.name);
        assert!(region_names::name(facility.region).is_some(), "{code}");
        let covered = data
            .catalogues
            .iter()
            .any(|c| c.region.covers(facility.region));
        assert!(covered, "no catalogue covers {code}");
        assert!(!facility.networked.is_empty(), "{code}");
        provinces.insert(facility.region.province());
    }
    assert!(provinces.len() >= 4);
}

#[test]
fn some_facilities_refuse_on_some_days() {
    let data = demo();
    let networked = |code: &str, care, day| {
        let facility = data
            .facilities
            .iter()
            .find(|f| f.code.as_str() == code)
            .unwrap();
        facility.is_networked(care, day)
    };
    let today = DAYS[0];
    assert!(
        !networked("H44010300005", Care::Outpatient, today),
        "not networked"
    );
    assert!(
        !networked("H51010400002", Care::Inpatient, today),
        "suspended"
    );
    assert!(networked(
        "H51010400002",
        Care::Inpatient,
        date(2026, 10, 31)
    ));
    assert!(
        !networked("H11010800002", Care::Outpatient, today),
        "opens later"
    );
    assert!(
        !networked("H42010200002", Care::Outpatient, date(2025, 6, 30)),
        "opened since"
    );
    assert!(networked(
        "H42010200002",
        Care::Outpatient,
        date(2025, 7, 1)
    ));
}

/// Length of a national code by its first character.
fn code_length(code: &str) -> usize {
    match code.as_bytes()[0] {
        b'X' => 23,
        b'Z' => 20,
        b'T' => 10,
        b'C' => 27,
        _ => 15,
    }
}

#[test]
fn catalogue_items_are_sound() {
    for catalogue in demo().catalogues {
        let place = catalogue.region;
        assert!(catalogue.items().len() >= 40, "{place}");
        for item in catalogue.items() {
            assert_eq!(
                item.code.len(),
                code_length(&item.code),
                "{place} {}",
                item.code
            );
            assert!(
                item.code.is_ascii() && !item.name.is_empty(),
                "{place} {}",
                item.code
            );
            let fee_kind: u8 = item.fee_kind.parse().unwrap();
            assert!(
                (1..=14).contains(&fee_kind) && item.fee_kind.len() == 2,
                "{}",
                item.code
            );
            let has_upfront = item.upfront > domain::Rate::ZERO;
            assert_eq!(has_upfront, item.class == Class::B, "{place} {}", item.name);
            assert!(item.upfront < domain::Rate::FULL, "{place} {}", item.name);
            if let Some(limit) = item.limit {
                let rising = limit.primary <= limit.secondary && limit.secondary <= limit.tertiary;
                assert!(limit.primary > 0 && rising, "{place} {}", item.name);
            }
        }
        for pair in catalogue.items().windows(2) {
            let clash = pair[0].code == pair[1].code && pair[0].period.overlaps(&pair[1].period);
            assert!(!clash, "{place}: {} twice on one day", pair[0].code);
        }
    }
}

#[test]
fn the_same_code_is_paid_differently_from_place_to_place() {
    let data = demo();
    let item = |place: &str, code: &str| {
        let catalogue = data
            .catalogues
            .iter()
            .find(|c| c.region == region(place))
            .unwrap();
        catalogue
            .items()
            .iter()
            .find(|item| item.code == code)
            .cloned()
    };
    let amlodipine = "XC08CAA131A001010199004";
    assert_eq!(item("440000", amlodipine).unwrap().class, Class::A);
    let sichuan = item("510000", amlodipine).unwrap();
    assert_eq!(
        (sichuan.class, sichuan.upfront),
        (Class::B, "10%".parse().unwrap())
    );
    assert!(
        item("110000", "T000990243").is_none(),
        "a piece not in the Beijing catalogue"
    );
    let shenzhen = data
        .catalogues
        .iter()
        .find(|c| c.region == region("440300"))
        .unwrap();
    for item in shenzhen
        .items()
        .iter()
        .filter(|item| item.class == Class::B)
    {
        assert_eq!(item.upfront.to_string(), "1%", "{} (SZ-15)", item.name);
    }
}

#[test]
fn people_stand_at_each_edge_of_the_bands_of_months() {
    for today in DAYS {
        let data = load(today).unwrap();
        let months: BTreeSet<u16> = data
            .people
            .iter()
            .map(|p| p.enrolments[0].continuous_months(today))
            .collect();
        for edge in [5, 6, 11, 12, 23, 24, 35, 36, 71, 72] {
            assert!(
                months.contains(&edge),
                "nobody has {edge} months on {today}"
            );
        }
    }
}

/// The person of that name on that day.
fn person(name: &str, today: Date) -> DemoPerson {
    let mut people = load(today).unwrap().people.into_iter();
    people
        .find(|p| p.person.name == name)
        .unwrap_or_else(|| panic!("nobody is called {name}"))
}

#[test]
fn entitlement_is_what_each_person_is_for() {
    use domain::person::NotEntitled::{Ended, NotYetEnrolled, PremiumsUnpaid};
    for today in DAYS {
        let check = |name: &str| person(name, today).enrolments[0].check_entitled(today);
        assert!(
            matches!(check("云欠费"), Err(PremiumsUnpaid { .. })),
            "{today}"
        );
        assert!(
            matches!(check("潘将保"), Err(NotYetEnrolled { .. })),
            "{today}"
        );
        assert!(matches!(check("奚终保"), Err(Ended { .. })), "{today}");
        for name in ["苏恰缴", "葛新保", "滕初生", "陈随安"] {
            assert_eq!(check(name), Ok(()), "{name} on {today}");
        }
    }
}

#[test]
fn sixty_is_reached_today_and_tomorrow() {
    for today in DAYS {
        let age = |name: &str| domain::calendar::age_on(person(name, today).person.born_on, today);
        assert_eq!((age("雷六十"), age("贺差日")), (60, 59), "{today}");
    }
}

#[test]
fn a_changed_choice_waits_for_the_first_of_the_month() {
    for today in DAYS {
        let choices = person("柳换点", today).designations;
        let next = choices[1].period.from;
        assert!(next.day() == 1 && next > today && choices[0].period.until == Some(next));
    }
}

#[test]
fn one_person_has_one_enrolment_per_scheme_and_place() {
    for person in demo().people {
        let mut seen = BTreeSet::new();
        for enrolment in &person.enrolments {
            let key = (enrolment.insured_at, enrolment.scheme);
            assert!(seen.insert(key), "{} {key:?}", person.person.name);
        }
    }
}

#[test]
fn what_was_used_up_is_counted_under_the_names_of_the_policy() {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/440300");
    let mut pack = String::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            pack.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
    let mut counters = BTreeSet::new();
    for person in demo().people {
        counters.extend(person.year_to_date.counters.into_keys());
    }
    assert!(counters.len() >= 4, "{counters:?}");
    for counter in counters {
        // The base a layer has seen over the year runs under the layer's own name.
        let line = match counter.strip_suffix(":base") {
            Some(layer) => format!("\nname = \"{layer}\""),
            None => format!("\ncounter = \"{counter}\""),
        };
        assert!(pack.contains(&line), "no pack counts {counter}");
    }
}
