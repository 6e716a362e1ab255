//! Choosing facilities for outpatient care (门诊定点): the one function every way of choosing calls,
//! be it the person's own page, a scanned code, the staff of a facility or a counter. What the
//! insured place asks is asked of [`domain::designation`]; here it meets the insurance, the filings
//! and what was chosen before. A choice that takes the place of another ends it; what was settled
//! for the days that are touched is gone through.

mod chooser;
mod error;
mod standing;
mod told;

use domain::basis::ShownBasis;
use domain::calendar::{Period, today_in_china};
use domain::designation::{
    ChoiceMade, Need, VisitAsked, changes_counted, may_choose, need, works_from,
};
use domain::facility::{Care, Facility};
use domain::footing::{self, Footing, FootingFacts};
use domain::ids::{FacilityCode, MessageId, PersonId};
use domain::person::{Enrolment, Person, Scheme};
use domain::procedures::{ChangeReason, ChoiceChannel, DesignationRow, Institution};
use domain::region_names::label;
use domain::situation::Route;
use domain::{Bilingual, Region};
use jiff::civil::Date;
use store::corrections::Correction;
use store::designations::{self, ChoiceMadeBefore, Designation};
use store::{enrolments, filings, people};

use self::chooser::{Chooser, held_at};
use crate::accounts::{self, AccountError, Unit};
use crate::e_voucher::identify_at;
use crate::operators::{Operator, Role};
use crate::register::{self, RegisterStatement};
use crate::shown::Voucher;
use crate::{Desk, DeskError, standing as at_desk};
pub use error::ChoiceError;

pub(crate) use standing::need_of;
pub use standing::{ChoiceNeed, ChoicesStanding, choices_standing};

/// A facility that is to be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChooseFacility {
    /// For whom.
    pub person: PersonId,
    /// The number of the choice; the same number again is the same choice.
    pub number: MessageId,
    /// Which facility.
    pub facility: FacilityCode,
    /// The insurance by whose rules, where the person has more than one.
    pub insured_by: Option<(Region, Scheme)>,
    /// The one given up for it.
    pub instead_of: Option<FacilityCode>,
    /// Why it is changed, where the rules ask for a reason.
    pub reason: Option<ChangeReason>,
    /// How it is chosen.
    pub channel: ChoiceChannel,
}

/// What a choice would come to, or came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceWeighed {
    /// The insurance by whose rules.
    pub insured_by: (Region, Scheme),
    /// What the rule is called.
    pub title: Bilingual,
    /// Its word.
    pub rule: String,
    /// From which day it holds.
    pub from: Date,
    /// Why from then, in a sentence.
    pub says: Bilingual,
    /// What it rests on.
    pub basis: Vec<ShownBasis>,
    /// What is given up for it, as it is on record until now.
    pub instead_of: Option<Designation>,
    /// How many more changes the rules allow afterwards; nothing where they say nothing.
    pub changes_left: Option<usize>,
}

/// A choice that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacilityChosen {
    /// What it came to.
    pub made: ChoiceMadeBefore,
    /// What was settled otherwise for the days it touches.
    pub corrections: Vec<Correction>,
}

/// Chooses a facility for outpatient care, by the rules of the insured place.
pub fn choose_facility(
    desk: &mut Desk<'_, '_>,
    by: &str,
    asked: &ChooseFacility,
) -> Result<FacilityChosen, DeskError> {
    desk.tx.lock_person(&asked.person)?;
    let before = designations::made_by(desk.tx, &asked.person)?;
    if let Some(same) = before.iter().find(|made| made.number == asked.number) {
        return again(asked, same);
    }
    let weighed = weigh_choice(desk, asked)?;
    let held = designations::of_person(desk.tx, &asked.person)?;
    let holds = held_after(held, asked, &weighed);
    let statement = RegisterStatement {
        by,
        number: asked.number.as_str(),
    };
    let mut made = None;
    let corrections = register::record_chosen(desk, statement, &asked.person, &holds, |desk| {
        let turn = desk.tx.turn_of(asked.person.as_str());
        let note = noted(
            desk,
            (by, asked, &weighed),
            turn.expect("the turn was taken"),
        );
        designations::note(desk.tx, &asked.person, &note)?;
        made = Some(note);
        Ok(())
    })?;
    let made = made.expect("it was noted above");
    told::tell(desk, (&asked.person, &made), (&weighed, corrections.len()))?;
    Ok(FacilityChosen { made, corrections })
}

