//! A patient official with paper. Of each person they keep what is on record, what was filed and
//! what was settled and stands, and work everything out from the beginning whenever asked. Shared
//! with the desk is only what makes a situation of facts and shares of a situation.

use std::collections::BTreeMap;

use domain::Money;
use domain::bill::Scope;
use domain::calendar::{age_on, days_after};
use domain::explain::Inputs;
use domain::facility::{Care, Facility};
use domain::facts::{Facts, Insured, Particulars};
use domain::filing::{Filing, FilingInForce, State};
use domain::ids::{FilingId, SettlementId, VisitId};
use domain::person::Enrolment;
use domain::policy::{Library, Pack};
use domain::procedures::Institution;
use domain::shares::{Payer, Shares};
use domain::situation::{Accounts, Route, YearToDate};
use jiff::civil::Date;

/// A settlement that was made and stands.
#[derive(Clone, Debug)]
pub struct Settled {
    pub id: SettlementId,
    pub visit: VisitId,
    pub facility: String,
    pub care: Care,
    pub scope: Scope,
    /// The first day of the visit, and the day that picks the rules.
    pub from: Date,
    pub day: Date,
    /// When it was settled, in steps and by the calendar.
    pub step: usize,
    pub settled_on: Date,
    /// Which of the rules decide.
    pub rules: usize,
}

/// A filing, as an official keeps it.
#[derive(Clone, Debug)]
pub struct Filed {
    pub id: FilingId,
    pub asked_at: usize,
    pub approved: Option<FilingInForce>,
    /// At which step it ended, and the first day without it.
    pub ended: Option<(usize, Date)>,
}

/// All there is about one person with one insurance.
#[derive(Clone, Debug)]
pub struct File {
    pub born_on: Date,
    /// On the account at first.
    pub account: Money,
    /// What is on record, from which day; the oldest first.
    pub record: Vec<(Date, Enrolment)>,
    pub filings: Vec<Filed>,
    pub settled: Vec<Settled>,
}

/// What everybody has in common.
#[derive(Clone, Copy)]
pub struct Shelf<'a> {
    /// The rules that were ever in force.
    pub rules: &'a [Library],
    pub facilities: &'a [Facility],
}

/// What it all comes to.
#[derive(Debug, Default)]
pub struct WorkedOut {
    pub shares: BTreeMap<SettlementId, Shares>,
    /// On the account now.
    pub account: Money,
    /// Used up, by benefit year.
    pub used: BTreeMap<String, YearToDate>,
    wholes: BTreeMap<(VisitId, String), Whole>,
    ceiling_not_known: bool,
}

/// A stay, or the part of it within a year.
#[derive(Clone, Debug, Default)]
struct Whole {
    scope: Scope,
    shares: Shares,
    counts: Counts,
    /// Which admission it is, and the stays without a filing before it.
    number: Option<(u8, u8)>,
}

/// What something adds to the running totals.
#[derive(Clone, Debug, Default)]
struct Counts {
    amounts: BTreeMap<String, Money>,
    admission: bool,
    unfiled: bool,
}

impl Counts {
    fn put(&self, year: &mut YearToDate) {
        for (name, amount) in &self.amounts {
            *year.counters.entry(name.clone()).or_default() += *amount;
        }
        year.admissions += u8::from(self.admission);
        year.unfiled_stays += u8::from(self.unfiled);
    }

    fn take(&self, year: &mut YearToDate) {
        for (name, amount) in &self.amounts {
            *year.counters.entry(name.clone()).or_default() -= *amount;
        }
        year.admissions -= u8::from(self.admission);
        year.unfiled_stays -= u8::from(self.unfiled);
    }
}

impl File {
    /// Notes what a filing came to, and which others gave way to it.
    pub fn note(&mut self, filing: &Filing, superseded: &[FilingId], (step, today): (usize, Date)) {
        if !self.filings.iter().any(|filed| filed.id == *filing.id()) {
            self.filings.push(Filed {
                id: filing.id().clone(),
                asked_at: step,
                approved: None,
                ended: None,
            });
        }
        if matches!(filing.state, State::Approved | State::Active) {
            self.filed(filing.id()).approved = filing.in_force();
        }
        for older in superseded {
            let older = self.filed(older);
            let first = older.approved.as_ref();
            let first = first.map_or(today, |filing| filing.period.from);
            let day = filing.period.from.max(days_after(first, 1));
            older.ended.get_or_insert((step, day));
        }
    }

    /// Notes that a filing was ended. Its first day stays, once it has begun.
    pub fn note_end(&mut self, filing: &FilingId, (step, today): (usize, Date)) {
        let filed = self.filed(filing);
        let first = filed.approved.as_ref().map(|filing| filing.period.from);
        let begun = first.filter(|first| *first <= today);
        let day = begun.map_or(today, |first| today.max(days_after(first, 1)));
        filed.ended.get_or_insert((step, day));
    }

    fn filed(&mut self, id: &FilingId) -> &mut Filed {
        let mut filings = self.filings.iter_mut();
        filings.find(|filed| filed.id == *id).unwrap()
    }

    /// The filing that waits longest for somebody to decide.
    pub fn waiting(&self) -> Option<FilingId> {
        let mut filings = self.filings.iter();
        let waiting = filings.find(|filed| filed.approved.is_none() && filed.ended.is_none());
        waiting.map(|filed| filed.id.clone())
    }

