//! The settlements of one insurance of a person, gone through in the order they were made, each
//! derived again from those before it as they stand.

mod begun;

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::bill::Scope;
use domain::explain::Inputs;
use domain::facility::Care;
use domain::facts::Situated;
use domain::ids::{PersonId, SettlementId};
use domain::plan::DecidedFigure;
use domain::policy::Pack;
use domain::shares::Payer;
use domain::situation::{Follows, Situation, YearToDate};
use domain::split;
use domain::{Bilingual, Money, say};
use store::corrections::AskedOfClerk;
use store::enrolments::Insurance;
use store::settlements::{self, Settlement, SoFar};
use store::visits::Visit;

use crate::derive::{
    Counts, Derived, Ordinals, derive, derive_again, paid_by_account, used_without,
};
use crate::limits::split_of_settlement;
use crate::on_record::{Again, PersonOnRecord, last_day};
use crate::query::pack_of_settlement;
use crate::stays::{Before, BeforeWhole, Following, StayAtHand, followed_again};
use crate::{Desk, DeskError};

/// What is new about the settlements that are derived again.
#[derive(Clone, Copy)]
pub(crate) enum Anew<'a> {
    /// Only what was settled before them.
    Before,
    /// What is on record of the person: what was, unless all of it may be new, and what is now.
    Record(Option<&'a PersonOnRecord>, &'a PersonOnRecord),
    /// The rules for their days; on record is this.
    Rules(&'a PersonOnRecord),
    /// That nothing on record covers their day: they are the person's own.
    Uncovered,
    /// What was decided in the place of figures nobody published.
    Decided(&'a [DecidedFigure]),
}

/// What a settlement comes to now, and by which pack.
pub(crate) type DerivedBy = (Derived, Arc<Pack>);

/// What a settlement rests on when it is derived again.
struct Rests {
    inputs: Inputs,
    so_far: Option<SoFar>,
    counts: Counts,
    pack: Arc<Pack>,
}

/// What a settlement stands among when it is derived again.
struct Among<'a> {
    visit: &'a Visit,
    /// Earlier parts of the same whole.
    whole: Vec<&'a Settlement>,
    so_far: Option<SoFar>,
    /// What was used up before the whole.
    used: YearToDate,
}

/// The settlements of one insurance of a person, gone through in the order they were made.
pub(crate) struct InOrder {
    pub person: PersonId,
    pub insurance: Insurance,
    /// What is still to come.
    pub standing: Vec<Settlement>,
    /// What was gone through, as it stands now.
    pub gone: Before,
    /// What was used up so far, by benefit year.
    pub used: BTreeMap<String, YearToDate>,
    /// What is on the personal account so far.
    balance: Money,
    /// How often each was corrected before.
    pub corrected: BTreeMap<SettlementId, i64>,
    /// What somebody has to say about them, or has said.
    pub asked: AskedOfClerk,
    /// Whether some total came below nothing on the way.
    pub below: bool,
}

impl InOrder {
    /// Goes on to the next, which has the number it has among those gone through.
    pub(crate) fn add(&mut self, mut made: Settlement) {
        let used = self.used.entry(made.year.clone()).or_default();
        if !self.asked.any(&made.id) {
            self.gone.renumber(&mut made, used);
        }
        self.keep(made);
    }

    /// Goes on to the next, which stands as it was whatever came before it.
    pub(crate) fn keep(&mut self, made: Settlement) {
        let used = self.used.entry(made.year.clone()).or_default();
        let mut counted = made.counted.iter();
        self.below |= counted.any(|(counter, amount)| {
            (settlements::stands_at(used, counter) + *amount).is_negative()
        });
        settlements::grow(used, &made.counted);
        self.balance -= made.shares.of(Payer::Account);
        self.gone.stays.push(made);
    }

