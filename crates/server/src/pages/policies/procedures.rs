//! Procedures of a place on a day, in words: filing, exemptions, choosing an institution, claims,
//! where to ask. A national row is listed where the place says nothing about the same thing.

mod say;

use domain::person::Scheme;
use domain::policy::Library;
use domain::procedures::{Dated, Procedures, Sheet, Tables};
use domain::rules::when::Titles;
use domain::{Bilingual, Region};
use jiff::civil::Date;

use super::readable::Readable;
use crate::web::policy::place::{ProcedureGroup, ProcedureRow};
use crate::web::text::PolicyText;

/// Whose procedures, and when.
#[derive(Clone, Copy)]
pub(super) struct ProceduresOn<'a> {
    pub rules: &'a Procedures,
    pub scheme: Option<Scheme>,
    pub day: Date,
    pub readable: &'a Readable,
}

/// The national procedures alone: those of a place that is not kept here.
pub(super) fn national(library: &Library) -> &Procedures {
    library.procedures(Region::CORPS.province())
}

/// All procedures, kind by kind; kinds without a row are left out.
pub(super) fn groups(asked: ProceduresOn<'_>) -> Vec<ProcedureGroup> {
    let groups = [
        (
            PolicyText::FilingWays,
            asked.list(|t| &t.category, say::category),
        ),
        (
            PolicyText::NoFilingNeeded,
            asked.list(|t| &t.exempt, say::exemption),
        ),
        (
            PolicyText::EmergencyHeading,
            asked.list(|t| &t.emergency, say::emergency),
        ),
        (
            PolicyText::Choosing,
            asked.list(|t| &t.designation, say::designation),
        ),
        (
            PolicyText::Claims,
            asked.list(|t| &t.manual_claim, say::claim),
        ),
        (
            PolicyText::WhereToAsk,
            asked.list(|t| &t.contact, say::contact),
        ),
    ];
    let groups = groups.into_iter().filter(|(_, rows)| !rows.is_empty());
    groups
        .map(|(title, rows)| ProcedureGroup { title, rows })
        .collect()
}

impl ProceduresOn<'_> {
    /// The rows of a table in force, in words.
    fn list<T: Dated>(
        self,
        table: fn(&Tables) -> &Vec<T>,
        say: fn(&Sheet, &T) -> Vec<Bilingual>,
    ) -> Vec<ProcedureRow> {
        let mut rows = Vec::new();
        let mut decided: Vec<String> = Vec::new();
        for sheet in self.rules.sheets() {
            let mut keys = Vec::new();
            for row in table(&sheet.tables) {
                if !self.concerns(row) || decided.contains(&row.key()) {
                    continue;
                }
                keys.push(row.key());
                rows.push(ProcedureRow {
                    title: row.label(),
                    lines: self.all(lines((sheet, self.readable), row, say)),
                    basis: {
                        let source = sheet.sources.get(&row.basis().source);
                        let basis = row.basis().shown(source, row.period().from);
                        self.readable.basis(&basis)
                    },
                    national: sheet.region.is_none() && self.rules.region.is_some(),
                    disputes: disputes(sheet, row),
                });
            }
            decided.append(&mut keys);
        }
        rows
    }

    fn all(self, told: Vec<Bilingual>) -> Vec<Bilingual> {
        told.iter().map(|line| self.readable.say(line)).collect()
    }

    fn concerns<T: Dated>(self, row: &T) -> bool {
        let of_scheme = |scheme| row.when().is_none_or(|when| when.scheme.admits(&scheme));
        row.period().contains(self.day) && self.scheme.is_none_or(of_scheme)
    }
}

/// The marks of a file of procedures, and the tiers of the place it is of.
struct OfPlace<'a>(&'a Sheet, &'a Readable);

impl Titles for OfPlace<'_> {
    fn tier(&self, tier: &str) -> Bilingual {
        let title = self.1.tier(tier);
        title.unwrap_or_else(|| Titles::tier(self.0, tier))
    }

    fn mark(&self, mark: &str) -> Bilingual {
        Titles::mark(self.0, mark)
    }
}

fn lines<T: Dated>(
    (sheet, readable): (&Sheet, &Readable),
    row: &T,
    say: fn(&Sheet, &T) -> Vec<Bilingual>,
) -> Vec<Bilingual> {
    let titles = OfPlace(sheet, readable);
    let when = row.when().and_then(|when| when.in_words(&titles));
    let when = when.map(|said| domain::say!("适用：{said}", "For: {said}"; said = said));
    let said = when.into_iter().chain(say(sheet, row));
    said.filter(|line| !line.zh.is_empty()).collect()
}

/// Numbers of the disputes that touch a row by its key.
fn disputes<T: Dated>(sheet: &Sheet, row: &T) -> Vec<String> {
    let key = row.key();
    let named = |touched: &String| touched.split_once('/').is_some_and(|(_, name)| name == key);
    let touching = sheet
        .disputes
        .iter()
        .filter(|row| row.touches.iter().any(named));
    touching.map(|row| row.id.clone()).collect()
}
