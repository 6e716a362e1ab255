//! A hospital refers somebody. Its record is what a referral filing rests on; where the hospital
//! was given whom to reach, it files for the person in the same breath (R30).

use domain::calendar::{Period, days_after, months_after};
use domain::filing::{Agent, AgentKind, Channel, Contact, Filing, FilingReason, Submission};
use domain::hospital_record::{NamedCode, RecordingDoctor, Referral};
use domain::ids::{FacilityCode, PersonId};
use domain::notices::NoticeTopic;
use domain::procedures::{Category, RowInFile, Validity};
use domain::region::Distance;
use domain::{Bilingual, Region, region_names, say};
use jiff::civil::Date;
use store::enrolments;
use store::hospital_records::{self, KeptRecord};

use super::told::{HospitalTold, tell};
use super::{
    HospitalRecordError, actor, again, check_doctor, filled, hospital, new_number, period,
};
use crate::identify::refuse_strangers;
use crate::{Caller, Desk, DeskError};

/// Months a referral holds where the insured place says nothing: the least that a temporary filing
/// is good for (N1).
const MONTHS_USUAL: u16 = 6;

/// A referral as a hospital states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordReferral {
    /// Whom.
    pub person: PersonId,
    /// The hospital that takes the patient.
    pub to_facility: Option<FacilityCode>,
    /// What it is called.
    pub to_name: String,
    /// Where it lies.
    pub to_place: Region,
    /// How far away, where that was said.
    pub distance: Option<Distance>,
    /// The diagnosis.
    pub diagnosis: NamedCode,
    /// How the patient is.
    pub condition: String,
    /// Why.
    pub reason: String,
    /// What the hospital thinks of it.
    pub opinion: String,
    /// The doctor, where one was named.
    pub doctor: Option<RecordingDoctor>,
    /// The day on which it was decided.
    pub referred_on: Date,
    /// The first day; that one if none.
    pub from: Option<Date>,
    /// The last day; as long as the insured place lets a referral last if none.
    pub through: Option<Date>,
    /// Whom to reach, where the hospital files for the person, who agreed.
    pub files: Option<Contact>,
}

/// A referral that was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferralRecorded {
    /// The record.
    pub kept: KeptRecord<Referral>,
    /// The filing that the hospital made of it.
    pub filing: Option<Filing>,
    /// Why it made none, though it was asked to.
    pub not_filed: Option<Bilingual>,
}

/// Records a referral; the same number again is the same referral.
pub fn record_referral(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    asked: &RecordReferral,
) -> Result<ReferralRecorded, DeskError> {
    let turn = desk.tx.lock_person(&asked.person)?;
    let mut record = built(desk, caller, asked)?;
    let before = hospital_records::of_person::<Referral>(desk.tx, &asked.person)?;
    let same = |one: &&KeptRecord<Referral>| {
        one.request == caller.message && one.record.from == caller.facility
    };
    if let Some(same) = before.iter().find(same).cloned() {
        record.number = same.record.number.clone();
        record.filing = same.record.filing.clone();
        record.recorded_by = same.record.recorded_by.clone();
        record.withdrawn = same.record.withdrawn.clone();
        return Ok(ReferralRecorded {
            filing: filed(desk, &same.record)?,
            kept: again(caller, (same, record))?,
            not_filed: None,
        });
    }
    refuse_strangers(desk, &caller.facility, &asked.person)?;
    refuse_twice(&before, &record)?;
    let mut kept = KeptRecord {
        record,
        turn,
        request: caller.message.clone(),
        recorded_at: desk.now,
    };
    hospital_records::put(desk.tx, desk.random, &kept)?;
    let told = HospitalTold::of(&kept.record, kept.record.period.from);
    note(desk, caller, &kept.record)?;
    tell(desk, (turn, 1), (NoticeTopic::ReferralRecorded, &told))?;
    let outcome = asked
        .files
        .as_ref()
        .map(|contact| files(desk, caller, (&kept.record, contact)));
    let (filing, not_filed) = match outcome.transpose()? {
        None => (None, None),
        Some(Ok(filing)) => (Some(filing), None),
        Some(Err(why)) => (None, Some(why)),
    };
    if let Some(filing) = &filing {
        kept.record.filing = Some(filing.id().clone());
        hospital_records::put(desk.tx, desk.random, &kept)?;
    }
    Ok(ReferralRecorded {
        kept,
        filing,
        not_filed,
    })
}

