//! Which questions the rules of a place can answer: what a visit of a kind comes to, at home and in
//! each situation elsewhere. Worked out with typical bills, never written down by hand.

use std::collections::BTreeSet;

use domain::bill::Scope;
use domain::explain::Inputs;
use domain::facility::{Care, Grade, Level};
use domain::facts::DESIGNATED;
use domain::footing::FootingDecision;
use domain::person::{Scheme, Status, USUAL_AGE};
use domain::plan::Refusal;
use domain::policy::{Library, Pack};
use domain::region::Distance;
use domain::situation::{Accounts, Footing, Route, Situation, YearToDate};
use domain::text::{Bilingual, Named};
use domain::{Money, Region, word_list};
use jiff::civil::Date;
use serde::Serialize;

use crate::coverage::places_of;
use crate::rows::rows;
use crate::standard::place_at;

word_list! {
    /// How far a question can be answered.
    Answer {
        /// Whoever it is, at whatever level: an amount, or that nothing is paid.
        Whole = "answered", "能算", "answered";
        /// For some people or levels.
        Part = "partly", "部分能算", "partly";
        /// With a figure that stands in for one that is not published yet.
        Provisional = "provisional", "暂算", "provisional";
        /// Nothing is known here.
        Unknown = "unknown", "没有收录", "not known";
    }
}

/// The situations of a visit, in the order in which they are shown.
pub const SITUATIONS: [Footing; 6] = [
    Footing::AtHome,
    Footing::LongTermFiled,
    Footing::Referred,
    Footing::Emergency,
    Footing::TemporaryFiled,
    Footing::Unfiled,
];

/// What a situation is called: without a filing one mostly pays first.
pub fn name_of(situation: Footing) -> Bilingual {
    match situation {
        Footing::Unfiled => Bilingual::new("未备案，先付后报", "not filed, claimed afterwards"),
        filed => filed.name(),
    }
}

/// What one pack can answer, by kind of care.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct AnswersOfCare {
    /// The kind of care.
    pub care: Care,
    /// One for each of [`SITUATIONS`]; elsewhere is another province.
    pub answers: [Answer; SITUATIONS.len()],
}

/// What one pack can answer, and how much of it is verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct AnswersOfPack {
    /// The insured place.
    pub region: Region,
    /// The scheme.
    pub scheme: Scheme,
    /// By kind of care.
    pub by_care: Vec<AnswersOfCare>,
    /// Rows in force that day.
    pub rows: usize,
    /// Those of them that say that something is not known.
    pub unknown: usize,
    /// Those of them that a public body's page states, compared on a known day.
    pub verified: usize,
    /// Sources, and those of them that can be opened.
    pub sources: (usize, usize),
}

/// What every pack can answer on a day.
pub fn of_library(library: &Library, day: Date) -> Vec<AnswersOfPack> {
    library.packs().map(|pack| of_pack(pack, day)).collect()
}

/// What a pack can answer on a day.
pub fn of_pack(pack: &Pack, day: Date) -> AnswersOfPack {
    let by_care = Care::ALL.iter().map(|care| AnswersOfCare {
        care: *care,
        answers: SITUATIONS.map(|footing| answer(pack, (*care, footing), day)),
    });
    let all = rows(pack);
    let in_force = all
        .iter()
        .filter(|view| view.version.is_none() && view.row.is_in_force(day));
    let opened = pack.sources.values().filter(|source| source.url.is_some());
    AnswersOfPack {
        region: pack.region,
        scheme: pack.scheme,
        by_care: by_care.collect(),
        rows: in_force.clone().count(),
        unknown: in_force
            .clone()
            .filter(|view| view.row.unknown().is_some())
            .count(),
        verified: in_force.filter(|view| view.row.basis().verified).count(),
        sources: (pack.sources.len(), opened.count()),
    }
}

fn answer(pack: &Pack, (care, footing): (Care, Footing), day: Date) -> Answer {
    let distance = match footing {
        Footing::AtHome => Distance::Home,
        _ => Distance::OutOfProvince,
    };
    let Some(treated_at) = place_at(pack.region, distance) else {
        return Answer::Unknown;
    };
    let (mut known, mut provisional, mut unknown) = (0, 0, 0);
    for (status, age) in people(pack.scheme) {
        for level in [Level::Primary, Level::Secondary, Level::Tertiary] {
            for eligible in bills(care) {
                let visit = (treated_at, care, level, footing);
                match best(pack, (visit, *eligible), (status, age), day) {
                    Found::Known => known += 1,
                    Found::Provisional => provisional += 1,
                    Found::Unknown => unknown += 1,
                }
            }
        }
    }
    match (known + provisional, unknown) {
        (0, _) => Answer::Unknown,
        (_, 0) if provisional > 0 => Answer::Provisional,
        (_, 0) => Answer::Whole,
        _ => Answer::Part,
    }
}

/// Somebody of each status, and somebody old.
fn people(scheme: Scheme) -> Vec<(Status, u8)> {
    match scheme {
        Scheme::Employee => vec![
            (Status::OnJob, USUAL_AGE),
            (Status::Retired, 62),
            (Status::Retired, 75),
        ],
        Scheme::Resident => vec![
            (Status::Resident, USUAL_AGE),
            (Status::Resident, 62),
            (Status::Resident, 75),
        ],
    }
}

