//! From the text of a `filing.toml` to [`Rules`]: unknown keys, missing sources, gaps and overlaps
//! are refused, each with its line, its column and what to do.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::ops::Range;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::check::CheckKind;
use super::rows::{
    Basis, Category, Dated, Dispute, EmergencyRule, Exemption, Guard, ManualClaim, Source,
};
use super::rules::Rules;
use crate::footing::Footing;
use crate::{Bilingual, Region};

/// A place in a policy text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as the caller named it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Place {
    fn of(file: &str, text: &str, offset: usize) -> Place {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Place {
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// What is wrong with a text of filing rules.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// Not TOML, an unknown key or word, or a value of the wrong form.
    #[error("{0}")]
    Form(String),
    /// The region is neither a pooling region nor `national`.
    #[error("region «{0}» is not a pooling region; write its six digits, or \"national\"")]
    Region(String),
    /// A basis or dispute names a source that is not listed.
    #[error("source «{0}» is not listed; add [sources.{0}] with title, dated and class")]
    UnknownSource(String),
    /// A proof without a name.
    #[error("proof «{0}» has no name; add it to [materials] in zh and en")]
    UnknownMaterial(String),
    /// An option without a name.
    #[error("option «{0}» has no name; add it to [options] in zh and en")]
    UnknownOption(String),
    /// A proof that nothing can satisfy.
    #[error("any_of is empty, so nothing could satisfy it; name a kind of proof or leave it out")]
    EmptyProof,
    /// A dispute touches a category that is not there.
    #[error("dispute {id} touches «{category}», which is no category; correct `touches`")]
    UnknownCategory {
        /// The dispute.
        id: String,
        /// The word it names.
        category: String,
    },
    /// An interval without a day.
    #[error("until {until} does not lie after from {from}; `until` is the day after the last one")]
    EmptyInterval {
        /// First day.
        from: Date,
        /// Day after the last.
        until: Date,
    },
    /// Two rows about the same thing share a day.
    #[error("two rows for {about} are in force on {day}; end the older one with until = \"{day}\"")]
    Overlap {
        /// What both are about.
        about: String,
        /// The first day shared.
        day: Date,
    },
    /// A day between two rows has none.
    #[error("no row for {about} from {from} until {until}; extend the earlier row or add one")]
    Gap {
        /// What is missing.
        about: String,
        /// First day without a row.
        from: Date,
        /// Day after the last without one.
        until: Date,
    },
    /// A check that a guard row cannot switch on.
    #[error("«{0}» follows from the categories; a guard may be one of: {1}")]
    NotAGuard(CheckKind, String),
    /// A filing cannot give this footing.
    #[error("a filing cannot give the footing «{0}»; write what it is filed as")]
    Footing(Footing),
    /// Nobody could file.
    #[error("no channel is named, so nobody could file; list the channels")]
    NoChannel,
}

/// A problem and where it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {cause}")]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What, and what to do.
    pub cause: Cause,
}

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

pub(super) fn parse(file: &str, text: &str) -> Result<Rules, Vec<Problem>> {
    let written: Written = toml::from_str(text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        vec![Problem {
            place: Place::of(file, text, offset),
            cause: Cause::Form(advice_on_form(error.message())),
        }]
    })?;
    let mut found = Findings {
        sources: &written.sources,
        causes: Vec::new(),
    };
    let region = found.region(&written.region);
    found.categories(&written);
    found.rows(&written.exempt, None);
    found.rows(&written.emergency, Some(|_| "emergencies".to_owned()));
    found.rows(
        &written.guard,
        Some(|guard| format!("guard {}", guard.check)),
    );
    found.rows(&written.manual_claim, Some(|_| "manual claims".to_owned()));
    found.guards(&written.guard);
    found.disputes(&written);
    let mut causes = found.causes;
    causes.sort_by_key(|(span, _)| span.start);
    if causes.is_empty() {
        return Ok(written.into_rules(region));
    }
    let problem = |(span, cause): (Range<usize>, Cause)| Problem {
        place: Place::of(file, text, span.start),
        cause,
    };
    Err(causes.into_iter().map(problem).collect())
}

/// The parser's message on one line, with what to do where it does not say.
fn advice_on_form(message: &str) -> String {
    let message = message.trim().replace('\n', "; ");
    if message.contains("date string") {
        return format!("{message}; write dates in quotes, such as \"2023-01-01\"");
    }
    message
}

