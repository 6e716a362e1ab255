//! What holds for every person, visit and bill under the policies that are shipped.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use domain::Money;
use domain::explain::Inputs;
use domain::facility::{Care, Level};
use domain::footing::{Footing, FootingDecision};
use domain::person::{Scheme, Status};
use domain::plan::Refusal;
use domain::policy::library::Library;
use domain::policy::parse::NamedText;
use domain::region::Distance;
use domain::situation::{Accounts, Route, Situation, YearToDate};
use domain::text::Bilingual;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use crate::plans::{money, scope};

static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
    Library::parse(&shipped(), no_hash).expect("the shipped policies can be read")
});

pub fn library() -> &'static Library {
    &LIBRARY
}

/// The text itself tells packs apart.
pub fn no_hash(text: &str) -> String {
    text.len().to_string()
}

pub fn shipped() -> Vec<NamedText> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "toml") {
                let name = path.strip_prefix(&root).expect("inside the folder");
                found.push(NamedText {
                    name: name.to_string_lossy().into_owned(),
                    text: std::fs::read_to_string(&path).expect("a readable file"),
                });
            }
        }
    }
    found
}

const MARKS: [&str; 8] = [
    "designated",
    "specialised",
    "contracted",
    "medical-assistance",
    "class-two",
    "six-named",
    "hypertension-or-diabetes",
    "family-doctor",
];

fn day() -> impl Strategy<Value = Date> {
    (0..5_500_i64).prop_map(|days| date(2012, 1, 1) + days.days())
}

/// Somebody of a shipped pack, somewhere, on some day.
fn situation() -> impl Strategy<Value = Situation> {
    let packs: Vec<_> = library().packs().cloned().collect();
    let who = (
        prop::sample::select(packs),
        any::<prop::sample::Index>(),
        0..110_u8,
        0..400_u16,
        prop::sample::subsequence(MARKS.to_vec(), 0..=MARKS.len()),
    );
    let visit = (
        prop::sample::select(vec!["440300", "440305", "440100", "110105", "460000"]),
        prop::sample::select(Care::ALL.to_vec()),
        prop::sample::select(Level::ALL.to_vec()),
        prop::sample::select(Footing::ALL.to_vec()),
        1..4_u8,
        prop::sample::select(Route::ALL.to_vec()),
        day(),
    );
    (who, visit).prop_map(|((pack, pick, age, months, marks), visit)| {
        let (place, care, level, footing, admission, route, day) = visit;
        let treated_at = place.parse().expect("a division code");
        let at_home = pack.region.distance_to(treated_at) == Distance::Home;
        let tiers: Vec<_> = pack.tiers.iter().map(|tier| tier.name.clone()).collect();
        let statuses = match pack.scheme {
            Scheme::Employee => vec![Status::OnJob, Status::Retired],
            Scheme::Resident => vec![Status::Resident],
        };
        Situation {
            insured_at: pack.region,
            treated_at,
            scheme: pack.scheme,
            tier: (!tiers.is_empty()).then(|| tiers[pick.index(tiers.len())].clone()),
            status: statuses[pick.index(statuses.len())],
            age,
            months,
            care,
            level,
            footing: if at_home { Footing::AtHome } else { footing },
            admission,
            traits: marks.into_iter().map(str::to_owned).collect(),
            route,
            day,
        }
    })
}

fn inputs() -> impl Strategy<Value = Inputs> {
    (situation(), scope(), money(), money()).prop_map(|(situation, scope, used, own)| {
        let counters = [
            "pooled",
            "outpatient",
            "outpatient-upper",
            "critical-illness:base",
        ];
        let counters = counters.map(|counter| (counter.to_owned(), used));
        Inputs {
            footing: FootingDecision {
                footing: situation.footing,
                reason: Bilingual::new("所给", "as given"),
                traits: vec![],
                basis: vec![],
            },
            situation,
            scope,
            year: YearToDate {
                counters: counters.into(),
                admissions: 0,
            },
            accounts: Accounts {
                own,
                family: Money::ZERO,
            },
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    /// Two rules for one situation would have been found by the check.
    #[test]
    fn every_situation_has_an_answer_or_a_reason(inputs in inputs()) {
        let Situation { insured_at, scheme, .. } = inputs.situation;
        let pack = library().find(insured_at, scheme).expect("a shipped pack");
        match inputs.compute(pack, None) {
            Ok(computed) => {
                let shares = computed.adjudication.shares;
                prop_assert_eq!(shares.total(), inputs.scope.total());
            }
            Err(refusal) => {
                prop_assert!(!matches!(refusal, Refusal::TwoRules { .. }), "{}", refusal);
                let said = refusal.message();
                prop_assert!(!said.zh.is_empty() && !said.en.is_empty());
            }
        }
    }

    /// The explanation is the calculation: its steps come to the shares, and nothing is left over.
    #[test]
    fn an_explanation_tells_every_fen(inputs in inputs()) {
        let Situation { insured_at, scheme, .. } = inputs.situation;
        let pack = library().find(insured_at, scheme).expect("a shipped pack");
        if let Ok(told) = inputs.explain(pack, None) {
            let paid = told.steps.iter().filter(|step| step.payer.is_some());
            let paid: Money = paid.map(|step| step.amount).sum();
            prop_assert_eq!(paid, inputs.scope.total());
            prop_assert!(told.steps.iter().all(|step| !step.left.is_negative()));
            let last = told.steps.last().expect("the whole bill is a step");
            prop_assert!(inputs.scope.eligible().is_zero() || last.left.is_zero());
        }
    }
}
