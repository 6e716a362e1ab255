//! What a case does not say and a rule asks: it is computed as something, and that is told.

mod flags;
mod keys;

use domain::explain::{Computed, Inputs};
use domain::facility::{Care, Level};
use domain::filing::Verdict;
use domain::policy::{Library, Overlay, Pack};
use domain::procedures::Circumstances;
use domain::rules::when::Key;
use domain::rules::{AnyRow, RateFigure, RulesOf, Stay, StayDeductible, Table, When};
use domain::situation::Situation;
use domain::split;
use domain::text::Bilingual;
use schemars::JsonSchema;
use serde::Serialize;

use super::written::Case;

/// A fact that was not stated, though a rule that could apply asks for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Assumed {
    /// Which: the key of a condition.
    #[schemars(example = &"age")]
    pub fact: String,
    /// What it was computed as.
    #[schemars(example = &"40")]
    pub value: String,
    /// In a sentence.
    pub text: Bilingual,
}

/// A fact that is not stated: what it is taken as.
struct Unstated {
    fact: &'static str,
    value: String,
    called: (&'static str, &'static str),
    as_said: Bilingual,
}

/// What decided the bill.
#[derive(Clone, Copy)]
pub(super) struct Decided<'a> {
    pub library: &'a Library,
    pub pack: &'a Pack,
    pub overlay: Option<&'a Overlay>,
    pub inputs: &'a Inputs,
    pub computed: &'a Computed,
}

impl Case {
    /// What was assumed about the bill, as far as a rule of its plan asks: of every key of a
    /// condition what it asks for, then what only becomes a key together with other facts.
    pub(super) fn assumed(&self, decided: Decided<'_>) -> Vec<Assumed> {
        let situation = &decided.inputs.situation;
        let keys = Key::ALL.iter().copied();
        let open = keys.filter_map(|key| Some((key, self.left_open(key, situation)?)));
        let open: Vec<(Key, Unstated)> = open.collect();
        let keys: Vec<Key> = open.iter().map(|(key, _)| *key).collect();
        let asked = asked(&keys, decided);
        let told = open.into_iter().filter(|(key, _)| asked.contains(key));
        let told = told.map(|(_, fact)| fact);
        let days = self.admission_day_left_open(decided);
        let told = told.chain(days).chain(self.flags_left_open(decided));
        let mut told: Vec<Assumed> = told.map(Unstated::told).collect();
        told.extend(self.other_share(decided));
        told
    }

    /// The share of class B that the insured place sets, where a line says that of a catalogue.
    fn other_share(&self, decided: Decided<'_>) -> Option<Assumed> {
        let rules = decided.pack.in_force(decided.overlay);
        let set = split::set_by(&rules, &decided.inputs.situation).ok()??;
        let stated = self.bill.lines.iter().filter_map(|line| line.upfront);
        let other = stated.into_iter().find(|stated| *stated != set)?;
        Some(Assumed {
            fact: "upfront".to_owned(),
            value: set.to_string(),
            text: Bilingual::new(
                format!("明细写先自付 {other}，参保地自己定了 {set}，按 {set} 算"),
                format!(
                    "a line says {other} upfront, the insured place sets {set} itself: computed \
                     with {set}"
                ),
            ),
        })
    }

    /// The day of admission, where it could pick the rules.
    fn admission_day_left_open(&self, decided: Decided<'_>) -> Option<Unstated> {
        let visit = &self.visit;
        let situation = &decided.inputs.situation;
        if visit.admitted_on.is_some() || situation.care != Care::Inpatient {
            return None;
        }
        let over = |row: &Stay| visit.follows.is_none_or(|follows| row.follows == follows);
        let decides = |row: &Stay| row.rules_of == Some(RulesOf::Admission) && over(row);
        may_decide(decided, decides).then(|| Unstated {
            fact: "admitted_on",
            value: situation.day.to_string(),
            called: ("入院日期", "day of admission"),
            as_said: Bilingual::new(
                format!(" {} 当天入院", situation.day),
                format!("{}", situation.day),
            ),
        })
    }
}

impl Unstated {
    fn told(self) -> Assumed {
        let (zh, en) = self.called;
        Assumed {
            fact: self.fact.to_owned(),
            value: self.value,
            text: Bilingual::new(
                format!("未写明{zh}，按{}算", self.as_said.zh),
                format!("{en} not stated, computed as {}", self.as_said.en),
            ),
        }
    }
}

