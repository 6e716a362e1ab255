//! Corrections (补差). When something changes that settlements made since were computed from, each of
//! them is derived again in the order in which they were made, from what stands now. Where it comes
//! to something else, a correction says so: the settlement stays as it was sent to the hospital,
//! and the difference is owed to or by the person, their account and the funds.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::{CorrectionId, PersonId, SettlementId, VisitId};
use domain::plan::{self, Origin, Plan};
use domain::policy::Pack;
use domain::rules::DecidedBy;
use domain::shares::Payer;
use domain::situation::{Situation, YearToDate};
use domain::{Bilingual, Money, say};
use store::bill_cases::BillCaseKind;
use store::corrections::{self, AskedOfClerk, Cause, Correction, MOOT, RULE, Task};
use store::enrolments::{self, Insurance};
use store::newer_rules;
use store::settlements::{self, Settlement, YearKey};

use crate::bill_waits::open_settled;
use crate::corrected::write;
use crate::derive::Derived;
use crate::in_order::{Anew, InOrder};
use crate::once::Turn;
use crate::query::pack_of_settlement;
use crate::{Desk, DeskError};

/// Something changed that settlements were computed from.
pub(crate) struct BooksChange<'a> {
    /// The person's turn that caused it.
    pub turn: i64,
    /// Number of what caused it: the settlement that was cancelled, the filing, the release.
    pub of: String,
    /// What is new about the settlements it touches by itself. The others rest on those.
    pub anew: Anew<'a>,
    /// Those it touches by itself, where not all.
    pub touched: Option<BTreeSet<SettlementId>>,
    /// Whether something before all of them changed.
    pub totals_moved: bool,
    /// Whether a clerk decided it, who need not be asked.
    pub by_clerk: bool,
    /// The first notice of the turn that is free.
    pub notice: i64,
}

impl BooksChange<'_> {
    /// Whether a settlement is among those it touches by itself.
    pub(crate) fn touches_by_name(&self, settlement: &SettlementId) -> bool {
        let touched = self.touched.as_ref();
        touched.is_none_or(|touched| touched.contains(settlement))
    }

    /// Whether it touches a settlement by itself.
    fn touches(
        &self,
        desk: &mut Desk<'_, '_>,
        (ledger, made): (&InOrder, &Settlement),
    ) -> Result<bool, DeskError> {
        let named = self
            .touched
            .as_ref()
            .map(|touched| touched.contains(&made.id));
        match (named, self.anew) {
            (Some(false), _) | (None, Anew::Before) => Ok(false),
            (_, Anew::Record(Some(before), now)) => ledger.differs(desk, made, (before, now)),
            (
                _,
                Anew::Before
                | Anew::Record(None, _)
                | Anew::Rules(_)
                | Anew::Uncovered
                | Anew::Decided(_),
            ) => Ok(true),
        }
    }
}

/// What became of the settlements that were made since.
#[derive(Debug, Default)]
pub(crate) struct Corrected {
    pub corrections: Vec<Correction>,
    /// Those that a clerk has to decide on, with the reason.
    pub waiting: Vec<(SettlementId, Cause, Bilingual)>,
    /// Those that somebody was asked about, and that are as they stand after all.
    pub settled: Vec<SettlementId>,
    /// Those that come to something else now and stand all the same, by rule.
    pub left: Vec<(SettlementId, Cause)>,
    /// Those that come to the same by newer rules, and by which.
    pub newer: Vec<(SettlementId, String)>,
}

