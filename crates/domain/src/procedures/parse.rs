//! From the text of a `procedures.toml` to [`Procedures`]: unknown keys, missing sources, gaps and
//! overlaps are refused, each with its line, its column and what to do.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::rows::{Category, Dated, Dispute, EmergencyRule, Exemption, Guard, ManualClaim};
use super::say;
use super::sheet::Procedures;
use crate::filing::CheckKind;
use crate::footing::Footing;
use crate::policy::check::say::{self as pack_say, RowProblem};
use crate::policy::parse::{NamedText, Place, Problem, complaint};
use crate::policy::{Basis, Source};
use crate::text::Named;
use crate::{Bilingual, Region};

/// The file as written.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    #[schemars(with = "String")]
    region: Spanned<String>,
    sources: BTreeMap<String, Source>,
    #[serde(default)]
    materials: BTreeMap<String, Bilingual>,
    #[serde(default)]
    options: BTreeMap<String, Bilingual>,
    #[serde(default)]
    #[schemars(with = "Vec<Category>")]
    category: Vec<Spanned<Category>>,
    #[serde(default)]
    #[schemars(with = "Vec<Exemption>")]
    exempt: Vec<Spanned<Exemption>>,
    #[serde(default)]
    #[schemars(with = "Vec<EmergencyRule>")]
    emergency: Vec<Spanned<EmergencyRule>>,
    #[serde(default)]
    #[schemars(with = "Vec<Guard>")]
    guard: Vec<Spanned<Guard>>,
    #[serde(default)]
    #[schemars(with = "Vec<ManualClaim>")]
    manual_claim: Vec<Spanned<ManualClaim>>,
    #[serde(default)]
    #[schemars(with = "Vec<Dispute>")]
    dispute: Vec<Spanned<Dispute>>,
}

pub(super) fn parse(file: &NamedText) -> Result<Procedures, Vec<Problem>> {
    let written: Written =
        toml::from_str(&file.text).map_err(|error| vec![complaint::problem(file, &error)])?;
    let mut found = Findings {
        sources: &written.sources,
        problems: Vec::new(),
    };
    let region = found.region(&written.region);
    found.categories(&written);
    found.rows(&written.exempt, None);
    found.rows(
        &written.emergency,
        Some(|_| Bilingual::new("急诊", "emergencies")),
    );
    found.rows(
        &written.guard,
        Some(|guard| {
            let check = guard.check;
            Bilingual::new(
                format!("检查「{}」", check.name().zh),
                format!("guard {check}"),
            )
        }),
    );
    found.rows(
        &written.manual_claim,
        Some(|_| Bilingual::new("零星报销", "manual claims")),
    );
    found.guards(&written.guard);
    found.disputes(&written);
    let mut problems = found.problems;
    problems.sort_by_key(|(span, _)| span.start);
    if problems.is_empty() {
        return Ok(written.into_procedures(region));
    }
    let placed = |(span, problem): (Range<usize>, RowProblem)| problem.at(&Place::of(file, span));
    Err(problems.into_iter().map(placed).collect())
}

impl Written {
    fn into_procedures(self, region: Option<Region>) -> Procedures {
        fn plain<T>(rows: Vec<Spanned<T>>) -> Vec<T> {
            rows.into_iter().map(Spanned::into_inner).collect()
        }
        Procedures {
            region,
            sources: self.sources,
            materials: self.materials,
            options: self.options,
            categories: plain(self.category),
            exemptions: plain(self.exempt),
            emergencies: plain(self.emergency),
            guards: plain(self.guard),
            manual_claims: plain(self.manual_claim),
            disputes: plain(self.dispute),
        }
    }
}

/// Problems found so far, each with its span.
struct Findings<'a> {
    sources: &'a BTreeMap<String, Source>,
    problems: Vec<(Range<usize>, RowProblem)>,
}

