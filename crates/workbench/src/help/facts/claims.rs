//! What the rules say about claiming by hand what was not settled on the spot.

use domain::basis::Confidence;
use domain::facility::Care;
use domain::procedures::{Aspect, Circumstances, ClaimReason, ClaimRow};
use domain::say;
use domain::text::{Bilingual, Named, Sep};

use super::{CitedRow, HelpPlace};

impl HelpPlace<'_> {
    /// Stays and visits have rows of their own; which it is about matters where nobody said.
    fn cares(&self) -> Vec<Care> {
        match self.care {
            Some(care) => vec![care],
            None => vec![Care::Inpatient, Care::Outpatient],
        }
    }

    pub(super) fn claim(&self, aspects: &[Aspect]) -> Vec<CitedRow> {
        let mut told: Vec<CitedRow> = Vec::new();
        for aspect in aspects {
            for care in self.cares() {
                let about = Circumstances {
                    care: Some(care),
                    ..self.about()
                };
                let schemes = domain::person::Scheme::ALL.iter().copied().map(Some);
                let schemes = schemes.filter(|_| self.scheme.is_none());
                let abouts = schemes.map(|scheme| Circumstances { scheme, ..about });
                for about in std::iter::once(about).chain(abouts) {
                    let row = self.rules().claim(*aspect, self.day, &about);
                    let cited = row.and_then(|row| {
                        let says = said(row.row(), !row.is_national())?;
                        Some(self.cited(row, "manual_claim", says))
                    });
                    told.extend(cited.filter(|it| told.iter().all(|known| known.says != it.says)));
                }
            }
        }
        told
    }

    /// What becomes of somebody who did not file, in one sentence: until the bill is settled, and
    /// afterwards. Every page that speaks of it says this, so that none says otherwise.
    pub(super) fn not_filed(&self) -> Vec<CitedRow> {
        let about = Circumstances {
            care: Some(self.care.unwrap_or(Care::Inpatient)),
            ..self.about()
        };
        let row = |aspect| self.rules().claim(aspect, self.day, &about);
        let is_stay = about.care == Some(Care::Inpatient);
        let before = self.note("NAT-09").into_iter().filter(|_| is_stay);
        let mut rests_on: Vec<CitedRow> = before.collect();
        let mut parts = Vec::new();
        if !rests_on.is_empty() {
            parts.push(say!(
                "出院结账以前补上备案，医院照样当场结",
                "file before the bill of the stay is settled and the hospital still settles it on \
                 the spot"
            ));
        }
        let accepts = row(Aspect::Accepts);
        let accepts = accepts.filter(|row| row.accepts.contains(&ClaimReason::NotFiled));
        let until = row(Aspect::Window).filter(|_| accepts.is_some());
        let until = until.and_then(|row| Some((row, window(row.row())?)));
        parts.push(match (&accepts, &until) {
            (None, _) => say!(
                "已经自己付了的，收好票据，能不能回去报请问参保地",
                "keep the receipts of what you paid yourself, and ask your insured place whether \
                 it can be claimed"
            ),
            (Some(_), None) => say!(
                "已经自己付了的，收好票据回参保地报",
                "claim what you paid yourself at your insured place, with the receipts"
            ),
            (Some(_), Some((_, until))) => say!(
                "已经自己付了的，收好票据回参保地报，{until}",
                "claim what you paid yourself at your insured place, with the receipts, {until}";
                until = until.clone()
            ),
        });
        let late = row(Aspect::LateFiling);
        if let Some(row) = late.filter(|_| is_stay) {
            parts.push(filed_late(row.row(), !row.is_national()));
        }
        let claims = [accepts, until.map(|(row, _)| row), late.filter(|_| is_stay)];
        let claims = claims.into_iter().flatten();
        let cited = |row| self.cited(row, "manual_claim", Bilingual::default());
        rests_on.extend(claims.map(cited));
        let says = Bilingual::join(parts, Sep::Semicolon);
        CitedRow::resting_on(rests_on, says).into_iter().collect()
    }

    /// What is handed in, by kind of care.
    pub(super) fn claim_papers(&self) -> Vec<CitedRow> {
        let mut rows = Vec::new();
        for care in self.cares() {
            let about = Circumstances {
                care: Some(care),
                ..self.about()
            };
            for row in self.rules().claim_documents(self.day, &about) {
                let names = row.documents.iter().map(|kind| row.material_name(kind));
                let mut says = Bilingual::join(names, Sep::List);
                if let Some(above) = row.consumable_above {
                    let above = super::super::yuan(above);
                    says = say!(
                        "{says}（单件材料超过 {above} 元的）",
                        "{says} (for one consumable above {above} yuan)";
                        says = says
                    );
                }
                rows.push((care.name(), self.cited(row, "manual_claim", says)));
            }
        }
        CitedRow::merged(rows)
    }
}