    /// The filings as they held for a settlement: what was asked for before it, whenever decided;
    /// what ended later had not ended.
    fn filings_at(&self, step: usize) -> Vec<FilingInForce> {
        let held = |filed: &Filed| {
            let mut filing = filed.approved.clone().filter(|_| filed.asked_at < step)?;
            if let Some((_, day)) = filed.ended.filter(|(ended, _)| *ended < step) {
                let day = day.max(filing.period.from);
                let until = filing.period.until.map_or(day, |until| until.min(day));
                filing.period.until = Some(until);
            }
            Some(filing).filter(|filing| filing.period.until != Some(filing.period.from))
        };
        self.filings.iter().filter_map(held).collect()
    }

    fn on_record(&self, day: Date) -> &Enrolment {
        let mut rows = self.record.iter().rev();
        &rows.find(|(from, _)| *from <= day).unwrap().1
    }

    /// Whether a figure that nobody published stands in the way of working it all out by the rules
    /// of now, so that a clerk has to.
    #[allow(dead_code, reason = "not every test that shares this releases rules")]
    pub fn is_a_clerks(&self, shelf: Shelf<'_>) -> bool {
        self.worked_out(shelf).ceiling_not_known
    }

    /// What each settlement comes to, worked out from the beginning.
    pub fn worked_out(&self, shelf: Shelf<'_>) -> WorkedOut {
        let mut out = WorkedOut {
            account: self.account,
            ..WorkedOut::default()
        };
        for settled in &self.settled {
            let shares = self.work_out(&mut out, shelf, settled);
            out.shares.insert(settled.id.clone(), shares);
        }
        out
    }

    fn work_out(&self, out: &mut WorkedOut, shelf: Shelf<'_>, settled: &Settled) -> Shares {
        let library = &shelf.rules[settled.rules];
        let enrolment = self.on_record(settled.day);
        let insurance = (enrolment.insured_at, enrolment.scheme);
        let pack = library.pack(insurance.0, insurance.1, settled.day).unwrap();
        let year = pack.benefit_year(settled.day).unwrap().label();
        let in_hospital = settled.care == Care::Inpatient;
        let key = (settled.visit.clone(), year.clone());
        let before = out.wholes.get(&key).filter(|_| in_hospital);
        let before = before.cloned().unwrap_or_default();
        let used = out.used.entry(year).or_default();
        let mut year_before = used.clone();
        before.counts.take(&mut year_before);
        let next = (year_before.admissions + 1, year_before.unfiled_stays);
        let number = before.number.unwrap_or(next);
        let mut inputs = self.situate((library, pack), shelf.facilities, (settled, number));
        inputs.scope = before.scope + settled.scope;
        inputs.year = year_before;
        inputs.accounts.own = out.account + before.shares.of(Payer::Account);
        out.ceiling_not_known |= inputs.compute(pack, None).is_err();
        let computed = inputs.settled_again(pack).unwrap();
        let is_stay = in_hospital && !inputs.scope.total().is_zero();
        let amounts = computed.plan.counted(&computed.adjudication.counted);
        let counts = Counts {
            amounts: amounts.into_iter().collect(),
            admission: is_stay,
            unfiled: is_stay && inputs.situation.unfiled_stay > 0,
        };
        let shares = computed.adjudication.shares;
        let own = shares.plus(&before.shares.negated());
        out.account -= own.of(Payer::Account);
        before.counts.take(used);
        counts.put(used);
        let whole = Whole {
            scope: inputs.scope,
            shares,
            counts,
            number: is_stay.then_some(number).or(before.number),
        };
        out.wholes.insert(key, whole);
        own
    }

    fn situate(
        &self,
        (library, pack): (&Library, &Pack),
        facilities: &[Facility],
        (settled, (admission, unfiled_before)): (&Settled, (u8, u8)),
    ) -> Inputs {
        let enrolment = self.on_record(settled.day);
        let mut facilities = facilities.iter();
        let facility = facilities.find(|known| known.code.as_str() == settled.facility);
        let facility = facility.unwrap();
        let filings = self.filings_at(settled.step);
        let in_hospital = settled.care == Care::Inpatient;
        let facts = Facts {
            insured: Insured {
                insured_at: enrolment.insured_at,
                scheme: enrolment.scheme,
                tier: enrolment.tier.as_deref(),
                status: enrolment.status,
                age: age_on(self.born_on, settled.day),
                months: enrolment.continuous_months(settled.day),
                traits: &enrolment.traits,
            },
            treated_at: facility.region,
            at: Institution::of(facility, settled.day),
            designated: false,
            care: settled.care,
            day: settled.day,
            admitted_on: in_hospital.then_some(settled.from),
            settled_on: Some(settled.settled_on),
            route: Route::Direct,
            emergency: false,
            referral: false,
            admission: if in_hospital { admission } else { 1 },
            filings: &filings,
            stated: None,
            particulars: Particulars {
                grade: facility.grade_on(settled.day),
                unfiled_before,
                ..Particulars::default()
            },
        };
        let rules = library.procedures(enrolment.insured_at);
        let situated = facts.situate(rules, &pack.in_force(None)).unwrap();
        Inputs {
            situation: situated.situation,
            footing: situated.footing,
            scope: Scope::default(),
            year: YearToDate::default(),
            accounts: Accounts::default(),
            provisional: vec![],
            uncovered: false,
            on_account: false,
            decided: vec![],
        }
    }
}