    /// What a settlement comes to after those before it as they stand; or why nobody can say.
    pub(crate) fn again(
        &self,
        desk: &mut Desk<'_, '_>,
        of: (&Settlement, Anew<'_>),
    ) -> Result<Result<DerivedBy, Bilingual>, DeskError> {
        let (made, anew) = of;
        let uncovered = match anew {
            Anew::Before | Anew::Decided(_) => made.inputs.uncovered,
            Anew::Uncovered => true,
            Anew::Record(_, now) | Anew::Rules(now) => {
                let visit = self.among(made)?.visit;
                made.inputs.uncovered && !now.covers(made.insurance(), visit.from)
            }
        };
        if uncovered {
            return self.uncovered(desk, made);
        }
        match self.derive(desk, of) {
            // What refuses a settlement leaves it to somebody to say.
            Err(refused) if refused.is_about_the_business() => Ok(Err(refused.message())),
            derived => derived,
        }
    }

    /// What a settlement rests on after those before it as they stand; or why nobody can say.
    fn rests(
        &self,
        desk: &mut Desk<'_, '_>,
        (made, anew): (&Settlement, Anew<'_>),
    ) -> Result<Result<Rests, Bilingual>, DeskError> {
        let among = self.among(made)?;
        let pack = match anew {
            Anew::Rules(_) => match newest(desk, (made, among.visit)) {
                Ok(pack) => pack,
                Err(why) => return Ok(Err(why)),
            },
            _ => pack_of_settlement(desk, made)?,
        };
        let numbered = self.number(desk, (made, &pack), &among)?;
        let Some((following, ordinals)) = numbered else {
            return Ok(Err(say!(
                "它接着的那次住院结算已撤销",
                "the stay it follows is no longer settled"
            )));
        };
        let mut again = Again {
            made,
            visit: among.visit,
            pack: &pack,
            ordinals,
            following: &following,
        };
        let mut inputs = made.inputs.clone();
        inputs.uncovered = false;
        if let Anew::Decided(figures) = anew {
            inputs.decided = figures.to_vec();
        }
        match situate(desk, &mut again, anew)? {
            Err(why) => return Ok(Err(why)),
            Ok(None) => inputs.situation = again.as_decided(),
            Ok(Some(situated)) => {
                inputs.situation = situated.situation;
                inputs.footing = situated.footing;
            }
        }
        let rules = (&*pack, anew);
        let scope = self.split_again(desk, (made, among.visit), rules, &inputs.situation)?;
        let before = among.so_far.as_ref().map(|so_far| so_far.scope);
        inputs.scope = before.unwrap_or_default() + scope;
        let ordinals = again.ordinals.of_filed(inputs.situation.unfiled_stay == 0);
        if !inputs.scope.is_whole() {
            return Ok(Err(less_than_nothing()));
        }
        let counts = ordinals.counts_of(inputs.scope.total());
        let holds = self.may_draw(made);
        inputs.accounts.own = paid_by_account(among.so_far.as_ref()) + holds;
        inputs.year = among.used;
        Ok(Ok(Rests {
            inputs,
            so_far: among.so_far,
            counts,
            pack,
        }))
    }

    /// Whether a settlement as it stands rests on the same as it does after those before it: then
    /// it comes to the same, without being worked out.
    pub(crate) fn rests_on_the_same(
        &self,
        desk: &mut Desk<'_, '_>,
        made: &Settlement,
    ) -> Result<bool, DeskError> {
        if made.inputs.uncovered {
            return Ok(false);
        }
        let rests = match self.rests(desk, (made, Anew::Before)) {
            Err(refused) if refused.is_about_the_business() => return Ok(false),
            rests => rests?,
        };
        Ok(rests.is_ok_and(|rests| {
            rests.inputs == made.inputs
                && rests.so_far == made.so_far
                && rests.counts == Counts::of_whole(made)
                && rests.pack.hash() == made.pack_hash
        }))
    }

    fn derive(
        &self,
        desk: &mut Desk<'_, '_>,
        (made, anew): (&Settlement, Anew<'_>),
    ) -> Result<Result<DerivedBy, Bilingual>, DeskError> {
        let rests = match self.rests(desk, (made, anew))? {
            Err(why) => return Ok(Err(why)),
            Ok(rests) => rests,
        };
        let Rests {
            inputs,
            so_far,
            counts,
            pack,
        } = rests;
        // What the first version settled beyond a ceiling that is not known is derived as it did;
        // nothing else goes beyond one.
        let beyond = || made.inputs.compute(&pack, None).is_err();
        let derived = match matches!(anew, Anew::Rules(_) | Anew::Decided(_)) || !beyond() {
            true => derive(inputs, so_far, (&pack, counts)),
            false => derive_again(inputs, so_far, (&pack, counts)),
        };
        let derived = derived.map_err(|refused| refused.0.message());
        Ok(derived.map(|derived| (derived, pack)))
    }

    /// One of a day that no insurance covers: all of the bill is the person's own, and it counts in
    /// nothing.
    fn uncovered(
        &self,
        desk: &mut Desk<'_, '_>,
        made: &Settlement,
    ) -> Result<Result<DerivedBy, Bilingual>, DeskError> {
        let among = self.among(made)?;
        let pack = pack_of_settlement(desk, made)?;
        let before = among.so_far.as_ref().map(|so_far| so_far.scope);
        let own = Scope {
            wholly_self_paid: made.scope.total(),
            ..Scope::default()
        };
        let mut inputs = made.inputs.clone();
        inputs.uncovered = true;
        inputs.scope = before.unwrap_or_default() + own;
        inputs.footing.reason = say!(
            "就医当天没有参保或不享受待遇：这笔费用全部由个人承担，基金和账户支付的应当退回",
            "nothing on record entitles the person on the day of service: all of the bill is \
             their own, and what funds and accounts paid is to be given back"
        );
        if !inputs.scope.is_whole() {
            return Ok(Err(less_than_nothing()));
        }
        inputs.accounts.own = paid_by_account(among.so_far.as_ref());
        inputs.year = among.used;
        let counts = Counts::of_parts(among.so_far.as_ref());
        let derived = derive_again(inputs, among.so_far, (&pack, counts));
        let derived = derived.map_err(|refused| refused.0.message());
        Ok(derived.map(|derived| (derived, pack)))
    }

    /// The parts of the bill, its lines split by the share of class B that holds now, and by the
    /// price limits for the level that is on record now.
    fn split_again(
        &self,
        desk: &mut Desk<'_, '_>,
        (made, visit): (&Settlement, &Visit),
        (pack, anew): (&Pack, Anew<'_>),
        now: &Situation,
    ) -> Result<Scope, DeskError> {
        let then = pack_of_settlement(desk, made)?;
        let before = split::set_by(&then.in_force(None), &made.inputs.situation);
        let set_here = split::set_by(&pack.in_force(None), now).unwrap_or_default();
        let same_share = before.unwrap_or_default() == set_here;
        if same_share && matches!(anew, Anew::Before | Anew::Decided(_)) {
            return Ok(made.scope);
        }
        split_of_settlement(desk, (made, visit), set_here, &self.gone.stays)
    }

    /// What the personal account holds for it.
    fn may_draw(&self, made: &Settlement) -> Money {
        let found = !made.inputs.accounts.own.is_zero();
        match made.uses_account.unwrap_or(found) {
            true => self.balance,
            false => Money::ZERO,
        }
    }

    /// Whether a settlement stands on something else by what is on record now than by what was.
    pub(crate) fn differs(
        &self,
        desk: &mut Desk<'_, '_>,
        made: &Settlement,
        (before, now): (&PersonOnRecord, &PersonOnRecord),
    ) -> Result<bool, DeskError> {
        let among = self.among(made)?;
        let pack = pack_of_settlement(desk, made)?;
        let Some((following, ordinals)) = self.number(desk, (made, &pack), &among)? else {
            return Ok(true);
        };
        let again = Again {
            made,
            visit: among.visit,
            pack: &pack,
            ordinals,
            following: &following,
        };
        let told = |found: Result<Situated, Bilingual>| found.map(|found| found.situation);
        Ok(told(again.situated(desk, before)?) != told(again.situated(desk, now)?))
    }

    fn among(&self, made: &Settlement) -> Result<Among<'_>, DeskError> {
        let visit = self.gone.visits.iter().find(|visit| visit.id == made.visit);
        let visit = visit.ok_or_else(|| DeskError::UnknownVisit {
            visit: made.visit.clone(),
        })?;
        let joined = made.so_far.iter().flat_map(|so_far| &so_far.settlements);
        let joined: Vec<_> = joined.collect();
        let gone = self.gone.stays.iter();
        let whole: Vec<_> = gone.filter(|part| joined.contains(&&part.id)).collect();
        let so_far = SoFar::of(whole.iter().copied());
        let used = self.used.get(&made.year).cloned().unwrap_or_default();
        Ok(Among {
            visit,
            used: used_without(&used, so_far.as_ref()),
            whole,
            so_far,
        })
    }

    /// The numbers it has now, and what it takes over now of the stay it follows; none where that
    /// one no longer stands.
    fn number(
        &self,
        desk: &mut Desk<'_, '_>,
        (made, pack): (&Settlement, &Pack),
        among: &Among<'_>,
    ) -> Result<Option<(Following, Ordinals)>, DeskError> {
        let situation = &made.inputs.situation;
        let earlier = self.gone.without(&among.whole);
        let others = earlier.parts_of(&made.visit);
        let others = others.filter(|other| other.year == made.year);
        let ordinals = Ordinals::of(situation.care, &among.used, others.map(Counts::of_whole));
        let part = among.whole.last().copied();
        let ordinals = ordinals.of_whole(part, among.so_far.as_ref());
        let followed = self.followed(desk, (made, pack, among.visit), &earlier)?;
        Ok(followed.map(|followed| (followed, ordinals)))
    }

    fn followed(
        &self,
        desk: &mut Desk<'_, '_>,
        (made, pack, visit): (&Settlement, &Pack, &Visit),
        earlier: &BeforeWhole<'_>,
    ) -> Result<Option<Following>, DeskError> {
        let situation = &made.inputs.situation;
        let follows = situation.follows;
        if situation.care != Care::Inpatient {
            return Ok(Some(Following::default()));
        }
        let stay = StayAtHand {
            visit,
            level: situation.level,
            pack,
            day: last_day(visit, made),
            referral: matches!(follows, Follows::TransferUp | Follows::TransferDown),
        };
        let mut followed = followed_again(desk, (stay, follows), earlier)?;
        if let Some(followed) = &mut followed {
            if follows == Follows::Readmission {
                followed.deductible_before = situation.deductible_before.clone();
            }
            let numbers = followed.numbers.take();
            followed.numbers = numbers.filter(|numbers| numbers.year == made.year);
        }
        Ok(followed)
    }
}

impl Again<'_> {
    /// The situation as it was decided, with the numbers it has now.
    fn as_decided(&mut self) -> Situation {
        let mut situation = self.made.inputs.situation.clone();
        if situation.care != Care::Inpatient {
            return situation;
        }
        situation.deductible_before = self.following.deductible_before.clone();
        self.go_on(&situation);
        situation.admission = self.ordinals.admission;
        if situation.unfiled_stay != 0 {
            situation.unfiled_stay = self.ordinals.unfiled_before.saturating_add(1);
        }
        situation
    }

    /// Takes over the numbers of the stay it follows, where the rules call it the same admission.
    fn go_on(&mut self, situation: &Situation) -> bool {
        let numbers = self.following.numbers.as_ref();
        let same = numbers.filter(|_| self.pack.in_force(None).is_same_admission(situation));
        if let Some(numbers) = same {
            self.ordinals = self.ordinals.going_on(numbers);
        }
        same.is_some()
    }
}

/// The situation by what is on record, where that says something else than it did; none where it is
/// as it was decided.
fn situate(
    desk: &mut Desk<'_, '_>,
    again: &mut Again<'_>,
    anew: Anew<'_>,
) -> Result<Result<Option<Situated>, Bilingual>, DeskError> {
    let now = match anew {
        Anew::Before | Anew::Uncovered | Anew::Decided(_) => return Ok(Ok(None)),
        Anew::Rules(now) | Anew::Record(_, now) => now,
    };
    let situated = again.situated(desk, now)?;
    match situated {
        Ok(situated) if again.go_on(&situated.situation) => {
            Ok(again.situated(desk, now)?.map(Some))
        }
        situated => Ok(situated.map(Some)),
    }
}

/// The pack that decides now for the day of a settlement; or why it cannot be gone by.
fn newest(
    desk: &Desk<'_, '_>,
    (made, visit): (&Settlement, &Visit),
) -> Result<Arc<Pack>, Bilingual> {
    let situation = &made.inputs.situation;
    let day = last_day(visit, made);
    let (insured_at, scheme) = (situation.insured_at, situation.scheme);
    let pack = desk.reference.library.pack(insured_at, scheme, day);
    let pack =
        pack.ok_or_else(|| say!("当天没有规定了", "there are no rules for the day any more"))?;
    let year = pack.benefit_year(situation.day).map(|year| year.label());
    match year.as_deref() == Some(made.year.as_str()) {
        true => Ok(pack.clone()),
        false => Err(say!(
            "它算在另一个待遇年度了",
            "it counts in another benefit year now"
        )),
    }
}

fn less_than_nothing() -> Bilingual {
    say!(
        "退费比它前面的部分现在还剩的多：先改正前面的部分，或者由医院撤销后重新结算",
        "it gives back more than is left of the parts before it: correct those first, or let the \
         hospital cancel and settle again"
    )
}
