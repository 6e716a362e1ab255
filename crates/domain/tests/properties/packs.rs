//! What holds for every person, visit and bill under the policies that are shipped.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use domain::Money;
use domain::explain::{Computed, Inputs};
use domain::facility::{Care, Level};
use domain::footing::FootingDecision;
use domain::person::{Scheme, Status};
use domain::plan::{Plan, Refusal};
use domain::policy::Pack;
use domain::policy::library::Library;
use domain::region::Distance;
use domain::rules::Component;
use domain::situation::Footing;
use domain::situation::{Accounts, Route, Situation, YearToDate};
use domain::text::Bilingual;
use jiff::ToSpan;
use jiff::civil::Date;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use crate::plans::{money, scope};
use crate::shipped::{files, hash};

static LIBRARY: LazyLock<Library> =
    LazyLock::new(|| Library::parse(&files(), hash).expect("the shipped policies can be read"));

pub fn library() -> &'static Library {
    &LIBRARY
}

/// Marks that change what some pack pays.
fn marks(pack: &Pack) -> Vec<String> {
    pack.marks.keys().cloned().collect()
}

/// A day on which some layer of the pack is in force.
fn day(pack: &Pack, pick: Index, after: i64) -> Date {
    let layer = pick.get(&pack.tables.layers);
    let day = layer.from + after.days();
    layer.until.map_or(day, |until| day.min(until - 1.day()))
}

/// A tier there was on the day, where the scheme has tiers.
fn tier(pack: &Pack, pick: Index, day: Date) -> Option<String> {
    let open: Vec<_> = pack
        .tables
        .tiers
        .iter()
        .filter(|tier| tier.is_in_force(day))
        .collect();
    (!open.is_empty()).then(|| pick.get(&open).name.clone())
}

/// Somebody of a shipped pack, somewhere, on some day.
fn situation() -> impl Strategy<Value = Situation> {
    let packs: Vec<_> = library().packs().cloned().collect();
    let who = (
        prop::sample::select(packs),
        any::<Index>(),
        0..110_u8,
        0..400_u16,
        any::<u32>(),
    );
    let places = vec![
        "", "440305", "440100", "110105", "460000", "510107", "340103",
    ];
    let visit = (
        prop::sample::select(places),
        prop::sample::select(Care::ALL.to_vec()),
        prop::sample::select(Level::ALL.to_vec()),
        prop::sample::select(Footing::ALL.to_vec()),
        1..4_u8,
        prop::sample::select(vec![Route::Direct, Route::Direct, Route::Manual]),
        0..1_500_i64,
    );
    (who, visit).prop_map(|((pack, pick, age, months, some), visit)| {
        let (place, care, level, footing, admission, route, after) = visit;
        let day = day(&pack, pick, after);
        let treated_at = match place {
            "" => pack.region,
            place => place.parse().expect("a division code"),
        };
        let marked = marks(&pack).into_iter().enumerate();
        let marked = marked.filter(|(bit, _)| some >> (bit % 32) & 1 == 1);
        let marked: BTreeSet<String> = marked.map(|(_, mark)| mark).collect();
        let at_home = pack.region.distance_to(treated_at) == Distance::Home;
        let footing = match footing {
            Footing::AtHome => Footing::Exempt,
            away => away,
        };
        let statuses = match pack.scheme {
            Scheme::Employee => vec![Status::OnJob, Status::Retired],
            Scheme::Resident => vec![Status::Resident],
        };
        Situation {
            insured_at: pack.region,
            treated_at,
            scheme: pack.scheme,
            tier: tier(&pack, pick, day),
            status: statuses[pick.index(statuses.len())],
            age,
            months,
            care,
            level,
            footing: if at_home { Footing::AtHome } else { footing },
            admission,
            unfiled_stay: 0,
            grade: Default::default(),
            contribution_base: None,
            follows: Default::default(),
            deductible_before: Default::default(),
            traits: marked,
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
                ..YearToDate::default()
            },
            accounts: Accounts {
                own,
                family: Money::ZERO,
            },
            provisional: vec![],
            uncovered: false,
            on_account: false,
            decided: vec![],
        }
    })
}

fn pack_of(inputs: &Inputs) -> &'static Pack {
    let Situation {
        insured_at, scheme, ..
    } = inputs.situation;
    library().find(insured_at, scheme).expect("a shipped pack")
}

/// Bills that are computed and not refused: some one in ten.
fn computed() -> impl Strategy<Value = Inputs> {
    let known = |inputs: &Inputs| inputs.compute(pack_of(inputs), None).is_ok();
    inputs().prop_filter("the rules refuse it", known)
}

/// Whether a mark tells one facility from another, not one person.
fn is_of_facility(pack: &Pack, mark: &str) -> bool {
    let said = pack.marks.get(mark).map(|mark| mark.zh.as_str());
    let facilities = ["医院", "机构", "中心", "卫生室", "药店"];
    said.is_some_and(|said| facilities.iter().any(|word| said.contains(word)))
}

