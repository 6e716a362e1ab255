//! Places at a glance, by the rules that are shipped.

use domain::Money;
use domain::person::Scheme;
use domain::policy::Library;
use domain::rate::Share;
use jiff::civil::date;
use workbench::glance::{GLANCED_BILL, GlancedBill, filing_in_short, glance};

fn shipped() -> Library {
    cli::policies::library(Some(&crate::root().join("policies"))).expect("the packs read")
}

/// Shenzhen's own leaflet: 94, 92 and 90 % on the job, 95 % in retirement; 200, 400, 600 yuan.
#[test]
fn shenzhen_is_told_in_ten_seconds() {
    let library = shipped();
    let pack = library
        .find("440300".parse().unwrap(), Scheme::Employee)
        .unwrap();
    let found = glance(pack, date(2026, 11, 28)).unwrap();
    let percent = |share: Option<Share>| share.unwrap().hundred_millionths() / 1_000_000;
    let rates: Vec<_> = found
        .rates
        .iter()
        .map(|(_, rates)| rates.map(percent))
        .collect();
    assert_eq!(rates, [[94, 92, 90], [95, 95, 95]]);
    let yuan = found.deductibles.map(|amount| amount.unwrap());
    assert_eq!(yuan, [200, 400, 600].map(Money::from_yuan));
    let unfiled = found.elsewhere.last().unwrap();
    assert_eq!(unfiled.1, GlancedBill::NotDirect);
    let person = |name: &str| {
        let found = found
            .elsewhere
            .iter()
            .find(|(said, _)| said.zh.contains(name));
        match found.unwrap().1 {
            GlancedBill::Paid { person, .. } => person,
            other => panic!("{name}: {other:?}"),
        }
    };
    assert_eq!(person("长期备案"), Money::from_yuan(1_540));
    assert_eq!(person("省外临时备案"), Money::from_yuan(3_232));
    assert_eq!(person("急诊抢救"), person("省内临时"));
    let filing = filing_in_short(&library, pack, date(2026, 11, 28));
    assert_eq!(filing.zh, "省内不用，省外要");
    let chengdu = library
        .find("510100".parse().unwrap(), Scheme::Employee)
        .unwrap();
    let filing = filing_in_short(&library, chengdu, date(2026, 11, 28));
    assert!(filing.zh.ends_with("省外看去哪里"), "{}", filing.zh);
}

#[test]
fn every_place_is_told_or_said_to_be_unknown() {
    let library = shipped();
    for pack in library.packs() {
        let Some(found) = glance(pack, date(2026, 11, 28)) else {
            continue;
        };
        for (name, bill) in &found.elsewhere {
            if let GlancedBill::Paid { funds, person } = bill {
                assert_eq!(*funds + *person, GLANCED_BILL, "{} {name:?}", pack.region);
            }
        }
    }
}
