//! A case of several bills: those made before it, worked out in order while the totals of their
//! benefit years grow, and what becomes of later ones when an earlier one is cancelled.

mod after;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde::de::DeserializeOwned;

pub(super) use after::differences;

use super::answer::CaseAnswer;
use super::error::CaseError;
use super::fault::Fault;
use super::given::{CaseVisit, CaseYear};
use super::written::{Case, Earlier};
use domain::facility::Care;
use domain::files::complaint;
use domain::person::Scheme;
use domain::policy::Library;
use domain::shares::Payer;
use domain::situation::{DeductibleBefore, Follows};
use domain::{Money, Region};

/// Whose year of totals: a place, a scheme, the label of the benefit year.
type YearOf = (Region, Scheme, String);

/// A bill of a course with what it was worked out from.
#[derive(Clone, Debug)]
pub(super) struct Worked {
    /// The bill, with what was used up before it filled in.
    pub case: Case,
    /// Its answer.
    pub answer: Result<CaseAnswer, CaseError>,
    /// Where its totals are kept; none for a bill that has no answer.
    year: Option<YearOf>,
    /// The bill whose stay it follows, by position.
    follows: Option<usize>,
}

/// All bills of a case, the case's own last.
pub(super) struct Course<'a> {
    /// The bills in order.
    pub bills: Vec<Worked>,
    /// The same as they were given.
    given: Vec<Case>,
    library: &'a Library,
    /// Positions of those that were taken out again before the next.
    cancelled: BTreeSet<usize>,
    /// Position of the one that is cancelled at last.
    cancel: Option<usize>,
}

/// How a bill takes part when bills are worked out once more.
enum Part<'w> {
    /// It is worked out.
    Works,
    /// It is worked out and taken out again.
    TakenOut,
    /// It is not there.
    Gone,
    /// It counts as it was settled.
    Stands(&'w Worked),
}

impl<'a> Course<'a> {
    /// Works out every bill of a case.
    pub fn run(case: &Case, library: &'a Library) -> Result<Course<'a>, CaseError> {
        let bills = case.bills()?;
        // What a bill made before does not say is as in the case, and is told of that.
        if let Some((own, earlier)) = bills.split_last() {
            own.check_facts(library)?;
            for (number, bill) in earlier.iter().enumerate() {
                let checked = bill.check_facts(library);
                checked.map_err(|fault| fault.within(&format!("earlier[{number}]")))?;
            }
        }
        let taken_out = case.earlier.iter().enumerate();
        let taken_out = taken_out.filter(|(_, earlier)| earlier.cancelled);
        let cancelled: BTreeSet<usize> = taken_out.map(|(number, _)| number).collect();
        let cancel = case.cancelled_at_last(&cancelled)?;
        let part = |number: usize| match cancelled.contains(&number) {
            true => Part::TakenOut,
            false => Part::Works,
        };
        let mut pass = Pass {
            library,
            totals: Totals {
                opening: case.year_to_date.clone(),
                ..Totals::default()
            },
            bills: Vec::new(),
            again: false,
        };
        for (number, bill) in bills.iter().enumerate() {
            pass.take(bill, part(number), None);
        }
        Ok(Course {
            bills: pass.bills.into_iter().flatten().collect(),
            given: bills,
            library,
            cancelled,
            cancel,
        })
    }

    /// The answer to the case's own bill; if one before it has none that was expected, why not.
    pub fn answer(&self) -> Result<CaseAnswer, CaseError> {
        for (number, worked) in (1..).zip(self.earlier()) {
            let Err(error) = &worked.answer else {
                continue;
            };
            let refusal = worked.case.expect.as_ref();
            let refusal = refusal.and_then(|expect| expect.refusal.as_deref());
            if refusal != Some(error.code()) {
                return Err(error.clone().of_bill(number));
            }
        }
        let own = self.bills.last().map(|worked| worked.answer.clone());
        own.unwrap_or_else(|| Err(CaseError::Unreadable("no bill".to_owned())))
    }

    /// The bills before the case's own.
    pub fn earlier(&self) -> &[Worked] {
        self.bills.split_last().map_or(&[], |(_, earlier)| earlier)
    }
}

/// Bills worked out one after another.
struct Pass<'a> {
    library: &'a Library,
    totals: Totals,
    bills: Vec<Option<Worked>>,
    /// Whether the bills were worked out before: numbers stated of admissions were true then.
    again: bool,
}

/// What was used up before the next bill.
#[derive(Default)]
struct Totals {
    /// What the case states; it belongs to the benefit year of the first bill.
    opening: CaseYear,
    years: BTreeMap<YearOf, CaseYear>,
    /// Paid from the personal account.
    account: Money,
    /// Paid from the family account.
    family_account: Money,
}

impl Totals {
    fn of(&mut self, year: &YearOf) -> CaseYear {
        let opening = &mut self.opening;
        let year = self.years.entry(year.clone());
        year.or_insert_with(|| std::mem::take(opening)).clone()
    }

