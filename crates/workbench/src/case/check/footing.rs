//! A footing that is stated, against the journey, the flags, the filings and the marks beside it.

use domain::facts::{DESIGNATED, REFERRED_UP};
use domain::filing::Verdict;
use domain::procedures::{Circumstances, Procedures};
use domain::situation::Footing;
use domain::text::Named;

use super::{Case, Checked, Fault};

impl Case {
    pub(super) fn check_footing(&self, rules: &Procedures) -> Checked {
        self.check_flags()?;
        let visit = &self.visit;
        let Some(footing) = visit.footing else {
            return Ok(());
        };
        let name = footing.name();
        if self.is_at_home() != (footing == Footing::AtHome) {
            let (zh, en) = match footing {
                Footing::AtHome => ("不在参保地就医", "care is sought elsewhere"),
                _ => ("在参保地就医", "care is sought in the insured place"),
            };
            return Err(Fault::contradiction(
                "visit.footing",
                format!("{zh}，备案情形不会是「{}」", name.zh),
                format!("{en}, so the footing is not «{}»", name.en),
            ));
        }
        if !visit.filings.is_empty() {
            return Err(Fault::contradiction(
                "visit.filings",
                "写了备案情形（footing）就不看备案（filings），请只写一样",
                "beside a stated footing no filing is looked at; give one of the two",
            ));
        }
        let deemed = rules
            .emergency(visit.day)
            .is_some_and(|rule| rule.deemed_filed);
        let weaker = [Footing::TemporaryFiled, Footing::Exempt, Footing::Unfiled];
        let differs = match visit.emergency {
            Some(true) => deemed && weaker.contains(&footing),
            Some(false) => footing == Footing::Emergency,
            None => false,
        };
        match differs {
            true => Err(Fault::contradiction(
                "visit.emergency",
                format!("急诊标志与备案情形「{}」不一致，请只写一样", name.zh),
                format!(
                    "the emergency flag contradicts the footing «{}»; give one",
                    name.en
                ),
            )),
            false => Ok(()),
        }
    }

    /// A flag that is denied, beside the mark the program makes of it.
    fn check_flags(&self) -> Checked {
        let visit = &self.visit;
        let has = |mark: &str| {
            let mut marks = self.person.traits.iter().chain(&visit.traits);
            marks.any(|own| own == mark)
        };
        let denied = [
            ("visit.designated", visit.designated, DESIGNATED),
            ("visit.referral", visit.referral, REFERRED_UP),
        ];
        let mut denied = denied.into_iter();
        let found = denied.find(|(_, flag, mark)| *flag == Some(false) && has(mark));
        match found {
            Some((field, _, mark)) => Err(Fault::contradiction(
                field,
                format!("写了 false，又有标记 {mark}"),
                format!("it is said not to be so, beside the mark {mark}"),
            )),
            None => Ok(()),
        }
    }

    /// Whether the place's own rules exempt nobody on this journey. Golden cases may state such a
    /// footing, to try a row of a table; whoever asks for a quote may not.
    pub(in crate::case) fn check_exempt(&self, rules: &Procedures) -> Checked {
        let visit = &self.visit;
        if visit.footing != Some(Footing::Exempt) || rules.region.is_none() {
            return Ok(());
        }
        let about = Circumstances {
            care: Some(visit.care),
            scheme: Some(self.person.scheme),
            ..Circumstances::of_journey(self.person.insured_at, visit.treated_at)
        };
        let rows = rules.exemptions(visit.day);
        match rows
            .iter()
            .any(|row| row.when.verdict(&about) != Verdict::Fail)
        {
            true => Ok(()),
            false => Err(Fault::contradiction(
                "visit.footing",
                "参保地没有规定这样就医可以免备案，请不写 footing，写备案",
                "the insured place exempts nobody on this journey; leave the footing out",
            )),
        }
    }
}
