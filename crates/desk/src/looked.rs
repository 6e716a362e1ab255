//! Who looked at somebody: every read by staff is noted, and the person can see it.

use domain::Bilingual;
use domain::ids::{FacilityCode, PersonId, mask_name};
use jiff::{SignedDuration, Timestamp};
use store::operators::{self, Operator};
use store::staff::Unit;
use store::{audit, people};

use crate::{Desk, DeskError};

/// How long looking again is the same look.
const ONE_LOOK: SignedDuration = SignedDuration::from_mins(10);

/// How many of the last looks are asked whether one was the same.
pub(crate) const LOOKS: u32 = 50;

/// What the deeds that only look are called.
const READS: [&str; 8] = [
    "identify",
    "look-up-totals",
    "show-number",
    "show-contact",
    "give-sign-in-code",
    READ,
    TOOK_EVERYTHING,
    SHOWED_VOUCHER,
];

/// What the audit calls a read by staff.
const READ: &str = "read";

/// What the audit calls it when somebody took everything on record with them as a file.
pub const TOOK_EVERYTHING: &str = "export";

/// What the audit calls it when somebody who acts for a person showed their electronic voucher.
pub const SHOWED_VOUCHER: &str = "show-voucher";

/// What was looked at, by whom and why.
#[derive(Clone, Copy, Debug)]
pub struct ReadNote<'a> {
    /// Whose.
    pub person: &'a PersonId,
    /// Which filing, bill or other thing; the person's page if empty.
    pub object: &'a str,
    /// Why, where that was asked.
    pub reason: &'a str,
}

/// Notes that an operator looked at something of a person's; looking again soon is the same look.
pub fn note_read(
    desk: &mut Desk<'_, '_>,
    by: &Operator,
    read: ReadNote<'_>,
) -> Result<(), DeskError> {
    let deed = ReadDeed {
        actor: &by.id,
        action: READ,
        object: read.object,
        reason: read.reason,
        tells_apart: true,
    };
    note(desk, read.person, &deed)
}

/// What somebody who acts for a person looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HelperLook {
    /// A page of theirs, by its address.
    Page(String),
    /// One of their filings or bills, by its number.
    Object(String),
    /// Everything, as a file.
    Everything,
}

impl HelperLook {
    /// The page or the number that was looked at; nothing where it was everything.
    pub fn object(&self) -> &str {
        match self {
            HelperLook::Page(what) | HelperLook::Object(what) => what,
            HelperLook::Everything => "",
        }
    }
}

/// Notes that somebody who acts for a person looked at something of theirs.
pub fn note_helper(
    desk: &mut Desk<'_, '_>,
    (helper, person): (&PersonId, &PersonId),
    look: &HelperLook,
) -> Result<(), DeskError> {
    let action = match look {
        HelperLook::Page(_) | HelperLook::Object(_) => READ,
        HelperLook::Everything => TOOK_EVERYTHING,
    };
    let deed = ReadDeed {
        actor: helper.as_str(),
        action,
        object: look.object(),
        reason: "",
        tells_apart: true,
    };
    note(desk, person, &deed)
}

/// Notes that somebody who acts for a person showed their electronic voucher.
pub(crate) fn note_showing(
    desk: &mut Desk<'_, '_>,
    (helper, person): (&PersonId, &PersonId),
) -> Result<(), DeskError> {
    let deed = ReadDeed {
        actor: helper.as_str(),
        action: SHOWED_VOUCHER,
        object: "",
        reason: "",
        tells_apart: false,
    };
    note(desk, person, &deed)
}

/// What the audit calls whoever opens a link by which the person shows a bill.
const BY_LINK: &str = "shared-link";

/// Notes that a link by which a person shows a bill was opened.
pub(crate) fn note_link(
    desk: &mut Desk<'_, '_>,
    (person, object): (&PersonId, &str),
) -> Result<(), DeskError> {
    let deed = ReadDeed {
        actor: BY_LINK,
        action: READ,
        object,
        reason: "",
        tells_apart: true,
    };
    note(desk, person, &deed)
}