    /// Adds what a bill came to.
    fn add(&mut self, worked: &Worked) {
        let (Ok(answer), Some(year)) = (&worked.answer, &worked.year) else {
            return;
        };
        let adjudication = &answer.computed.adjudication;
        self.account += adjudication.shares.of(Payer::Account);
        self.family_account += adjudication.shares.of(Payer::FamilyAccount);
        let totals = self.years.entry(year.clone()).or_default();
        for (counter, amount) in answer.computed.plan.counted(&adjudication.counted) {
            *totals.counters.entry(counter).or_default() += amount;
        }
        let situation = &answer.inputs.situation;
        if situation.care == Care::Inpatient {
            totals.admissions = Some(situation.admission);
            totals.unfiled_stays = match situation.unfiled_stay {
                0 => totals.unfiled_stays,
                number => Some(number),
            };
        }
    }
}

impl Pass<'_> {
    /// Lets the next bill take its part. `followed` is the stay it is known to follow.
    fn take(&mut self, bill: &Case, part: Part<'_>, followed: Option<usize>) {
        let mut worked = match part {
            Part::Gone => None,
            Part::Stands(settled) => Some(settled.clone()),
            Part::Works | Part::TakenOut => Some(self.work(bill, followed)),
        };
        if let (Some(worked), Part::Works | Part::Stands(_)) = (&worked, &part) {
            self.totals.add(worked);
        }
        if let (Some(worked), Part::TakenOut) = (&mut worked, &part) {
            worked.year = None;
        }
        self.bills.push(worked);
    }

    fn work(&mut self, bill: &Case, followed: Option<usize>) -> Worked {
        let mut case = bill.clone();
        let follows = followed.or_else(|| self.last_stay(&case));
        if let Some(before) = follows.filter(|_| case.visit.deductible_before.is_none()) {
            case.visit.deductible_before = Some(self.paid_before(before, &case));
        }
        let spent = |balance: Money, used: Money| (balance - used).floor_zero();
        let person = &mut case.person;
        person.account = spent(person.account, self.totals.account);
        person.family_account = spent(person.family_account, self.totals.family_account);
        let year = case.year_of(self.library).ok();
        if let Some(year) = &year {
            let mut totals = self.totals.of(year);
            if self.is_same_stay(&case, follows, year) {
                self.continue_stay(&mut totals, follows);
            }
            if self.again && totals.admissions.is_some() {
                case.visit.admission = None;
                case.visit.unfiled_stay = None;
            }
            case.year_to_date = totals;
        }
        let answer = case.answer_alone(self.library);
        Worked {
            year: year.filter(|_| answer.is_ok()),
            case,
            answer,
            follows,
        }
    }

    /// The last stay before, for a bill that follows one.
    fn last_stay(&self, case: &Case) -> Option<usize> {
        let is_stay = |worked: &Option<Worked>| {
            let stands = worked.as_ref().filter(|worked| worked.year.is_some());
            stands.is_some_and(|worked| worked.case.visit.care == Care::Inpatient)
        };
        let last = self.bills.iter().rposition(is_stay);
        last.filter(|_| case.visit.follows.unwrap_or_default() != Follows::Nothing)
    }

    /// What was paid as deductible in a stay, and in those it took a deductible over from. Nothing
    /// in a stay that was cancelled since.
    fn paid_before(&self, stay: usize, case: &Case) -> DeductibleBefore {
        let worked = self.bills.get(stay).and_then(Option::as_ref);
        let Some((worked, Ok(answer))) = worked.map(|worked| (worked, &worked.answer)) else {
            return DeductibleBefore::default();
        };
        let stated = Case {
            visit: CaseVisit {
                deductible_before: Some(DeductibleBefore::default()),
                ..case.visit.clone()
            },
            ..case.clone()
        };
        let year = stated.year_of(self.library).ok();
        let same_year = year.is_some() && worked.year == year;
        answer.computed.handed_over(same_year)
    }

    /// Whether the bill is of the same admission as the stay it follows.
    fn is_same_stay(&self, case: &Case, follows: Option<usize>, year: &YearOf) -> bool {
        let before = follows.and_then(|stay| self.bills.get(stay)?.as_ref());
        let same_year = before.is_some_and(|before| before.year.as_ref() == Some(year));
        let same = || {
            let pack = case.pack(self.library)?;
            let overlay = case.overlay(pack);
            let rules = pack.in_force(overlay.as_ref());
            let situation = case.uncounted().situated(self.library, &rules)?.situation;
            Ok::<bool, CaseError>(rules.is_same_admission(&situation))
        };
        same_year && same().unwrap_or(false)
    }

    /// The same stay is no further admission of the year.
    fn continue_stay(&self, totals: &mut CaseYear, follows: Option<usize>) {
        let less_one = |number: Option<u8>| number.map(|number| number.saturating_sub(1));
        totals.admissions = less_one(totals.admissions);
        let before = follows.and_then(|stay| self.bills.get(stay)?.as_ref()?.answer.as_ref().ok());
        if before.is_some_and(|before| before.inputs.situation.unfiled_stay > 0) {
            totals.unfiled_stays = less_one(totals.unfiled_stays);
        }
    }
}

