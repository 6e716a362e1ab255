//! What an operator works for and how it signs in on pages. The secret of the second factor is
//! made from the installation's key and stands nowhere.

use domain::ids::{Certificate, FacilityCode};
use domain::{Region, word_list};

use crate::operators::OPERATORS;
use crate::value::Row;
use crate::{StoreError, Tx, kept, values};

word_list! {
    /// What kind of unit an operator works for.
    UnitKind {
        /// The whole installation.
        All = "all", "整个系统", "the whole installation";
        /// A pooling region or a province.
        Region = "region", "统筹区", "region";
        /// An employer.
        Employer = "employer", "用人单位", "employer";
        /// A facility.
        Facility = "facility", "定点医药机构", "facility";
    }
}

/// What an operator works for: whose affairs it may see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// The whole installation.
    #[default]
    All,
    /// A pooling region, or a province with all of its regions.
    Region(Region),
    /// An employer, by its number.
    Employer(String),
    /// A facility.
    Facility(FacilityCode),
}

impl Unit {
    /// Which kind.
    pub fn kind(&self) -> UnitKind {
        match self {
            Unit::All => UnitKind::All,
            Unit::Region(_) => UnitKind::Region,
            Unit::Employer(_) => UnitKind::Employer,
            Unit::Facility(_) => UnitKind::Facility,
        }
    }

    /// Its code or number; empty for the whole installation.
    pub fn code(&self) -> String {
        match self {
            Unit::All => String::new(),
            Unit::Region(region) => region.to_string(),
            Unit::Employer(number) => number.clone(),
            Unit::Facility(code) => code.to_string(),
        }
    }

    /// The unit of this kind and code.
    pub fn read(kind: UnitKind, code: &str) -> Result<Unit, StoreError> {
        Ok(match kind {
            UnitKind::All => Unit::All,
            UnitKind::Region => Unit::Region(code.parse().map_err(StoreError::row)?),
            UnitKind::Employer => Unit::Employer(code.to_owned()),
            UnitKind::Facility => Unit::Facility(code.parse().map_err(StoreError::row)?),
        })
    }

    /// Whether somebody insured there is this unit's affair.
    pub fn holds_region(&self, insured_at: Region) -> bool {
        match self {
            Unit::All => true,
            Unit::Region(own) => *own == Region::COUNTRY || own.covers(insured_at),
            Unit::Employer(_) | Unit::Facility(_) => false,
        }
    }
}

/// How an operator stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffRow {
    /// Its number.
    pub operator: String,
    /// What it works for.
    pub unit: Unit,
    /// By which it is known when a case is the operator's own: the index of its ID number.
    pub identity: Option<Vec<u8>>,
    /// The hash of the password, with its salt and cost.
    pub password: Option<String>,
    /// Which secret of the second factor is meant: it counts on with each that is given up.
    pub second_factor: i64,
    /// Whether that secret was set up.
    pub second_factor_set: bool,
}

impl StaffRow {
    /// One of whom nothing is known but the unit.
    pub fn new(operator: &str, unit: Unit) -> StaffRow {
        StaffRow {
            operator: operator.to_owned(),
            unit,
            identity: None,
            password: None,
            second_factor: 0,
            second_factor_set: false,
        }
    }
}

/// Puts down how an operator stands, instead of before.
pub fn put(tx: &mut Tx, staff: &StaffRow) -> Result<(), StoreError> {
    const PUT: &str = "INSERT INTO staff (operator, unit_kind, unit, identity, password, \
         second_factor, second_factor_set) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (operator) DO UPDATE SET \
         unit_kind = excluded.unit_kind, unit = excluded.unit, identity = excluded.identity, \
         password = excluded.password, second_factor = excluded.second_factor, \
         second_factor_set = excluded.second_factor_set";
    let row = values![
        &staff.operator,
        staff.unit.kind().word(),
        staff.unit.code(),
        staff.identity.clone(),
        staff.password.clone(),
        staff.second_factor,
        i64::from(staff.second_factor_set),
    ];
    tx.execute(PUT, &row)?;
    let item = format!("{}:staff", staff.operator);
    kept::keep(tx, (OPERATORS, &item), "staff", &row)
}

/// How this operator stands.
pub fn find(tx: &mut Tx, operator: &str) -> Result<Option<StaffRow>, StoreError> {
    const FIND: &str = "SELECT operator, unit_kind, unit, identity, password, second_factor, \
         second_factor_set FROM staff WHERE operator = $1";
    let read = |mut row: Row| {
        Ok(StaffRow {
            operator: row.text()?,
            unit: read_unit(&mut row)?,
            identity: row.optional_bytes()?,
            password: row.optional_text()?,
            second_factor: row.integer()?,
            second_factor_set: row.flag()?,
        })
    };
    tx.find(FIND, &values![operator])?.map(read).transpose()
}

/// Reads the next two columns as a unit; the whole installation where there are none.
pub(crate) fn read_unit(row: &mut Row) -> Result<Unit, StoreError> {
    let kind = row.optional_text()?;
    let code = row.optional_text()?;
    let Some(kind) = kind else {
        return Ok(Unit::All);
    };
    let known = UnitKind::from_word(&kind);
    let kind = known.ok_or_else(|| StoreError::row(format!("unknown kind of unit «{kind}»")))?;
    Unit::read(kind, &code.unwrap_or_default())
}

/// The secret of an operator's second factor, of this generation. It stands nowhere: the key of
/// the blind index makes it, which is never exchanged.
pub fn second_factor_secret(tx: &Tx, operator: &str, generation: i64) -> Vec<u8> {
    tx.keys()
        .index("second-factor", &format!("{operator}:{generation}"))
}

/// By what a person is known in the row of an operator.
pub fn identity_of(tx: &Tx, certificate: &Certificate) -> Vec<u8> {
    tx.keys().index("staff-identity", certificate.reveal())
}