/// Chooses for a person at a counter: a clerk for the people of its unit, the desk of a facility
/// for whoever shows their voucher there, and its own facility alone.
pub fn choose_as_staff(
    desk: &mut Desk<'_, '_>,
    (operator, asked): (&Operator, &ChooseFacility),
    shown: Option<&Voucher>,
) -> Result<FacilityChosen, DeskError> {
    let holds = |role| operator.roles.contains(&role);
    let (channel, is_open) = match &operator.unit {
        Unit::Facility(own) if holds(Role::FacilityDesk) => {
            (ChoiceChannel::Institution, *own == asked.facility)
        }
        _ => (ChoiceChannel::Counter, holds(Role::Clerk)),
    };
    if !is_open {
        return Err(AccountError::RoleNotHeld.into());
    }
    match (channel, shown) {
        (ChoiceChannel::Counter, _) => accounts::in_unit(desk, operator, &asked.person)?,
        (_, Some(shown))
            if identify_at(desk, &asked.facility, shown)?.person.id == asked.person => {}
        _ => return Err(DeskError::UnknownPerson),
    }
    let asked = ChooseFacility {
        channel,
        ..asked.clone()
    };
    choose_facility(desk, &operator.id, &asked)
}

/// The same number again: the same choice, or another one under a number that is taken.
fn again(asked: &ChooseFacility, same: &ChoiceMadeBefore) -> Result<FacilityChosen, DeskError> {
    if (&same.facility, &same.instead_of) == (&asked.facility, &asked.instead_of) {
        return Ok(FacilityChosen {
            made: same.clone(),
            corrections: vec![],
        });
    }
    Err(DeskError::KeyReused {
        message: asked.number.clone(),
        fields: vec!["facility".to_owned()],
    })
}

fn noted(
    desk: &Desk<'_, '_>,
    (by, asked, weighed): (&str, &ChooseFacility, &ChoiceWeighed),
    turn: i64,
) -> ChoiceMadeBefore {
    ChoiceMadeBefore {
        number: asked.number.clone(),
        turn,
        made_at: desk.now,
        insured_at: weighed.insured_by.0,
        scheme: weighed.insured_by.1,
        rule: weighed.rule.clone(),
        facility: asked.facility.clone(),
        instead_of: asked.instead_of.clone(),
        from: weighed.from,
        channel: asked.channel,
        made_by: by.to_owned(),
        reason: asked.reason,
    }
}

/// All choices as they are once this one is made. One that had not begun is as if it never was.
fn held_after(
    mut held: Vec<Designation>,
    asked: &ChooseFacility,
    weighed: &ChoiceWeighed,
) -> Vec<Designation> {
    if let Some(given_up) = &weighed.instead_of
        && let Some(one) = held.iter_mut().find(|one| *one == given_up)
    {
        one.period.until = Some(weighed.from);
    }
    held.push(Designation {
        facility: asked.facility.clone(),
        period: Period::since(weighed.from),
    });
    held.retain(|one| !one.period.is_empty());
    held
}