impl Case {
    /// Computes the bill, after those made before it.
    pub fn answer(&self, library: &Library) -> Result<CaseAnswer, CaseError> {
        let library = self.rules_in(library)?;
        let course = Course::run(self, &library)?;
        let answer = course.answer()?;
        Ok(CaseAnswer {
            cancelled: course.cancelled_bill()?,
            ..answer
        })
    }

    /// Every bill in full: those made before, then the case's own.
    fn bills(&self) -> Result<Vec<Case>, CaseError> {
        let own = Case {
            earlier: vec![],
            cancel: None,
            ..self.clone()
        };
        let mut under = own.visit.clone();
        under.admission = None;
        under.unfiled_stay = None;
        under.admitted_on = None;
        under.settled_on = None;
        under.follows = None;
        under.deductible_before = None;
        let mut bills = Vec::new();
        if self.earlier.len() > EARLIER_MAX {
            return Err(CaseError::TooManyBills {
                earlier: self.earlier.len(),
                most: EARLIER_MAX,
            });
        }
        for (number, earlier) in (1..).zip(&self.earlier) {
            let at = |part: &str| format!("earlier[{}].{part}", number - 1);
            let bill = Case {
                person: laid(&self.person, earlier.person.as_ref(), &at("person"))?,
                visit: laid(&earlier.under(&under), earlier.visit.as_ref(), &at("visit"))?,
                bill: laid(&self.bill, earlier.bill.as_ref(), &at("bill"))?,
                expect: earlier.expect.clone(),
                expect_not: None,
                ledger: None,
                ..own.clone()
            };
            if bill.visit.day > own.visit.day {
                return Err(CaseError::EarlierTooLate {
                    bill: number,
                    day: bill.visit.day,
                    own: own.visit.day,
                });
            }
            bills.push(bill);
        }
        bills.push(own);
        Ok(bills)
    }

    /// The position of the bill that is cancelled at last; it must be there.
    fn cancelled_at_last(&self, gone: &BTreeSet<usize>) -> Result<Option<usize>, CaseError> {
        let Some(bill) = self.cancel else {
            return Ok(None);
        };
        let earlier = self.earlier.len();
        let place = bill.checked_sub(1).filter(|place| *place < earlier);
        let place = place.ok_or(CaseError::NoSuchBill { bill, earlier })?;
        match gone.contains(&place) {
            true => Err(CaseError::CancelledBefore { bill }),
            false => Ok(Some(place)),
        }
    }

    /// The bill, as far as it says nothing of others in the year.
    fn uncounted(&self) -> Case {
        let mut plain = self.clone();
        plain.visit.admission = None;
        plain.visit.unfiled_stay = None;
        plain.year_to_date = CaseYear::default();
        plain
    }

    /// Whose year of totals the bill belongs to.
    fn year_of(&self, library: &Library) -> Result<YearOf, CaseError> {
        let plain = self.uncounted();
        let pack = plain.pack(library)?;
        let overlay = plain.overlay(pack);
        let rules = pack.in_force(overlay.as_ref());
        let day = plain.situated(library, &rules)?.situation.day;
        let year = pack.benefit_year(day);
        let year = year.ok_or(domain::plan::Refusal::NoBenefitYear(day))?;
        Ok((pack.region, pack.scheme, year.label()))
    }
}

/// No more bills are worked out before the case's own.
pub const EARLIER_MAX: usize = 200;

impl Earlier {
    /// What the visit is laid over: who states a footing means no filings, and the other way round.
    fn under(&self, visit: &CaseVisit) -> CaseVisit {
        let states = |key: &str| {
            self.visit
                .as_ref()
                .is_some_and(|visit| visit.contains_key(key))
        };
        let mut under = visit.clone();
        if states("footing") && !states("filings") {
            under.filings.clear();
        }
        if states("filings") && !states("footing") {
            under.footing = None;
        }
        under
    }
}

/// What is written laid over what is there. A fault in it is told with where it stands.
fn laid<T>(under: &T, over: Option<&toml::Table>, at: &str) -> Result<T, CaseError>
where
    T: Clone + Serialize + DeserializeOwned,
{
    let Some(over) = over else {
        return Ok(under.clone());
    };
    let mut whole =
        toml::Value::try_from(under).map_err(|error| CaseError::Unreadable(error.to_string()))?;
    lay_over(&mut whole, toml::Value::Table(over.clone()));
    serde_path_to_error::deserialize(whole).map_err(|error| {
        let path = error.path().to_string();
        let message = error.inner().message();
        let field = complaint::field_at(&path, message);
        Fault::unread(format!("{at}.{field}"), message).into()
    })
}

/// Puts `row` over `whole`: tables are merged, everything else is replaced.
fn lay_over(whole: &mut toml::Value, row: toml::Value) {
    match (whole, row) {
        (toml::Value::Table(whole), toml::Value::Table(row)) => {
            for (key, value) in row {
                match whole.get_mut(&key) {
                    Some(under) => lay_over(under, value),
                    None => drop(whole.insert(key, value)),
                }
            }
        }
        (whole, row) => *whole = row,
    }
}
