//! What the desk says before care, so that nobody hears only at the till that something is not
//! paid: for each insurance and each kind of care the facility settles, whether the funds pay and
//! why, whether the facility was chosen, which diseases are recognised.

use domain::Bilingual;
use domain::facility::{Care, Level};
use domain::ids::{MessageId, PersonId};
use domain::person::{Enrolment, Scheme};
use domain::region::Region;
use domain::shares::Payer;
use store::designations;
use store::operators::Operator;
use store::visits::VisitFlags;

use super::seen_at_desk;
use crate::entitlement::{Entitlement, EntitlementQuestion, check_entitlement};
use crate::{Desk, DeskError, Reference};

/// What one insurance pays of one kind of care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CareAhead {
    /// Kind of care.
    pub care: Care,
    /// Whether the pooled fund pays, and why.
    pub pooled: Entitlement,
    /// What else does not pay, and why.
    pub does_not: Vec<Entitlement>,
}

/// What is said of one insurance before care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaidBeforeCare {
    /// Where.
    pub insured_at: Region,
    /// Scheme.
    pub scheme: Scheme,
    /// Kinds of care the facility settles.
    pub care: Vec<CareAhead>,
    /// Diseases that are recognised, as the policy calls them; by code where it lists none.
    pub recognised: Vec<Bilingual>,
    /// Whether the insured place lists diseases that must be recognised first.
    pub asks_for_recognition: bool,
}

/// What is said before care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeforeCare {
    /// Settlement level of the facility today.
    pub level: Level,
    /// Whether the person chose it for outpatient care.
    pub is_chosen: bool,
    /// Each insurance.
    pub insured: Vec<SaidBeforeCare>,
}

/// What is said of somebody at the desk before they are treated. Asks today's rules, and writes
/// nothing.
pub fn before_care(
    desk: &mut Desk<'_, '_>,
    (operator, request): (&Operator, &MessageId),
    person: &PersonId,
) -> Result<BeforeCare, DeskError> {
    let seen = seen_at_desk(desk, (operator, request), person)?;
    let own = super::own_facility(operator)?;
    let (reference, today) = (desk.reference(), desk.today());
    let facility = reference.facility(own)?;
    let mut insured = Vec::with_capacity(seen.enrolments.len());
    for enrolment in &seen.enrolments {
        let mut care = Vec::new();
        let kinds = Care::ALL.iter().copied();
        for kind in kinds.filter(|kind| facility.is_networked(*kind, today)) {
            let asked = EntitlementQuestion {
                person: person.clone(),
                facility: own.clone(),
                care: kind,
                scheme: Some(enrolment.scheme),
                insured_at: Some(enrolment.insured_at),
                day: today,
                flags: VisitFlags::default(),
                disease: None,
            };
            care.extend(ahead(kind, check_entitlement(desk, &asked)?));
        }
        let (recognised, asks_for_recognition) = recognised(reference, (enrolment, today));
        insured.push(SaidBeforeCare {
            insured_at: enrolment.insured_at,
            scheme: enrolment.scheme,
            care,
            recognised,
            asks_for_recognition,
        });
    }
    Ok(BeforeCare {
        level: facility.level_on(today),
        is_chosen: designations::holds(desk.tx, person, (own, today))?,
        insured,
    })
}

fn ahead(care: Care, answers: Vec<Entitlement>) -> Option<CareAhead> {
    let pooled = answers.iter().find(|one| one.payer == Payer::PooledFund)?;
    let pooled = pooled.clone();
    let others = answers.into_iter();
    let does_not = others.filter(|one| one.payer != Payer::PooledFund && !one.entitled);
    Some(CareAhead {
        care,
        does_not: does_not.collect(),
        pooled,
    })
}

/// What is recognised, and whether anything has to be.
fn recognised(
    reference: &Reference,
    (enrolment, today): (&Enrolment, jiff::civil::Date),
) -> (Vec<Bilingual>, bool) {
    let pack = reference
        .library
        .pack(enrolment.insured_at, enrolment.scheme, today);
    let listed = pack.map(|pack| pack.diseases_to_recognise());
    let listed = listed.unwrap_or_default();
    let named = |known: &String| {
        let row = listed.iter().find(|row| row.is_known_as(known));
        row.map_or_else(
            || Bilingual::new(known.clone(), known.clone()),
            |row| row.title.clone(),
        )
    };
    let recognised = enrolment.recognised.iter().map(named).collect();
    (recognised, !listed.is_empty())
}