/// What takes back what a settlement that is cancelled was corrected by.
pub(crate) fn taking_back(
    desk: &mut Desk<'_, '_>,
    turn: &Turn,
    original: &Settlement,
) -> Result<Option<Correction>, DeskError> {
    let before = corrections::of_settlement(desk.tx, &original.person, &original.id)?;
    let Some(last) = before.last() else {
        return Ok(None);
    };
    let stands = before.iter().fold(original.clone(), Settlement::corrected);
    Ok(Some(Correction {
        id: new_id(desk, original),
        ordinal: last.ordinal + 1,
        turn: turn.number,
        created_at: desk.now,
        cause: Cause::Cancelled,
        cause_of: original.id.to_string(),
        inputs: original.inputs.clone(),
        so_far: original.so_far.clone(),
        shares: original.shares.less(&stands.shares),
        deductible: original.deductible - stands.deductible,
        counted: settlements::less(original.counted.clone(), &stands.counted),
        pack_hash: original.pack_hash.clone(),
        person: original.person.clone(),
        settlement: original.id.clone(),
    }))
}

/// Takes it back, after the settlement itself was cancelled; `used` is what then stands.
pub(crate) fn take_back(
    desk: &mut Desk<'_, '_>,
    (correction, original): (&Correction, &Settlement),
    (key, used): (YearKey<'_>, &YearToDate),
) -> Result<(), DeskError> {
    write(desk, (correction, original), 2)?;
    set_totals(desk, key, used, correction.counted.keys())
}

fn set_totals<'c>(
    desk: &mut Desk<'_, '_>,
    key: YearKey<'_>,
    used: &YearToDate,
    counters: impl Iterator<Item = &'c String>,
) -> Result<(), DeskError> {
    let totals = counters.map(|counter| {
        let stands_at = settlements::stands_at(used, counter);
        (counter.as_str(), stands_at)
    });
    let totals: BTreeMap<&str, Money> = totals.collect();
    let totals: Vec<_> = totals.into_iter().collect();
    Ok(settlements::set_year_to_date(desk.tx, key, &totals)?)
}

/// Moves the account by all that a cancellation brings with it, at once: what comes back of the
/// settlement, less what corrections draw.
pub(crate) fn move_account(
    desk: &mut Desk<'_, '_>,
    (person, insurance, of): (&PersonId, Insurance, &SettlementId),
    by: Money,
) -> Result<(), DeskError> {
    if by.is_zero() {
        return Ok(());
    }
    let holds = enrolments::balance(desk.tx, person, insurance)?;
    if (holds + by).is_negative() {
        return Err(DeskError::AccountSpent {
            settlement: of.clone(),
            short: -(holds + by),
        });
    }
    Ok(enrolments::move_account(desk.tx, person, insurance, by)?)
}

fn new_id(desk: &mut Desk<'_, '_>, of: &Settlement) -> CorrectionId {
    let number = desk.new_number('B', of.inputs.situation.insured_at);
    number.parse().expect("29 printable characters")
}

/// What becomes of a settlement when what it was computed from changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BillFate {
    /// Nothing before it changed.
    Stands,
    /// It stands by rule, whatever it would come to now.
    LeftByRule(Cause),
    /// The difference is corrected.
    Corrected(Cause, DecidedBy),
}

/// The settlements of an insurance gone through after a change, and what became of them. Nothing is
/// written yet.
pub(crate) struct GoneThrough {
    ledger: InOrder,
    /// Visits of which somebody has to say something, or has said: their parts wait together.
    asked: BTreeSet<VisitId>,
    pub corrected: Corrected,
}

/// What becomes of a settlement; the second, if it was provisional and no longer is.
pub(crate) type BillFates = (BillFate, BillFate);

