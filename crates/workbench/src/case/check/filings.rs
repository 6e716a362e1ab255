//! Filings that no agency could have taken.

use domain::procedures::Procedures;
use domain::region_names::label;
use domain::text::Bilingual;
use jiff::ToSpan;

use super::{Case, Checked, Fault, day_within};
use crate::case::given::CaseFiling;

impl Case {
    pub(super) fn check_filings(&self, rules: &Procedures) -> Checked {
        let filings = self.visit.filings.iter().enumerate();
        for (number, filing) in filings {
            let within = |fault: Fault| fault.within(&format!("visit.filings[{number}]"));
            self.check_destination(filing).map_err(within)?;
            filing.check_days(rules).map_err(within)?;
        }
        Ok(())
    }

    /// People file to a pooling region elsewhere, and to no other place (NAT-04).
    fn check_destination(&self, filing: &CaseFiling) -> Checked {
        let to = filing.destination;
        let name = label(to);
        let refused = |zh: String, en: String| {
            let says = Bilingual::new(zh, en);
            Err(Fault::new("filing-refused", "destination", says))
        };
        if to.is_outside_the_scheme() {
            return refused(
                format!("{}不在直接结算范围内，不能备案到那里", name.zh),
                format!("{} lies outside the scheme; nobody files to it", name.en),
            );
        }
        if to.pooling() == self.person.insured_at.pooling() {
            return refused(
                format!("{}就是参保地，不用备案到那里", name.zh),
                format!("{} is the insured place; nothing is filed there", name.en),
            );
        }
        if to.is_pooling() {
            return Ok(());
        }
        let region = label(to.pooling());
        match to.is_province() {
            true => refused(
                format!("不能备案到整个{}，请写其中的一个市", name.zh),
                format!("nobody files to all of {}; name a city in it", name.en),
            ),
            false => refused(
                format!(
                    "{to} 不是统筹地区，请备案到{}（{}）",
                    region.zh,
                    to.pooling()
                ),
                format!(
                    "{to} is not a pooling region; file to {} ({})",
                    region.en,
                    to.pooling()
                ),
            ),
        }
    }
}

impl CaseFiling {
    fn check_days(&self, rules: &Procedures) -> Checked {
        day_within("from", self.from)?;
        if let Some(until) = self.until.filter(|until| *until <= self.from) {
            let says = Bilingual::new(
                format!("备案到 {until} 失效，不晚于生效日 {}", self.from),
                format!("it ends on {until}, not after it begins on {}", self.from),
            );
            return Err(Fault::new("date-order", "until", says));
        }
        let Some(submitted_on) = self.submitted_on.filter(|_| !self.manual_claim_only) else {
            return Ok(());
        };
        day_within("submitted_on", submitted_on)?;
        let id = self.category.as_deref().unwrap_or(self.reason.word());
        let row = rules.category(id, submitted_on);
        let days = row.map_or(0, |row| row.start.backdated_days);
        let earliest = submitted_on.saturating_sub(i64::from(days).days());
        match self.from < earliest {
            true => Err(Fault::new(
                "filing-refused",
                "from",
                Bilingual::new(
                    format!("{submitted_on} 申请的备案不能早于 {earliest} 生效"),
                    format!("filed on {submitted_on}, it cannot begin before {earliest}"),
                ),
            )),
            false => Ok(()),
        }
    }
}
