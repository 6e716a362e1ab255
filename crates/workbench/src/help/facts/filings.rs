//! What the rules say about filings: who, with what, how, for how long, and what a new one does.

use domain::filing::{CheckKind, FilingReason};
use domain::person::{Scheme, USUAL_AGE};
use domain::procedures::{
    AtHome, Category, Circumstances, Decider, PledgeAllowed, RowInFile, Validity,
};
use domain::say;
use domain::text::{Bilingual, Named, Sep};

use super::{CitedRow, HelpPlace};

impl HelpPlace<'_> {
    /// The ways to file that fit why the person goes; all of them where nobody said.
    fn ways(&self) -> Vec<RowInFile<'_, Category>> {
        let mut ways = self.rules().categories_on(self.day);
        ways.retain(|row| row.reason != FilingReason::Emergency);
        let kinds = self.why.map(super::super::answer::kinds_of);
        let fits = |row: &RowInFile<'_, Category>| {
            kinds.is_none_or(|kinds| kinds.contains(&row.reason.kind()))
        };
        match ways.iter().any(&fits) {
            true => ways.into_iter().filter(fits).collect(),
            false => ways,
        }
    }

    fn of_ways(
        &self,
        told: impl Fn(RowInFile<'_, Category>) -> Option<Bilingual>,
    ) -> Vec<CitedRow> {
        let rows = self.ways().into_iter().filter_map(|row| {
            let says = told(row)?;
            Some((row.title.clone(), self.cited(row, "category", says)))
        });
        CitedRow::merged(rows.collect())
    }

    pub(super) fn kinds(&self) -> Vec<CitedRow> {
        self.of_ways(|row| Some(row.who.clone()))
    }

    pub(super) fn filing_papers(&self) -> Vec<CitedRow> {
        self.of_ways(|row| Some(papers(row)))
    }

    pub(super) fn channels(&self) -> Vec<CitedRow> {
        self.of_ways(|row| {
            let names = row.channels.iter().map(Named::name);
            Some(Bilingual::join(names, Sep::List))
        })
    }

    pub(super) fn decided(&self) -> Vec<CitedRow> {
        self.of_ways(|row| {
            let days = row.approval.working_days;
            let by = row.approval.by.name();
            Some(match (row.approval.by, days) {
                (_, 0) => by,
                (Decider::Rule, _) => say!(
                    "{by}，不能当场定的，{days} 个工作日内人工审核",
                    "{by}; what cannot be decided then is reviewed within {days} working days";
                    by = by
                ),
                _ => say!("{by}，{days} 个工作日内", "{by} within {days} working days"; by = by),
            })
        })
    }

    pub(super) fn lasts(&self) -> Vec<CitedRow> {
        self.of_ways(|row| {
            Some(match row.validity {
                Validity::NoEnd => say!(
                    "一直有效，到您改备案或参保有变动为止",
                    "without end, until the filing or the insurance changes"
                ),
                // The national rules set the least; a place may give more (NAT-08).
                Validity::Months(months) if row.is_national() => {
                    say!("至少 {months} 个月有效", "for {months} months at least")
                }
                Validity::Months(months) => {
                    say!("{months} 个月有效", "for {months} months")
                }
                Validity::UntilEvidenceEnds => say!(
                    "到材料上的日期为止",
                    "as long as the proof that was handed in"
                ),
                Validity::Episode => say!("管这一次住院", "for this one stay"),
            })
        })
    }

    pub(super) fn starts(&self) -> Vec<CitedRow> {
        self.of_ways(|row| {
            Some(match row.start.backdated_days {
                0 => say!("最早从申请那天算起", "not earlier than the day it is filed"),
                days => say!(
                    "最早可以从申请前 {days} 天算起",
                    "up to {days} days before it is filed"
                ),
            })
        })
    }

    pub(super) fn changes(&self) -> Vec<CitedRow> {
        self.of_ways(|row| Some(row.change.name()))
    }

    pub(super) fn care_at_home(&self) -> Vec<CitedRow> {
        self.of_ways(|row| {
            let is_long = row.reason.kind() == domain::filing::FilingKind::LongTerm;
            (is_long || row.at_home == AtHome::Suspended).then(|| row.at_home.name())
        })
    }

    pub(super) fn exempt(&self) -> Vec<CitedRow> {
        let rows = self.rules().exemptions(self.day).into_iter();
        let mut told: Vec<CitedRow> = Vec::new();
        for row in rows {
            let cited = self.cited(row, "exempt", row.title.clone());
            if !told.iter().any(|known| known.says == cited.says) {
                told.push(cited);
            }
        }
        told
    }

    pub(super) fn emergency(&self) -> Vec<CitedRow> {
        let row = self.rules().emergency(self.day);
        let told = row.map(|row| {
            let says = match row.deemed_filed {
                true => say!(
                    "急诊抢救视同已备案，不用另外办；结算时请医院注明“急诊”",
                    "an emergency counts as filed, nothing more to do; ask the hospital to mark it \
                     as one"
                ),
                false => say!(
                    "急诊抢救也要备案",
                    "an emergency is filed like everything else"
                ),
            };
            self.cited(row, "emergency", says)
        });
        told.into_iter().collect()
    }

    pub(super) fn outside(&self) -> Vec<CitedRow> {
        let row = self.rules().guard(CheckKind::DestinationInScheme, self.day);
        let told = row.map(|row| {
            let says = say!(
                "香港、澳门、台湾和国外不能备案，也不能当场结算",
                "nothing is filed for or settled on the spot in Hong Kong, Macao, Taiwan and abroad"
            );
            self.cited(row, "guard", says)
        });
        told.into_iter().collect()
    }

    /// For each scheme and tier, what is chosen for outpatient care.
    pub(super) fn designation(&self) -> Vec<CitedRow> {
        let schemes = Scheme::ALL.iter().copied();
        let schemes = schemes.filter(|it| self.scheme.is_none_or(|said| said == *it));
        let mut told: Vec<CitedRow> = Vec::new();
        for scheme in schemes {
            let pack = self.insured_at.and_then(|at| self.library.find(at, scheme));
            let tiers = pack.map(|pack| pack.tables.tiers.iter());
            let tiers = tiers.into_iter().flatten();
            let tiers = tiers.filter(|tier| tier.is_in_force(self.day));
            let mut names: Vec<Option<&str>> = tiers.map(|tier| Some(tier.name.as_str())).collect();
            if names.is_empty() {
                names.push(None);
            }
            for tier in names {
                let about = Circumstances {
                    care: Some(self.care.unwrap_or(domain::facility::Care::Outpatient)),
                    scheme: Some(scheme),
                    tier,
                    age: Some(USUAL_AGE),
                    ..self.about()
                };
                let row = self.rules().designation(self.day, &about);
                let cited = row.and_then(|row| {
                    let says = row.says.clone()?;
                    let says = Bilingual::new(
                        format!("{}：{}", row.title.zh, says.zh),
                        format!("{}: {}", row.title.en, says.en),
                    );
                    Some(self.cited(row, "designation", says))
                });
                told.extend(cited.filter(|cited| !told.contains(cited)));
            }
        }
        told
    }
}

/// The proofs of a way to file, in a sentence.
fn papers(row: RowInFile<'_, Category>) -> Bilingual {
    let proofs = row.materials.iter().map(|material| {
        let names = material.any_of.iter().map(|kind| row.material_name(kind));
        Bilingual::join(names, Sep::Or)
    });
    let proofs: Vec<Bilingual> = proofs.collect();
    if proofs.is_empty() {
        return say!(
            "除身份证明外不用交材料",
            "nothing besides a proof of identity"
        );
    }
    let proofs = Bilingual::join(proofs, Sep::List);
    match row.pledge.allowed {
        PledgeAllowed::Always => {
            say!("{proofs}；也可以只签承诺书", "{proofs}; a pledge will do instead"; proofs = proofs)
        }
        PledgeAllowed::WhenPrevented => say!(
            "{proofs}；因为客观原因拿不到的，可以签承诺书",
            "{proofs}; a pledge where they cannot be had";
            proofs = proofs
        ),
        PledgeAllowed::Never => proofs,
    }
}
