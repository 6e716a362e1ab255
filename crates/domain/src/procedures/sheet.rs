//! The procedures of one place: dated, cited rows, and the row in force on a day.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::Circumstances;
use super::rows::{Category, Dated, Dispute, EmergencyRule, Exemption, Guard, ManualClaim};
use crate::explanation::{ShownBasis, ShownDispute};
use crate::filing::{CheckKind, Verdict};
use crate::policy::parse::NamedText;
use crate::policy::{Basis, Problem, Source};
use crate::{Bilingual, Region};

/// The procedures of one place, or the national ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Procedures {
    /// The region; none for the national baseline.
    pub region: Option<Region>,
    /// Sources by id.
    pub sources: BTreeMap<String, Source>,
    /// Names of proofs.
    pub materials: BTreeMap<String, Bilingual>,
    /// Names of options.
    pub options: BTreeMap<String, Bilingual>,
    /// Ways to file, most helpful first.
    pub categories: Vec<Category>,
    /// Exemptions.
    pub exemptions: Vec<Exemption>,
    /// Emergencies.
    pub emergencies: Vec<EmergencyRule>,
    /// Checks.
    pub guards: Vec<Guard>,
    /// Manual claims.
    pub manual_claims: Vec<ManualClaim>,
    /// Where sources disagree.
    pub disputes: Vec<Dispute>,
}

fn in_force<T: Dated>(rows: &[T], day: Date) -> impl Iterator<Item = &T> {
    rows.iter().filter(move |row| row.period().contains(day))
}

impl Procedures {
    /// Reads the procedures of a place.
    pub fn parse(file: &NamedText) -> Result<Procedures, Vec<Problem>> {
        super::parse::parse(file)
    }

    /// The national procedures, for places without their own (医保发〔2022〕22号).
    pub fn national() -> Procedures {
        let file = NamedText {
            name: "national/procedures.toml".to_owned(),
            text: include_str!("../../../../policies/national/procedures.toml").to_owned(),
        };
        Procedures::parse(&file).expect("the shipped text is tested")
    }

    /// The category of this id in force on the day.
    pub fn category(&self, id: &str, day: Date) -> Option<&Category> {
        in_force(&self.categories, day).find(|category| category.id == id)
    }

    /// Every category in force on the day, most helpful first.
    pub fn categories_on(&self, day: Date) -> impl Iterator<Item = &Category> {
        in_force(&self.categories, day)
    }

    /// The emergency rule in force on the day.
    pub fn emergency(&self, day: Date) -> Option<&EmergencyRule> {
        in_force(&self.emergencies, day).next()
    }

    /// The exemption in force on the day that certainly holds.
    pub fn exemption(&self, day: Date, about: &Circumstances<'_>) -> Option<&Exemption> {
        in_force(&self.exemptions, day).find(|row| row.when.verdict(about) == Verdict::Pass)
    }

    /// The check in force on the day, if the region asks it.
    pub fn guard(&self, check: CheckKind, day: Date) -> Option<&Guard> {
        in_force(&self.guards, day).find(|guard| guard.check == check)
    }

    /// The manual-claim rule in force on the day.
    pub fn manual_claim(&self, day: Date) -> Option<&ManualClaim> {
        in_force(&self.manual_claims, day).next()
    }

    /// A row's basis as people see it.
    pub(crate) fn shown<T: Dated>(&self, row: &T) -> ShownBasis {
        self.shown_as(row.basis(), row.period().from)
    }

    /// A basis as people see it.
    pub(crate) fn shown_as(&self, basis: &Basis, from: Date) -> ShownBasis {
        let source = self.sources.get(&basis.source);
        let title = source.map_or_else(|| basis.source.clone(), |source| source.title.clone());
        ShownBasis {
            source: basis.source.clone(),
            title,
            at: basis.at.clone(),
            confidence: basis.confidence,
            verified: basis.verified,
            from,
            dated: source.and_then(|source| source.dated.clone()),
        }
    }

    /// Where other sources disagree with a category.
    pub fn disputes_about(&self, category: &str) -> Vec<ShownDispute> {
        let touching = |d: &&Dispute| d.touches.iter().any(|touched| touched == category);
        self.disputes
            .iter()
            .filter(touching)
            .map(|d| self.shown_dispute(d))
            .collect()
    }

    fn shown_dispute(&self, dispute: &Dispute) -> ShownDispute {
        let source = self.sources.get(&dispute.source);
        ShownDispute {
            id: dispute.id.clone(),
            topic: dispute.topic.clone(),
            says: dispute.says.clone(),
            other: source.map_or_else(|| dispute.source.clone(), |source| source.title.clone()),
            would_be: None,
            why: dispute.why.clone(),
        }
    }

    /// The name of a kind of proof.
    pub fn material_name(&self, kind: &str) -> Bilingual {
        let unnamed = || Bilingual::new(kind, kind);
        self.materials.get(kind).cloned().unwrap_or_else(unnamed)
    }
}
