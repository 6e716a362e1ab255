//! What is stated of a visit that has no use for it. It would change nothing, and whoever wrote it
//! meant something else.

use domain::facility::Care;
use domain::situation::{Follows, Footing, Situation};
use domain::text::Named;

use super::{Case, Checked, Fault};

impl Case {
    /// Only a stay in hospital has a day of admission and follows another, and only what follows a
    /// stay takes over what was paid there.
    pub(super) fn check_idle(&self) -> Checked {
        let visit = &self.visit;
        let follows = visit.follows.unwrap_or_default() != Follows::Nothing;
        let of_stays = [
            ("visit.admitted_on", visit.admitted_on.is_some()),
            ("visit.follows", follows),
            ("visit.deductible_before", visit.deductible_before.is_some()),
            ("visit.unfiled_stay", visit.unfiled_stay.is_some()),
        ];
        let stray = of_stays.into_iter().find(|(_, is_stated)| *is_stated);
        if let Some((field, _)) = stray.filter(|_| visit.care != Care::Inpatient) {
            let care = visit.care.name();
            return Err(Fault::contradiction(
                field,
                format!("{}不是住院，没有这一项，请删去", care.zh),
                format!(
                    "{} is no stay in hospital and has no such thing; leave it out",
                    care.en
                ),
            ));
        }
        if visit.deductible_before.is_some() && !follows {
            return Err(Fault::contradiction(
                "visit.deductible_before",
                "没有写接在哪次住院之后（follows），前次的起付线就用不上；请写上 follows，或删去",
                "nothing is followed, so what was paid before is of no use; state visit.follows, \
                 or leave it out",
            ));
        }
        match visit.unfiled_stay {
            Some(0) => Err(Fault::bad_value(
                "visit.unfiled_stay",
                "未备案住院从第 1 次数起；不是未备案住院就不写",
                "stays without a filing are counted from 1; leave it out of any other visit",
            )),
            _ => Ok(()),
        }
    }

    /// Only a stay without a filing is counted as one; what a visit stands on shows only when its
    /// filings are looked at.
    pub(in crate::case) fn check_unfiled(&self, situation: &Situation) -> Checked {
        let footing = situation.footing;
        match self.visit.unfiled_stay.is_some() && footing != Footing::Unfiled {
            true => Err(Fault::contradiction(
                "visit.unfiled_stay",
                format!(
                    "备案情形是「{}」，不是未备案住院，请删去",
                    footing.name().zh
                ),
                format!(
                    "the footing is «{}», no stay without a filing; leave it out",
                    footing.name().en
                ),
            )),
            false => Ok(()),
        }
    }
}