/// Goes through the settlements of an insurance in order. Those that the change touches, and those
/// that rest on one that comes to something else, are derived again; `fates` says what becomes of
/// the difference. What somebody was asked about is not corrected before they say so.
pub(crate) fn go_through(
    desk: &mut Desk<'_, '_>,
    change: &BooksChange<'_>,
    (person, insurance, returned): (&PersonId, Insurance, Money),
    fates: impl Fn(&Settlement) -> BillFates,
) -> Result<GoneThrough, DeskError> {
    let ledger = InOrder::open(desk, person, (insurance, returned))?;
    let asked = ledger.standing.iter();
    let asked = asked.filter(|made| ledger.asked.any(&made.id));
    let mut gone = GoneThrough {
        asked: asked.map(|made| made.visit.clone()).collect(),
        ledger,
        corrected: Corrected::default(),
    };
    let mut moved = change.totals_moved;
    for made in std::mem::take(&mut gone.ledger.standing) {
        let fates = fates(&made);
        let touched = change.touches(desk, (&gone.ledger, &made))?;
        let rests = moved && !gone.ledger.asked.of_totals(&made.id);
        match fates.0 != BillFate::Stands && (touched || rests) {
            true => moved |= gone.derive(desk, (change, touched), (made, fates))?,
            false => gone.ledger.add(made),
        }
    }
    Ok(gone)
}