impl Findings<'_> {
    fn add(&mut self, span: Range<usize>, problem: RowProblem) {
        self.problems.push((span, problem));
    }

    fn region(&mut self, written: &Spanned<String>) -> Option<Region> {
        let word = written.get_ref();
        if word == "national" {
            return None;
        }
        match word.parse::<Region>() {
            Ok(region) if region.is_pooling() => Some(region),
            _ => {
                self.add(written.span(), say::not_a_place(word));
                None
            }
        }
    }

    fn source(&mut self, span: Range<usize>, id: &str) {
        if !self.sources.contains_key(id) {
            self.add(span, pack_say::unknown_source(id));
        }
    }

    /// Sources and dates of one table; rows with the same key must follow each other without a gap.
    fn rows<T: Dated>(&mut self, rows: &[Spanned<T>], key: Option<fn(&T) -> Bilingual>) {
        for row in rows {
            self.source(row.span(), &row.get_ref().basis().source);
            if row.get_ref().period().is_empty() {
                self.add(row.span(), pack_say::dates_reversed());
            }
        }
        let Some(key) = key else { return };
        let mut series: HashMap<Bilingual, Vec<&Spanned<T>>> = HashMap::new();
        for row in rows {
            series.entry(key(row.get_ref())).or_default().push(row);
        }
        for (about, mut rows) in series {
            rows.sort_by_key(|row| row.get_ref().period().from);
            for pair in rows.windows(2) {
                self.neighbours(&about, pair[0], pair[1]);
            }
        }
    }

    fn neighbours<T: Dated>(
        &mut self,
        about: &Bilingual,
        earlier: &Spanned<T>,
        later: &Spanned<T>,
    ) {
        let (before, after) = (earlier.get_ref().period(), later.get_ref().period());
        if before.overlaps(&after) {
            self.add(later.span(), say::overlap(about, after.from));
        } else if let Some(from) = before.until.filter(|until| *until < after.from) {
            self.add(later.span(), say::gap(about, from, after.from));
        }
    }

    fn categories(&mut self, written: &Written) {
        self.rows(
            &written.category,
            Some(|category| {
                let id = &category.id;
                Bilingual::new(format!("类别 {id} "), format!("category {id}"))
            }),
        );
        for row in &written.category {
            let (span, category) = (row.span(), row.get_ref());
            for kinds in proofs(category) {
                if kinds.is_empty() {
                    self.add(span.clone(), say::empty_proof());
                }
                for kind in kinds
                    .iter()
                    .filter(|kind| !written.materials.contains_key(*kind))
                {
                    self.add(span.clone(), say::unknown_material(kind));
                }
            }
            for option in category
                .options
                .iter()
                .filter(|o| !written.options.contains_key(*o))
            {
                self.add(span.clone(), say::unknown_option(option));
            }
            let others = [&category.start.basis, &category.approval.basis];
            for basis in others.into_iter().flatten() {
                let basis: &Basis = basis;
                self.source(span.clone(), &basis.source);
            }
            if matches!(
                category.footing,
                Footing::AtHome | Footing::Exempt | Footing::Unfiled
            ) {
                self.add(span.clone(), say::not_filed(category.footing));
            }
            if category.channels.is_empty() {
                self.add(span, say::no_channel());
            }
        }
    }

    fn guards(&mut self, guards: &[Spanned<Guard>]) {
        for row in guards {
            let check = row.get_ref().check;
            if !CheckKind::GUARDS.contains(&check) {
                self.add(row.span(), say::not_a_guard(check));
            }
        }
    }

    fn disputes(&mut self, written: &Written) {
        let is_category = |id: &String| written.category.iter().any(|c| c.get_ref().id == *id);
        for row in &written.dispute {
            let dispute = row.get_ref();
            self.source(row.span(), &dispute.source);
            for category in dispute.touches.iter().filter(|id| !is_category(id)) {
                self.add(row.span(), say::unknown_category(&dispute.id, category));
            }
        }
    }
}

/// Every list of proofs a category names.
fn proofs(category: &Category) -> impl Iterator<Item = &Vec<String>> {
    let after_change = category.pledge.after_change.iter().map(|rule| &rule.any_of);
    category
        .materials
        .iter()
        .map(|proof| &proof.any_of)
        .chain(after_change)
}
