//! Registers taken in as a whole: people with their insurances, facilities, catalogues, as the
//! systems that keep them hand them over. Every row is compared with what is on record: what is the
//! same is left alone, so that a file may be taken in again, or further after it was broken off. A
//! row that is wrong is refused alone. A rehearsal compares and writes nothing.

mod catalogue;
mod choices;
mod employers;
mod ended;
mod facilities;
mod insured;
mod links;
mod operators;
mod people;
mod practitioners;
mod together;

use std::collections::{BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::Bilingual;
use jiff::Timestamp;
use jiff::civil::Date;
use store::audit::{self, AuditEntry};
use store::enrolments::Insurance;
use store::{Db, Random, Tx, reference};

pub use catalogue::{CatalogueStatement, CatalogueTaken};
pub use employers::EmployerStatement;
pub use ended::{NotNamed, WouldEnd};
pub use facilities::FacilityStatement;
pub use links::{KinStated, LinkStatement, by_certificate};
pub use operators::{OperatorInvited, OperatorStatement, OperatorsTaken};
pub use people::{InsuredStatement, PreparedPeople};
pub use practitioners::PractitionerStatement;

use crate::{Desk, DeskError, Reference, RegisterStatement};

/// Where a register is taken in: the database, what is known of rules and places, the moment.
#[derive(Clone)]
pub struct IntakeNeeds {
    /// The database.
    pub db: Db,
    /// Rules, facilities, catalogues.
    pub reference: Arc<Reference>,
    /// The moment.
    pub now: Timestamp,
    /// Makes what randomness comes from.
    pub random: fn() -> Box<dyn Random>,
}

/// A register that is being taken in.
pub struct Intake<'i> {
    needs: IntakeNeeds,
    statement: RegisterStatement<'i>,
    /// Whether anything is written.
    writes: bool,
    /// Whether the people are invented ones: theirs are numbers nobody has, and nobody else's.
    are_invented: bool,
    /// What the file said before, hashed: people with an insurance, codes.
    said: Mutex<HashSet<u64>>,
    /// Places and schemes that the file names anybody of.
    insurances: Mutex<BTreeSet<Insurance>>,
}

/// Whether the people of a database are invented, once that was said.
const PEOPLE: &str = "people";
const INVENTED: &str = "invented";
const REAL: &str = "real";

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowFate {
    /// It was not on record.
    New,
    /// This is different on record.
    Changed(Vec<Bilingual>),
    /// It is on record like that.
    Same,
    /// It is not taken in.
    Refused {
        /// What is wrong.
        says: Bilingual,
        /// How it is repaired.
        next: Bilingual,
    },
}

impl RowFate {
    pub(crate) fn refused(says: Bilingual, next: Bilingual) -> RowFate {
        RowFate::Refused { says, next }
    }
}

impl From<DeskError> for RowFate {
    fn from(error: DeskError) -> RowFate {
        RowFate::refused(error.message(), error.next())
    }
}

/// A row's number in its file, and what becomes of it.
pub type FateOfRow = (u64, RowFate);

impl<'i> Intake<'i> {
    /// Begins. A database holds real people or invented ones, never both; a demo's are invented,
    /// and an empty one is told by the first people that are taken in which it is for.
    pub fn begin(
        needs: IntakeNeeds,
        statement: RegisterStatement<'i>,
        (writes, invented): (bool, bool),
    ) -> Result<Intake<'i>, DeskError> {
        crate::register::numbered(statement)?;
        let are_invented = match needs.db.read(whose_people)? {
            Some(are_invented) => are_invented,
            None => invented,
        };
        if are_invented != invented && invented {
            return Err(crate::operators::field(
                "invented",
                "这个数据库里是真实的人，虚构的人不能登记在一起",
                "the people of this database are real; invented ones are never among them",
            ));
        }
        Ok(Intake {
            needs,
            statement,
            writes,
            are_invented,
            said: Mutex::default(),
            insurances: Mutex::default(),
        })
    }

    /// Begins with a register in which no people are.
    pub fn of_reference(
        needs: IntakeNeeds,
        statement: RegisterStatement<'i>,
        writes: bool,
    ) -> Result<Intake<'i>, DeskError> {
        crate::register::numbered(statement)?;
        Ok(Intake {
            needs,
            statement,
            writes,
            are_invented: false,
            said: Mutex::default(),
            insurances: Mutex::default(),
        })
    }

    pub(crate) fn today(&self) -> Date {
        domain::calendar::today_in_china(self.needs.now)
    }

    /// Whether the file says this for the first time.
    pub(crate) fn is_first(&self, said: impl Hash) -> bool {
        let mut known = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(hashed(said))
    }

    /// Whether the file said this.
    pub(crate) fn was_said(&self, said: impl Hash) -> bool {
        let known = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        known.contains(&hashed(said))
    }

    /// Places and schemes that the file named anybody of so far.
    pub(crate) fn insurances(&self) -> MutexGuard<'_, BTreeSet<Insurance>> {
        let named = self.insurances.lock();
        named.unwrap_or_else(PoisonError::into_inner)
    }
}

