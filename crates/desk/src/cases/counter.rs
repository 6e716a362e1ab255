//! The counter: somebody is found by the papers they show, and a clerk files for who has no
//! telephone. The rules are those of every channel.

use domain::Region;
use domain::calendar::today_in_china;
use domain::filing::{Agent, AgentKind, Applied, Channel, Contact, Evidence, Submission};
use domain::ids::{FilingId, PersonId};
use jiff::civil::Date;
use store::consents::{ConsentWay, Relation};
use store::operators::Operator;

use super::presence::{PersonPresent, may_give_code};
use super::{CaseError, is_own};
use crate::accounts::{
    Claimed, ConsentAsked, code_from_counter, find_claimed, give_consent, in_unit,
};
use crate::looked::{ReadNote, note_read};
use crate::operators::field;
use crate::{Desk, DeskError, Identified, Voucher};

/// A filing as a clerk enters it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnteredFiling {
    /// Where insured.
    pub insured_at: Region,
    /// Where to.
    pub destination: Region,
    /// Category, by its id in the rules.
    pub category: String,
    /// From when on.
    pub starts_on: Date,
    /// At the counter, by telephone or by fax.
    pub channel: Channel,
    /// Whom to reach.
    pub contact: Contact,
    /// Whether the person pledges instead of proving.
    pub pledged: bool,
    /// The kind of proof the clerk saw.
    pub seen: Vec<String>,
    /// Months away.
    pub months_away: Option<u8>,
}

/// Somebody of the unit who is not the operator or of its family, and that the operator looked.
pub(super) fn seen_at_counter(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    person: &PersonId,
) -> Result<Identified, DeskError> {
    in_unit(desk, operator, person)?;
    if is_own(desk, operator, person)? {
        return Err(CaseError::OwnCase.into());
    }
    let read = ReadNote {
        person,
        object: "",
        reason: "counter",
    };
    note_read(desk, operator, read)?;
    crate::identify(desk, &Voucher::Person(person.clone()))
}

/// Files for somebody at the counter, on the telephone or by fax. Sent again it is the same filing;
/// other content under the same number is refused.
pub fn submit_at_counter(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (presence, entered): (&PersonPresent, &EnteredFiling),
) -> Result<Applied, DeskError> {
    let found = seen_at_counter(desk, operator, &presence.person)?;
    let counter = [Channel::Counter, Channel::Phone, Channel::Fax];
    if !counter.contains(&entered.channel) {
        let (zh, en) = ("请选窗口、电话或传真", "counter, telephone or fax");
        return Err(field("channel", zh, en));
    }
    if !operator.unit.holds_region(entered.insured_at) {
        let (zh, en) = ("不归本单位管", "it is not your unit's");
        return Err(field("insured_at", zh, en));
    }
    let day = today_in_china(presence.at).strftime("%y%m%d");
    let id = format!("B{}{day}{}", entered.insured_at, presence.number);
    let id = id.parse().map_err(|_| DeskError::UnknownPerson)?;
    let request = submission(operator, (id, found.person.id), entered);
    crate::file(desk, &operator.id, &request)
}

fn submission(
    operator: &Operator,
    (id, person): (FilingId, PersonId),
    entered: &EnteredFiling,
) -> Submission {
    Submission {
        id,
        person,
        insured_at: entered.insured_at,
        destination: entered.destination,
        category: entered.category.clone(),
        starts_on: entered.starts_on,
        ends_on: None,
        channel: entered.channel,
        agent: Some(Agent {
            kind: AgentKind::Clerk,
            name: operator.name.clone(),
            account: operator.id.clone(),
            consented: true,
        }),
        contact: entered.contact.clone(),
        pledged: entered.pledged,
        prevented_by: None,
        evidence: evidence(operator, &entered.seen),
        option: None,
        months_away: entered.months_away,
        posted: None,
        register: None,
        past_stay: None,
        replaces: false,
    }
}

/// A consent that both give at the counter: whoever is to act was identified too, and is neither
/// the clerk nor of the clerk's family.
pub fn consent_at_counter(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (presence, helper, relation): (&PersonPresent, &Claimed, Relation),
) -> Result<(), DeskError> {
    seen_at_counter(desk, operator, &presence.person)?;
    let helper = find_claimed(desk, helper)?;
    if is_own(desk, operator, &helper)? {
        return Err(CaseError::OwnCase.into());
    }
    let asked = ConsentAsked {
        person: presence.person.clone(),
        helper,
        relation,
        until: None,
        way: ConsentWay::Counter,
    };
    give_consent(desk, (&asked, &operator.id)).map(drop)
}

/// A code for somebody at the counter. Told once, and never silently.
pub fn give_code_at_counter(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    presence: &PersonPresent,
) -> Result<String, DeskError> {
    seen_at_counter(desk, operator, &presence.person)?;
    may_give_code(desk, (operator, &presence.person))?;
    code_from_counter(desk, (operator, &presence.person))
}

/// How the reference of a paper begins that a clerk saw.
pub const SEEN: &str = "seen by ";

/// Papers that a clerk saw are kept nowhere; what is kept is who saw them.
fn evidence(operator: &Operator, seen: &[String]) -> Vec<Evidence> {
    let one = |kind: &String| Evidence {
        kind: kind.clone(),
        reference: format!("{SEEN}{}", operator.id),
        until: None,
    };
    seen.iter().map(one).collect()
}
