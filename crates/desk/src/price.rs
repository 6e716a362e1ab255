//! The price of a bill: everything a settlement is computed from, and what it comes to. A quote
//! stops here; a settlement goes on and writes it. There is no other way to an amount.

mod fits;

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::bill::Scope;
use domain::explain::Inputs;
use domain::facility::{Care, Facility};
use domain::facts::Situated;
use domain::person::{Enrolment, Person};
use domain::plan::{Missing, Plan};
use domain::policy::Pack;
use domain::rules::Upfront;
use domain::shares::Shares;
use domain::situation::{Accounts, YearToDate};
use domain::split;
use domain::split::Split;
use domain::{Money, Rate};
use jiff::civil::Date;
use store::lines::{BillLines, LineKey};
use store::settlements::{self, Settlement, SoFar, YearKey};
use store::standing::{BillKey, BillStanding, Standing};
use store::visits::{Visit, VisitFlags};

use self::fits::{check_care, check_findings, check_lines, check_whole};
use crate::derive::{
    Counts, Derived, Ordinals, derive, or_on_account, paid_by_account, used_without,
};
use crate::limits::limit_again;
use crate::parts::{PartsSettled, SettledTogether, mid_stay_day};
use crate::rules::{self, OnRecord};
use crate::settle::Settle;
use crate::stays::{self, Before, StayAtHand};
use crate::{Desk, DeskError, days, findings, refunds, standing};

/// A bill with its price.
#[derive(Clone)]
pub struct Priced {
    /// The patient.
    pub person: Person,
    /// The visit.
    pub visit: Visit,
    /// The insurance that pays; its account as it was before.
    pub enrolment: Enrolment,
    /// The facility.
    pub facility: Facility,
    /// The pack that decided.
    pub pack: Arc<Pack>,
    /// Label of the benefit year.
    pub year: String,
    /// What it was computed from.
    pub inputs: Inputs,
    /// What was used up of the year before it, earlier parts of the same stay included.
    pub used: YearToDate,
    /// What of the same stay was settled before, and taken off.
    pub so_far: Option<SoFar>,
    /// The bill itself; the inputs hold the whole of the stay so far.
    pub scope: Scope,
    /// Whether the personal account may pay.
    pub uses_account: bool,
    /// The circumstances, as both messages said them.
    pub flags: VisitFlags,
    /// The policy folded with the situation.
    pub plan: Plan,
    /// Who pays what.
    pub shares: Shares,
    /// What the person pays as deductible.
    pub deductible: Money,
    /// What each running total grows by.
    pub counted: BTreeMap<String, Money>,
    /// The figures that are missing and that others stand in for: the amounts are provisional.
    pub provisional: Vec<Missing>,
    /// The lines.
    pub lines: Vec<LineKey>,
    /// Those that another share of class B splits now than when they came.
    pub split_anew: Vec<(LineKey, Split)>,
    /// Codes of the diagnoses it was priced with, as far as the policy asks for them.
    pub diagnoses: Vec<String>,
    /// The settlement's serial within the visit.
    pub serial: String,
}

impl std::fmt::Debug for Priced {
    /// Neither the person nor the whole policy.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Priced")
            .field("visit", &self.visit.id)
            .field("serial", &self.serial)
            .field("shares", &self.shares)
            .finish_non_exhaustive()
    }
}

/// Prices the lines asked for. Writes nothing.
pub(crate) fn price(
    desk: &mut Desk<'_, '_>,
    (standing, visit): (&Standing, &Visit),
    asked: &Settle,
) -> Result<Priced, DeskError> {
    desk.reference.facility(&visit.facility)?;
    check_care(visit, asked)?;
    if asked.what == (SettledTogether::Stay { mid_stay: true }) {
        days::refuse_overlap(desk, (visit, Some(desk.today())))?;
    }
    let ground = Ground::of(desk, standing, (visit, &asked.what))?;
    let found = ground.bill_standing(desk, asked)?;
    let flags = liable_flags(visit.flags, asked.flags)?;
    let bill = ground.into_bill(desk, standing, (&asked.what, flags))?;
    bill.price(desk, found, asked)
}