/// Tables whose rows only tell something, or decide something else than the bill.
const BESIDE: [Table; 7] = [
    Table::Note,
    Table::Band,
    Table::Tier,
    Table::Index,
    Table::Credit,
    Table::BenefitYear,
    Table::Cancellation,
];

/// Which of the keys a row in force asks that could apply, whatever they were.
fn asked(keys: &[Key], decided: Decided<'_>) -> Vec<Key> {
    let ways = ways(keys, &decided.inputs.situation);
    let rules = decided.pack.in_force(decided.overlay);
    let rows = rules
        .every_row()
        .filter(|row| decides(row, decided) && !BESIDE.contains(&row.table()));
    let of_row = |row: AnyRow<'_>| -> Vec<Key> {
        let each = ways.iter().flat_map(|about| undecided(row.when(), about));
        each.collect()
    };
    let mut asked: Vec<Key> = rows.flat_map(of_row).collect();
    // A rate that grows with age asks for it beside its conditions.
    let mut rates = rules
        .rows::<RateFigure>()
        .filter(|row| row.by_age.is_some() && decides(&AnyRow::Rate(row), decided));
    if rates.any(|row| may_hold(&row.when, &ways)) {
        asked.push(Key::Age);
    }
    let takes_over = |row: &Stay| row.deductible != Some(StayDeductible::Anew);
    if may_decide(decided, takes_over) {
        asked.push(Key::Follows);
    }
    asked
}

/// What is known of the bill without what the keys ask for.
fn ways<'a>(keys: &[Key], situation: &'a Situation) -> Vec<Circumstances<'a>> {
    let mut about = Circumstances::from(situation);
    keys.iter().for_each(|key| forget(&mut about, *key));
    // A community facility may count as a primary one.
    let as_primary = (situation.level == Level::Community).then_some(Circumstances {
        level: Some(Level::Primary),
        ..about
    });
    [about].into_iter().chain(as_primary).collect()
}

/// Takes out what a key asks for.
const fn forget(about: &mut Circumstances<'_>, key: Key) {
    match key {
        Key::Care => about.care = None,
        Key::Scheme => about.scheme = None,
        Key::Tier => about.tier = None,
        Key::Status => about.status = None,
        Key::Register => about.register = None,
        Key::Level => about.level = None,
        Key::Footing => about.footing = None,
        Key::Admission => about.admission = None,
        Key::UnfiledStay => about.unfiled_stay = None,
        Key::Grade => about.grade = None,
        Key::Follows => about.follows = None,
        Key::Age => about.age = None,
        Key::Months => about.months = None,
        Key::MonthsAway => about.months_away = None,
        Key::Posted => about.posted = None,
        Key::With | Key::Without => about.traits = None,
        Key::Route => about.route = None,
        // Where care was sought is always known.
        Key::Distance | Key::Place | Key::Elsewhere => (),
    }
}

/// Whether a row is in force and of a layer of the plan.
fn decides(row: &AnyRow<'_>, decided: Decided<'_>) -> bool {
    let layers = decided.computed.plan.origin.layers.iter();
    let mut layers = layers.map(|layer| layer.name.as_str());
    let of_plan = row
        .layers()
        .is_none_or(|own| layers.any(|name| own.contains(name)));
    of_plan && row.is_in_force(decided.inputs.situation.day)
}

/// Whether a row about stays that follow another could apply.
fn may_decide(decided: Decided<'_>, concerns: impl Fn(&Stay) -> bool) -> bool {
    let situation = &decided.inputs.situation;
    let ways = ways(&[Key::Follows], situation);
    let rules = decided.pack.in_force(decided.overlay);
    let mut rows = rules.rows::<Stay>();
    situation.care == Care::Inpatient
        && rows.any(|row| {
            concerns(row) && decides(&AnyRow::Stay(row), decided) && may_hold(&row.when, &ways)
        })
}

fn may_hold(when: &When, ways: &[Circumstances<'_>]) -> bool {
    let mut ways = ways.iter();
    ways.any(|about| when.verdict(about) != Verdict::Fail)
}

/// The keys a condition leaves open; none where it fails by what is known.
fn undecided(when: &When, about: &Circumstances<'_>) -> Vec<Key> {
    let keys = Key::ALL.iter().copied().filter(|key| when.asks_about(*key));
    let answers = when.answers(about);
    if answers.iter().any(|answer| answer.verdict == Verdict::Fail) {
        return vec![];
    }
    let open = keys.zip(&answers);
    let open = open.filter(|(_, answer)| answer.verdict != Verdict::Pass);
    open.map(|(key, _)| key).collect()
}
