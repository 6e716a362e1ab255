//! The row in force on a day: the place's own, and where it says nothing, the national one.

use std::sync::Arc;

use jiff::civil::Date;

use super::Circumstances;
use super::claim::{Aspect, ClaimRow};
use super::clearing::ClearingRow;
use super::dated::Dated;
use super::designation::DesignationRow;
use super::other::{ContactRow, FilingBandRow, NoteRow};
use super::rows::{Category, EmergencyRule, Exemption, Guard};
use super::sheet::{RowInFile, Sheet};
use super::tables::Tables;
use crate::Region;
use crate::files::NamedText;
use crate::files::Problem;
use crate::filing::{CheckKind, FilingReason, Verdict};

/// The procedures of one place: its own file on top of the national one. A row of the place takes
/// the place of the national row about the same thing on the days it is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Procedures {
    /// The place; none for the national procedures.
    pub region: Option<Region>,
    own: Arc<Sheet>,
    /// The first that knows a row decides.
    sheets: Vec<Arc<Sheet>>,
}

impl Procedures {
    /// Reads one file. Nothing is inherited yet: see [`Procedures::over`].
    pub fn parse(file: &NamedText) -> Result<Procedures, Vec<Problem>> {
        super::parse::parse(file).map(Procedures::from)
    }

    /// The national procedures shipped with the program (医保发〔2022〕22号).
    pub fn national() -> Procedures {
        let file = NamedText {
            name: "national/procedures.toml".to_owned(),
            text: include_str!("../../../../policies/national/procedures.toml").to_owned(),
        };
        Procedures::parse(&file).expect("the shipped text is tested")
    }

    /// The same procedures with others underneath, which decide what these say nothing about.
    pub fn over(&self, national: &Procedures) -> Procedures {
        let sheets = self.sheets.iter().chain(&national.sheets);
        Procedures {
            sheets: sheets.cloned().collect(),
            ..self.clone()
        }
    }

    /// The place's own file; of the national procedures, the national one.
    pub fn own(&self) -> &Sheet {
        &self.own
    }

    /// The files, the one that decides first.
    pub fn sheets(&self) -> impl Iterator<Item = &Sheet> {
        self.sheets.iter().map(Arc::as_ref)
    }