/// The share of class B the insured place sets for a visit as it stands now, if it sets one.
pub(crate) fn upfront_share(
    desk: &mut Desk<'_, '_>,
    standing: &Standing,
    (visit, what): (&Visit, &SettledTogether),
) -> Result<Option<Rate>, DeskError> {
    let ground = Ground::of(desk, standing, (visit, what))?;
    if ground
        .pack
        .in_force(None)
        .rows::<Upfront>()
        .next()
        .is_none()
    {
        return Ok(None);
    }
    let mut found = store::standing::load_bill(desk.tx, ground.key(what))?;
    let flags = liable_flags(visit.flags, VisitFlags::default())?;
    let mut bill = ground.into_bill(desk, standing, (what, flags))?;
    let (Situated { situation, .. }, _) = bill.situate_in_its_year(desk, &mut found)?;
    // One that is not known refuses the settlement; until then the catalogue's share is told.
    let set_here = split::set_by(&bill.pack.in_force(None), &situation);
    Ok(set_here.unwrap_or_default())
}

/// What decides before the lines are looked at.
struct Ground<'a> {
    visit: &'a Visit,
    enrolment: &'a Enrolment,
    facility: &'a Facility,
    earlier: PartsSettled,
    serial: String,
    day: Date,
    pack: Arc<Pack>,
    /// Label of the benefit year the day lies in.
    year: String,
}

impl<'a> Ground<'a> {
    fn of<'d: 'a>(
        desk: &mut Desk<'d, '_>,
        standing: &'a Standing,
        (visit, what): (&'a Visit, &SettledTogether),
    ) -> Result<Ground<'a>, DeskError> {
        let facility = desk.reference.facility(&visit.facility)?;
        let enrolment = standing::enrolment(desk, standing, visit)?;
        standing::networked(facility, visit.care, visit.from)?;
        let earlier = PartsSettled::load(desk, standing, visit)?;
        let serial = earlier.next_serial(what)?;
        let day = last_day(desk, visit, what)?;
        let pack = rules::pack(desk, enrolment, day)?;
        let year = benefit_year(&pack, enrolment, day)?;
        Ok(Ground {
            visit,
            enrolment,
            facility,
            earlier,
            serial,
            day,
            pack,
            year,
        })
    }

    /// Which lines and which running totals.
    fn key<'k>(&'k self, what: &'k SettledTogether) -> BillKey<'k> {
        BillKey {
            bill: BillLines {
                person: &self.visit.person,
                visit: &self.visit.id,
            },
            batch: what.batch(),
            year: YearKey {
                person: &self.visit.person,
                insured_at: self.enrolment.insured_at,
                scheme: self.enrolment.scheme,
                year: &self.year,
            },
        }
    }

    /// The lines asked for, which must fit the steps taken so far, with the filings and the totals.
    fn bill_standing(
        &self,
        desk: &mut Desk<'_, '_>,
        asked: &Settle,
    ) -> Result<BillStanding, DeskError> {
        let key = self.key(&asked.what);
        let found = store::standing::load_bill(desk.tx, key)?;
        check_lines(
            desk,
            (key.bill, self.earlier.stand()),
            asked,
            &found.unsettled,
        )?;
        check_findings(self.visit, asked, found.unsettled.lines.len())?;
        Ok(found)
    }

    fn into_bill(
        self,
        desk: &mut Desk<'_, '_>,
        standing: &'a Standing,
        (what, flags): (&SettledTogether, VisitFlags),
    ) -> Result<ToPrice<'a>, DeskError> {
        let Ground {
            visit,
            enrolment,
            facility,
            day,
            pack,
            ..
        } = self;
        let stay = StayAtHand {
            visit,
            level: facility.level_on(day),
            pack: &pack,
            day,
            referral: flags.referral,
        };
        let asks = self.earlier.stand() || pack.asks_what_stays_follow();
        let before = match visit.care == Care::Inpatient && asks {
            true => Before::load(desk, visit)?,
            false => Before::default(),
        };
        let whole = before.whole_so_far(stay);
        let so_far = SoFar::of(whole.iter().copied());
        let part = whole.last().map(|part| (*part).clone());
        let earlier = before.without(&whole);
        let following = stays::following(desk, stay, &earlier)?;
        let others = earlier.parts_of(&visit.id);
        let others = others.map(|made| (made.year.clone(), Counts::of_whole(made)));
        let others = others.collect();
        let record = OnRecord {
            person: standing::person(standing)?,
            enrolment,
            facility,
            care: visit.care,
            day,
            admitted_on: (visit.care == Care::Inpatient).then_some(visit.from),
            settled_on: desk.today(),
            flags,
            admission: 1,
            unfiled_before: 0,
            following,
            diagnoses: findings::diagnoses(desk, visit, (&pack, what.batch()))?,
            designated: standing.designated,
        };
        Ok(ToPrice {
            visit,
            record,
            pack,
            so_far,
            part,
            others,
            serial: self.serial,
            year: self.year,
        })
    }
}

