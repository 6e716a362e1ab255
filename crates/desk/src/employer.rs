//! An employer files for the staff it posts elsewhere (R16): for one or for a whole list, looked at
//! before anything is filed. It sees who works for it and how their postings stand, and nothing
//! else: no other filing, no bill, no diagnosis. Somebody it does not employ is nobody, in the same
//! words.

use domain::Bilingual;
use domain::Region;
use domain::employer::Employer;
use domain::filing::{
    Agent, AgentKind, Applied, Channel, Contact, Filing, FilingReason, Submission,
};
use domain::ids::{EmployerNumber, PersonId};
use domain::person::Person;
use jiff::civil::Date;
use store::operators::Operator;
use store::staff::Unit;
use store::{employers, enrolments, filings, people, sha256_hex};

use crate::accounts::{Claimed, find_claimed, in_unit};
use crate::looked::{ReadNote, note_read};
use crate::{Desk, DeskError};

/// Somebody who works for the employer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffMember {
    /// Who; pages mask the name.
    pub person: Person,
    /// The postings the employer filed for, newest first.
    pub postings: Vec<Filing>,
}

/// A posting as a form or a row of a list states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    /// Who.
    pub who: Claimed,
    /// Where to.
    pub destination: Region,
    /// From when on.
    pub starts_on: Date,
    /// Telephone of the person.
    pub phone: String,
    /// Address there.
    pub address: String,
    /// For how many months, where that is said.
    pub months: Option<u8>,
}

/// The employer an operator works for.
pub fn employer_of(desk: &mut Desk<'_, '_>, operator: &Operator) -> Result<Employer, DeskError> {
    let Unit::Employer(number) = &operator.unit else {
        return Err(DeskError::UnknownPerson);
    };
    let number: EmployerNumber = number.parse().map_err(|_| DeskError::UnknownPerson)?;
    employers::find(desk.tx, &number)?.ok_or(DeskError::UnknownPerson)
}

/// A page of those who work for the employer today, after one of them.
pub fn staff_of(
    desk: &mut Desk<'_, '_>,
    employer: &Employer,
    (after, count): (&str, u32),
) -> Result<(Vec<StaffMember>, Option<PersonId>), DeskError> {
    let today = desk.today();
    let found = employers::staff_after(desk.tx, &employer.number, (after, count))?;
    let is_last = found.len() < usize::try_from(count).unwrap_or(usize::MAX);
    let next = found.last().cloned().filter(|_| !is_last);
    let mut staff = Vec::with_capacity(found.len());
    for id in found {
        let jobs = employers::of_person(desk.tx, &id)?;
        if !jobs.iter().any(|job| job.holds(&employer.number, today)) {
            continue;
        }
        let Some(person) = people::find(desk.tx, &id)? else {
            continue;
        };
        let mut postings = crate::filings(desk, &id)?;
        postings.retain(is_posting);
        postings.reverse();
        staff.push(StaffMember { person, postings });
    }
    Ok((staff, next))
}

/// Whether an employer filed it for staff it posts.
fn is_posting(filing: &Filing) -> bool {
    let agent = filing.request.agent.as_ref();
    filing.reason == FilingReason::PostedWorker
        && agent.is_some_and(|agent| agent.kind == AgentKind::Employer)
}

/// What would become of a posting if it were filed now, or why it cannot be. Nothing is written.
pub fn look_ahead(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    posting: &Posting,
) -> Result<(Person, Filing), DeskError> {
    let (person, request) = request(desk, operator, posting)?;
    if let Some(filing) = filings::find(desk.tx, &person.id, &request.id)? {
        return Ok((person, filing));
    }
    let applied = crate::filing::would_become(desk, &request)?;
    Ok((person, applied.filing))
}

/// Files a posting. The same again is the same filing.
pub fn file_posting(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    posting: &Posting,
) -> Result<Applied, DeskError> {
    let (person, request) = request(desk, operator, posting)?;
    let read = ReadNote {
        person: &person.id,
        object: "",
        reason: "employer",
    };
    note_read(desk, operator, read)?;
    if let Some(filing) = filings::find(desk.tx, &person.id, &request.id)? {
        return Ok(Applied {
            filing,
            superseded: vec![],
            notices: vec![],
        });
    }
    crate::file(desk, &operator.id, &request)
}

/// The person, who has to work for the employer today, and the filing. Its number comes of what it
/// says, so that a list that is sent again files nothing twice.
fn request(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    posting: &Posting,
) -> Result<(Person, Submission), DeskError> {
    let employer = employer_of(desk, operator)?;
    let id = find_claimed(desk, &posting.who)?;
    in_unit(desk, operator, &id)?;
    let today = desk.today();
    let person = people::find(desk.tx, &id)?.ok_or(DeskError::UnknownPerson)?;
    let insured = enrolments::on_day(desk.tx, &id, today)?;
    let at = insured.iter().map(|one| one.insured_at);
    let mut own = at.clone().filter(|at| *at == employer.region.pooling());
    let insured_at = own.next().or(at.clone().next());
    let insured_at = insured_at.unwrap_or(employer.region.pooling());
    let said = format!(
        "{}|{id}|{}|{}",
        employer.number, posting.destination, posting.starts_on
    );
    let number = sha256_hex(&[b"posting", said.as_bytes()]);
    let number = u64::from_str_radix(&number[..15], 16).unwrap_or_default();
    let day = posting.starts_on.strftime("%y%m%d");
    let number = format!("B{insured_at}{day}{:016}", number % 10_000_000_000_000_000);
    let request = Submission {
        id: number.parse().map_err(|_| DeskError::UnknownPerson)?,
        person: id,
        insured_at,
        destination: posting.destination.pooling(),
        category: FilingReason::PostedWorker.word().to_owned(),
        starts_on: posting.starts_on,
        ends_on: None,
        channel: Channel::EmployerService,
        agent: Some(Agent {
            kind: AgentKind::Employer,
            name: employer.name,
            account: operator.id.clone(),
            consented: true,
        }),
        contact: Contact {
            name: person.name.clone(),
            phone: posting.phone.clone(),
            address: posting.address.clone(),
        },
        pledged: true,
        prevented_by: None,
        evidence: vec![],
        option: None,
        months_away: posting.months,
        posted: Some(true),
        register: None,
        past_stay: None,
        replaces: false,
    };
    Ok((person, request))
}

/// Why a posting cannot be filed, and what to do, for the row of a list.
pub fn what_is_wrong(error: &DeskError) -> (Bilingual, Bilingual) {
    match error {
        DeskError::UnknownPerson => (
            Bilingual::new("不在本单位的在职名单里", "not among those who work here"),
            Bilingual::new(
                "核对姓名和证件号码；刚入职的等参保登记更新",
                "check name and number; newcomers wait for the register",
            ),
        ),
        DeskError::FilingRefused(refused) => (
            refused.says(),
            Bilingual::new("按左边说的改这一行", "mend the row as it says"),
        ),
        other => (other.message(), other.next()),
    }
}
