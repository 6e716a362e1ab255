//! Which rows of procedures no case exercises.

use jiff::civil::Date;
use serde::Serialize;

use super::Exercised;
use domain::basis::identity;
use domain::files::NamedText;
use domain::policy::Library;
use domain::procedures;

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
        let mut rows = procedures.own().addresses();
        rows.retain(|(_, row)| row.table != "band");
        let before = missed.len();
        for (address, row) in &rows {
            if exercised.cases(identity(row.basis)).next().is_none() {
                missed.push(UnexercisedProcedure {
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
