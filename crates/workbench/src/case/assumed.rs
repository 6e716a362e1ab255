//! What a case does not say and a rule asks: it is computed as something, and that is told.

use domain::explain::Inputs;
use domain::facility::{Care, Level};
use domain::filing::Verdict;
use domain::person::Scheme;
use domain::policy::{Overlay, Pack};
use domain::procedures::Circumstances;
use domain::rules::{AnyRow, RateFigure, Table, When};
use domain::text::{Bilingual, Named};
use schemars::JsonSchema;
use serde::Serialize;

use super::written::Case;
use domain::plan::Plan;

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

/// A fact that is not stated: the key that asks for it, and what it is taken as.
struct Unstated {
    key: &'static str,
    value: String,
    called: (&'static str, &'static str),
    as_said: Bilingual,
}

impl Case {
    /// What was assumed about the bill, as far as a rule of its plan asks.
    pub(super) fn assumed(
        &self,
        (pack, overlay): (&Pack, Option<&Overlay>),
        inputs: &Inputs,
        plan: &Plan,
    ) -> Vec<Assumed> {
        let unstated = self.unstated(inputs);
        if unstated.is_empty() {
            return vec![];
        }
        let keys: Vec<&str> = unstated.iter().map(|fact| fact.key).collect();
        let asked = asked(&keys, (pack, overlay), inputs, plan);
        let told = unstated
            .into_iter()
            .filter(|fact| asked.contains(&fact.key));
        told.map(Unstated::told).collect()
    }

    /// What the case leaves open, in the order in which people are asked.
    fn unstated(&self, inputs: &Inputs) -> Vec<Unstated> {
        let (person, visit, year) = (&self.person, &self.visit, &self.year_to_date);
        let situation = &inputs.situation;
        let stay = situation.care == Care::Inpatient;
        let number =
            |n: u16, zh: &str, en: &str| Bilingual::new(format!(" {n} {zh}"), format!("{n} {en}"));
        let (age, months) = (u16::from(situation.age), situation.months);
        let admission = u16::from(situation.admission);
        let unfiled = u16::from(situation.unfiled_stay);
        let facts = [
            (
                person.status.is_none() && person.scheme == Scheme::Employee,
                ("status", situation.status.word().to_owned()),
                ("参保身份", "status"),
                situation.status.name(),
            ),
            (
                person.age.is_none() && person.born_on.is_none(),
                ("age", age.to_string()),
                ("年龄", "age"),
                number(age, "岁", "years"),
            ),
            (
                person.months.is_none(),
                ("months", months.to_string()),
                ("连续参保几个月", "months of insurance"),
                number(months, "个月", "months"),
            ),
            (
                stay && visit.admission.is_none() && year.admissions.is_none(),
                ("admission", admission.to_string()),
                ("本年第几次住院", "which admission of the year"),
                Bilingual::new(format!("第 {admission} 次"), format!("number {admission}")),
            ),
            (
                unfiled > 0 && visit.unfiled_stay.is_none() && year.unfiled_stays.is_none(),
                ("unfiled_stay", unfiled.to_string()),
                ("本年第几次未备案住院", "which stay without a filing"),
                Bilingual::new(format!("第 {unfiled} 次"), format!("number {unfiled}")),
            ),
            (
                visit.grade.is_not_stated(),
                ("grade", situation.grade.word().to_owned()),
                ("机构等级", "grade of the institution"),
                situation.grade.name(),
            ),
        ];
        let open = facts.into_iter().filter(|(is_open, ..)| *is_open);
        open.map(|(_, (key, value), called, as_said)| Unstated {
            key,
            value,
            called,
            as_said,
        })
        .collect()
    }
}

impl Unstated {
    fn told(self) -> Assumed {
        let (zh, en) = self.called;
        Assumed {
            fact: self.key.to_owned(),
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
fn asked(
    keys: &[&str],
    (pack, overlay): (&Pack, Option<&Overlay>),
    inputs: &Inputs,
    plan: &Plan,
) -> Vec<&'static str> {
    let situation = &inputs.situation;
    let open = |key: &str| keys.contains(&key);
    let mut about = Circumstances::from(situation);
    about.status = about.status.filter(|_| !open("status"));
    about.age = about.age.filter(|_| !open("age"));
    about.months = about.months.filter(|_| !open("months"));
    about.admission = about.admission.filter(|_| !open("admission"));
    about.unfiled_stay = about.unfiled_stay.filter(|_| !open("unfiled_stay"));
    about.grade = about.grade.filter(|_| !open("grade"));
    // A community facility may count as a primary one.
    let as_primary = (situation.level == Level::Community).then_some(Circumstances {
        level: Some(Level::Primary),
        ..about
    });
    let ways: Vec<Circumstances<'_>> = [about].into_iter().chain(as_primary).collect();
    let rules = pack.in_force(overlay);
    let of_plan = |row: &AnyRow<'_>| {
        let layers = plan.origin.layers.iter();
        let mut layers = layers.map(|layer| layer.name.as_str());
        row.layers()
            .is_none_or(|own| layers.any(|name| own.contains(name)))
    };
    let rows = rules.every_row().filter(|row| {
        row.is_in_force(situation.day) && !BESIDE.contains(&row.table()) && of_plan(row)
    });
    let of_row = |row: AnyRow<'_>| -> Vec<&'static str> {
        let each = ways.iter().flat_map(|about| undecided(row.when(), about));
        each.collect()
    };
    let mut asked: Vec<&'static str> = rows.flat_map(of_row).collect();
    // A rate that grows with age asks for it beside its conditions.
    let mut rates = rules.rows::<RateFigure>().filter(|row| {
        row.by_age.is_some() && row.is_in_force(situation.day) && of_plan(&AnyRow::Rate(row))
    });
    let may_hold = |when: &When| {
        let mut ways = ways.iter();
        ways.any(|about| when.verdict(about) != Verdict::Fail)
    };
    if rates.any(|row| may_hold(&row.when)) {
        asked.push("age");
    }
    asked
}

/// The keys a condition leaves open; none where it fails by what is known.
fn undecided(when: &When, about: &Circumstances<'_>) -> Vec<&'static str> {
    let answers = when.answers(about);
    if answers.iter().any(|answer| answer.verdict == Verdict::Fail) {
        return vec![];
    }
    let open = when.keys().into_iter().zip(&answers);
    let open = open.filter(|(_, answer)| answer.verdict != Verdict::Pass);
    open.map(|(key, _)| key).collect()
}
