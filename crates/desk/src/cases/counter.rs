//! The counter: somebody is found by the papers they show, and a clerk files for who has no
//! telephone. The rules are those of every channel.

use domain::Region;
use domain::filing::{Agent, AgentKind, Applied, Channel, Contact, Evidence, Submission};
use domain::ids::PersonId;
use jiff::civil::Date;
use store::filings;
use store::operators::Operator;

use super::{CaseError, is_own};
use crate::accounts::{Claimed, find_claimed, in_unit};
use crate::looked::{ReadNote, note_read};
use crate::{Desk, DeskError, Identified, Voucher};

/// A filing as a clerk enters it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnteredFiling {
    /// For whom.
    pub person: PersonId,
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
    /// A number of the form's own, so that sending it again is the same filing.
    pub form: String,
}

/// Finds somebody of the unit by name and number, both, and notes it.
pub fn found_at_counter(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    claimed: &Claimed,
) -> Result<Identified, DeskError> {
    let person = find_claimed(desk, claimed)?;
    seen_at_counter(desk, operator, &person)
}

/// Somebody of the unit who is not the operator or of its family, and that the operator looked.
pub fn seen_at_counter(
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

/// Files for somebody at the counter, on the telephone or by fax. Sent again it is the same filing.
pub fn submit_at_counter(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    entered: &EnteredFiling,
) -> Result<Applied, DeskError> {
    let found = seen_at_counter(desk, operator, &entered.person)?;
    let counter = [Channel::Counter, Channel::Phone, Channel::Fax];
    if !counter.contains(&entered.channel) || !operator.unit.holds_region(entered.insured_at) {
        return Err(DeskError::UnknownPerson);
    }
    let digits: String = entered.form.chars().filter(char::is_ascii_digit).collect();
    let id = format!(
        "B{}{}{digits:0>16}",
        entered.insured_at,
        desk.today().strftime("%y%m%d")
    );
    let id = id.parse().map_err(|_| DeskError::UnknownPerson)?;
    let request = Submission {
        id,
        person: found.person.id,
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
    };
    if let Some(filing) = filings::find(desk.tx, &request.person, &request.id)? {
        return Ok(Applied {
            filing,
            superseded: vec![],
            notices: vec![],
        });
    }
    crate::file(desk, &operator.id, &request)
}

/// Papers that a clerk saw are kept nowhere; what is kept is who saw them.
fn evidence(operator: &Operator, seen: &[String]) -> Vec<Evidence> {
    let one = |kind: &String| Evidence {
        kind: kind.clone(),
        reference: format!("seen by {}", operator.id),
        until: None,
    };
    seen.iter().map(one).collect()
}