/// What filing after the discharge does: by the rule of the insured place where one was found. The
/// national rules leave it to the insured place (NAT-10), and what was only inferred is no rule.
fn filed_late(row: &ClaimRow, is_own: bool) -> Bilingual {
    let is_inferred = matches!(row.basis.confidence, Confidence::D | Confidence::E);
    let own = row.file_within_months.filter(|_| is_own && !is_inferred);
    match (own, &row.says) {
        (None, _) => say!(
            "出院以后才补备案的，能不能报、按什么报由参保地定，请先问参保地",
            "what a filing after the discharge is worth, the insured place decides: ask it first"
        ),
        (Some(_), Some(says)) => say!(
            "参保地规定：{says}",
            "by the rules of the insured place, {says}";
            says = says.clone()
        ),
        (Some(months), None) => say!(
            "参保地规定：出院以后 {months} 个月内补备案的，按备案报",
            "by the rules of the insured place, filed within {months} months of the discharge it \
             counts as filed"
        ),
    }
}

/// A row in a sentence, with what it adds itself; whether it is of the insured place itself.
fn said(row: &ClaimRow, is_own: bool) -> Option<Bilingual> {
    let told = match row.aspect()? {
        Aspect::Window | Aspect::SpecialWindow => window(row)?,
        Aspect::LateFiling => {
            return row.file_within_months.map(|_| filed_late(row, is_own));
        }
        Aspect::Accepts => {
            let names = row.accepts.iter().map(Named::name);
            let names = Bilingual::join(names, Sep::List);
            say!("{names}，都可以回去报", "{names}: all of it may be claimed"; names = names)
        }
        Aspect::Refuses => return row.refuses.clone(),
        Aspect::Documents => return None,
        Aspect::Route => Bilingual::join(row.route.iter().map(Named::name), Sep::List),
        Aspect::PayWithin => {
            let days = row.pay_within_working_days?;
            say!(
                "审核通过以后 {days} 个工作日内打款",
                "within {days} working days of the approval"
            )
        }
        Aspect::Catalogue => {
            let by = row.by_rules_of?;
            let catalogue = by.catalogue.name();
            say!("按{catalogue}的目录", "by the catalogue of {catalogue}"; catalogue = catalogue)
        }
        Aspect::ThirdParty => {
            let paid = row.third_party?.name();
            say!("别人有责任的费用：{paid}", "costs somebody else is liable for: {paid}"; paid = paid)
        }
        Aspect::WorkInjury => {
            let paid = row.work_injury?.name();
            say!(
                "工伤的费用：{paid}，由工伤保险管",
                "injuries at work: {paid}; work-injury insurance pays";
                paid = paid
            )
        }
    };
    Some(match &row.says {
        Some(more) => say!("{told}。{more}", "{told}. {more}"; told = told, more = more.clone()),
        None => told,
    })
}

fn window(row: &ClaimRow) -> Option<Bilingual> {
    let (window, special) = match (row.window, row.special_window) {
        (Some(window), _) => (window, false),
        (None, special) => (special?, true),
    };
    let (length, from) = (window.length(), window.counted_from.name());
    let told = say!(
        "从{from}起 {length}内申请",
        "within {length} of {from}";
        from = from, length = length
    );
    Some(match special {
        true => say!("特殊情形：{told}", "in special cases: {told}"; told = told),
        false => told,
    })
}