/// How often a plan rounds, at most.
fn bands_of(plan: &Plan) -> i64 {
    let bands = plan.layers.iter().map(|layer| layer.bands.len());
    bands.sum::<usize>().try_into().expect("a few")
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 2_500,
        max_local_rejects: 1_000_000,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    /// Two rules for one situation would have been found by the check.
    #[test]
    fn every_situation_has_an_answer_or_a_reason(inputs in inputs()) {
        let pack = pack_of(&inputs);
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
    fn an_explanation_tells_every_fen(inputs in computed()) {
        let pack = pack_of(&inputs);
        if let Ok(told) = inputs.explain(pack, None) {
            let paid = told.steps.iter().filter(|step| step.payer.is_some());
            let paid: Money = paid.map(|step| step.amount).sum();
            prop_assert_eq!(paid, inputs.scope.total());
            prop_assert!(told.steps.iter().all(|step| !step.left.is_negative()));
            let last = told.steps.last().expect("the whole bill is a step");
            prop_assert!(inputs.scope.eligible().is_zero() || last.left.is_zero());
        }
    }

    /// Whatever a fund pays, and whatever is first left to the person, rests on a source that is
    /// described.
    #[test]
    fn every_figure_of_an_explanation_has_a_source(inputs in computed()) {
        let pack = pack_of(&inputs);
        if let Ok(told) = inputs.explain(pack, None) {
            let rules = ["deductible", "rate", "reduction", "co-pay", "ceiling", "self-pay-first"];
            for step in told.steps.iter().filter(|step| rules.contains(&step.rule.as_str())) {
                prop_assert!(!step.basis.is_empty(), "{} rests on nothing", step.rule);
                for basis in &step.basis {
                    prop_assert!(pack.source(&basis.source).is_some(), "{}", basis.source);
                }
            }
        }
    }

    /// A larger bill never brings less from the funds.
    #[test]
    fn more_bill_never_brings_less(inputs in computed(), more in money()) {
        let pack = pack_of(&inputs);
        if let Ok(less) = inputs.compute(pack, None) {
            let mut larger = inputs.clone();
            larger.scope.ordinary += more;
            // A larger bill may reach a figure that is missing.
            if let Ok(larger) = larger.compute(pack, None) {
                let (less, larger) = (less.adjudication.shares, larger.adjudication.shares);
                let (less, larger) = (less.funds(), larger.funds());
                prop_assert!(larger >= less, "{} < {}", larger, less);
            }
        }
    }

    /// Nobody is paid more for a stay elsewhere than at home (outpatient care at home may ask for a
    /// choice that care elsewhere does not), below the ceilings (what goes above one may leave
    /// less for a later layer to look at) and but for what rounding brings: half a fen for each
    /// band of a layer.
    #[test]
    fn no_footing_pays_more_than_at_home(inputs in computed()) {
        let pack = pack_of(&inputs);
        let mut inputs = inputs;
        inputs.situation.care = Care::Inpatient;
        let mut home = inputs.clone();
        home.situation.treated_at = pack.region;
        home.situation.footing = Footing::AtHome;
        // Who filed by pledge may have nothing at home for a while: that is a rule of the filing.
        home.situation.traits.retain(|mark| !mark.starts_with("filed-"));
        // Another hospital is compared with none.
        let (mut away, mut home) = (inputs, home);
        for bill in [&mut away, &mut home] {
            bill.situation.traits.retain(|mark| !is_of_facility(pack, mark));
        }
        // What stands in for a ceiling nobody published is no rule of the place.
        let known = |computed: &Computed| {
            let above = computed.adjudication.borne[Component::AboveCeiling as usize];
            computed.provisional.is_empty() && above.is_zero()
        };
        let (away, home) = (away.compute(pack, None), home.compute(pack, None));
        if let (Some(away), Some(home)) = (away.ok().filter(known), home.ok().filter(known)) {
            let bands = [&away, &home].map(|computed| bands_of(&computed.plan));
            let rounding = Money::from_fen(bands.iter().sum::<i64>() / 2);
            let (away, home) = (away.adjudication.shares, home.adjudication.shares);
            let most = home.funds() + rounding;
            prop_assert!(away.funds() <= most, "{} > {}", away.funds(), most);
        }
    }
}

/// The properties are about bills of many places, at home and elsewhere.
#[test]
fn the_draws_come_from_many_places() {
    let mut runner =
        TestRunner::new_with_rng(config(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let (mut places, mut elsewhere) = (BTreeSet::new(), 0);
    for _ in 0..400 {
        let drawn = computed().new_tree(&mut runner).expect("a draw").current();
        places.insert(drawn.situation.insured_at);
        elsewhere += i32::from(drawn.situation.footing != Footing::AtHome);
    }
    assert!(elsewhere > 100, "only {elsewhere} of 400 elsewhere");
    assert!(places.len() > 12, "only in {places:?}");
}