/// A look as the audit keeps it.
pub(crate) struct ReadDeed<'a> {
    pub actor: &'a str,
    pub action: &'a str,
    pub object: &'a str,
    pub reason: &'a str,
    /// Whether looks at different things are different looks.
    pub tells_apart: bool,
}

pub(crate) fn note(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
    deed: &ReadDeed<'_>,
) -> Result<(), DeskError> {
    desk.tx.lock_person(person)?;
    let last = audit::last_of(desk.tx, (person.as_str(), deed.action), LOOKS)?;
    let mut recent = last.iter();
    if recent.any(|one| {
        one.actor == deed.actor
            && (!deed.tells_apart || one.object == deed.object)
            && desk.now.duration_since(one.at) < ONE_LOOK
    }) {
        return Ok(());
    }
    let about = (deed.object, deed.reason);
    desk.note(person.as_str(), (deed.actor, deed.action), about)?;
    Ok(())
}

/// Somebody who looked or did something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookedAt {
    /// When.
    pub at: Timestamp,
    /// Who, as people call it.
    pub who: Bilingual,
    /// What was looked at, in a word of the audit's.
    pub action: String,
    /// Which filing, bill or message.
    pub object: String,
    /// Why, where that was said.
    pub reason: String,
}

/// Who looked at a person's data, the newest first, at most so many.
pub fn who_looked(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
    at_most: usize,
) -> Result<Vec<LookedAt>, DeskError> {
    let entries = audit::of_chain(desk.tx, person.as_str())?;
    let looks = entries.into_iter().rev();
    let looks = looks.filter(|entry| READS.contains(&entry.action.as_str()));
    let looks: Vec<_> = looks.take(at_most).collect();
    let mut found = Vec::with_capacity(looks.len());
    for entry in looks {
        found.push(LookedAt {
            at: entry.at,
            who: called(desk, &entry.actor)?,
            action: entry.action,
            object: entry.object,
            reason: entry.reason,
        });
    }
    Ok(found)
}

/// What people call an actor of the audit: a facility with its operator, or somebody of the staff.
fn called(desk: &mut Desk<'_, '_>, actor: &str) -> Result<Bilingual, DeskError> {
    if let Some((facility, operator)) = actor.split_once('/') {
        return Ok(of_facility(desk, facility, operator));
    }
    if actor == BY_LINK {
        return Ok(Bilingual::new(
            "打开您分享的链接的人",
            "somebody with the link you shared",
        ));
    }
    if let Some(operator) = operators::find(desk.tx, actor)? {
        return Ok(match &operator.unit {
            Unit::Facility(code) => of_facility(desk, code.as_str(), &operator.name),
            Unit::Employer(_) => Bilingual::new(
                format!("单位 {}", operator.name),
                format!("employer, {}", operator.name),
            ),
            Unit::All | Unit::Region(_) => Bilingual::new(
                format!("经办机构 {}", operator.name),
                format!("agency, {}", operator.name),
            ),
        });
    }
    let relative = match actor.parse::<PersonId>() {
        Ok(person) => people::find(desk.tx, &person)?,
        Err(_) => None,
    };
    Ok(match relative.map(|person| mask_name(&person.name)) {
        Some(name) => Bilingual::new(
            format!("您授权的家人 {name}"),
            format!("family you allowed, {name}"),
        ),
        None => Bilingual::new(actor, actor),
    })
}

/// A facility by its name, with its operator.
fn of_facility(desk: &Desk<'_, '_>, facility: &str, operator: &str) -> Bilingual {
    let code = facility.parse::<FacilityCode>().ok();
    let known = code.and_then(|code| desk.reference.facility(&code).ok());
    let name = known.map_or(facility, |facility| facility.name.as_str());
    Bilingual::new(
        format!("{name} 操作员 {operator}"),
        format!("{name}, operator {operator}"),
    )
}
