//! Which rows of procedures no case exercises.

use jiff::civil::Date;
use serde::Serialize;

use super::exercised::Exercised;
use super::places::{Spot, spots};
use domain::basis::identity;
use domain::files::NamedText;
use domain::policy::Library;
use domain::procedures::{self, RowRef, Sheet};

/// The rows of one file of procedures, counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProcedureCoverage {
    /// Whose they are: `440300/procedures`, `national/procedures`.
    pub owner: String,
    /// How many rows it has.
    pub rows: usize,
    /// How many of them a case exercises.
    pub exercised: usize,
}

/// A row of procedures that no case exercises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnexercisedProcedure {
    /// Where it stands.
    pub place: Spot,
    /// Its address.
    pub address: String,
    /// First day in force.
    pub from: Date,
}

/// Looks at every row of the files; the national rows count where their file is among them. Bands
/// bind the files of places, not the answers.
pub(super) fn of(
    library: &Library,
    files: &[NamedText],
    exercised: &Exercised,
) -> (Vec<ProcedureCoverage>, Vec<UnexercisedProcedure>) {
    let national = format!("national/{}", procedures::FILE);
    let has_national = files.iter().any(|file| file.name.ends_with(&national));
    let (mut counted, mut missed) = (Vec::new(), Vec::new());
    for procedures in library.all_procedures() {
        if procedures.region.is_none() && !has_national {
            continue;
        }
        let own = procedures.own();
        let rows = own.addresses().into_iter().zip(places(own, files));
        let mut rows: Vec<((String, RowRef<'_>), Spot)> = rows.collect();
        rows.retain(|((_, row), _)| row.table != "band");
        let before = missed.len();
        for ((address, row), place) in &rows {
            if exercised.cases(identity(row.basis)).next().is_none() {
                missed.push(UnexercisedProcedure {
                    place: place.clone(),
                    address: address.clone(),
                    from: row.period.from,
                });
            }
        }
        let place = procedures.region.map(|region| region.to_string());
        counted.push(ProcedureCoverage {
            owner: format!("{}/procedures", place.as_deref().unwrap_or("national")),
            rows: rows.len(),
            exercised: rows.len() - (missed.len() - before),
        });
    }
    (counted, missed)
}

/// Where the rows of a sheet stand, in the order of their addresses. A sheet whose file is not
/// among the files stands nowhere.
fn places(sheet: &Sheet, files: &[NamedText]) -> Vec<Spot> {
    let place = sheet.region.map(|region| region.to_string());
    let name = format!(
        "{}/{}",
        place.as_deref().unwrap_or("national"),
        procedures::FILE
    );
    let own = sheet.tables.rows();
    let versions = sheet.disputes.iter().flat_map(|dispute| &dispute.version);
    let versions: Vec<Vec<&str>> = versions
        .map(|version| version.rows().iter().map(|row| row.table).collect())
        .collect();
    match files.iter().find(|file| file.name.ends_with(&name)) {
        Some(file) => spots(file, own.iter().map(|row| row.table), versions.into_iter()),
        None => vec![Spot::default(); sheet.addresses().len()],
    }
}