/// What a choice would come to; nothing is written. Refused as choosing it would be.
pub fn weigh_choice(
    desk: &mut Desk<'_, '_>,
    asked: &ChooseFacility,
) -> Result<ChoiceWeighed, DeskError> {
    let person = people::find(desk.tx, &asked.person)?.ok_or(DeskError::UnknownPerson)?;
    let reference = desk.reference;
    let facility = reference.facility(&asked.facility)?;
    let enrolment = insured(desk, (&person, facility), asked)?;
    let rules = reference.library.procedures(enrolment.insured_at);
    let subject = Chooser {
        person: &person,
        enrolment: &enrolment,
        rules,
        today: desk.today(),
    };
    let row = subject.row_at(facility)?;
    open_channel(row, asked.channel)?;
    let before = designations::made_by(desk.tx, &asked.person)?;
    let changes = subject.changes(row, &before);
    with_reason(row, asked)?;
    let works = works_from(
        rules,
        &ChoiceMade {
            about: subject.about(facility.region),
            made_on: subject.today,
            changes: asked.instead_of.is_some().then_some(&changes[..]),
            reason: asked.reason,
        },
    );
    let Some(from) = works.from else {
        return Err(ChoiceError::ChangeRefused { says: works.says }.into());
    };
    at_desk::networked(facility, Care::Outpatient, from)?;
    subject.filed(desk, facility, from)?;
    let held = designations::of_person(desk.tx, &asked.person)?;
    let instead_of = subject.room(reference, (facility, from), (asked, &held))?;
    let limit = row.changes.filter(|_| asked.instead_of.is_some());
    let changes_left = limit.map(|limit| {
        let used = changes_counted(limit, subject.today, &changes);
        usize::from(limit.at_most).saturating_sub(used + 1)
    });
    Ok(ChoiceWeighed {
        insured_by: subject.insurance(),
        title: row.title.clone(),
        rule: row.id.clone(),
        from,
        says: works.says,
        basis: works.basis,
        instead_of,
        changes_left,
    })
}

/// Where the rules take a change only for some reasons, one has to be given.
fn with_reason(row: &DesignationRow, asked: &ChooseFacility) -> Result<(), DeskError> {
    let only_for = row.change.iter().flat_map(|change| change.only_for.iter());
    let only_for: Vec<ChangeReason> = only_for.copied().collect();
    if asked.instead_of.is_some() && asked.reason.is_none() && !only_for.is_empty() {
        return Err(ChoiceError::ReasonNeeded { of: only_for }.into());
    }
    Ok(())
}

/// The insurance by whose rules it is chosen: the one named, else the one that asks for a choice
/// there, else any that covers the person.
fn insured(
    desk: &mut Desk<'_, '_>,
    (person, facility): (&Person, &Facility),
    asked: &ChooseFacility,
) -> Result<Enrolment, DeskError> {
    let today = desk.today();
    let mut all = enrolments::on_day(desk.tx, &person.id, today)?;
    if let Some((insured_at, scheme)) = asked.insured_by {
        all.retain(|it| (it.insured_at, it.scheme) == (insured_at.pooling(), scheme));
    }
    let covers = |it: &Enrolment| it.check_entitled(today);
    let mut covering = all.iter().filter(|it| covers(it).is_ok());
    let asks = |enrolment: &&Enrolment| {
        let rules = desk.reference.library.procedures(enrolment.insured_at);
        let subject = Chooser {
            person,
            enrolment,
            rules,
            today,
        };
        subject.row_at(facility).is_ok()
    };
    if let Some(found) = covering.clone().find(asks).or_else(|| covering.next()) {
        return Ok(found.clone());
    }
    let refused = all.iter().find_map(|it| covers(it).err());
    Err(match refused {
        Some(why) => DeskError::NotEntitled(why),
        None => DeskError::NotEnrolled {
            scheme: asked.insured_by.map(|(_, scheme)| scheme),
            insured_at: asked.insured_by.map(|(place, _)| place),
        },
    })
}

/// A counter may do whatever people can; any other way only where the rules name it, or name none.
fn open_channel(row: &DesignationRow, channel: ChoiceChannel) -> Result<(), DeskError> {
    let open = &row.channels;
    if channel == ChoiceChannel::Counter || open.is_empty() || open.admits(&channel) {
        return Ok(());
    }
    Err(ChoiceError::ChoiceChannelClosed {
        channel,
        open: open.to_vec(),
    }
    .into())
}

