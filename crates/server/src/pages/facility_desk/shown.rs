//! What the desk shows: records as rows, a person with what can be done.

use desk::designation::ChoiceError;
use desk::hospital::{self, KeptRecord, RecordsHere, diseases_to_recognise};
use desk::operators::Operator;
use desk::{ChoiceMadeBefore, ChoiceWeighed, ChooseFacility, Desk, DeskError, Identified};
use domain::Bilingual;
use domain::calendar::today_in_china;
use domain::facility::FacilityKind;
use domain::hospital_record::{HospitalRecord, RecordStanding};
use domain::ids::{FacilityCode, MessageId, PersonId};
use domain::procedures::ChoiceChannel;
use domain::region_names::{self, label};
use domain::text::Named;
use jiff::civil::Date;

use crate::App;
use crate::pages::at_facility::insurance;
use crate::pages::given::FormValues;
use crate::pages::hospital_records::{InALine, days};
use crate::problem::in_a_sentence;
use crate::web::clerk::OfferedChoice;
use crate::web::facility_desk::{ChoiceAhead, FacilityPersonPage, RecordRow};

pub(super) mod outcome;

/// Somebody at the desk with what is on record of them here, and what choosing would come to.
pub(super) struct SeenHere {
    number: MessageId,
    facility: FacilityCode,
    seen: Identified,
    records: RecordsHere,
    weighed: Result<ChoiceWeighed, DeskError>,
}

/// Reads somebody the facility has seen.
pub(super) fn found(
    desk: &mut Desk<'_, '_>,
    (operator, number): (&Operator, &MessageId),
    person: &PersonId,
) -> Result<SeenHere, DeskError> {
    let seen = hospital::seen_at_desk(desk, (operator, number), person)?;
    let facility = hospital::own_facility(operator)?.clone();
    let asked = ChooseFacility {
        person: person.clone(),
        number: number.clone(),
        facility: facility.clone(),
        insured_by: None,
        instead_of: None,
        reason: None,
        channel: ChoiceChannel::Institution,
    };
    Ok(SeenHere {
        records: hospital::records_here(desk, (operator, number), person)?,
        weighed: desk::weigh_choice(desk, &asked),
        number: number.clone(),
        facility,
        seen,
    })
}

fn record_row<R: HospitalRecord + InALine>(kept: &KeptRecord<R>, today: Date) -> RecordRow {
    let record = &kept.record;
    let standing = record.standing(today);
    let may = matches!(standing, RecordStanding::Ahead | RecordStanding::Holds);
    RecordRow {
        who: None,
        kind: R::KIND.word(),
        number: record.number().to_string(),
        what: record.told(),
        days: days(record),
        state: standing.name(),
        withdraw: may.then(|| record.person().to_string()),
    }
}

/// A record of late with whose it is.
pub(super) fn day_row<R: HospitalRecord + InALine>(
    (kept, name): &(KeptRecord<R>, String),
    today: Date,
) -> RecordRow {
    RecordRow {
        who: Some((kept.record.person().to_string(), name.clone())),
        ..record_row(kept, today)
    }
}

/// A choice of late.
pub(super) fn choice_row((person, name): (&PersonId, &str), made: &ChoiceMadeBefore) -> RecordRow {
    let from = made.from;
    RecordRow {
        who: Some((person.to_string(), name.to_owned())),
        what: label(made.insured_at),
        days: domain::say!("{from} 起", "from {from}"),
        state: Bilingual::new(
            today_in_china(made.made_at).to_string(),
            today_in_china(made.made_at).to_string(),
        ),
        ..RecordRow::default()
    }
}

/// A person as the page shows them, with what was typed before.
pub(super) fn person_page(app: &App, shown: SeenHere, typed: &FormValues) -> FacilityPersonPage {
    let (reference, today) = (app.reference(), app.today());
    let SeenHere { seen, records, .. } = &shown;
    let here = reference.facility(&shown.facility).ok();
    let place = typed.get("to_place");
    let places = region_names::pooling_regions()
        .filter(|row| !row.region.is_outside_the_scheme())
        .map(|row| {
            let code = row.region.to_string();
            let is_chosen = place == Some(code.as_str());
            (code, label(row.region), is_chosen)
        });
    let mut diseases: Vec<OfferedChoice> = Vec::new();
    for one in &seen.enrolments {
        for (name, title) in diseases_to_recognise(&reference, (one, today)) {
            let value = format!("{name}|{}", title.zh);
            let is_chosen = typed.get("disease") == Some(value.as_str());
            if diseases.iter().all(|(known, ..)| *known != value) {
                diseases.push((value, title, is_chosen));
            }
        }
    }
    let number = seen.person.certificates().next();
    let referrals = records.referrals.iter().map(|kept| record_row(kept, today));
    let recognitions = records
        .recognitions
        .iter()
        .map(|kept| record_row(kept, today));
    FacilityPersonPage {
        is_pharmacy: here.is_some_and(|one| one.kind == FacilityKind::Pharmacy),
        facility: here.map_or_else(|| shown.facility.to_string(), |one| one.name.clone()),
        id: seen.person.id.to_string(),
        name: seen.person.name.clone(),
        number: number.map_or_else(String::new, |it| it.masked()),
        insured: seen.enrolments.iter().map(insurance).collect(),
        places: places.collect(),
        diseases,
        choice: ahead(app, &shown.weighed),
        records: referrals.chain(recognitions).collect(),
        form: shown.number.to_string(),
        today: today.to_string(),
        typed: typed
            .names()
            .map(|name| (name.to_owned(), typed.text(name)))
            .collect(),
        open: "",
        done: None,
        wrong: None,
    }
}

/// What choosing would come to, or what stands in its way.
fn ahead(app: &App, weighed: &Result<ChoiceWeighed, DeskError>) -> ChoiceAhead {
    let error = match weighed {
        Ok(weighed) => {
            let from = weighed.from;
            let says = &weighed.says;
            return ChoiceAhead {
                says: domain::say!(
                    "选定后 {from} 起生效。{says}",
                    "Once chosen it holds from {from}. {says}";
                    says = says.clone()
                ),
                may: true,
                ..ChoiceAhead::default()
            };
        }
        Err(error) => error,
    };
    let reference = app.reference();
    let named = |code: &FacilityCode| {
        let known = reference.facility(code);
        known.map_or_else(|_| code.to_string(), |facility| facility.name.clone())
    };
    let full = match error {
        DeskError::Choice(ChoiceError::ChoicesFull { held, .. }) => held.as_slice(),
        _ => &[],
    };
    let reasons = domain::procedures::ChangeReason::ALL.iter();
    let reasons = reasons.map(|one| (one.word().to_owned(), one.name(), false));
    ChoiceAhead {
        says: in_a_sentence(error),
        may: !full.is_empty(),
        instead_of: full
            .iter()
            .map(|code| (code.to_string(), named(code)))
            .collect(),
        reasons: match full.is_empty() {
            true => vec![],
            false => reasons.collect(),
        },
    }
}