/// Refuses a referral of the same hospital to the same one on days on which one holds. What other
/// hospitals recorded is theirs.
fn refuse_twice(before: &[KeptRecord<Referral>], new: &Referral) -> Result<(), DeskError> {
    let is_same = |held: &Referral| {
        let target = match (&held.to_facility, &new.to_facility) {
            (Some(held), Some(new)) => held == new,
            _ => held.to_name == new.to_name,
        };
        held.withdrawn.is_none()
            && held.from == new.from
            && held.to_place == new.to_place
            && target
            && held.period.overlaps(&new.period)
    };
    let mut before = before.iter().map(|kept| &kept.record);
    match before.find(|held| is_same(held)) {
        None => Ok(()),
        Some(held) => Err(HospitalRecordError::AlreadyReferred {
            record: held.number.clone(),
            from: held.period.from,
            through: held.period.until.map(|until| days_after(until, -1)),
        }
        .into()),
    }
}

fn note(desk: &mut Desk<'_, '_>, caller: &Caller, record: &Referral) -> Result<(), DeskError> {
    let by = actor(caller);
    let about = (record.number.as_str(), "");
    Ok(desk.note(record.person.as_str(), (&by, "record-referral"), about)?)
}

fn filed(desk: &mut Desk<'_, '_>, record: &Referral) -> Result<Option<Filing>, DeskError> {
    match &record.filing {
        None => Ok(None),
        Some(id) => Ok(store::filings::find(desk.tx, &record.person, id)?),
    }
}

/// What is asked as a record, once it is in order.
fn built(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    asked: &RecordReferral,
) -> Result<Referral, DeskError> {
    let own = hospital(desk, caller)?;
    let texts = [
        ("diagnosis", &asked.diagnosis.code),
        ("diagnosis", &asked.diagnosis.name),
        ("to_name", &asked.to_name),
        ("reason", &asked.reason),
        ("opinion", &asked.opinion),
    ];
    for (field, text) in texts {
        filled(field, text)?;
    }
    desk.not_ahead(
        say!("转诊日期", "the day of the referral"),
        asked.referred_on,
    )?;
    if let Some(doctor) = &asked.doctor {
        check_doctor(desk, caller, (doctor, asked.referred_on))?;
    }
    let to_place = place(desk, caller, asked)?;
    let distance = own.region.pooling().distance_to(to_place);
    if asked.distance.is_some_and(|stated| stated != distance) {
        return Err(DeskError::Field {
            field: "distance",
            rule: say!("与转往的地方不符", "it does not fit the place"),
        });
    }
    let from = asked.from.unwrap_or(asked.referred_on);
    let mut days = period(from, asked.through)?;
    if days.until.is_none() {
        let months = months_valid(desk, asked)?;
        days = Period {
            from,
            until: Some(months_after(from, months)),
        };
    }
    Ok(Referral {
        number: new_number(desk, 'R', own),
        person: asked.person.clone(),
        from: caller.facility.clone(),
        to_place,
        to_facility: asked.to_facility.clone(),
        to_name: asked.to_name.trim().to_owned(),
        distance,
        diagnosis: asked.diagnosis.clone(),
        condition: asked.condition.trim().to_owned(),
        reason: asked.reason.trim().to_owned(),
        opinion: asked.opinion.trim().to_owned(),
        doctor: asked.doctor.clone(),
        referred_on: asked.referred_on,
        period: days,
        filing: None,
        recorded_by: actor(caller),
        withdrawn: None,
    })
}