impl Written {
    fn into_rules(self, region: Option<Region>) -> Rules {
        fn plain<T>(rows: Vec<Spanned<T>>) -> Vec<T> {
            rows.into_iter().map(Spanned::into_inner).collect()
        }
        Rules {
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
    causes: Vec<(Range<usize>, Cause)>,
}

impl Findings<'_> {
    fn add(&mut self, span: Range<usize>, cause: Cause) {
        self.causes.push((span, cause));
    }

    fn region(&mut self, written: &Spanned<String>) -> Option<Region> {
        let word = written.get_ref();
        if word == "national" {
            return None;
        }
        match word.parse::<Region>() {
            Ok(region) if region.is_pooling() => Some(region),
            _ => {
                self.add(written.span(), Cause::Region(word.clone()));
                None
            }
        }
    }

    fn source(&mut self, span: Range<usize>, id: &str) {
        if !self.sources.contains_key(id) {
            self.add(span, Cause::UnknownSource(id.to_owned()));
        }
    }

    /// Sources and dates of one table; rows with the same key must follow each other without a gap.
    fn rows<T: Dated>(&mut self, rows: &[Spanned<T>], key: Option<fn(&T) -> String>) {
        for row in rows {
            self.source(row.span(), &row.get_ref().basis().source);
            let period = row.get_ref().period();
            if let Some(until) = period.until.filter(|_| period.is_empty()) {
                let from = period.from;
                self.add(row.span(), Cause::EmptyInterval { from, until });
            }
        }
        let Some(key) = key else { return };
        let mut series: HashMap<String, Vec<&Spanned<T>>> = HashMap::new();
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

    fn neighbours<T: Dated>(&mut self, about: &str, earlier: &Spanned<T>, later: &Spanned<T>) {
        let (before, after) = (earlier.get_ref().period(), later.get_ref().period());
        let about = about.to_owned();
        if before.overlaps(&after) {
            self.add(
                later.span(),
                Cause::Overlap {
                    about,
                    day: after.from,
                },
            );
        } else if let Some(from) = before.until.filter(|until| *until < after.from) {
            let until = after.from;
            self.add(later.span(), Cause::Gap { about, from, until });
        }
    }

    fn categories(&mut self, written: &Written) {
        self.rows(
            &written.category,
            Some(|category| format!("category {}", category.id)),
        );
        for row in &written.category {
            let (span, category) = (row.span(), row.get_ref());
            for kinds in proofs(category) {
                if kinds.is_empty() {
                    self.add(span.clone(), Cause::EmptyProof);
                }
                for kind in kinds
                    .iter()
                    .filter(|kind| !written.materials.contains_key(*kind))
                {
                    self.add(span.clone(), Cause::UnknownMaterial(kind.clone()));
                }
            }
            for option in category
                .options
                .iter()
                .filter(|o| !written.options.contains_key(*o))
            {
                self.add(span.clone(), Cause::UnknownOption(option.clone()));
            }
            let others: [&Option<Basis>; 2] = [&category.start.basis, &category.approval.basis];
            for basis in others.into_iter().flatten() {
                self.source(span.clone(), &basis.source);
            }
            if matches!(
                category.footing,
                Footing::AtHome | Footing::Exempt | Footing::Unfiled
            ) {
                self.add(span.clone(), Cause::Footing(category.footing));
            }
            if category.channels.is_empty() {
                self.add(span, Cause::NoChannel);
            }
        }
    }

    fn guards(&mut self, guards: &[Spanned<Guard>]) {
        let names: Vec<&str> = CheckKind::GUARDS.iter().map(|kind| kind.word()).collect();
        for row in guards {
            let check = row.get_ref().check;
            if !CheckKind::GUARDS.contains(&check) {
                self.add(row.span(), Cause::NotAGuard(check, names.join(", ")));
            }
        }
    }

    fn disputes(&mut self, written: &Written) {
        let is_category = |id: &String| written.category.iter().any(|c| c.get_ref().id == *id);
        for row in &written.dispute {
            let dispute = row.get_ref();
            self.source(row.span(), &dispute.source);
            for category in dispute.touches.iter().filter(|id| !is_category(id)) {
                let (id, category) = (dispute.id.clone(), category.clone());
                self.add(row.span(), Cause::UnknownCategory { id, category });
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