/// A bill of which everything is known but what its benefit year says.
struct ToPrice<'a> {
    visit: &'a Visit,
    record: OnRecord<'a>,
    pack: Arc<Pack>,
    /// What of the same whole was settled before.
    so_far: Option<SoFar>,
    /// The last part of it.
    part: Option<Settlement>,
    /// Other parts of the stay, under other rules or in another year: in what they count.
    others: Vec<(String, Counts)>,
    serial: String,
    /// Label of the benefit year it belongs to, as far as is known.
    year: String,
}

impl ToPrice<'_> {
    fn price(
        mut self,
        desk: &mut Desk<'_, '_>,
        mut found: BillStanding,
        asked: &Settle,
    ) -> Result<Priced, DeskError> {
        let (situated, ordinals) = self.situate_in_its_year(desk, &mut found)?;
        let mut split_anew = limit_again(desk, self.visit, &mut found.unsettled)?;
        let set_here = match found.unsettled.has_class_b() {
            true => split::set_by(&self.pack.in_force(None), &situated.situation)
                .map_err(|refusal| DeskError::refused(refusal, &situated.footing))?,
            false => None,
        };
        split_anew.extend(found.unsettled.split_by(set_here));
        split_anew.extend(refunds::mirror(desk, self.visit, &mut found.unsettled)?);
        let scope = found.unsettled.scope();
        let whole = self.whole_of(scope);
        check_whole(&whole)?;
        let counts = ordinals.counts_of(whole.total());
        let Situated { situation, footing } = situated;
        let inputs = Inputs {
            situation,
            footing,
            scope: whole,
            year: used_without(&found.year, self.so_far.as_ref()),
            accounts: accounts(self.record.enrolment, asked, self.so_far.as_ref()),
            provisional: vec![],
            uncovered: false,
            on_account: false,
            decided: vec![],
        };
        let derived = worked_out(inputs, self.so_far, (&self.pack, counts))?;
        let lines = found.unsettled.lines.into_iter();
        Ok(Priced {
            person: self.record.person.clone(),
            visit: self.visit.clone(),
            enrolment: self.record.enrolment.clone(),
            facility: self.record.facility.clone(),
            pack: self.pack,
            year: self.year,
            inputs: derived.inputs,
            used: found.year,
            so_far: derived.so_far,
            scope,
            uses_account: asked.use_account,
            flags: self.record.flags,
            plan: derived.plan,
            shares: derived.shares,
            deductible: derived.deductible,
            counted: derived.counted,
            provisional: derived.provisional,
            lines: lines.map(|line| line.key).collect(),
            split_anew,
            diagnoses: self.record.diagnoses,
            serial: self.serial,
        })
    }

    /// The whole so far, with these lines.
    fn whole_of(&self, scope: Scope) -> Scope {
        let before = self.so_far.as_ref().map(|so_far| so_far.scope);
        before.unwrap_or_default() + scope
    }

    /// The situation by the numbers of the benefit year it belongs to, which are read with it where
    /// they are those of another.
    fn situate_in_its_year(
        &mut self,
        desk: &mut Desk<'_, '_>,
        found: &mut BillStanding,
    ) -> Result<(Situated, Ordinals), DeskError> {
        let before = self.year.clone();
        let situated = self.situate(desk, &before, found)?;
        let day = situated.0.situation.day;
        let own = benefit_year(&self.pack, self.record.enrolment, day)?;
        if own == before {
            return Ok(situated);
        }
        // By the rules of its admission it belongs to the year of its admission.
        let key = YearKey {
            person: &self.visit.person,
            insured_at: self.record.enrolment.insured_at,
            scheme: self.record.enrolment.scheme,
            year: &own,
        };
        found.year = settlements::year_to_date(desk.tx, key)?;
        self.year.clone_from(&own);
        self.situate(desk, &own, found)
    }

    /// The situation by the numbers of a benefit year.
    fn situate(
        &mut self,
        desk: &Desk<'_, '_>,
        year: &str,
        found: &BillStanding,
    ) -> Result<(Situated, Ordinals), DeskError> {
        let used = used_without(&found.year, self.so_far.as_ref());
        let others = self.others.iter().filter(|(of, _)| of == year);
        let others = others.map(|(_, counts)| *counts);
        let ordinals = Ordinals::of(self.record.care, &used, others);
        let mut ordinals = ordinals.of_whole(self.part.as_ref(), self.so_far.as_ref());
        let situated = self.situate_as(desk, ordinals, found)?;
        let before = self.record.following.numbers.clone();
        let goes_on = self
            .pack
            .in_force(None)
            .is_same_admission(&situated.situation);
        let before = before.filter(|before| before.year == year && goes_on);
        let Some(before) = before else {
            let filed = situated.situation.unfiled_stay == 0;
            return Ok((situated, ordinals.of_filed(filed)));
        };
        ordinals = ordinals.going_on(&before);
        let situated = self.situate_as(desk, ordinals, found)?;
        let filed = situated.situation.unfiled_stay == 0;
        Ok((situated, ordinals.of_filed(filed)))
    }

    fn situate_as(
        &mut self,
        desk: &Desk<'_, '_>,
        ordinals: Ordinals,
        found: &BillStanding,
    ) -> Result<Situated, DeskError> {
        self.record.admission = ordinals.admission;
        self.record.unfiled_before = ordinals.unfiled_before;
        rules::situate(desk, &self.record, &self.pack, &found.filings)
    }
}