fn hashed(said: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    said.hash(&mut hasher);
    hasher.finish()
}

/// Whether the people of a database are invented; nothing where there are none and nobody said.
/// Marks an empty database as one of real people or of invented ones, with the first of them.
fn mark(tx: &mut Tx<'_>, invented: bool) -> Result<(), DeskError> {
    match whose_people(tx)? {
        Some(known) if known == invented => Ok(()),
        Some(_) => Err(crate::operators::field(
            "invented",
            "这时别的名册先登记了另一类人，真实的人和虚构的人不能在一起",
            "another register came first with people of the other kind",
        )),
        None => {
            let word = if invented { INVENTED } else { REAL };
            Ok(reference::set_meta(tx, PEOPLE, word)?)
        }
    }
}

fn whose_people(tx: &mut Tx<'_>) -> Result<Option<bool>, DeskError> {
    if crate::clock::demo_since(tx)?.is_some() {
        return Ok(Some(true));
    }
    let said: Option<String> = reference::meta(tx, PEOPLE)?;
    let is_empty = store::people::list(tx, 1)?.is_empty();
    Ok(match said.as_deref() {
        Some(said) => Some(said == INVENTED),
        None if is_empty => None,
        None => Some(false),
    })
}

/// A statement that outlives the call.
#[derive(Clone)]
struct OwnedStatement {
    by: String,
    number: String,
}

impl OwnedStatement {
    fn of(statement: RegisterStatement<'_>) -> OwnedStatement {
        OwnedStatement {
            by: statement.by.to_owned(),
            number: statement.number.to_owned(),
        }
    }

    fn borrowed(&self) -> RegisterStatement<'_> {
        RegisterStatement {
            by: &self.by,
            number: &self.number,
        }
    }
}

impl Intake<'_> {
    /// A transaction of its own at the desk.
    fn at_the_desk<W>(&self, work: W) -> Result<(), DeskError>
    where
        W: Fn(&mut Desk<'_, '_>, RegisterStatement<'_>) -> Result<(), DeskError> + Send + 'static,
    {
        let statement = OwnedStatement::of(self.statement);
        let needs = self.needs.clone();
        self.needs.db.transact(move |tx: &mut Tx<'_>| {
            let mut random = (needs.random)();
            let mut desk = Desk::new(tx, needs.now, random.as_mut(), &needs.reference);
            work(&mut desk, statement.borrowed())
        })
    }
}

/// Notes in a chain of its own that some rows of a register were taken in.
fn note(
    tx: &mut Tx<'_>,
    (statement, now): (RegisterStatement<'_>, Timestamp),
    (action, reason, digest): (&str, &str, &str),
) -> Result<(), DeskError> {
    let head = audit::head(tx, CHAIN)?;
    let entry = AuditEntry {
        chain: CHAIN,
        at: now,
        actor: statement.by,
        action,
        object: statement.number,
        reason,
        digest,
    };
    audit::append(tx, &head, &entry)?;
    Ok(())
}

/// The chain of the audit that tells of registers. Nobody's number has a blank.
const CHAIN: &str = "the register";
