//! Which rows no case exercises. A row counts as exercised when a passing case would fail if its
//! figure were another: money moved by it, or the case names what it must be. Rows that are only
//! told count when a case expects them.

mod exercised;
mod fresh;
mod places;
mod procedures;
mod used;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use crate::address::{Address, Owner};
use crate::rows::{RowView, national_rows, rows};
use domain::files::NamedText;
use domain::policy::national::National;
use domain::policy::{Library, Pack};
use domain::rules::Table;

pub use exercised::Exercised;
pub use fresh::{Fresh, fresh};
pub use places::Spot;
pub use procedures::{ProcedureCoverage, UnexercisedProcedure};

/// A row that no case exercises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unexercised {
    /// Where it stands.
    pub place: Spot,
    /// Its address; of the first scheme when schemes share the file.
    pub address: Address,
    /// First day in force.
    pub from: Date,
}

/// The rows of a pack, or of the national file, counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackCoverage {
    /// Whose they are: `440300/employee`, `national`.
    pub owner: Owner,
    /// How many rows it has.
    pub rows: usize,
    /// How many of them a case exercises.
    pub exercised: usize,
}

/// The coverage of a library.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// By pack.
    pub packs: Vec<PackCoverage>,
    /// Rows no case exercises, in the order of the files.
    pub unexercised: Vec<Unexercised>,
    /// By file of procedures.
    pub procedures: Vec<ProcedureCoverage>,
    /// Rows of procedures no case exercises.
    pub unexercised_procedures: Vec<UnexercisedProcedure>,
}

impl Coverage {
    /// Looks at every row of the files the library was read from; the national rows count where
    /// their file is among them. A row of a file that schemes share is exercised when a
    /// case of any of them exercises it.
    pub fn of(library: &Library, files: &[NamedText], exercised: &Exercised) -> Coverage {
        let mut listed: Vec<Listed> = library.packs().map(|pack| own(pack)).collect();
        if files.iter().any(|file| National::is_file(&file.name)) {
            listed.extend(library.packs().next().map(|pack| national(pack)));
        }
        let mut hit: BTreeSet<&Spot> = BTreeSet::new();
        for (_, place, row) in listed.iter().flat_map(|pack| &pack.rows) {
            if exercised.cases(*row).next().is_some() {
                hit.insert(place);
            }
        }
        let mut missed: BTreeMap<&Spot, Unexercised> = BTreeMap::new();
        let mut packs = Vec::new();
        for Listed { owner, rows } in &listed {
            let mut count = 0;
            for ((address, from), place, _) in rows {
                if hit.contains(place) {
                    count += 1;
                    continue;
                }
                missed.entry(place).or_insert_with(|| Unexercised {
                    place: place.clone(),
                    address: address.clone(),
                    from: *from,
                });
            }
            packs.push(PackCoverage {
                owner: *owner,
                rows: rows.len(),
                exercised: count,
            });
        }
        let (counted, unexercised_procedures) = procedures::of(library, files, exercised);
        Coverage {
            packs,
            unexercised: missed.into_values().collect(),
            procedures: counted,
            unexercised_procedures,
        }
    }
}

/// The rows of a pack: address and first day, place, identity.
struct Listed {
    owner: Owner,
    rows: Vec<((Address, Date), Spot, usize)>,
}

fn own(pack: &Pack) -> Listed {
    let owner = Owner::Pack(pack.region, pack.scheme);
    listed(owner, rows(pack), places_of(pack))
}

/// The national rows that a bill can rest on; bands bind the packs, not the bills.
fn national(pack: &Pack) -> Listed {
    let mut whole = listed(
        Owner::National,
        national_rows(pack),
        places::national_places(pack),
    );
    whole
        .rows
        .retain(|((address, _), ..)| address.table != Table::Band);
    whole
}

fn listed(owner: Owner, rows: Vec<RowView<'_>>, places: Vec<Spot>) -> Listed {
    let rows = rows.into_iter().zip(places).map(|(row, place)| {
        let (from, identity) = (row.row.from(), row.row.identity());
        ((row.address, from), place, identity)
    });
    Listed {
        owner,
        rows: rows.collect(),
    }
}

/// Where the rows of a pack stand, in the order of [`rows`].
pub fn places_of(pack: &Pack) -> Vec<Spot> {
    places::places(pack)
}

/// Where the rows of a pack and the national ones stand, by the identity of the row.
pub(crate) fn spots(pack: &Pack) -> Vec<(usize, Spot)> {
    let own = rows(pack).into_iter().zip(places_of(pack));
    let national = national_rows(pack)
        .into_iter()
        .zip(places::national_places(pack));
    let all = own.chain(national);
    all.map(|(row, spot)| (row.row.identity(), spot)).collect()
}