/// What it comes to by the rules; what is sold in a pharmacy at least from the account.
fn worked_out(
    inputs: Inputs,
    so_far: Option<SoFar>,
    rules: (&Pack, Counts),
) -> Result<Derived, DeskError> {
    let derived = derive(inputs, so_far, rules);
    let derived = derived.or_else(|refused| or_on_account(refused, rules));
    derived.map_err(|refused| {
        let (refusal, inputs) = *refused;
        DeskError::refused(refusal, &inputs.footing)
    })
}

/// The visit; the discharge; today for a mid-stay settlement. It picks the rules, unless they say
/// that a stay over years or rules goes by its admission.
fn last_day(desk: &Desk<'_, '_>, visit: &Visit, what: &SettledTogether) -> Result<Date, DeskError> {
    match what {
        SettledTogether::Batch(_) => Ok(visit.from),
        SettledTogether::Stay { mid_stay: true } => Ok(mid_stay_day(visit, desk.today())),
        SettledTogether::Stay { mid_stay: false } => {
            let missing = || DeskError::NotDischarged {
                visit: visit.id.clone(),
            };
            visit.until.ok_or_else(missing)
        }
    }
}

/// The label of the benefit year the day lies in.
fn benefit_year(pack: &Pack, enrolment: &Enrolment, day: Date) -> Result<String, DeskError> {
    let year = pack.benefit_year(day).ok_or(DeskError::NoPolicy {
        insured_at: enrolment.insured_at,
        scheme: enrolment.scheme,
        day,
    })?;
    Ok(year.label())
}

/// What the accounts may pay of the whole: what they paid of it before, and what they hold now.
fn accounts(enrolment: &Enrolment, asked: &Settle, so_far: Option<&SoFar>) -> Accounts {
    let holds = match asked.use_account {
        true => enrolment.account,
        false => Money::ZERO,
    };
    Accounts {
        own: paid_by_account(so_far) + holds,
        family: Money::ZERO,
    }
}

/// Circumstances from either message, if nobody else is liable (NAT-14).
fn liable_flags(one: VisitFlags, other: VisitFlags) -> Result<VisitFlags, DeskError> {
    let flags = one.joined(other);
    match flags.third_party {
        true => Err(DeskError::ThirdParty),
        false => Ok(flags),
    }
}
