//! Where sources disagree, in words: every version, the one in force and why, who decided when.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::Region;
use crate::explanation::Confidence;
use crate::policy::format::{Decision, DisputeRow, VersionRow};
use crate::policy::{Library, Pack};
use crate::text::Bilingual;

/// Where sources disagree, in words.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ShownDisagreement {
    /// Number, such as `X01`.
    pub id: String,
    /// What it is about.
    pub topic: Bilingual,
    /// Why the version in force is in force.
    pub why: Bilingual,
    /// Every decision, the first one first; the last one holds.
    pub decisions: Vec<ShownDecision>,
    /// Every version, the one in force first.
    pub versions: Vec<ShownVersion>,
}

/// Which version was put in force, by whom, when, why.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ShownDecision {
    /// Source id of the version.
    pub in_force: String,
    /// First day of service it decides; none for the first decision.
    pub from: Option<Date>,
    /// Why.
    pub why: Bilingual,
    /// The day it was decided, where that is on record.
    pub decided_on: Option<Date>,
    /// Who decided it, where that is on record.
    pub decided_by: Option<String>,
}

/// What one source says.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ShownVersion {
    /// Source id.
    pub source: String,
    /// Title of the source.
    pub title: String,
    /// When it was published, as published.
    pub dated: Option<String>,
    /// How far it may be trusted.
    pub confidence: Option<Confidence>,
    /// What it says.
    pub says: Bilingual,
    /// Whether it decides.
    pub in_force: bool,
    /// What to ask for to compute a bill by it, such as `X01:S000`; none when it decides anyway or
    /// says nothing that can be computed.
    pub according_to: Option<String>,
}

/// A dispute with the packs that record it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ListedDispute {
    /// Insured place.
    pub region: Region,
    /// The schemes whose packs record it, such as `employee`.
    pub schemes: Vec<String>,
    /// The dispute.
    #[serde(flatten)]
    pub dispute: ShownDisagreement,
}

/// Where the sources of a pack disagree, with all versions.
pub fn disputes(pack: &Pack) -> Vec<ShownDisagreement> {
    pack.disputes.iter().map(|row| shown(pack, row)).collect()
}

/// All disputes of a library by place and number, each once; of one place where it is named.
pub fn all_disputes(library: &Library, region: Option<Region>) -> Vec<ListedDispute> {
    let mut listed: BTreeMap<(Region, String), ListedDispute> = BTreeMap::new();
    let wanted = |pack: &Pack| region.is_none_or(|region| region.pooling() == pack.region);
    for pack in library.packs().filter(|pack| wanted(pack)) {
        for dispute in disputes(pack) {
            let entry = listed.entry((pack.region, dispute.id.clone()));
            let known = entry.or_insert_with(|| ListedDispute {
                region: pack.region,
                schemes: vec![],
                dispute,
            });
            known.schemes.push(pack.scheme.word().to_owned());
        }
    }
    listed.into_values().collect()
}

fn shown(pack: &Pack, dispute: &DisputeRow) -> ShownDisagreement {
    let decision = dispute.decision();
    let version = |version: &VersionRow| shown_version(pack, dispute, version);
    let mut versions: Vec<ShownVersion> = dispute.version.iter().map(version).collect();
    versions.sort_by_key(|version| !version.in_force);
    ShownDisagreement {
        id: dispute.id.clone(),
        topic: dispute.topic.clone(),
        why: decision.why.clone(),
        decisions: dispute.decisions().map(shown_decision).collect(),
        versions,
    }
}

fn shown_decision(decision: Decision<'_>) -> ShownDecision {
    ShownDecision {
        in_force: decision.in_force.to_owned(),
        from: decision.from,
        why: decision.why.clone(),
        decided_on: decision.decided_on,
        decided_by: decision.decided_by.map(str::to_owned),
    }
}

fn shown_version(pack: &Pack, dispute: &DisputeRow, version: &VersionRow) -> ShownVersion {
    let in_force = version.source == dispute.decision().in_force;
    // What decided at first stands in the tables; once it is overruled it can be asked for too.
    let has_answer = version.has_rows() || version.source == dispute.in_force;
    let is_computed = !in_force && has_answer;
    let source = pack.source(&version.source);
    ShownVersion {
        source: version.source.clone(),
        title: source.map_or_else(|| version.source.clone(), |source| source.title.clone()),
        dated: source.and_then(|source| source.dated.clone()),
        confidence: source.map(|source| source.class),
        says: version.says.clone(),
        in_force,
        according_to: is_computed.then(|| format!("{}:{}", dispute.id, version.source)),
    }
}