/// Whether a settlement that was derived again is as it stands. Where the record or the rules of it
/// changed, also what they make of other amounts has to be the same, for what comes later.
fn stands(
    desk: &mut Desk<'_, '_>,
    (made, anew): (&Settlement, Anew<'_>),
    (derived, pack): (&Derived, &Pack),
) -> Result<bool, DeskError> {
    let same_kind = derived.inputs.uncovered == made.inputs.uncovered
        && derived.inputs.decided == made.inputs.decided;
    if !derived.is(made) || !same_kind {
        return Ok(false);
    }
    let same_rules = matches!(anew, Anew::Before | Anew::Decided(_))
        || made.inputs.on_account
        || derived.inputs.situation == made.inputs.situation && pack.hash() == made.pack_hash;
    if same_rules {
        return Ok(true);
    }
    let then = pack_of_settlement(desk, made)?;
    let numbers = |plan: Plan| Plan {
        origin: Origin::default(),
        ..plan
    };
    let then = plan::fold(&then, &made.inputs.situation, None);
    let then = then.map(|plan| numbers(plan.with_decided(&made.inputs.decided)));
    Ok(then.is_ok_and(|then| then == numbers(derived.plan.clone())))
}

impl GoneThrough {
    /// Derives a settlement again and notes what becomes of it; whether it comes to something else.
    fn derive(
        &mut self,
        desk: &mut Desk<'_, '_>,
        (change, touched): (&BooksChange<'_>, bool),
        (made, fates): (Settlement, BillFates),
    ) -> Result<bool, DeskError> {
        let anew = match touched {
            true => change.anew,
            false => Anew::Before,
        };
        let again = self.ledger.again(desk, (&made, anew))?;
        let id = made.id.clone();
        if let Ok((derived, pack)) = &again
            && stands(desk, (&made, anew), (derived, pack))?
        {
            self.stays_as_it_is((made, fates.0), touched, (derived, pack));
            return Ok(false);
        }
        let known = made.inputs.provisional.len();
        let is_final = matches!(&again, Ok((now, _)) if now.inputs.provisional.len() < known);
        let ask = touched && !change.by_clerk && self.asked.contains(&made.visit);
        let (cause, decided) = match if is_final { fates.1 } else { fates.0 } {
            BillFate::Corrected(cause, _) if ask => (cause, Some(DecidedBy::Clerk)),
            BillFate::Corrected(cause, decided) => (cause, Some(decided)),
            BillFate::LeftByRule(cause) => (cause, None),
            BillFate::Stands => {
                self.ledger.add(made);
                return Ok(false);
            }
        };
        match (again, decided) {
            (Ok((derived, pack)), Some(DecidedBy::Automatic)) => {
                let found = (derived, &*pack);
                let correction = self.ledger.correct(desk, (change, cause), &made, found);
                self.ledger.add(made.corrected(&correction));
                self.corrected.corrections.push(correction);
                return Ok(true);
            }
            (_, None) => self.corrected.left.push((id, cause)),
            (Err(says), _) => self.corrected.waiting.push((id, cause, says)),
            (Ok(_), _) => {
                let says = say!(
                    "由经办人员决定是否补差",
                    "a clerk decides on the difference"
                );
                self.corrected.waiting.push((id, cause, says));
            }
        }
        self.ledger.keep(made);
        Ok(false)
    }

    /// Goes on from a settlement that comes to what it came to.
    fn stays_as_it_is(
        &mut self,
        (mut made, fate): (Settlement, BillFate),
        touched: bool,
        (derived, pack): (&Derived, &Pack),
    ) {
        let id = made.id.clone();
        let (then, now) = (&made.inputs.situation, &derived.inputs.situation);
        let numbers = |it: &Situation| (it.admission, it.unfiled_stay);
        if let (BillFate::LeftByRule(cause), true) = (fate, numbers(then) != numbers(now)) {
            // What goes on with it goes on with the number it had.
            self.corrected.left.push((id, cause));
            return self.ledger.keep(made);
        }
        self.corrected.settled.extend(touched.then_some(id));
        let by_itself = matches!(fate, BillFate::Corrected(_, DecidedBy::Automatic));
        if by_itself && pack.hash() != made.pack_hash {
            pack.hash().clone_into(&mut made.pack_hash);
            let newer = (made.id.clone(), made.pack_hash.clone());
            self.corrected.newer.push(newer);
        }
        self.ledger.add(made);
    }

    /// What the personal account pays more by what was corrected.
    pub(crate) fn drawn(&self) -> Money {
        let corrections = self.corrected.corrections.iter();
        let drawn = corrections.map(|made| made.shares.of(Payer::Account));
        drawn.sum()
    }

    /// Writes what was corrected, and what waits for a clerk. The account is moved by the caller.
    pub(crate) fn write(
        self,
        desk: &mut Desk<'_, '_>,
        change: &BooksChange<'_>,
    ) -> Result<Corrected, DeskError> {
        let GoneThrough {
            ledger, corrected, ..
        } = self;
        ledger.write_totals(desk, (change, &corrected))?;
        for (settlement, pack) in &corrected.newer {
            let of = (&ledger.person, change.turn);
            newer_rules::note(desk.tx, of, (settlement, pack))?;
        }
        note_tasks(desk, change, (&ledger.person, &corrected, &ledger.asked))?;
        note_cases(desk, change.turn, (&ledger, &corrected))?;
        Ok(corrected)
    }

    /// Whether some total comes below nothing: parts of a stay that were decided apart.
    pub(crate) fn is_below(&self) -> bool {
        self.ledger.below
    }

    /// Leaves to a clerk what would have been corrected.
    pub(crate) fn wait(&mut self, says: &Bilingual) {
        let corrections = std::mem::take(&mut self.corrected.corrections);
        let waiting = corrections.into_iter();
        let waiting = waiting.map(|made| (made.settlement, made.cause, says.clone()));
        self.corrected.waiting.extend(waiting);
    }
}

/// Puts on the list of cases what waits for a clerk, and what rests on a figure that stands in.
fn note_cases(
    desk: &mut Desk<'_, '_>,
    turn: i64,
    (ledger, corrected): (&InOrder, &Corrected),
) -> Result<(), DeskError> {
    let made = |id: &SettlementId| ledger.gone.stays.iter().find(|made| made.id == *id);
    for (id, ..) in &corrected.waiting {
        if let Some(made) = made(id) {
            open_settled(desk, made, (BillCaseKind::Differs, turn))?;
        }
    }
    let provisional = corrected.corrections.iter();
    for one in provisional.filter(|one| !one.inputs.provisional.is_empty()) {
        if let Some(made) = made(&one.settlement) {
            open_settled(desk, made, (BillCaseKind::Provisional, turn))?;
        }
    }
    Ok(())
}

/// Puts down what waits for a clerk, and what stands by rule.
fn note_tasks(
    desk: &mut Desk<'_, '_>,
    change: &BooksChange<'_>,
    (person, corrected, asked): (&PersonId, &Corrected, &AskedOfClerk),
) -> Result<(), DeskError> {
    let task = |settlement: &SettlementId, cause: Cause, says: Bilingual| Task {
        person: person.clone(),
        settlement: settlement.clone(),
        turn: change.turn,
        opened_at: desk.now,
        cause,
        cause_of: change.of.clone(),
        why: says,
    };
    let waiting = corrected.waiting.iter();
    let waiting =
        waiting.map(|(settlement, cause, says)| (task(settlement, *cause, says.clone()), false));
    let by_rule = say!("按规定保持不变", "it stands by rule");
    let left = corrected.left.iter();
    let left = left.map(|(settlement, cause)| (task(settlement, *cause, by_rule.clone()), true));
    for (task, left_by_rule) in waiting.chain(left).collect::<Vec<_>>() {
        if !asked.same(&task.settlement, task.cause, &task.cause_of) {
            // The newest reason is the one to decide on.
            let of = (&task.person, &task.settlement);
            let before = (desk.now, RULE, "left", MOOT);
            corrections::close_tasks(desk.tx, of, Some(task.cause), before)?;
            corrections::open_task(desk.tx, &task, left_by_rule)?;
        }
    }
    let settled = corrected.settled.iter().filter(|_| !change.by_clerk);
    for settlement in settled {
        // What the record made of it is undone; what the rules would, only by the rules.
        let of_rules = matches!(change.anew, Anew::Rules(_));
        let moot = asked.open(settlement).map(|(cause, _)| cause);
        let moot = moot.filter(|cause| of_rules || cause.is_of_record());
        for cause in moot.collect::<Vec<_>>() {
            let decision = (desk.now, RULE, "left", MOOT);
            corrections::close_tasks(desk.tx, (person, settlement), Some(cause), decision)?;
        }
    }
    Ok(())
}

impl InOrder {
    /// Records what a settlement comes to now.
    fn correct(
        &mut self,
        desk: &mut Desk<'_, '_>,
        (change, cause): (&BooksChange<'_>, Cause),
        made: &Settlement,
        (derived, pack): (Derived, &Pack),
    ) -> Correction {
        let ordinal = self.corrected.entry(made.id.clone()).or_default();
        *ordinal += 1;
        Correction {
            id: new_id(desk, made),
            person: self.person.clone(),
            settlement: made.id.clone(),
            ordinal: *ordinal,
            turn: change.turn,
            created_at: desk.now,
            cause,
            cause_of: change.of.clone(),
            shares: derived.shares.less(&made.shares),
            deductible: derived.deductible - made.deductible,
            counted: settlements::less(derived.counted, &made.counted),
            inputs: derived.inputs,
            so_far: derived.so_far,
            pack_hash: pack.hash().to_owned(),
        }
    }

    /// Writes the corrections, and what the totals stand at now.
    fn write_totals(
        &self,
        desk: &mut Desk<'_, '_>,
        (change, corrected): (&BooksChange<'_>, &Corrected),
    ) -> Result<(), DeskError> {
        let mut moved: BTreeMap<&str, Vec<&String>> = BTreeMap::new();
        for (notice, correction) in (change.notice..).zip(&corrected.corrections) {
            let mut of = self.gone.stays.iter();
            let of = of.find(|made| made.id == correction.settlement);
            let of = of.expect("it was gone through");
            write(desk, (correction, of), notice)?;
            let counters = moved.entry(&of.year).or_default();
            counters.extend(correction.counted.keys());
        }
        let (insured_at, scheme) = self.insurance;
        for (year, counters) in moved {
            let key = YearKey {
                person: &self.person,
                insured_at,
                scheme,
                year,
            };
            set_totals(desk, key, &self.used[year], counters.into_iter())?;
        }
        Ok(())
    }
}
