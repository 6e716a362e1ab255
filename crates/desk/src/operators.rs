//! Operators: who may change policy. The simplest sign-in that is honest: everybody has a key of
//! 256 random bits of their own, sent with each request; what is stored is its hash. Nobody is
//! signed in without a key, and a key that is disabled opens nothing from the next request on.

mod error;

use domain::Bilingual;
use domain::text::hex;
use jiff::Timestamp;
use store::audit::{self, AuditEntry};
use store::operators as rows;
use store::staff::{self, StaffRow, Unit};
use store::{Random, StoreError, Tx, sha256_hex, staff_numbers};

pub use error::OperatorError;
pub use store::operators::{Operator, Role};

use crate::accounts::check_unit;
use crate::{Desk, DeskError};

/// An operator's key. Shown once, when it is made; never printed otherwise.
#[derive(Clone, PartialEq, Eq)]
pub struct OperatorKey(String);

impl std::fmt::Debug for OperatorKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OperatorKey(…)")
    }
}

/// What a key begins with, so that one that leaks is recognised for what it is.
const PREFIX: &str = "sxk_";
/// What the keys of the demo begin with. They are public, so only the sandbox takes them.
const DEMO_PREFIX: &str = "sxk_demo_";

impl OperatorKey {
    /// A key as somebody sent it.
    pub fn sent(text: &str) -> OperatorKey {
        OperatorKey(text.trim().to_owned())
    }

    /// A fresh key of 256 random bits.
    fn fresh(random: &mut dyn Random) -> OperatorKey {
        let mut bytes = [0; 32];
        random.fill(&mut bytes);
        OperatorKey(format!("{PREFIX}{}", hex(&bytes)))
    }

    /// A fixed key of the demo.
    pub fn of_demo(word: &str) -> OperatorKey {
        OperatorKey(format!("{DEMO_PREFIX}{word}"))
    }

    /// Whether it is one of the demo's, which everybody knows.
    pub fn is_of_demo(&self) -> bool {
        self.0.starts_with(DEMO_PREFIX)
    }

    /// The key itself, to be shown once.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    fn hash(&self) -> String {
        sha256_hex(&[b"operator-key", self.0.as_bytes()])
    }
}

/// Somebody to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOperator {
    /// What people call it.
    pub name: String,
    /// What it may do.
    pub roles: Vec<Role>,
    /// What it works for.
    pub unit: Unit,
}

/// Adds an operator with a fresh key, which is returned here and nowhere again.
pub fn add(
    tx: &mut Tx<'_>,
    random: &mut dyn Random,
    now: Timestamp,
    new: &NewOperator,
) -> Result<(Operator, OperatorKey), DeskError> {
    let key = OperatorKey::fresh(random);
    let mut number = [0; 4];
    random.fill(&mut number);
    let id = format!("OP{:010}", u32::from_le_bytes(number));
    let operator = add_with_key(tx, (now, &id), new, &key)?;
    Ok((operator, key))
}

/// Adds an operator under a number and key that are given: those of the demo.
pub fn add_with_key(
    tx: &mut Tx<'_>,
    (now, id): (Timestamp, &str),
    new: &NewOperator,
    key: &OperatorKey,
) -> Result<Operator, DeskError> {
    // The turn keeps two programs from adding the same name at once.
    store::releases::take_turn(tx)?;
    let mut roles = new.roles.clone();
    roles.sort_unstable();
    roles.dedup();
    let name = checked_name(&new.name)?;
    if roles.is_empty() {
        return Err(field("role", "至少一项", "at least one"));
    }
    if rows::find(tx, &name)?.is_some() {
        return Err(OperatorError::Exists { name }.into());
    }
    check_unit(&roles, &new.unit)?;
    let operator = Operator {
        id: id.to_owned(),
        name,
        roles,
        created_at: to_microsecond(now),
        unit: new.unit.clone(),
        disabled_at: None,
    };
    rows::insert(tx, &operator, &key.hash())?;
    let standing = StaffRow::new(&operator.id, new.unit.clone());
    staff::put(tx, &standing)?;
    note(tx, now, "add-operator", &operator)?;
    Ok(operator)
}

/// Gives an operator other roles, which go together; whether they go with its unit is seen to when
/// that is put down.
pub(crate) fn give_roles(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    roles: &[Role],
) -> Result<(), DeskError> {
    if operator.roles == roles {
        return Ok(());
    }
    store::releases::take_turn(desk.tx)?;
    rows::set_roles(desk.tx, operator, roles)?;
    let given = Operator {
        roles: roles.to_vec(),
        ..operator.clone()
    };
    Ok(note(desk.tx, desk.now, "give-roles", &given)?)
}