    /// The first row in force on the day that fits, in the first file that has one.
    fn first<T: Dated>(
        &self,
        table: fn(&Sheet) -> &Vec<T>,
        day: Date,
        fits: impl Fn(&T) -> bool,
    ) -> Option<RowInFile<'_, T>> {
        let mut found = self
            .sheets()
            .flat_map(|sheet| sheet.in_force(table(sheet), day));
        found.find(|found| fits(found.row()))
    }

    /// The category of this id in force on the day.
    pub fn category(&self, id: &str, day: Date) -> Option<RowInFile<'_, Category>> {
        self.first(|sheet| &sheet.tables.category, day, |row| row.id == id)
    }

    /// Every category in force on the day, most helpful first.
    pub fn categories_on(&self, day: Date) -> Vec<RowInFile<'_, Category>> {
        let mut categories = self.all(|sheet| &sheet.tables.category, day);
        let rank = |reason| FilingReason::ALL.iter().position(|r| *r == reason);
        categories.sort_by_key(|found| rank(found.reason));
        categories
    }

    /// The emergency rule in force on the day.
    pub fn emergency(&self, day: Date) -> Option<RowInFile<'_, EmergencyRule>> {
        self.first(|sheet| &sheet.tables.emergency, day, |_| true)
    }

    /// The exemption in force on the day that certainly holds.
    pub fn exemption(
        &self,
        day: Date,
        about: &Circumstances<'_>,
    ) -> Option<RowInFile<'_, Exemption>> {
        let holds = |row: &Exemption| row.when.verdict(about) == Verdict::Pass;
        self.first(|sheet| &sheet.tables.exempt, day, holds)
    }

    /// Every exemption in force on the day.
    pub fn exemptions(&self, day: Date) -> Vec<RowInFile<'_, Exemption>> {
        let sheets = self.sheets();
        let rows = sheets.flat_map(|sheet| sheet.in_force(&sheet.tables.exempt, day));
        rows.collect()
    }

    /// The check in force on the day, if it is asked.
    pub fn guard(&self, check: CheckKind, day: Date) -> Option<RowInFile<'_, Guard>> {
        self.first(|sheet| &sheet.tables.guard, day, |row| row.check == check)
    }

    /// The row about designation in force on the day that certainly fits.
    pub fn designation(
        &self,
        day: Date,
        about: &Circumstances<'_>,
    ) -> Option<RowInFile<'_, DesignationRow>> {
        let fits = |row: &DesignationRow| row.when.verdict(about) == Verdict::Pass;
        self.first(|sheet| &sheet.tables.designation, day, fits)
    }

    /// The row about this aspect of manual claims in force on the day that certainly fits.
    pub fn claim(
        &self,
        aspect: Aspect,
        day: Date,
        about: &Circumstances<'_>,
    ) -> Option<RowInFile<'_, ClaimRow>> {
        let fits = |row: &ClaimRow| {
            row.aspect() == Some(aspect) && row.when.verdict(about) == Verdict::Pass
        };
        self.first(|sheet| &sheet.tables.manual_claim, day, fits)
    }

    /// Every row about documents in force on the day that certainly fits; the national ones only
    /// where the place lists none.
    pub fn claim_documents(
        &self,
        day: Date,
        about: &Circumstances<'_>,
    ) -> Vec<RowInFile<'_, ClaimRow>> {
        let fits = |found: &RowInFile<'_, ClaimRow>| {
            found.aspect() == Some(Aspect::Documents) && found.when.verdict(about) == Verdict::Pass
        };
        let of_sheet = |sheet| -> Vec<RowInFile<'_, ClaimRow>> {
            let sheet: &Sheet = sheet;
            let rows = sheet.in_force(&sheet.tables.manual_claim, day);
            rows.filter(fits).collect()
        };
        let mut found = self.sheets().map(of_sheet);
        found.find(|rows| !rows.is_empty()).unwrap_or_default()
    }

    /// The clearing rules in force on the day, each id once, for money that stays `within` a
    /// province or for the whole country.
    pub fn clearing_on(
        &self,
        day: Date,
        within: Option<Region>,
    ) -> Vec<RowInFile<'_, ClearingRow>> {
        let mut rows = self.all(|sheet| &sheet.tables.clearing, day);
        rows.retain(|row| row.within == within);
        rows
    }

    /// Where to ask, in force on the day, the place's own first.
    pub fn contacts_on(&self, day: Date) -> Vec<RowInFile<'_, ContactRow>> {
        self.all(|sheet| &sheet.tables.contact, day)
    }

    /// The national rules no place's filings may leave.
    pub fn bands(&self) -> impl Iterator<Item = RowInFile<'_, FilingBandRow>> {
        self.sheets()
            .flat_map(|sheet| sheet.found(&sheet.tables.band))
    }

    /// Rules that are shown, in force on the day.
    pub fn notes_on(&self, day: Date) -> Vec<RowInFile<'_, NoteRow>> {
        self.all(|sheet| &sheet.tables.note, day)
    }

    /// The rows in force on the day of all files, each key once: the first file that has it.
    fn all<T: Dated>(&self, table: fn(&Sheet) -> &Vec<T>, day: Date) -> Vec<RowInFile<'_, T>> {
        let mut rows: Vec<RowInFile<'_, T>> = Vec::new();
        for sheet in self.sheets() {
            for found in sheet.in_force(table(sheet), day) {
                if !rows.iter().any(|known| known.key() == found.key()) {
                    rows.push(found);
                }
            }
        }
        rows
    }

    /// The same procedures by another source where sources disagree: `S000`, or only within one
    /// dispute, `X04:S000`. None when no dispute names the source.
    pub fn according_to(&self, asked: &str) -> Option<Procedures> {
        let (only, source) = match asked.split_once(':') {
            Some((dispute, source)) => (Some(dispute), source),
            None => (None, asked),
        };
        let mut overlays = Vec::new();
        for sheet in self.sheets() {
            let mut tables = None;
            let asked = |id: &str| only.is_none_or(|only| only == id);
            for dispute in sheet.disputes.iter().filter(|row| asked(&row.id)) {
                let versions = dispute.version.iter();
                for version in versions.filter(|version| version.source == source) {
                    let tables: &mut Tables = tables.get_or_insert_default();
                    tables.extend(version.tables());
                }
            }
            overlays.extend(tables.map(|tables| Arc::new(sheet.with_rows(tables))));
        }
        if overlays.is_empty() {
            return None;
        }
        overlays.extend(self.sheets.iter().cloned());
        Some(Procedures {
            sheets: overlays,
            ..self.clone()
        })
    }
}

impl From<Sheet> for Procedures {
    fn from(sheet: Sheet) -> Procedures {
        let resolved = sheet.resolved().map(Arc::new);
        let own = Arc::new(sheet);
        Procedures {
            region: own.region,
            sheets: resolved.into_iter().chain([own.clone()]).collect(),
            own,
        }
    }
}