/// Bills as they are common, a small one and a large one among them: what is eligible of each, in
/// yuan.
pub const fn bills(care: Care) -> &'static [i64] {
    match care {
        Care::Inpatient => &[8_000, 20_000, 50_000],
        Care::Pharmacy => &[200, 800],
        _ => &[300, 1_000, 3_000],
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    Known,
    Provisional,
    Unknown,
}

/// A visit: where, what for, at which level, in which situation.
type Visit = (Region, Care, Level, Footing);

/// As little as possible is stated first. Then, where the rules ask for it, the grade of the
/// facility, and that the person chose it.
fn best(pack: &Pack, (visit, eligible): (Visit, i64), person: (Status, u8), day: Date) -> Found {
    let graded = grade_a(visit.2);
    for chosen in [false, true] {
        for grade in [Grade::NotStated, graded] {
            let mut inputs = inputs(pack, (visit, grade), person, day);
            inputs.scope.ordinary = Money::from_yuan(eligible);
            let marks = &mut inputs.situation.traits;
            marks.extend(chosen.then(|| DESIGNATED.to_owned()));
            let found = found(pack, inputs);
            if found != Found::Unknown {
                return found;
            }
        }
    }
    Found::Unknown
}

/// The best grade of a level.
pub(crate) fn grade_a(level: Level) -> Grade {
    match level {
        Level::Tertiary => Grade::TertiaryA,
        Level::Secondary => Grade::SecondaryA,
        Level::Primary | Level::Community => Grade::PrimaryA,
    }
}

/// What is not settled on the spot is claimed afterwards.
fn found(pack: &Pack, mut inputs: Inputs) -> Found {
    let mut computed = inputs.compute(pack, None);
    if let Err(Refusal::NotDirect { .. }) = computed {
        inputs.situation.route = Route::Manual;
        computed = inputs.compute(pack, None);
    }
    match computed {
        Ok(computed) if computed.provisional.is_empty() => Found::Known,
        Ok(_) => Found::Provisional,
        Err(_) => Found::Unknown,
    }
}

/// Somebody's visit as it is usual, with nothing in scope yet.
pub(crate) fn inputs(
    pack: &Pack,
    ((treated_at, care, level, footing), grade): (Visit, Grade),
    (status, age): (Status, u8),
    day: Date,
) -> Inputs {
    let tier = pack.tables.tiers.iter().find(|tier| tier.is_in_force(day));
    Inputs {
        footing: FootingDecision {
            footing,
            reason: Bilingual::default(),
            traits: vec![],
            basis: vec![],
        },
        situation: Situation {
            insured_at: pack.region,
            treated_at,
            scheme: pack.scheme,
            tier: tier.map(|tier| tier.name.clone()),
            status,
            age,
            months: 120,
            care,
            level,
            footing,
            admission: 1,
            unfiled_stay: u8::from(footing == Footing::Unfiled),
            grade,
            contribution_base: None,
            follows: Default::default(),
            deductible_before: Default::default(),
            traits: BTreeSet::new(),
            // Who has not filed pays first nearly everywhere; the question is what comes back.
            route: match footing {
                Footing::Unfiled => Route::Manual,
                _ => Route::Direct,
            },
            day,
        },
        scope: Scope::default(),
        year: YearToDate::default(),
        accounts: Accounts::default(),
        provisional: vec![],
        uncovered: false,
        on_account: false,
        decided: vec![],
    }
}

/// How many packs answer each question, of all: what a reader wants to know first.
pub fn counted(all: &[AnswersOfPack], care: Care, at: usize) -> (usize, usize) {
    let of_care = |pack: &AnswersOfPack| {
        let found = pack.by_care.iter().find(|it| it.care == care);
        found.map_or(Answer::Unknown, |it| it.answers[at])
    };
    let whole = all
        .iter()
        .filter(|pack| matches!(of_care(pack), Answer::Whole | Answer::Provisional));
    let part = all.iter().filter(|pack| of_care(pack) == Answer::Part);
    (whole.count(), part.count())
}

/// How much is kept, what schemes of one place share counted once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeptInAll {
    /// Rows in force on a day.
    pub rows: usize,
    /// Those of them that say that something is not known.
    pub unknown: usize,
    /// Those of them that a public body's page states.
    pub verified: usize,
    /// Sources.
    pub sources: usize,
    /// Those of them that can be opened.
    pub opened: usize,
}

/// How much is kept of all places.
pub fn kept(library: &Library, day: Date) -> KeptInAll {
    let (mut lines, mut sources) = (BTreeSet::new(), BTreeSet::new());
    let mut kept = KeptInAll::default();
    for pack in library.packs() {
        for (view, spot) in rows(pack).iter().zip(places_of(pack)) {
            let own = view.version.is_none() && view.row.is_in_force(day);
            if own && lines.insert((pack.region, spot.file, spot.line)) {
                kept.rows += 1;
                kept.unknown += usize::from(view.row.unknown().is_some());
                kept.verified += usize::from(view.row.basis().verified);
            }
        }
        for source in pack.sources.values() {
            if sources.insert((&source.title, &source.url)) {
                kept.sources += 1;
                kept.opened += usize::from(source.url.is_some());
            }
        }
    }
    kept
}