/// Says by which number the agency knows an operator that has none yet.
pub fn number(
    tx: &mut Tx<'_>,
    now: Timestamp,
    (named, number): (&str, &str),
) -> Result<Operator, DeskError> {
    store::releases::take_turn(tx)?;
    let operator = rows::find(tx, named)?.ok_or_else(|| OperatorError::Unknown {
        named: named.to_owned(),
    })?;
    let number = crate::accounts::folded(number);
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || "-_.@".contains(sign);
    if !(1..=40).contains(&number.chars().count()) || !number.chars().all(is_plain) {
        return Err(field(
            "number",
            "1 至 40 个字母、数字",
            "1 to 40 letters and digits",
        ));
    }
    let has_one = staff_numbers::of_operator(tx, &operator.id)?.is_some();
    if has_one || staff_numbers::find(tx, &number)?.is_some() {
        return Err(OperatorError::NumberTaken { number }.into());
    }
    staff_numbers::put(tx, &number, &operator.id)?;
    note(tx, now, "number-operator", &operator)?;
    Ok(operator)
}

/// Takes an operator's key out of use, for good.
pub fn disable(tx: &mut Tx<'_>, now: Timestamp, named: &str) -> Result<Operator, DeskError> {
    store::releases::take_turn(tx)?;
    let unknown = || OperatorError::Unknown {
        named: named.to_owned(),
    };
    let operator = rows::find(tx, named)?.ok_or_else(unknown)?;
    if rows::disable(tx, &operator.id, to_microsecond(now))? {
        note(tx, now, "disable-operator", &operator)?;
    }
    rows::find(tx, &operator.id)?.ok_or_else(|| unknown().into())
}

/// All operators, oldest first.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Operator>, DeskError> {
    Ok(rows::all(tx)?)
}

/// The operator of this number or name.
pub fn find(tx: &mut Tx<'_>, named: &str) -> Result<Option<Operator>, DeskError> {
    Ok(rows::find(tx, named)?)
}

/// The operator whose key this is.
pub fn identify(tx: &mut Tx<'_>, key: &OperatorKey) -> Result<Operator, DeskError> {
    let found = rows::find_by_key(tx, &key.hash())?;
    let in_use = found.filter(|operator| operator.disabled_at.is_none());
    in_use.ok_or_else(|| OperatorError::UnknownKey.into())
}

/// The operator whose key this is, at the desk.
pub fn operator(desk: &mut Desk<'_, '_>, key: &OperatorKey) -> Result<Operator, DeskError> {
    identify(desk.tx, key)
}

/// The operator whose key this is, if it has the role.
pub fn in_role(tx: &mut Tx<'_>, key: &OperatorKey, role: Role) -> Result<Operator, DeskError> {
    let operator = identify(tx, key)?;
    match operator.roles.contains(&role) {
        true => Ok(operator),
        false => Err(OperatorError::RoleMissing {
            operator: operator.name,
            role,
        }
        .into()),
    }
}

/// The clerk whose key this is.
pub fn clerk(desk: &mut Desk<'_, '_>, key: &OperatorKey) -> Result<Operator, DeskError> {
    in_role(desk.tx, key, Role::Clerk)
}

fn note(
    tx: &mut Tx<'_>,
    now: Timestamp,
    action: &str,
    operator: &Operator,
) -> Result<(), StoreError> {
    let head = audit::head(tx, audit::OPERATORS)?;
    let roles: Vec<&str> = operator.roles.iter().map(|role| role.word()).collect();
    let unit = &operator.unit;
    let unit = format!(" {} {}", unit.kind().word(), unit.code());
    let about = format!("{} {}", operator.name, roles.join(" "));
    // As it was told before anybody had a unit.
    let about = match operator.unit {
        Unit::All => about,
        _ => about + &unit,
    };
    let entry = AuditEntry {
        chain: audit::OPERATORS,
        at: to_microsecond(now),
        // It is somebody who holds the database's address and keys; there is nobody above to name.
        actor: "installation",
        action,
        object: &operator.id,
        reason: "",
        digest: &sha256_hex(&[about.as_bytes()]),
    };
    audit::append(tx, &head, &entry).map(|_| ())
}

fn checked_name(name: &str) -> Result<String, DeskError> {
    let name = name.trim();
    let is_short = (1..=60).contains(&name.chars().count());
    match is_short && !name.chars().any(char::is_control) {
        true => Ok(name.to_owned()),
        false => Err(field(
            "name",
            "1 至 60 个字符，不含控制字符",
            "1 to 60 characters, none of them a control character",
        )),
    }
}

pub(crate) fn field(field: &'static str, zh: &str, en: &str) -> DeskError {
    let rule = Bilingual::new(zh, en);
    DeskError::Field { field, rule }
}

/// As the store keeps it.
pub(crate) fn to_microsecond(now: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(now.as_microsecond())
        .expect("a rounded instant lies in the same range")
}