impl<'a> Chooser<'a> {
    /// The days on which a choice of this row was changed before.
    fn changes(&self, row: &DesignationRow, before: &[ChoiceMadeBefore]) -> Vec<Date> {
        let changes = before
            .iter()
            .filter(|made| made.rule == row.id && made.instead_of.is_some())
            .filter(|made| (made.insured_at, made.scheme) == self.insurance());
        changes.map(|made| today_in_china(made.made_at)).collect()
    }

    /// The row that asks for a choice at such a facility; or why nothing has to be chosen.
    fn row_at(&self, facility: &Facility) -> Result<&'a DesignationRow, DeskError> {
        let visit = VisitAsked {
            about: self.about(facility.region),
            day: self.today,
            at: Some(Institution::of(facility, self.today)),
            emergency: false,
            referred: false,
        };
        let found = need(self.rules, &visit);
        match (found.need, found.row) {
            (Need::Needed, Some(row)) => Ok(row.row()),
            _ => Err(ChoiceError::NothingToChoose { says: found.says }.into()),
        }
    }

    /// Where one has to file, nothing is paid without it, whatever was chosen.
    fn filed(
        &self,
        desk: &mut Desk<'_, '_>,
        facility: &Facility,
        from: Date,
    ) -> Result<(), DeskError> {
        let filings = filings::in_force(desk.tx, &self.person.id)?;
        let facts = FootingFacts {
            insured_at: self.enrolment.insured_at,
            treated_at: facility.region,
            care: Care::Outpatient,
            day: from,
            admitted_on: None,
            settled_on: None,
            route: Route::Direct,
            filings: &filings,
            emergency: false,
            referral: false,
        };
        match footing::decide(self.rules, &facts).footing {
            Footing::Unfiled => Err(ChoiceError::ChoiceUnfiled {
                place: label(facility.region.pooling()),
            }
            .into()),
            _ => Ok(()),
        }
    }

    /// Whether there is room for it: a choice that is free, or one that is given up.
    fn room(
        &self,
        reference: &crate::Reference,
        (facility, from): (&Facility, Date),
        (asked, held): (&ChooseFacility, &[Designation]),
    ) -> Result<Option<Designation>, DeskError> {
        let here = held_at(reference, facility.region, (held, from));
        if let Some((same, _)) = here.iter().find(|(one, _)| one.facility == facility.code) {
            return Err(ChoiceError::ChosenAlready {
                facility: facility.code.clone(),
                from: same.period.from,
            }
            .into());
        }
        let given_up = match &asked.instead_of {
            None => None,
            Some(code) => {
                let mut here = here.iter();
                let found = here.find(|(one, _)| one.facility == *code);
                let (found, _) = found.ok_or_else(|| ChoiceError::NotHeld {
                    facility: code.clone(),
                })?;
                Some((*found).clone())
            }
        };
        let kept: Vec<_> = here
            .iter()
            .filter(|(one, _)| Some(*one) != given_up.as_ref())
            .collect();
        let institutions: Vec<Institution<'_>> = kept.iter().map(|(_, at)| *at).collect();
        let visit = VisitAsked {
            about: self.about(facility.region),
            day: self.today,
            at: Some(Institution::of(facility, from)),
            emergency: false,
            referred: false,
        };
        let may = may_choose(self.rules, &visit, &institutions);
        if may.allowed {
            return Ok(given_up);
        }
        if may.instead_of.is_empty() {
            return Err(ChoiceError::MayNotChoose {
                facility: facility.code.clone(),
                says: may.says,
            }
            .into());
        }
        let full = may.instead_of.iter().map(|at| kept[*at].0.facility.clone());
        Err(ChoiceError::ChoicesFull {
            held: full.collect(),
            says: may.says,
        }
        .into())
    }
}
