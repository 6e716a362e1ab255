//! What a person is entitled to at a facility on a day, fund by fund, with the reason: asked before
//! the visit, so that «no filing on record» is heard while it can still be mended.

use domain::facility::Care;
use domain::facts::{DESIGNATED, Situated};
use domain::footing::FootingDecision;
use domain::ids::{FacilityCode, PersonId};
use domain::person::{Person, Scheme};
use domain::plan::{self, Plan, Room};
use domain::policy::Pack;
use domain::shares::Payer;
use domain::situation::{Situation, YearToDate};
use domain::text::Sep;
use domain::{Bilingual, Money, Region, say};
use jiff::civil::Date;
use store::settlements::{self, YearKey};
use store::visits::VisitFlags;
use store::{designations, enrolments, filings, people};

use crate::rules::{self, OnRecord};
use crate::stays::Following;
use crate::visit::{OpenVisit, choose};
use crate::{Desk, DeskError, standing};

/// The question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntitlementQuestion {
    /// The person.
    pub person: PersonId,
    /// The facility.
    pub facility: FacilityCode,
    /// Kind of care.
    pub care: Care,
    /// The scheme, when named.
    pub scheme: Option<Scheme>,
    /// The insured place, when named.
    pub insured_at: Option<Region>,
    /// The day.
    pub day: Date,
    /// Circumstances.
    pub flags: VisitFlags,
    /// The disease the visit is for, when named.
    pub disease: Option<String>,
}

/// The answer for one fund, or for the personal account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entitlement {
    /// Whose money.
    pub payer: Payer,
    /// Whether it pays.
    pub entitled: bool,
    /// Why, or why not.
    pub reason: Bilingual,
}

/// Answers for every fund. A person who is not entitled gets an answer, not an error; an error
/// means that the question cannot be answered.
pub fn check_entitlement(
    desk: &mut Desk<'_, '_>,
    asked: &EntitlementQuestion,
) -> Result<Vec<Entitlement>, DeskError> {
    let person = people::find(desk.tx, &asked.person)?.ok_or(DeskError::UnknownPerson)?;
    match entitled(desk, &person, asked) {
        Ok(answers) => Ok(answers),
        Err(why) if is_an_answer(&why) => Ok(vec![Entitlement {
            payer: Payer::PooledFund,
            entitled: false,
            reason: why.message(),
        }]),
        Err(why) => Err(why),
    }
}

/// Refusals that are about the person's entitlement rather than about the question.
fn is_an_answer(error: &DeskError) -> bool {
    matches!(
        error,
        DeskError::NotEntitled(_)
            | DeskError::NotEnrolled { .. }
            | DeskError::NotNetworked { .. }
            | DeskError::NoPolicy { .. }
            | DeskError::NotDirect { .. }
            | DeskError::RuleNotKnown { .. }
            | DeskError::NoRule { .. }
            | DeskError::ThirdParty
    )
}

fn entitled(
    desk: &mut Desk<'_, '_>,
    person: &Person,
    asked: &EntitlementQuestion,
) -> Result<Vec<Entitlement>, DeskError> {
    let facility = desk.reference.facility(&asked.facility)?;
    let enrolments = enrolments::on_day(desk.tx, &person.id, asked.day)?;
    let enrolment = choose(&enrolments, &as_visit(asked))?;
    standing::networked(facility, asked.care, asked.day)?;
    if asked.flags.third_party {
        return Err(DeskError::ThirdParty);
    }
    let pack = rules::pack(desk, enrolment, asked.day)?;
    let year = pack
        .benefit_year(asked.day)
        .map(|year| year.label())
        .unwrap_or_default();
    let key = YearKey {
        person: &person.id,
        insured_at: enrolment.insured_at,
        scheme: enrolment.scheme,
        year: &year,
    };
    let used = settlements::year_to_date(desk.tx, key)?;
    let admission = match asked.care {
        Care::Inpatient => used.admissions.saturating_add(1),
        Care::Outpatient | Care::Chronic | Care::Pharmacy => 1,
    };
    let facts = OnRecord {
        person,
        enrolment,
        facility,
        care: asked.care,
        day: asked.day,
        admitted_on: None,
        settled_on: desk.today(),
        flags: asked.flags,
        admission,
        unfiled_before: used.unfiled_stays,
        // What a stay follows is known once there is one.
        following: Following::default(),
        diagnoses: asked.disease.iter().cloned().collect(),
        designated: designations::holds(desk.tx, &person.id, (&facility.code, asked.day))?,
    };
    let filings = filings::in_force(desk.tx, &person.id)?;
    let Situated { situation, footing } = rules::situate(desk, &facts, &pack, &filings)?;
    let plan = plan::fold(&pack, &situation, None).and_then(|plan| plan.answers().map(|()| plan));
    let plan = plan.map_err(|refusal| DeskError::refused(refusal, &footing))?;
    let told = Told {
        pack: &pack,
        situation: &situation,
        plan: &plan,
        used: &used,
        account: enrolment.account,
    };
    Ok(told.answers(&footing))
}

/// What a settlement would be computed from, to say of each fund whether it would pay.
struct Told<'a> {
    pack: &'a Pack,
    situation: &'a Situation,
    plan: &'a Plan,
    used: &'a YearToDate,
    account: Money,
}

impl Told<'_> {
    fn answers(&self, footing: &FootingDecision) -> Vec<Entitlement> {
        let layers = self.plan.layers.iter();
        let mut payers: Vec<Payer> = layers.map(|layer| layer.payer).collect();
        payers.push(Payer::Account);
        payers.sort();
        payers.dedup();
        let answer = |payer| {
            let why_not = self.why_not(payer);
            let reason = [Some(footing.reason.clone()), why_not.clone()];
            Entitlement {
                payer,
                entitled: why_not.is_none(),
                reason: Bilingual::join(reason.into_iter().flatten(), Sep::Semicolon),
            }
        };
        payers.into_iter().map(answer).collect()
    }

    /// Why the fund would pay nothing of any bill, if it would not.
    fn why_not(&self, payer: Payer) -> Option<Bilingual> {
        if payer == Payer::Account {
            return self
                .account
                .is_zero()
                .then(|| say!("个人账户没有余额", "the personal account holds nothing"));
        }
        if !self.plan.pays(payer) {
            return Some(match self.pays_where_chosen(payer) {
                true => say!(
                    "此人没有选定这家机构：先选定，选定后就医才支付",
                    "this facility was not chosen for the person: it pays once it is chosen first"
                ),
                false => say!(
                    "按参保地规定，这种情形不支付",
                    "by the rules of the insured place it pays nothing in this situation"
                ),
            });
        }
        match self.plan.room(payer, self.used) {
            Room::Left(Money::ZERO) => Some(say!(
                "本年度限额已用完",
                "the ceiling of the year is used up"
            )),
            Room::Left(_) | Room::NoLimit | Room::NotKnown => None,
        }
    }

    /// Whether the fund would pay if the person had chosen the facility.
    fn pays_where_chosen(&self, payer: Payer) -> bool {
        let mut chosen = self.situation.clone();
        chosen.traits.insert(DESIGNATED.to_owned())
            && plan::fold(self.pack, &chosen, None).is_ok_and(|plan| plan.pays(payer))
    }
}

fn as_visit(asked: &EntitlementQuestion) -> OpenVisit {
    OpenVisit {
        person: asked.person.clone(),
        facility_number: String::new(),
        care: asked.care,
        scheme: asked.scheme,
        insured_at: asked.insured_at,
        from: asked.day,
        flags: asked.flags,
        findings: None,
    }
}
