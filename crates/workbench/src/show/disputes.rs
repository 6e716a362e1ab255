//! Where sources disagree, in words: every version, the one in force and why, who decided when.

use jiff::civil::Date;

use domain::Region;
use domain::basis::Confidence;
use domain::basis::Source;
use domain::policy::{Library, Pack};
use domain::procedures::Procedures;
use domain::rules::dispute::{Decision, DisputeRow, Version};
use domain::text::Bilingual;

/// Where sources disagree, in words.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
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
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
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
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
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

/// A dispute with the files that record it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct ListedDispute {
    /// Division code of the insured place; `national` for the whole country.
    pub region: String,
    /// What of the place records it: `employee`, `resident`, `procedures`.
    pub recorded_in: Vec<String>,
    /// The dispute.
    #[serde(flatten)]
    pub dispute: ShownDisagreement,
}

/// Where the sources of a pack disagree, with all versions.
pub fn disputes(pack: &Pack) -> Vec<ShownDisagreement> {
    let source = |id: &str| pack.source(id);
    pack.disputes.iter().map(|row| shown(row, source)).collect()
}

/// All disputes of packs and procedures by place and number, each once; of one place where it is
/// named.
pub fn all_disputes(library: &Library, region: Option<Region>) -> Vec<ListedDispute> {
    let mut listed: Vec<ListedDispute> = Vec::new();
    let mut add = |region: &str, file: &str, dispute: ShownDisagreement| {
        let same = |known: &&mut ListedDispute| known.region == region && known.dispute == dispute;
        match listed.iter_mut().find(same) {
            Some(known) => known.recorded_in.push(file.to_owned()),
            None => listed.push(ListedDispute {
                region: region.to_owned(),
                recorded_in: vec![file.to_owned()],
                dispute,
            }),
        }
    };
    let wanted = region.map(|region| region.pooling());
    for pack in library.packs() {
        if wanted.is_none_or(|region| region == pack.region) {
            for dispute in disputes(pack) {
                add(&pack.region.to_string(), pack.scheme.word(), dispute);
            }
        }
    }
    for procedures in library.all_procedures() {
        if wanted.is_none_or(|region| procedures.region == Some(region)) {
            let place = procedures
                .region
                .map_or("national".to_owned(), |r| r.to_string());
            for dispute in of_procedures(procedures) {
                add(&place, "procedures", dispute);
            }
        }
    }
    listed.sort_by(|a, b| (&a.region, &a.dispute.id).cmp(&(&b.region, &b.dispute.id)));
    listed
}

/// Those of the place's own file.
fn of_procedures(procedures: &Procedures) -> Vec<ShownDisagreement> {
    let own = procedures
        .sheets()
        .filter(|sheet| sheet.region == procedures.region);
    let shown = own.flat_map(|sheet| {
        let source = |id: &str| sheet.sources.get(id);
        sheet.disputes.iter().map(move |row| shown(row, source))
    });
    shown.collect()
}

fn shown<'a, V: Version>(
    dispute: &DisputeRow<V>,
    source: impl Fn(&str) -> Option<&'a Source>,
) -> ShownDisagreement {
    let decision = dispute.decision();
    let version = |version: &V| {
        let in_force = version.source() == decision.in_force;
        // What decided at first stands in the tables; once overruled it can be asked for too.
        let has_answer = version.has_rows() || version.source() == dispute.in_force;
        let named = source(version.source());
        ShownVersion {
            source: version.source().to_owned(),
            title: named
                .map_or(version.source(), |source| &source.title)
                .to_owned(),
            dated: named.and_then(|source| source.dated.clone()),
            confidence: named.map(|source| source.class),
            says: version.says().clone(),
            in_force,
            according_to: (has_answer && !in_force)
                .then(|| format!("{}:{}", dispute.id, version.source())),
        }
    };
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
