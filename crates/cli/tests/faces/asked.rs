//! What only the made-up policy of 449900 asks about: grades, diseases, the contribution base,
//! stays that follow another, stays without a filing. Some of its situations have a stay elsewhere
//! before them.

use domain::Money;
use domain::facility::{Facility, Grade, Level};
use domain::situation::Follows;
use jiff::Span;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::dice::Dice;

/// The place that asks.
pub const PLACE: &str = "449900";

/// Its policy.
pub const POLICY: &str = include_str!("449900.toml");

/// What is on record of a person and a visit.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// A diagnosis beside the usual one.
    pub diagnosis: Option<&'static str>,
    /// The hospital states it as the disease of the batch or the stay, not among the diagnoses.
    pub as_disease: bool,
    pub recognised: Vec<String>,
    pub base: Option<Money>,
    pub unfiled_before: u8,
    pub before: Option<Before>,
}

/// The stay elsewhere from which the person was transferred.
#[derive(Clone, Debug)]
pub struct Before {
    pub facility: usize,
    pub from: Date,
    pub until: Date,
    pub eligible: i64,
    pub follows: Follows,
}

/// The grade of a facility by its level: none is on record of the smallest.
pub fn grade(level: Level, region: usize) -> Grade {
    match (level, region % 2) {
        (Level::Community, _) => Grade::NotStated,
        (Level::Primary, _) => Grade::PrimaryB,
        (Level::Secondary, _) => Grade::SecondaryA,
        (Level::Tertiary, 0) => Grade::TertiaryA,
        (Level::Tertiary, _) => Grade::TertiaryB,
    }
}

impl Asked {
    /// Throws the dice. `stay` is the day of admission and the facility, of a stay.
    pub fn thrown(dice: &mut Dice, facilities: &[Facility], stay: Option<(Date, usize)>) -> Asked {
        let before = stay.and_then(|stay| before(dice, facilities, stay));
        // Without the base some bills are refused; then nothing could follow them.
        let known = before.is_some() || !dice.once_in(4);
        Asked {
            diagnosis: *dice.pick(&[None, Some("N18.501"), Some("M07800"), Some("E11.900")]),
            as_disease: dice.once_in(2),
            recognised: match dice.once_in(2) {
                true => vec!["n18".to_owned()],
                false => vec![],
            },
            base: known.then(|| Money::from_yuan(3_000 + dice.below(20_000) as i64)),
            unfiled_before: match stay {
                Some(_) => dice.below(3) as u8,
                None => 0,
            },
            before,
        }
    }

    /// Whether the what-if page can take all of it: it has no field for any.
    pub fn is_plain(&self, grade: Grade) -> bool {
        self.diagnosis.is_none()
            && self.base.is_none()
            && self.unfiled_before == 0
            && self.before.is_none()
            && grade == Grade::NotStated
    }

    /// Adds it to the bill of `suixing quote` and of the API.
    pub fn add_to(&self, case: &mut Value, facilities: &[Facility], grade: Grade) {
        case["visit"]["grade"] = json!(grade);
        let usual = Some("I10.x00");
        let codes: Vec<&str> = usual.into_iter().chain(self.diagnosis).collect();
        case["visit"]["diagnoses"] = json!(codes);
        case["person"]["recognised"] = json!(self.recognised);
        if let Some(base) = self.base {
            case["person"]["contribution_base"] = json!(base);
        }
        if self.unfiled_before > 0 {
            case["year_to_date"]["unfiled_stays"] = json!(self.unfiled_before);
        }
        let Some(before) = &self.before else {
            return;
        };
        let facility = &facilities[before.facility];
        case["visit"]["follows"] = json!(before.follows);
        case["earlier"] = json!([{
            "visit": {
                "day": before.until, "admitted_on": before.from, "level": facility.level,
                "grade": facility.grade, "referral": false,
            },
            "bill": {
                "eligible": Money::from_fen(before.eligible), "wholly_self_paid": "0.00",
                "lines": [],
            },
        }]);
    }

    /// Adds the diagnosis to a message, where the hospital states it among the diagnoses.
    pub fn diagnosed(&self, input: &mut Value) {
        let Some(code) = self.diagnosis.filter(|_| !self.as_disease) else {
            return;
        };
        let rows = input["diseinfo"].as_array_mut().unwrap();
        let mut row = rows[0].clone();
        row["diag_code"] = json!(code);
        row["diag_srt_no"] = json!(2);
        row["maindiag_flag"] = json!("0");
        rows.push(row);
    }

    /// The disease of the batch or the stay, where the hospital states it so.
    pub fn disease(&self) -> Option<&'static str> {
        self.diagnosis.filter(|_| self.as_disease)
    }
}

/// In one of three stays: a stay elsewhere in the same place that ended that day or the day before.
fn before(
    dice: &mut Dice,
    facilities: &[Facility],
    (admitted_on, own): (Date, usize),
) -> Option<Before> {
    if !dice.once_in(3) || facilities[own].region.is_outside_the_scheme() {
        return None;
    }
    let here = facilities.iter().enumerate();
    let here = here.filter(|(at, f)| f.region == facilities[own].region && *at != own);
    let here: Vec<usize> = here.map(|(at, _)| at).collect();
    let facility = *dice.pick(&here);
    let level = |at: usize| facilities[at].level.rung();
    let follows = match level(own).cmp(&level(facility)) {
        std::cmp::Ordering::Greater => Follows::TransferUp,
        std::cmp::Ordering::Less => Follows::TransferDown,
        std::cmp::Ordering::Equal => return None,
    };
    let until = admitted_on.saturating_sub(Span::new().days(dice.below(2) as i64));
    Some(Before {
        facility,
        from: until.saturating_sub(Span::new().days(dice.below(20) as i64)),
        until,
        eligible: 5_000 + dice.below(2_000_000) as i64,
        follows,
    })
}