/// The pooling region somebody is sent to: that of the hospital there, where it is on record.
fn place(
    desk: &Desk<'_, '_>,
    caller: &Caller,
    asked: &RecordReferral,
) -> Result<Region, DeskError> {
    let stated = asked.to_place.pooling();
    let wrong = |field, rule| Err(DeskError::Field { field, rule });
    if asked.to_facility.as_ref() == Some(&caller.facility) {
        return wrong(
            "to_facility",
            say!("不能转往本院", "nobody is referred to where they are"),
        );
    }
    let there = asked.to_facility.as_ref();
    let there = there.and_then(|code| desk.reference().facility(code).ok());
    if there.is_some_and(|there| there.region.pooling() != stated) {
        return wrong(
            "to_place",
            say!("转往的医院不在这个地方", "the hospital lies elsewhere"),
        );
    }
    let mut known = region_names::pooling_regions();
    match known.any(|row| row.region == stated) && !stated.is_outside_the_scheme() {
        true => Ok(stated),
        false => wrong(
            "to_place",
            say!("写统筹区，比如 510100", "a pooling region, such as 510100"),
        ),
    }
}

/// The category of referrals that the person's insured place has today, with that place.
fn category<'d>(
    desk: &mut Desk<'d, '_>,
    (person, day): (&PersonId, Date),
) -> Result<Option<(Region, RowInFile<'d, Category>)>, DeskError> {
    let (reference, today) = (desk.reference(), desk.today());
    let mut insured = enrolments::on_day(desk.tx, person, day)?;
    insured.sort_by_key(|one| one.check_entitled(day).is_err());
    let found = insured.iter().find_map(|one| {
        let rules = reference.library.procedures(one.insured_at);
        let open = rules.categories_on(today).into_iter();
        let mut of_referrals = open.filter(|row| row.reason == FilingReason::Referral);
        of_referrals.next().map(|row| (one.insured_at, row))
    });
    Ok(found)
}

/// How long a referral holds, which is as long as its filing.
fn months_valid(desk: &mut Desk<'_, '_>, asked: &RecordReferral) -> Result<u16, DeskError> {
    let found = category(desk, (&asked.person, asked.referred_on))?;
    Ok(match found.map(|(_, row)| row.validity) {
        Some(Validity::Months(months)) => months,
        _ => MONTHS_USUAL,
    })
}

/// Files for the person by the hospital, or says why the rules do not take it. What is recorded
/// stays recorded either way.
fn files(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    (record, contact): (&Referral, &Contact),
) -> Result<Result<Filing, Bilingual>, DeskError> {
    let found = category(desk, (&record.person, record.period.from))?;
    let Some((insured_at, row)) = found else {
        let why = say!(
            "参保地没有转诊备案这一类",
            "the insured place has no filing for referrals"
        );
        return Ok(Err(why));
    };
    let id = crate::filing::new_filing_id(desk, insured_at);
    let hospital = desk.reference().facility(&record.from)?;
    let today = desk.today();
    let request = Submission {
        replaces: false,
        id,
        person: record.person.clone(),
        insured_at,
        destination: record.to_place,
        category: row.id.clone(),
        starts_on: record.period.from.max(today),
        ends_on: record.period.until,
        channel: Channel::Hospital,
        agent: Some(Agent {
            kind: AgentKind::Hospital,
            name: hospital.name.clone(),
            account: actor(caller),
            consented: true,
        }),
        contact: contact.clone(),
        pledged: false,
        prevented_by: None,
        evidence: vec![],
        option: None,
        months_away: None,
        posted: None,
        register: None,
        past_stay: None,
    };
    match crate::filing::would_become(desk, &request) {
        Ok(_) => {}
        Err(DeskError::FilingRefused(refused)) => return Ok(Err(refused.says())),
        Err(other) => return Err(other),
    }
    let by = actor(caller);
    Ok(Ok(crate::filing::file(desk, &by, &request)?.filing))
}
